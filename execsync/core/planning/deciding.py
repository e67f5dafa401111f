"""Deciding: desired pages and State in, a Plan out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from execsync.core.choices import Status
from execsync.core.look_alike import title_key
from execsync.core.meaning import same_measure, says
from execsync.core.planning.archiving import plan_archives, plan_source_archives, unnamed_sources
from execsync.core.planning.conflicts import (
    ON_DRIFT,
    archived_obstacle,
    edited_reason,
    look_alike_obstacle,
    suspects_obstacle,
    unread_obstacle,
)
from execsync.core.planning.diff import FieldChange, compare
from execsync.core.planning.drift import web_edits
from execsync.core.planning.look_alikes import LookAlikes
from execsync.core.planning.move_notes import note_unclear_moves
from execsync.core.planning.moves import find_moves
from execsync.core.planning.options import NONE, PlanOptions
from execsync.core.planning.plan import Action, ActionReason, Change, Obstacle, ObstacleKind, Plan
from execsync.core.planning.replacing import finish_replacement, plan_replace
from execsync.core.planning.source_notes import note_unchangeable
from execsync.core.planning.targets import matches
from execsync.core.resource import Page, Source, gather_sources, page_address
from execsync.core.snapshot import PageRow
from execsync.core.state import Doubt, PageState, Seen, SourceState, State


@dataclass(frozen=True, slots=True)
class Others:
    """What the hub has beside our pages: live pages that State does not own, and possible pages of ours.

    `suspects` are rows of pages that a lost creation may have made. `unread` are the ids of pages of ours
    that the hub shows in a way that could not be read, with what is wrong.
    """

    unowned: Sequence[PageRow] = ()
    suspects: Sequence[PageRow] = ()
    unread: Mapping[str, str] = field(default_factory=dict)


NOBODY = Others()


def make_plan(
    pages: Sequence[Page],
    state: State,
    *,
    options: PlanOptions = NONE,
    others: Others = NOBODY,
    settled: Collection[str] = (),
) -> Plan:
    """The Plan that takes the hub from `state` to `pages`.

    `others` is what the hub has beside our pages, where it was asked. `settled` are the paths of pages that
    are to stay as they are, and are no part of the Plan.
    """
    rest = state.without_pages(settled).pages if settled else state.pages
    moves = find_moves(pages, rest)
    known = replace(state, sources=_usable_sources(state, options))
    deciding = _Deciding(known, moves, others, options)
    changes = [finish_replacement(deciding.plan(page)) for page in pages]
    kept = {old for page in pages if (old := deciding.origin(page.path)) is not None}
    gone = [entry for path, entry in rest.items() if path not in kept]
    changes += plan_archives(gone, state, options, empty_root=not pages and not settled)
    changes = [_leave_unread(change, others.unread) for change in changes]
    if options.targets:
        changes = [change for change in changes if _is_targeted(change, options)]
    return Plan(
        lineage=state.lineage,
        serial=state.serial,
        changes=tuple(
            sorted(
                (*changes, *_plan_sources(pages, changes, state, options)),
                key=lambda change: change.sort_key,
            )
        ),
        notes=tuple(
            note
            for note in (
                *note_unclear_moves(pages, rest, moves),
                *note_unchangeable(pages, known.sources),
            )
            if not options.targets or matches(options.targets, note.path)
        ),
    )


def _usable_sources(state: State, options: PlanOptions) -> Mapping[str, SourceState]:
    """The sources that keep their id: all but those that failed and are to be made anew."""
    if not options.retry_sources:
        return state.sources
    return {url: source for url, source in state.sources.items() if source.status != "failed"}


def _is_targeted(change: Change, options: PlanOptions) -> bool:
    addresses = (change.address, change.previous_address)
    paths = [address.partition(":")[2] for address in addresses if address]
    return any(matches(options.targets, path) for path in paths)


def _plan_sources(
    pages: Sequence[Page], changes: Sequence[Change], state: State, options: PlanOptions
) -> list[Change]:
    """What acting pages need, and, where that was asked for, what no page needs any more."""
    needed = [change.after for change in changes if change.acts and isinstance(change.after, Page)]
    planned = [
        _plan_source(source, state.sources.get(source.url), options)
        for source in gather_sources(needed).values()
    ]
    if options.prune_sources and not options.targets and pages:
        planned += plan_source_archives(unnamed_sources(pages, changes, state))
    return planned


class _Deciding:
    """What becomes of one page after another."""

    def __init__(
        self, state: State, moves: Mapping[str, str], others: Others, options: PlanOptions
    ) -> None:
        self._state = state
        self._moves = moves
        self._taken = set(moves.values())
        self._alike = LookAlikes(others.unowned)
        self._suspects = others.suspects
        self._doubts = {doubt.page.path: doubt for doubt in state.doubts if doubt.suspects}
        self._options = options

    def origin(self, path: str) -> str | None:
        """The path that State has the page of this file under; None for a new page."""
        if path in self._moves:
            return self._moves[path]
        return path if path in self._state.pages and path not in self._taken else None

    def plan(self, page: Page) -> Change:
        """The change of the page at a file."""
        origin = self.origin(page.path)
        known = self._state.pages[origin] if origin is not None else None
        return self._guard(
            self._plan_create(page) if known is None else self._plan_known(page, known)
        )

    def _plan_known(self, page: Page, known: PageState) -> Change:
        fields = compare(page, known, self._state.sources)
        if known.archived:
            return _plan_archived(page, known, fields)
        if any(change.field == "visibility" for change in fields):
            return plan_replace(page, known, fields, self._options)
        if known.drift is not None:
            return _plan_drifted(
                page, known, known.drift, fields, self._state.sources, self._options
            )
        if known.path != page.path:
            previous = page_address(known.path)
            reason = ActionReason.FILE_RENAMED
            return Change(page.address, Action.MOVE, reason, known, page, fields, previous)
        if fields:
            reason = ActionReason.FIELDS_CHANGED
            return Change(page.address, Action.UPDATE, reason, known, page, fields)
        return Change(page.address, Action.NOOP, ActionReason.UNCHANGED, known, page)

    def _plan_create(self, page: Page) -> Change:
        doubt = self._doubts.get(page.path)
        obstacle = None
        if doubt and not self._options.allow_same_title and not _is_another(page, doubt):
            obstacle = suspects_obstacle(doubt, self._suspects)
        reason = ActionReason.NEW_FILE
        return Change(page.address, Action.CREATE, reason, after=page, obstacle=obstacle)

    def _guard(self, change: Change) -> Change:
        """Block what would make a page that a reader could not tell from one that is not ours."""
        page = change.after
        if not change.acts or self._options.allow_same_title or not makes_look(change):
            return change
        rows = self._alike.of(page.title, page.folder_ids) if isinstance(page, Page) else ()
        if not rows:
            return change
        return replace(change, obstacle=look_alike_obstacle(change.address, rows[0]))


def _leave_unread(change: Change, unread: Mapping[str, str]) -> Change:
    """Block what would touch a page of ours of which it is not known how it is."""
    known = change.before
    if not change.acts or not isinstance(known, PageState) or known.id not in unread:
        return change
    return replace(change, obstacle=unread_obstacle(known.id, unread[known.id]))


def makes_look(change: Change) -> bool:
    """Whether a change gives the hub a page that looks as none of ours did: created, or called so."""
    if change.action is Action.CREATE or (change.action is Action.REPLACE and change.fields):
        return isinstance(change.after, Page)
    return any(field.field in ("title", "folder_ids") for field in change.fields)


def _is_another(page: Page, doubt: Doubt) -> bool:
    """Whether a file has become another page than the one whose creation is in doubt."""
    if title_key(page.title) == title_key(doubt.page.title):
        return False
    return page.body.digest != doubt.page.body and says(page.body.text()) != doubt.page.says


def _plan_archived(page: Page, known: PageState, fields: tuple[FieldChange, ...]) -> Change:
    move = "" if known.path == page.path else page_address(known.path)
    return Change(
        page.address,
        Action.MOVE if move else Action.UPDATE,
        ActionReason.ARCHIVED_ON_WEB,
        known,
        page,
        fields,
        move,
        obstacle=archived_obstacle(known.path),
    )


def _plan_drifted(
    page: Page,
    known: PageState,
    web: Seen,
    fields: tuple[FieldChange, ...],
    sources: Mapping[str, SourceState],
    options: PlanOptions,
) -> Change:
    """Settle a page that somebody edited on the web, field by field.

    A field edited on the web is fine where the file says the same by now, and a conflict otherwise.
    The other fields count as always: the hub may have rewritten them, so they are never compared with
    what the web shows.
    """
    edited = web_edits(known)
    contested = tuple(
        change
        for change in compare(page, _as_on_web(page, known, web), sources)
        if change.field in edited
    )
    writes = contested + tuple(change for change in fields if change.field not in edited)
    if web.has_draft and page.status is Status.PUBLISHED and not _publishes(writes):
        # The web says what the file says, but only in a draft.
        writes += (FieldChange("status", Status.DRAFT.value, Status.PUBLISHED.value),)
    reason = ActionReason.EDITED_ON_WEB if contested else ActionReason.SAME_EDIT_ON_WEB
    obstacle = None
    if contested and not options.overwrite_drift:
        names = [change.field for change in fields]
        obstacle = Obstacle(ObstacleKind.CONFLICT, edited_reason(web, edited, names), ON_DRIFT)
    move = "" if known.path == page.path else page_address(known.path)
    return Change(
        page.address,
        Action.MOVE if move else Action.UPDATE,
        reason,
        known,
        page,
        writes,
        move,
        edited,
        obstacle,
    )


def _publishes(writes: Sequence[FieldChange]) -> bool:
    """Whether a write of these fields makes a draft live."""
    return any(change.field in ("title", "content", "status") for change in writes)


def _as_on_web(page: Page, known: PageState, web: Seen) -> PageState:
    """The page as the web has it; a text that says what the file says counts as the file's."""
    now = says(page.body.text())
    same_text = same_measure(now, web.says) and now == web.says
    return replace(
        known,
        title=web.title,
        status=web.status,
        stays_live=False,
        body=page.body.digest if same_text else web.body,
        folder_ids=web.folder_ids,
        skill_ids=web.skill_ids,
        source_ids=web.source_ids,
    )


def _plan_source(source: Source, known: SourceState | None, options: PlanOptions) -> Change:
    if known is None:
        return Change(source.address, Action.CREATE, ActionReason.NEW_ADDRESS, None, source)
    if known.status == "failed" and options.retry_sources:
        return Change(source.address, Action.REPLACE, ActionReason.EXTRACTION_FAILED, known, source)
    return Change(source.address, Action.NOOP, ActionReason.UNCHANGED, known, source)
