"""Whoever means harm writes State: what that names is touched only if it is as we saw it last."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from execsync.core.state import InDoubtWrite, PageState, SourceState
from execsync.core.state_text import dump_state
from execsync.localhub import LocalHub
from execsync.localhub.people import COLLEAGUE
from tests.support.checkout import Checkout, Ended
from tests.support.git import Repository
from tests.support.hub import live_pages, writes
from tests.support.kept import read_unowned, write_unowned
from tests.watch.watching import Watching

LOOKS = pytest.mark.parametrize("look", ["each", "list"])
FOREIGN_SOURCE = "https://theirs.example/report"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Two pages that are applied."""
    checkout.page("a.md", title="A", body="Text of A.\n")
    checkout.page("b.md", title="B", body="Text of B.\n")
    assert checkout.call("apply", "--yes").code == 0
    return checkout


def theirs(hub: LocalHub, number: int = 1) -> list[str]:
    """Pages that colleagues made on the web before, and that no list since our last look shows."""
    made = [hub.web.create(f"Theirs {n}", f"Text {n}.\n", publish=True).id for n in range(number)]
    hub.advance(60)
    return made


def settle(checkout: Checkout, hub: LocalHub) -> None:
    """Have State's watermark pass what is there."""
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(60)


def forge(checkout: Checkout, *entries: PageState, drop: Iterable[str] = ()) -> None:
    state = checkout.state().without_pages(drop)
    checkout.write_state(state.with_pages(entries))


def apply(checkout: Checkout, look: str, *more: str) -> Ended:
    return checkout.call("apply", "--yes", "--look", look, *more)


def bare(checkout: Checkout, page_id: str, path: str = "c.md") -> PageState:
    """An entry without a record of what the hub showed."""
    known = checkout.state().pages["a.md"]
    return replace(known, path=path, id=page_id, created_at="", observed=None)


def guessed(checkout: Checkout, page_id: str, path: str = "c.md") -> PageState:
    """An entry with a record that was made up."""
    return replace(checkout.state().pages["a.md"], path=path, id=page_id)


def text_of(hub: LocalHub, page_id: str) -> tuple[str, str, str]:
    page = next(page for page in hub.pages() if page.id == page_id)
    return page.draft_title, page.draft_content, page.status


Forge = Callable[[Checkout, str], PageState]
FORGED = pytest.mark.parametrize("forged", [bare, guessed], ids=["bare", "guessed"])


@LOOKS
@FORGED
@pytest.mark.parametrize("newer", [0, 120])
def test_another_s_page_is_not_written(
    newer: int, forged: Forge, look: str, checkout: Checkout, hub: LocalHub
) -> None:
    """Whether or not a list of what is new shows it as well."""
    (page_id,) = theirs(hub)
    for number in range(newer):
        hub.web.create(f"Newer {number}", "Text.\n")
    settle(checkout, hub)
    before = text_of(hub, page_id)
    forge(checkout, forged(checkout, page_id))
    checkout.page("c.md", title="Mine now", body="Buy here.\n")
    done = apply(checkout, look)
    assert done.code == 1
    assert "conflict" in done.out + done.err
    assert text_of(hub, page_id) == before


@LOOKS
def test_a_watch_does_not_write_it_either(look: str, checkout: Checkout, hub: LocalHub) -> None:
    (page_id,) = theirs(hub)
    for number in range(120):
        hub.web.create(f"Newer {number}", "Text.\n")
    settle(checkout, hub)
    before = text_of(hub, page_id)
    forge(checkout, guessed(checkout, page_id))
    checkout.configure(f'[limits]\nper_minute = 0\nper_day = 0\n[apply]\nlook = "{look}"\n')
    with Watching(checkout, "--yes") as watch:
        checkout.page("c.md", title="Mine now", body="Buy here.\n")
        watch.wait_to_hear("edited on the web since our last write")
        assert watch.stop() == 130
    assert text_of(hub, page_id) == before


