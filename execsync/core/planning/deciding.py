"""Deciding: desired pages and State in, a Plan out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from execsync.core.choices import Status
from execsync.core.planning.archiving import plan_archives, plan_source_archives, unnamed_sources
from execsync.core.planning.diff import FieldChange, compare
from execsync.core.planning.drift import drifted_fields
from execsync.core.planning.move_notes import note_unclear_moves
from execsync.core.planning.moves import find_moves
from execsync.core.planning.options import NONE, PlanOptions
from execsync.core.planning.plan import Action, ActionReason, Change, Obstacle, ObstacleKind, Plan
from execsync.core.planning.replacing import (
    ON_DRIFT,
    conflict_reason,
    finish_replacement,
    plan_replace,
)
from execsync.core.planning.source_notes import note_unchangeable
from execsync.core.planning.targets import matches
from execsync.core.resource import Page, Source, gather_sources, page_address
from execsync.core.snapshot import PageRow
from execsync.core.state import PageState, Seen, SourceState, State

Twin = tuple[str, frozenset[str]]
"""What makes two pages look the same to a reader: title and folders."""


def make_plan(
    pages: Sequence[Page],
    state: State,
    *,
    options: PlanOptions = NONE,
    unowned: Sequence[PageRow] = (),
    settled: Collection[str] = (),
) -> Plan:
    """The Plan that takes the hub from `state` to `pages`.

    `unowned` are live pages on the hub that State does not own, where a refresh has listed them.
    `settled` are the paths of pages that are to stay as they are, and are no part of the Plan.
    """
    others = state.without_pages(settled).pages if settled else state.pages
    moves = find_moves(pages, others)
    strangers = {(row.title, frozenset(row.folder_ids)): row for row in unowned}
    usable = _usable_sources(state, options)
    known = replace(state, sources=usable)
    changes = [
        finish_replacement(_plan_page(page, known, moves, strangers, options)) for page in pages
    ]
    kept = {page.path for page in pages} | set(moves.values())
    gone = [entry for path, entry in others.items() if path not in kept]
    changes += plan_archives(gone, state, options, empty_root=not pages and not settled)
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
                *note_unclear_moves(pages, others, moves),
                *note_unchangeable(pages, usable),
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


def _plan_page(
    page: Page,
    state: State,
    moves: Mapping[str, str],
    strangers: Mapping[Twin, PageRow],
    options: PlanOptions,
) -> Change:
    known = state.pages.get(moves.get(page.path, page.path))
    if known is None:
        return _plan_create(page, strangers, options)
    fields = compare(page, known, state.sources)
    if any(change.field == "visibility" for change in fields):
        return plan_replace(page, known, fields, options)
    if known.drift is not None:
        return _plan_drifted(page, known, known.drift, fields, state.sources, options)
    if known.path != page.path:
        previous = page_address(known.path)
        reason = ActionReason.FILE_RENAMED
        return Change(page.address, Action.MOVE, reason, known, page, fields, previous)
    if fields:
        return Change(page.address, Action.UPDATE, ActionReason.FIELDS_CHANGED, known, page, fields)
    return Change(page.address, Action.NOOP, ActionReason.UNCHANGED, known, page)


def _plan_create(page: Page, strangers: Mapping[Twin, PageRow], options: PlanOptions) -> Change:
    twin = strangers.get((page.title, frozenset(page.folder_ids)))
    obstacle = None
    if twin is not None and not options.allow_same_title:
        obstacle = Obstacle(
            ObstacleKind.BLOCKED,
            f"the hub already has a page with this title in the same folders ({twin.id})",
            "adopt it with: execsync state rebuild, or make a second one with --allow-same-title",
        )
    return Change(page.address, Action.CREATE, ActionReason.NEW_FILE, after=page, obstacle=obstacle)


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
    edited = drifted_fields(web, known)
    contested = tuple(
        change
        for change in compare(page, _as_on_web(known, web), sources)
        if change.field in edited
    )
    writes = contested + tuple(change for change in fields if change.field not in edited)
    if web.has_draft and page.status is Status.PUBLISHED and not _publishes(writes):
        # The web says what the file says, but only in a draft.
        writes += (FieldChange("status", Status.DRAFT.value, Status.PUBLISHED.value),)
    reason = ActionReason.EDITED_ON_WEB if contested else ActionReason.SAME_EDIT_ON_WEB
    obstacle = None
    if contested and not options.overwrite_drift:
        obstacle = Obstacle(ObstacleKind.CONFLICT, conflict_reason(web, edited, fields), ON_DRIFT)
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


def _as_on_web(known: PageState, web: Seen) -> PageState:
    return replace(
        known,
        title=web.title,
        status=web.status,
        stays_live=False,
        body=web.body,
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
