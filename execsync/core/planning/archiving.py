"""What is archived, and what keeps it from being archived."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from execsync.core.planning.conflicts import doubled_obstacle, edited_reason
from execsync.core.planning.drift import web_edits
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.plan import (
    Action,
    ActionReason,
    Change,
    Obstacle,
    ObstacleKind,
    PageChange,
    SourceChange,
)
from execsync.core.planning.source_guards import linked_obstacle
from execsync.core.planning.targets import matches
from execsync.core.resource import Page, gather_sources
from execsync.core.snapshot import PageRow
from execsync.core.state import GONE, PageState, SourceState, State

ON_DRIFT = "archive it all the same with: apply --on-drift overwrite, or bring the file back"
MOST_PAGES = 10
MOST_PERCENT = 30
"""More than this takes a person's word. One page is never a mass, however small the hub is."""

Spare = Callable[[str], Obstacle | None]
"""What keeps this run from letting go of the page of a file that is gone, whatever is allowed."""


def spare_none(_path: str) -> Obstacle | None:
    """The Spare that keeps no page."""
    return None


Spared = Mapping[str, Obstacle | None]


def refuse_mass(
    gone: Sequence[PageState], spared: Spared, state: State, options: PlanOptions
) -> Obstacle | None:
    """What stands in the way where too many pages would go at once: of files, and left of replacements.

    `spared` is by path what keeps the page of a file that is gone. What a replacement has left that is
    allowed by name does not count: it is let go of with that, and its successor is there.
    """
    free = [k for k in gone if not k.protect and not k.archived and not spared[k.path]]
    left = 0
    if prunes(options):
        paths = {known.path for known in gone}
        allowed = partial(matches, options.allow_replace)
        pages = state.pages.values()
        left = sum(len(k.retiring) for k in pages if k.path in paths or not allowed(k.path))
    return _refuse_many(len(free) + left, len(state.pages) + left, options)


def prunes(options: PlanOptions) -> bool:
    """Whether pages are archived that nothing but their being left over speaks for."""
    return options.prune and not options.targets


def plan_archives(
    gone: Sequence[PageState],
    spared: Spared,
    refusal: Obstacle | None,
    options: PlanOptions,
    *,
    overwrites: Callable[[str], bool],
    empty_root: bool,
) -> list[Change]:
    """A change for each page whose file is gone, with what stands in its way.

    `overwrites` says of a path whether an edit of its page on the web gives way.
    """
    return [
        _plan_archive(
            known,
            options,
            spared[known.path],
            refusal,
            overwrites=overwrites(known.path),
            empty_root=empty_root,
        )
        for known in gone
    ]


def release(pages: Iterable[PageState]) -> list[Change]:
    """A change for each page whose file says by now that it is not managed: it stays on the hub as it is."""
    return [
        PageChange(
            known.address,
            Action.FORGET,
            ActionReason.NOT_MANAGED,
            known,
            obstacle=_unfinished(known.path) if known.retiring else None,
        )
        for known in pages
    ]


def _unfinished(path: str) -> Obstacle:
    reason = "a page that it has replaced is still to be archived, and would be forgotten with it"
    way_out = f"take managed: false out, apply --allow-replace {path}, and put it back"
    return Obstacle(ObstacleKind.BLOCKED, reason, way_out)


def _plan_archive(
    known: PageState,
    options: PlanOptions,
    spared: Obstacle | None,
    refusal: Obstacle | None,
    *,
    overwrites: bool,
    empty_root: bool,
) -> Change:
    if known.archived:
        reason = ActionReason.ARCHIVED_ON_WEB
        return PageChange(known.address, Action.FORGET, reason, known, obstacle=spared)
    return PageChange(
        known.address,
        Action.ARCHIVE,
        ActionReason.FILE_GONE,
        known,
        web_fields=web_edits(known),
        obstacle=_unasked(options)
        or spared
        or _obstacle(known, refusal, options, overwrites=overwrites, empty_root=empty_root),
    )


def _obstacle(
    known: PageState,
    refusal: Obstacle | None,
    options: PlanOptions,
    *,
    overwrites: bool,
    empty_root: bool,
) -> Obstacle | None:
    if empty_root:
        reason = "the content root has no pages, which looks like a mistake"
        return Obstacle(ObstacleKind.BLOCKED, reason, "check [content] root in execsync.toml")
    if known.protect:
        way_out = "bring the file back, apply it with protect: false, then remove it"
        return Obstacle(ObstacleKind.BLOCKED, "the page is protected", way_out)
    if known.drift is not None and not overwrites:
        reason = edited_reason(known.drift, web_edits(known))
        return Obstacle(ObstacleKind.CONFLICT, f"{reason}, and its file is gone", ON_DRIFT)
    if known.doubles and not options.allow_same_title:
        return doubled_obstacle(known)
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
    """The sources in State that no file names, and that no page of ours links that stays as it is.

    Two addresses may have turned out to be one source: it is named as long as one of them is.
    """
    named = set(gather_sources(pages))
    ids = {source.id for url, source in state.sources.items() if url in named}
    left = {known.path: known for known in state.pages.values() if not known.archived}
    for change in changes:
        if isinstance(change.before, PageState) and _takes_links_away(change):
            left.pop(change.before.path, None)
            ids.update(change.foreign_ids if change.action is not Action.ARCHIVE else ())
    ids.update(*(known.linked_ids for known in left.values()))
    return {url: s for url, s in state.sources.items() if url not in named and s.id not in ids}


def _takes_links_away(change: Change) -> bool:
    """Whether the page will link no source but those that its file names, or be there no more."""
    rewrites = change.action is Action.REPLACE and change.fields
    sends = any(field.field == "sources" for field in change.fields)
    ends = change.action is Action.ARCHIVE  # one that is forgotten stays on the hub, with its links
    return change.acts and bool(ends or rewrites or sends)


def plan_source_archives(
    unnamed: Mapping[str, SourceState], links: Mapping[str, PageRow]
) -> list[Change]:
    """Archive what a 201 made ours, unless a page of others links it; forget the rest.

    `links` are pages that are not ours by the ids of sources that they link.
    """
    return [_plan_source_archive(source, links) for source in unnamed.values()]


def _plan_source_archive(source: SourceState, links: Mapping[str, PageRow]) -> Change:
    address, reason = source.address, ActionReason.NOT_NAMED
    if not source.ours or source.status == GONE:
        return SourceChange(address, Action.FORGET, reason, source)
    row = links.get(source.id)
    obstacle = linked_obstacle(row) if row else None
    return SourceChange(address, Action.ARCHIVE, reason, source, obstacle=obstacle)


def archives_source(change: Change) -> bool:
    """Whether a change takes a source off the hub, and off every page that links it."""
    return (
        change.acts and change.action is Action.ARCHIVE and isinstance(change.before, SourceState)
    )
