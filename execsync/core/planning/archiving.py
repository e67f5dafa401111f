"""What is archived, and what keeps it from being archived."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from execsync.core.planning.conflicts import edited_reason
from execsync.core.planning.drift import web_edits
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.plan import Action, ActionReason, Change, Obstacle, ObstacleKind
from execsync.core.resource import Page, gather_sources, page_address, source_address
from execsync.core.state import PageState, SourceState, State

ON_DRIFT = "archive it all the same with: apply --on-drift overwrite, or bring the file back"
MOST_PAGES = 10
MOST_PERCENT = 30
"""More than this takes a person's word. One page is never a mass, however small the hub is."""

Spare = Callable[[str], Obstacle | None]
"""What keeps this run from letting go of the page of a file that is gone, whatever is allowed."""


def spare_none(_path: str) -> Obstacle | None:
    """Nothing does."""
    return None


def plan_archives(
    gone: Sequence[PageState],
    state: State,
    options: PlanOptions,
    *,
    empty_root: bool,
    spare: Spare = spare_none,
) -> list[Change]:
    """A change for each page whose file is gone, with what stands in its way."""
    spared = {known.path: spare(known.path) for known in gone}
    free = [k for k in gone if not k.protect and not k.archived and not spared[k.path]]
    refusal = _refuse_many(len(free), len(state.pages), options)
    return [
        _plan_archive(known, options, spared[known.path], refusal, empty_root=empty_root)
        for known in gone
    ]


def _plan_archive(
    known: PageState,
    options: PlanOptions,
    spared: Obstacle | None,
    refusal: Obstacle | None,
    *,
    empty_root: bool,
) -> Change:
    if known.archived:
        reason = ActionReason.ARCHIVED_ON_WEB
        return Change(page_address(known.path), Action.FORGET, reason, known, obstacle=spared)
    return Change(
        page_address(known.path),
        Action.ARCHIVE,
        ActionReason.FILE_GONE,
        known,
        obstacle=_obstacle(known, options, spared, refusal, empty_root=empty_root),
    )


def _obstacle(
    known: PageState,
    options: PlanOptions,
    spared: Obstacle | None,
    refusal: Obstacle | None,
    *,
    empty_root: bool,
) -> Obstacle | None:
    if (held := _unasked(options) or spared) is not None:
        return held
    if empty_root:
        reason = "the content root has no pages, which looks like a mistake"
        return Obstacle(ObstacleKind.BLOCKED, reason, "check [content] root in execsync.toml")
    if known.protect:
        way_out = "bring the file back, apply it with protect: false, then remove it"
        return Obstacle(ObstacleKind.BLOCKED, "the page is protected", way_out)
    if known.drift is not None and not options.overwrite_drift:
        reason = edited_reason(known.drift, web_edits(known))
        return Obstacle(ObstacleKind.CONFLICT, f"{reason}, and its file is gone", ON_DRIFT)
    return refusal


def _unasked(options: PlanOptions) -> Obstacle | None:
    if not options.prune:
        return Obstacle(ObstacleKind.HELD, "the page stays", "--prune archives it")
    if options.targets:
        return Obstacle(ObstacleKind.HELD, "--target never archives", "run it without --target")
    return None


def _refuse_many(number: int, total: int, options: PlanOptions) -> Obstacle | None:
    many = number > MOST_PAGES or (number > 1 and number * 100 > MOST_PERCENT * total)
    if not many or number <= options.allow_archive:
        return None
    return Obstacle(
        ObstacleKind.BLOCKED,
        f"{number} of {total} pages would be archived at once, more than {MOST_PAGES} or {MOST_PERCENT} %",
        f"if that is meant: --allow-archive {number}",
    )


def unnamed_sources(
    pages: Iterable[Page], changes: Sequence[Change], state: State
) -> dict[str, SourceState]:
    """The sources in State that no file names, nor any page that stays on the hub as it is.

    Two addresses may have turned out to be one source: it is named as long as one of them is.
    """
    named = set(gather_sources(pages))
    for change in changes:
        if isinstance(change.before, PageState) and change.obstacle is not None:
            named.update(change.before.sources)
    ids = {source.id for url, source in state.sources.items() if url in named}
    return {url: s for url, s in state.sources.items() if url not in named and s.id not in ids}


def plan_source_archives(unnamed: Mapping[str, SourceState]) -> list[Change]:
    """Archive what a 201 made ours; forget what was on the hub before us."""
    return [
        Change(
            source_address(url),
            Action.ARCHIVE if source.ours else Action.FORGET,
            ActionReason.NOT_NAMED,
            source,
        )
        for url, source in unnamed.items()
    ]
