"""A plan made from the files: read what State does not settle, compare, show."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from execsync import __version__
from execsync.commands.plan_request import Looked, PlanRequest
from execsync.config import Config
from execsync.connection import limits_now
from execsync.content import reader
from execsync.content.naming import is_meant, with_ids
from execsync.content.options import complete, policies, skips_invalid
from execsync.content.reader import Content
from execsync.core.naming import ids_in, names_of
from execsync.core.planning.archiving import archives_source
from execsync.core.planning.cost import Cost, assume, count, expect_checks
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.edited import told_pages
from execsync.core.planning.name_notes import note_awaited
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.others import NOBODY, Others, compared_pages, makes_look
from execsync.core.planning.plan import Plan
from execsync.core.planning.replacing import left_over
from execsync.core.planning.steps import make_steps
from execsync.core.resource import Page
from execsync.core.state import State
from execsync.errors import EXIT_CHANGES, EXIT_ERROR, EXIT_OK, RefusedError
from execsync.output.console import Console
from execsync.output.presenting import Presentation
from execsync.output.reporting import (
    UNPLANNED,
    refuse_errors,
    tell_content,
    tell_finding,
    ways_around,
)
from execsync.output.state_findings import edited_too, older, unfinished
from execsync.sync.unowned import NOTHING
from execsync.system.real_folder import write_private_file


def plan_anew(config: Config, request: PlanRequest, looked: Looked, *, console: Console) -> int:
    """Read what is not as State has it, make the plan and print it. Returns the exit code."""
    loaded = looked.loaded
    # Of a new hub that is only looked at, nothing is compared.
    hashed = bool(loaded.state.pages) or not request.shows_changes_only
    targets, skip = request.options.targets, skips_invalid(request.options, config)
    found = reader.load_others(
        config,
        looked.tree,
        looked.unchanged,
        hashed=hashed,
        targets=targets,
        skip=skip,
    )
    directory = looked.workspace.directory((*loaded.state.pages.values(), *found.pages))
    found = with_ids(found, directory, config, known=ids_in(loaded.state), skip=skip)
    tell = partial(tell_content, console=console)
    read = refuse_errors(
        found,
        tell,
        way_around=ways_around(targets),
        outcome=UNPLANNED,
        beside=edited_too(found.errors, loaded.state, config),
    )
    pages, findings = read.pages, list(read.diagnostics)
    if loaded.warning is not None:
        tell_finding(loaded.warning, console)
        findings.append(loaded.warning)
    for note in unfinished(looked.workspace, loaded):
        tell_finding(note, console)
    options = complete(request.options, config, read, loaded.state)
    made = make_plan(
        pages,
        loaded.state,
        options=options,
        others=_others(looked),
        unchanged=read.unchanged,
        gaps=read.gaps,
        sites=read.sites,
        policies=policies(config),
        begun=looked.workspace.begun(loaded.state),
    )
    if loaded.is_new:
        made = replace(made, lineage="")  # the one that a first apply will begin is not known yet
    if request.out is not None:
        _refuse_awaited(pages)
    cost = _cost(config, made, looked, lists=len(_lists(read, loaded.state) - directory.keys()))
    workspace = looked.workspace
    sides = workspace.web_sides(made.changes, loaded.state.sources)
    limits = limits_now(config)
    shown = Presentation(made, cost, limits, config, workspace.history, sides)
    console.show(
        shown.of(request.format, console.style(console.out), request.detail), request.format
    )
    if request.json_into is not None:
        write_private_file(request.json_into, shown.json().encode())
    if request.out is not None:
        _save(request.out, made, cost, pages, options)
        console.tell(f"saved; `execsync apply {request.out}` does exactly this or nothing")
    for note in older(config, made.changes, is_new=loaded.is_new):
        tell_finding(note, console)
    if request.is_usual and made.is_empty and not made.notes and not read.volatile:
        looked.idle_plan.keep(findings)
    if made.fails:
        return EXIT_ERROR
    has_changes = any(change.acts for change in made.changes)
    return EXIT_CHANGES if request.detailed_exitcode and has_changes else EXIT_OK


def _others(looked: Looked) -> Others:
    """What else the hub has, where it was asked."""
    seen = looked.seen
    return Others(tuple(seen.unowned.rows.values()), unread=seen.unread) if seen else NOBODY


def _lists(read: Content, state: State) -> set[str]:
    """The lists in which an apply looks names up."""
    meant = (page for page in read.pages if is_meant(page, read))
    unchanged = (state.pages[path] for path in read.unchanged)
    return {things for things, _ in names_of((*meant, *unchanged))}


def _refuse_awaited(pages: Iterable[Page]) -> None:
    """Raises RefusedError where a plan cannot say into which folders pages come: it is to be kept to."""
    if note := next(note_awaited(pages), None):
        raise RefusedError(f"{note.path}: {note.summary}, so no plan can be saved", hint=note.hint)


def _cost(config: Config, made: Plan, looked: Looked, *, lists: int) -> Cost:
    """What an apply would send. What it knows of others' pages lies in a file beside State.

    It asks for so many `lists` of folders and skills, each taken to be of at most a hundred.
    """
    state = looked.loaded.state
    wanted = [change for change in made.changes if change.acts and makes_look(change)]
    titles = {change.after.title for change in wanted if isinstance(change.after, Page)}
    ends = any(archives_source(change) for change in made.changes)
    known = looked.seen.unowned if looked.seen else NOTHING
    if looked.seen is None and (titles or ends):
        known = looked.workspace.unowned.find(state, None)
    links = len(known.linking) if ends else None
    look = config.apply.look == "each"
    asked = _questions(made, looked)
    left = [page for change in made.changes if (page := left_over(change))]
    checks = expect_checks(
        state,
        len(titles),
        knows_unowned=known.complete,
        links=links,
        compared=() if look else compared_pages(made),
    )
    return count(
        make_steps(made, state),
        checks=checks + lists + asked + sum(len(page.retiring) for page in left),
        look=look,
        live=state.live,
        assumed=assume(state),
        links=links or 0,
        asks_more=ends and not known.complete,
    )


def _questions(made: Plan, looked: Looked) -> int:
    """How many requests an apply asks with who edited pages on the web."""
    edited = told_pages(made.changes)
    if not edited:
        return 0
    from execsync.sync.web_edits import MOST_ASKED

    return min(MOST_ASKED, len(looked.workspace.web_edits.unasked(edited)))


def _save(
    path: Path, made: Plan, cost: Cost, pages: tuple[Page, ...], options: PlanOptions
) -> None:
    from execsync.core.planning.saved import save
    from execsync.state import saved_plan

    saved_plan.write(path, save(made, cost, pages, options=options, version=__version__))
