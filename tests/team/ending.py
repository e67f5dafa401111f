"""The end of a history: colleagues rest, faults are over, and one clone applies until nothing is left."""

from collections.abc import Collection

from execsync.core.state import PageState
from execsync.localhub.editor import reserialise
from execsync.localhub.markdown import normalise
from execsync.localhub.stored import StoredPage
from execsync.localhub.titles import tidy
from tests.crash.runs import Order
from tests.team.clone import Clone
from tests.team.files import File
from tests.team.person import BOTH, Person
from tests.team.promises import look_of
from tests.team.run import Run
from tests.team.team import APPLY, Team

ROUNDS = 12
LAST = (*APPLY, "--prune", "--allow-archive", "99")


def come_to_rest(team: Team) -> Clone:
    """Apply and settle in one clone until it ends with 0 and names nothing. Returns that clone.

    Twice, for what a run itself has written may come to look like another page: that is named by the next.
    """
    team.stop_acts()
    team.quiet()
    clone = team.dice.choice([*team.clones, None]) or team.clone("last")
    team.say(f"- all rest but {clone.name}")
    person, run = Person(team), None
    options: tuple[str, ...] = ()
    quiet = 0
    for _ in range(ROUNDS):
        run = team.run(clone, Order((*LAST, *options)))
        team.quiet()
        quiet = quiet + 1 if run.code == 0 and not run.obstacles() else 0
        if quiet == 2:
            return clone
        if quiet:
            continue
        # What was allowed stays so: behind one obstacle there may be another one.
        asked = person.settle(clone, run)
        kept = tuple(word for word in options if word not in BOTH)
        options = asked if asked == BOTH else (*kept, *asked)
    raise AssertionError(f"no rest after {ROUNDS} rounds: {run and run.out} {run and run.err}")


def check_end(team: Team, clone: Clone) -> None:
    """Every file is one live page, State says what the hub has, and one more run asks only twice."""
    if not clone.state_file.exists():
        assert clone.files() == {}, "nothing to do, and no State, though there are files"
        team.counts["clones that never had a file"] += 1
        return
    if clone.state().in_doubt:
        # A write that got no answer may still land: one more run looks, and says so if it did.
        team.run(clone, Order(LAST))
    before = len(team.hub.requests())
    run = team.run(clone, Order(LAST))
    asked = [f"{e.method} {e.route}" for e in team.hub.requests()[before:]]
    told = f"{asked} {clone.state().in_doubt}"
    assert asked == ["GET /workspace", "GET /knowledge-hub/pages"], say(run, told)
    state, files = clone.state(), clone.files()
    assert not clone.journal.exists()
    assert state.in_doubt == (), state.in_doubt
    assert state.pages.keys() == files.keys(), say(run, f"{[*state.pages]} {[*files]}")
    live = {page.id: page for page in team.deeds.live()}
    ids = [page.id for page in state.pages.values()]
    assert len({*ids}) == len(ids), say(run, "two files have one page")
    for path, known in state.pages.items():
        assert known.id in live, say(run, f"{path} has no live page")
        page = live[known.id]
        assert known.drift is None, say(run, f"{path}: {known}")
        if not shows(team, page, files[path]):
            assert_unseen(team, clone, run, path, page)
        seen = known.observed
        shown = team.hub._parts.clock.show(page.updated_at)
        assert seen is not None
        assert (seen.updated_at, seen.version, seen.status) == (
            shown,
            page.version,
            page.status,
        ), say(run, f"{path}: {known} {page}")
    check_left(team, run, files, state.pages.values())


def assert_unseen(team: Team, clone: Clone, run: Run, path: str, page: StoredPage) -> None:
    """What a page says otherwise than its file is a draft that no list shows, kept for the next write."""
    quirks = team.hub.settings.quirks
    hidden = not quirks.draft_edit_moves_updated_at or quirks.time_resolution == "seconds"
    runs = [r.number for r in team.runs.values() if r.clone == clone.name]
    here = {*runs[len(runs) - clone.runs :]}
    deeds = [deed for deed in team.deeds.since(0) if deed.page_id == page.id]
    changed = max(deed.number for deed in deeds if deed.kind != "get")
    seen = any(deed.run in here and deed.number >= changed for deed in deeds)
    unseen = hidden and not seen
    assert unseen, say(run, f"{path} is not as its file says: {page}")
    team.counts["drafts that no list shows"] += 1


def check_left(team: Team, run: Run, files: dict[str, File], known: Collection[PageState]) -> None:
    """Pages that we made and State does not own: no reader takes one for a page of a file, unless it may."""
    owned = {page.id for page in known}
    by_key = {file.key: file for file in files.values()}
    allowed = team.promises.allowed.union(*(page.allowed_doubles for page in known))
    for page in team.deeds.live():
        if page.id in owned | team.web.made | allowed:
            continue
        file = by_key.get(team.deeds.keys.get(page.id, ""))
        team.counts["pages that only a lost State knew"] += 1
        if file is not None:
            assert look_of(page) != file.look, say(run, f"twice: {page} {file}")


def shows(team: Team, page: StoredPage, file: File) -> bool:
    """Whether a page says what its file says."""
    quirks = team.hub.settings.quirks
    body, title = file.body, file.title
    if quirks.rewrites_markdown:
        rewrite = reserialise if quirks.rewrites_as == "prosemirror" else normalise
        body = rewrite(body)
    if quirks.rewrites_titles:
        title = tidy(title)
    texts = (
        [page.draft_content] if file.status == "draft" else [page.draft_content, page.live_content]
    )
    titles = [page.draft_title] if file.status == "draft" else [page.draft_title, page.live_title]
    return (
        all((text or "").strip("\n") == body.strip("\n") for text in texts)
        and all(tidy(one or "") == tidy(title) for one in titles)
        and (file.status == "draft" or page.status == "published")
        and page.visibility == file.visibility
        and set(page.folder_ids) == {file.folder}
        and len(page.source_ids) >= len(file.urls)  # what others have attached stays
    )


def say(run: Run, what: str) -> str:
    """What is wrong, with what the last run said."""
    return f"{what}\n{run.out}\n{run.err}"