@LOOKS
def test_nor_does_one_that_runs_when_state_and_execsync_toml_come(
    look: str, checkout: Checkout, hub: LocalHub
) -> None:
    """Somebody pulls while it runs, and asks it nothing more."""
    hub.advance(60)
    (page_id,) = theirs(hub)
    settle(checkout, hub)
    before = text_of(hub, page_id)
    limits = "[limits]\nper_minute = 0\nper_day = 0\n"
    checkout.configure(limits)
    with Watching(checkout, "--yes") as watch:
        forge(checkout, guessed(checkout, page_id))
        more = f'[apply]\nprune = true\non_drift = "overwrite"\nlook = "{look}"\n'
        checkout.configure(limits + more)
        watch.wait_to_hear("execsync.toml has changed and is in force")
        checkout.page("c.md", title="Mine now", body="Buy here.\n")
        watch.wait_to_hear("c.md: conflict: ")
        checkout.page("b.md", title="B", body="More text of B.\n")
        watch.wait_to_hear("updated: b.md")
        assert watch.stop() == 130
    assert text_of(hub, page_id) == before


@LOOKS
@FORGED
def test_another_s_page_is_not_archived(
    forged: Forge, look: str, checkout: Checkout, hub: LocalHub
) -> None:
    (page_id,) = theirs(hub)
    settle(checkout, hub)
    checkout.configure("[limits]\nper_minute = 0\nper_day = 0\n[apply]\nprune = true\n")
    forge(checkout, forged(checkout, page_id))
    done = apply(checkout, look)
    assert done.code == 1
    assert "conflict" in done.out + done.err
    assert page_id in {page.id for page in live_pages(hub)}


@LOOKS
def test_an_entry_that_was_listed_is_not_taken_for_ours(
    look: str, checkout: Checkout, hub: LocalHub
) -> None:
    """A page that a list shows is looked at, and that look is no record of what we saw before."""
    settle(checkout, hub)
    (page_id,) = theirs(hub)
    forge(checkout, bare(checkout, page_id))
    checkout.page("c.md", title="Mine now", body="Buy here.\n")
    for _ in range(2):
        assert apply(checkout, look).code == 1
    assert text_of(hub, page_id)[0] == "Theirs 0"


@LOOKS
@FORGED
@pytest.mark.parametrize("wanted", [True, False], ids=["written", "archived"])
def test_execsync_toml_alone_overwrites_no_page_of_which_nothing_tells_that_it_is_ours(
    *, wanted: bool, forged: Forge, look: str, checkout: Checkout, hub: LocalHub
) -> None:
    """It may have come with the State that names the page; a person's flag has not."""
    hub.advance(60)
    (page_id,) = theirs(hub)
    settle(checkout, hub)
    before = text_of(hub, page_id)
    checkout.configure('[apply]\non_drift = "overwrite"\nprune = true\n')
    forge(checkout, replace(forged(checkout, page_id), created_at=""))
    if wanted:
        checkout.page("c.md", title="Mine now", body="Buy here.\n")
    for _ in range(3):
        assert apply(checkout, look).code == 1
    assert text_of(hub, page_id) == before
    assert apply(checkout, look, "--on-drift", "overwrite").code == 0
    assert text_of(hub, page_id) != before


def test_nor_does_it_archive_what_was_not_replaced(checkout: Checkout, hub: LocalHub) -> None:
    (page_id,) = theirs(hub)
    settle(checkout, hub)
    checkout.configure('[apply]\non_drift = "overwrite"\nprune = true\n')
    prints = ("0" * 16 + "/a/b/c",)
    entry = replace(checkout.state().pages["a.md"], retiring=(page_id,), retiring_seen=prints)
    forge(checkout, entry)
    for _ in range(3):
        assert apply(checkout, "each").code == 1
    assert page_id in {page.id for page in live_pages(hub)}


