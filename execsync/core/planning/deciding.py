"""Deciding: desired pages and State in, a Plan out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from execsync.core.choices import OnArchived
from execsync.core.planning.archiving import (
    Spare,
    plan_archives,
    plan_source_archives,
    refuse_mass,
    release,
    spare_none,
    unnamed_sources,
)
from execsync.core.planning.gaps import NO_GAPS, Gaps
from execsync.core.planning.guards import guard, guard_begun
from execsync.core.planning.linking import NO_SITES, LinkSites, LinkTargets, decide_linked
from execsync.core.planning.move_notes import note_unclear_moves
from execsync.core.planning.moves import find_moves
from execsync.core.planning.name_notes import note_awaited
from execsync.core.planning.options import NONE, PlanOptions
from execsync.core.planning.others import (
    NOBODY,
    Others,
)
from execsync.core.planning.page_changes import PageChanges
from execsync.core.planning.plan import Action, ActionReason, Change, Plan, SourceChange
from execsync.core.planning.policies import USUAL, Policies, stop_at_edits
from execsync.core.planning.replacing import finish_replacement
from execsync.core.planning.shadows import find_shadows, forget_shadows
from execsync.core.planning.source_guards import foreign_obstacle
from execsync.core.planning.source_notes import note_unchangeable
from execsync.core.planning.targets import matches
from execsync.core.resource import Page, Source, gather_sources
from execsync.core.state import GONE, PageState, SourceState, State


def make_plan(
    pages: Sequence[Page],
    state: State,
    *,
    options: PlanOptions = NONE,
    others: Others = NOBODY,
    unchanged: Collection[str] = (),
    spare: Spare = spare_none,
    gaps: Gaps = NO_GAPS,
    sites: LinkSites = NO_SITES,
    policies: Policies = USUAL,
    begun: Mapping[str, str] = MappingProxyType({}),
) -> Plan:
    """The Plan that takes the hub from `state` to `pages`.

    1. Of entries of State that two branches made for one page, one is taken (`shadows`).
    2. Renamed files are told from new ones (`moves`).
    3. Links between pages are filled, as far as ids are known (`linking`).
    4. Each page is compared with what State has of it, and with what else the hub has (`page_changes`).
    5. Pages whose files are gone are archived, where that is allowed (`archiving`), and so is what earlier
       replacements have left (`replacing`). Those whose files say that they are not managed are forgotten.
    6. What is not known well enough is kept back (`gaps`, `guards`). Where that is a page to be made, and
       another one links it, 3 to 6 are done once more without it.
    7. Sources are planned for the pages that act.
    8. Nothing of it is carried out where an edit on the web is in the way that is to stop it (`policies`).

    `others` is what the hub has beside our pages, where it was asked. `unchanged` are the paths of pages that
    are to stay as they are, and are no part of the Plan. `spare` keeps pages whose files are gone. What may
    be a page of `gaps`, or a source of it, is neither moved nor archived. `sites` says where pages are that
    others link, and `policies` what becomes of what somebody did on the web. `begun` are the ids of pages by
    the paths of files that an import began for them, and that State does not know.
    """
    shadows = find_shadows(state, pages, unchanged, gaps)
    whole, single = state, state.without_pages(shadows) if shadows else state
    state = gaps.known(single)
    aside = {*unchanged, *sites.unmanaged}
    rest = state.without_pages(aside).pages if aside else state.pages
    moves = _without_recreated(find_moves(pages, rest), rest, policies)
    known = replace(state, sources=_usable_sources(state, options))
    changing = PageChanges(known, moves, others, options, policies)
    kept = {old for page in pages if (old := changing.origin(page.path)) is not None}
    gone = [entry for path, entry in rest.items() if path not in kept]
    spared = {known.path: spare(known.path) for known in gone}
    mass = refuse_mass(gone, spared, state, options)
    finish = partial(finish_replacement, options=options, mass=mass, rows=others.replaced)
    archives = plan_archives(
        gone,
        spared,
        mass,
        options,
        overwrites=partial(policies.overwrites, options=options),
        empty_root=not pages and not unchanged,
    )
    archives += release(state.pages[path] for path in sites.unmanaged if path in state.pages)
    paths = {page.path for page in pages}.union(unchanged)

    def decide(filled: Iterable[Page]) -> list[Change]:
        changes = [part for page in filled for part in finish(changing.plan(page))]
        ends = [part for change in archives for part in finish(change)]
        changes += changing.name_orphans(ends, paths)
        changes += forget_shadows(shadows, paths.union(gaps.broken))
        changes = [guard(gaps.guard(change, whole), others.unread, options) for change in changes]
        changes = [guard_begun(change, begun, options) for change in changes] if begun else changes
        if options.targets:
            return [change for change in changes if _is_targeted(change, options)]
        return changes

    changes = decide_linked(pages, LinkTargets.of(sites, whole, moves), changing.known, decide)
    sources = _plan_sources(pages, changes, single, options, others)
    changes += [gaps.guard(change, whole) for change in sources]
    plan = Plan(
        lineage=state.lineage,
        serial=state.serial,
        changes=tuple(sorted(changes, key=lambda change: change.address)),
        notes=tuple(
            note
            for note in (
                *(gaps.notes(whole) if options.skip_invalid else ()),
                *note_unclear_moves(pages, rest, moves),
                *note_unchangeable(pages, known.sources),
                *note_awaited(pages),
            )
            if not options.targets or matches(options.targets, note.path)
        ),
    )
    return stop_at_edits(plan, policies, options)


def _without_recreated(
    moves: dict[str, str], known: Mapping[str, PageState], policies: Policies
) -> dict[str, str]:
    """The renamed files without those whose pages are made anew: the old ones are forgotten."""
    if policies.on_archived is not OnArchived.RECREATE:
        return moves
    return {
        path: old for path, old in moves.items() if not known[old].archived or known[old].retiring
    }


def _usable_sources(state: State, options: PlanOptions) -> Mapping[str, SourceState]:
    """The sources without those that failed and are to be made anew."""
    if not options.retry_sources:
        return state.sources
    return {url: s for url, s in state.sources.items() if s.status != "failed" or not s.ours}


def _is_targeted(change: Change, options: PlanOptions) -> bool:
    addresses = (change.address, change.previous_address)
    paths = [address.name for address in addresses if address]
    return any(matches(options.targets, path) for path in paths)


def _plan_sources(
    pages: Sequence[Page],
    changes: Sequence[Change],
    state: State,
    options: PlanOptions,
    others: Others,
) -> list[Change]:
    """What acting pages need, and, where that was asked for, what no page needs any more."""
    needed = [change.after for change in changes if change.acts and isinstance(change.after, Page)]
    planned = [
        _plan_source(source, state.sources.get(source.url), options)
        for source in gather_sources(needed).values()
    ]
    if options.prune_sources and not options.targets and pages:
        planned += plan_source_archives(unnamed_sources(pages, changes, state), others.links)
    return planned


def _plan_source(source: Source, known: SourceState | None, options: PlanOptions) -> Change:
    if known is None:
        return SourceChange(source.address, Action.CREATE, ActionReason.NEW_ADDRESS, None, source)
    if known.status == GONE:
        return SourceChange(
            source.address, Action.CREATE, ActionReason.DELETED_ON_WEB, None, source
        )
    if known.status == "failed" and options.retry_sources:
        obstacle = None if known.ours else foreign_obstacle(known)
        reason = ActionReason.EXTRACTION_FAILED
        return SourceChange(
            source.address, Action.REPLACE, reason, known, source, obstacle=obstacle
        )
    return SourceChange(source.address, Action.NOOP, ActionReason.UNCHANGED, known, source)