@LOOKS
@pytest.mark.parametrize("told", [True, False], ids=["its time", "no time"])
def test_an_update_in_doubt_makes_another_s_page_not_ours(
    *, told: bool, look: str, checkout: Checkout, hub: LocalHub
) -> None:
    """Whoever forges it knows how the page is called, and not what it says."""
    hub.advance(60)
    (page_id,) = theirs(hub)
    settle(checkout, hub)
    before = text_of(hub, page_id)
    made = next(page.created_at for page in hub.pages() if page.id == page_id)
    known = replace(
        bare(checkout, page_id),
        title="Theirs 0",
        status="published",
        created_at=datetime.fromtimestamp(made // 1_000_000, UTC).isoformat() if told else "",
        body="",
        says="",
    )
    checkout.write_state(replace(checkout.state(), in_doubt=(InDoubtWrite("update_page", known),)))
    checkout.page("c.md", title="Theirs 0", body="Buy here.\n", status="published")
    for _ in range(2):
        assert apply(checkout, look).code == 1
    assert text_of(hub, page_id) == before


def test_a_page_that_nothing_keeps_back_any_more_is_compared_first(
    checkout: Checkout, hub: LocalHub
) -> None:
    """Where pages are only listed once a run: what a cache says to be in its way is not there."""
    hub.advance(60)
    (page_id,) = theirs(hub)
    for number in range(120):
        hub.web.create(f"Newer {number}", "Text.\n")
    settle(checkout, hub)
    before = text_of(hub, page_id)
    forge(checkout, guessed(checkout, page_id))
    checkout.page("c.md", title="Mine now", body="Buy here.\n")
    kept = read_unowned(checkout)
    kept["rows"].append({**kept["rows"][0], "id": "not-there", "title": "Mine now"})
    write_unowned(checkout, kept)
    assert apply(checkout, "list").code == 1
    assert text_of(hub, page_id) == before


@LOOKS
@pytest.mark.parametrize("seen", [True, False], ids=["made up", "none"])
def test_another_s_pages_are_not_archived_as_replaced(
    *, seen: bool, look: str, checkout: Checkout, hub: LocalHub
) -> None:
    ids = tuple(theirs(hub, 2))
    settle(checkout, hub)
    prints = ("0" * 16 + "/a/b/c",) * 2 if seen else ()
    entry = replace(checkout.state().pages["a.md"], retiring=ids, retiring_seen=prints)
    forge(checkout, entry)
    done = apply(checkout, look, "--prune", "--allow-archive", "9")
    assert done.code == 1
    assert set(ids) <= {page.id for page in live_pages(hub)}


def test_pages_left_of_a_replacement_are_archived_only_where_that_is_asked(
    checkout: Checkout, hub: LocalHub
) -> None:
    ids = tuple(theirs(hub, 2))
    settle(checkout, hub)
    forge(checkout, replace(checkout.state().pages["a.md"], retiring=ids))
    before = len(writes(hub))
    done = apply(checkout, "each")
    assert len(writes(hub)) == before
    assert all(page_id in done.out for page_id in ids)
    assert '"Theirs 0"' in done.out
    assert "--prune" in done.out
    assert "--allow-replace a.md" in done.out


def test_pages_left_of_replacements_count_as_archived_at_once(
    checkout: Checkout, hub: LocalHub
) -> None:
    ids = tuple(theirs(hub, 12))
    settle(checkout, hub)
    forge(checkout, replace(checkout.state().pages["a.md"], retiring=ids))
    planned = checkout.call("plan", "--prune")
    assert planned.code == 1
    assert "--allow-archive 12" in planned.out


@pytest.mark.parametrize("change", [{}, {"url": FOREIGN_SOURCE}, {"maker": "Somebody"}])
def test_another_s_source_is_not_archived(
    change: dict[str, Any], checkout: Checkout, hub: LocalHub
) -> None:
    source = hub.web.add_source(FOREIGN_SOURCE, "Report")
    settle(checkout, hub)
    known = SourceState("https://ours.example/", source, "Report", status="ready", ours=True)
    entry = replace(known, **change)
    state = checkout.state()
    checkout.write_state(replace(state, sources={entry.url: entry}))
    done = checkout.call("apply", "--yes", "--prune-sources")
    assert done.code == 1
    assert [source.status for source in hub.sources()] != ["archived"]
    assert ("DELETE", "/knowledge-hub/sources/{id}") not in writes(hub)


@pytest.mark.parametrize("kept", [True, False], ids=["beside ours", "alone"])
def test_another_s_source_is_not_archived_where_state_calls_its_maker_ours(
    *, kept: bool, checkout: Checkout, hub: LocalHub
) -> None:
    """Who made our pages the hub tells, not State."""
    source = hub.web.add_source(FOREIGN_SOURCE, "Report")
    theirs(hub)
    settle(checkout, hub)
    entry = SourceState(FOREIGN_SOURCE, source, "Report", status="ready", ours=True)
    state = checkout.state() if kept else checkout.state().without_pages(("a.md", "b.md"))
    checkout.write_state(replace(state, sources={entry.url: entry}, maker=COLLEAGUE))
    assert checkout.call("apply", "--yes", "--prune-sources").code == 1
    assert ("DELETE", "/knowledge-hub/sources/{id}") not in writes(hub)


def test_a_source_that_did_not_fail_is_not_made_anew(checkout: Checkout, hub: LocalHub) -> None:
    """Whatever State says: on a hub where no page of ours tells who we are, it names no maker."""
    source = hub.web.add_source(FOREIGN_SOURCE, "Report")
    checkout.page("c.md", title="C", sources=[FOREIGN_SOURCE])
    entry = SourceState(FOREIGN_SOURCE, source, "Report", status="failed", ours=True)
    state = checkout.state().without_pages(("a.md", "b.md"))
    checkout.write_state(replace(state, sources={entry.url: entry}, maker=""))
    done = checkout.call("apply", "--yes", "--retry-sources", "--allow-same-title")
    assert done.code == 1
    assert "is not what State says (status)" in done.err
    assert ("DELETE", "/knowledge-hub/sources/{id}") not in writes(hub)


@pytest.mark.parametrize("owned", [True, False], ids=["ours", "of another user"])
def test_a_journal_that_git_tracks_is_refused(
    *, owned: bool, checkout: Checkout, hub: LocalHub
) -> None:
    """It tells what a run here has sent: one that came with a repository tells of somebody else's."""
    checkout.page("c.md", title="C", body="Text of C.\n")
    checkout.journal.write_text("{}\n")
    git = Repository(checkout.folder)
    git.run("add", "--force", str(checkout.journal))
    if not owned:
        os.chown(checkout.folder / ".git", 65534, 65534)
    before = len(hub.requests())
    for command in (
        ("apply", "--yes"),
        ("state", "rm", "page:a.md"),
        ("state", "rebuild", "--yes"),
    ):
        ended = checkout.call(*command)
        assert ended.code == 1, command
        assert "Git tracks it" in ended.err
        assert f"git -C {checkout.folder} rm --cached .execsync/journal.jsonl;" in ended.err
    assert len(hub.requests()) == before
    os.chown(checkout.folder / ".git", os.getuid(), os.getgid())
    git.run("rm", "--quiet", "--cached", str(checkout.journal))
    checkout.journal.unlink()
    assert checkout.call("apply", "--yes").code == 0


def test_so_is_one_in_a_folder_that_looks_like_a_repository(checkout: Checkout) -> None:
    """Git answers nothing about such a folder."""
    checkout.journal.write_text("{}\n")
    (checkout.state_folder / "HEAD").write_text("ref: refs/heads/main\n")
    for name in ("objects", "refs"):
        (checkout.state_folder / name).mkdir()
        (checkout.state_folder / name / "kept").touch()
    Repository(checkout.folder).run("add", "--force", ".")
    assert "Git tracks it" in checkout.call("apply", "--yes").err


@pytest.mark.parametrize("command", ["apply", "merge"])
def test_a_serial_that_can_grow_no_more_is_refused_before_anything_is_written(
    command: str, checkout: Checkout, hub: LocalHub
) -> None:
    """Written once more, the file could be read no more, and what the run has made would be forgotten."""
    theirs = checkout.folder / "theirs.toml"
    theirs.write_bytes(dump_state(replace(checkout.state(), serial=2**53)))
    merging = ("state", "merge", "no-base", str(checkout.state_file), str(theirs))
    if command == "apply":
        theirs.replace(checkout.state_file)
    before, sent = checkout.state_file.read_bytes(), len(writes(hub))
    checkout.page("c.md", title="C")
    ended = checkout.call("apply", "--yes") if command == "apply" else checkout.call(*merging)
    assert ended.code == 1
    assert "serial 9007199254740992" in ended.err
    assert checkout.state_file.read_bytes() == before
    assert len(writes(hub)) == sent
