"""What a pull never does to files, whoever is at work beside it, and where it is killed."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.commands.pulling import BODY, MARIA, begun, change, is_planned, live, pull, text
from tests.crash.quick import Strike
from tests.crash.runs import Nursery, Order, nursery
from tests.support.checkout import Checkout
from tests.support.git import Repository
from tests.support.terminal import Terminal


@pytest.fixture(scope="module")
def born() -> Iterator[Nursery]:
    with nursery() as running:
        yield running


def test_a_file_that_is_saved_meanwhile_stays_as_it_was_saved(
    hub: LocalHub, checkout: Checkout
) -> None:
    checkout.page("b.md", title="B", body=BODY, status="published")
    page_id = begun(checkout)
    for one in (page_id, checkout.state().pages["b.md"].id):
        hub.web.edit(one, content=MARIA, publish=True)
    assert checkout.call("apply", "--yes").code == 1
    saved = text(checkout).replace("Four.", "Four, saved.")
    hub.after("GET", "/knowledge-hub/pages/{id}", 1, lambda: checkout.write("a.md", saved))
    ended = pull(checkout)
    assert ended.code == 1
    assert "changed while it was looked at" in ended.out
    assert text(checkout) == saved
    assert "Maria" in text(checkout, "b.md")
    assert checkout.state().pages["a.md"].drift
    assert pull(checkout).code == 0
    assert "Two, by Maria.\n\nThree.\n\nFour, saved." in text(checkout)


def test_a_file_that_is_saved_before_the_yes_stays_as_it_was_saved(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout)
    hub.web.edit(page_id, content=MARIA, publish=True)
    saved = text(checkout).replace("Four.", "Four, saved.")
    terminal = Terminal(checkout, "pull")
    terminal.read_until("Write these files?")
    checkout.write("a.md", saved)
    terminal.type("yes\n")
    assert terminal.wait() == 1
    assert "its file was saved meanwhile" in terminal.shown
    assert text(checkout) == saved
    assert checkout.state().pages["a.md"].drift


def test_a_no_writes_nothing(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    hub.web.edit(page_id, content=MARIA, publish=True)
    before = text(checkout)
    terminal = Terminal(checkout, "pull")
    terminal.read_until("Write these files?")
    terminal.type("no\n")
    assert terminal.wait() == 1
    assert text(checkout) == before


def test_it_asks_twice_beside_changes_that_are_not_committed(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout)
    repository = Repository(checkout.folder)
    repository.commit()
    (checkout.folder / "notes.txt").write_text("mine")
    hub.web.edit(page_id, content=MARIA, publish=True)
    terminal = Terminal(checkout, "pull")
    terminal.read_until("Write these files?")
    terminal.type("yes\n")
    terminal.read_until("not committed?")
    assert "not committed yet: notes.txt" in terminal.shown
    terminal.type("yes\n")
    assert terminal.wait() == 0
    assert "Maria" in text(checkout)


def test_it_asks_once_in_a_clean_work_tree_and_marks_clashes(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout)
    change(checkout, "Two.", "Two, here.")
    Repository(checkout.folder).commit()
    hub.web.edit(page_id, content=MARIA, publish=True)
    terminal = Terminal(checkout, "pull")
    terminal.read_until("Write these files?")
    terminal.type("yes\n")
    assert terminal.wait() == 1
    assert "not committed" not in terminal.shown
    assert "<<<<<<< file" in text(checkout)


def test_no_program_of_the_repository_runs(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    repository = Repository(checkout.folder)
    trap = checkout.folder / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {checkout.folder / 'sprung'}\ncat\n")
    trap.chmod(0o755)
    repository.commit()
    for name in ("filter.x.clean", "filter.x.process", "core.fsmonitor", "merge.x.driver"):
        repository.run("config", name, str(trap))
    (checkout.folder / ".gitattributes").write_text("* filter=x merge=x\n")
    change(checkout, "Two.", "Two, here.")
    hub.web.edit(page_id, content=MARIA, publish=True)
    terminal = Terminal(checkout, "pull")
    terminal.read_until("Write these files?")
    terminal.type("yes\n")
    terminal.read_until("not committed?")
    terminal.type("yes\n")
    assert terminal.wait() == 1
    assert not (checkout.folder / "sprung").exists()


def test_a_files_mode_stays(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    file = checkout.content / "a.md"
    file.chmod(0o640)
    hub.web.edit(page_id, content=MARIA, publish=True)
    assert pull(checkout).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_link_within_the_root_is_followed_and_stays_one(
    hub: LocalHub, checkout: Checkout
) -> None:
    checkout.page("real/b.md", title="B", body=BODY, status="published")
    checkout.configure(
        (checkout.folder / "execsync.toml").read_text() + '[content]\nexclude = ["real/"]\n'
    )
    os.symlink("real/b.md", checkout.content / "a.md")
    assert checkout.call("apply", "--yes").code == 0
    hub.web.edit(checkout.state().pages["a.md"].id, content=MARIA, publish=True)
    assert pull(checkout).code == 0
    assert (checkout.content / "a.md").is_symlink()
    assert "Maria" in text(checkout, "real/b.md")


def test_no_link_is_followed_out(hub: LocalHub, checkout: Checkout, tmp_path: Path) -> None:
    page_id = begun(checkout)
    outside = tmp_path / "outside.md"
    outside.write_text(text(checkout))
    hub.web.edit(page_id, content=MARIA, publish=True)
    assert checkout.call("apply", "--yes").code == 1

    def put_a_link() -> None:
        checkout.remove("a.md")
        os.symlink(outside, checkout.content / "a.md")

    hub.after("GET", "/knowledge-hub/pages/{id}/versions", 1, put_a_link)
    ended = pull(checkout)
    assert ended.code == 1
    assert "leads out of the content root" in ended.out
    assert "Maria" not in outside.read_text()


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize(
    "local",
    [*(pytest.param(local, marks=pytest.mark.slow) for local in ("", "elsewhere")), "there"],
)
def test_a_kill_loses_neither_side(
    hub: LocalHub,
    checkout: Checkout,
    born: Nursery,
    at: int,
    where: str,
    local: str,
) -> None:
    page_id = begun(checkout)
    mine = {"": "", "elsewhere": "Four, here.", "there": "Two, here."}[local]
    if mine:
        change(checkout, f"{mine.partition(',')[0]}.", mine)
    hub.web.edit(page_id, content=MARIA, publish=True)
    code = born.run(checkout, Order(("pull", "--yes"), (Strike(at, where),)))
    if code in (0, 1):
        assert code == (local == "there")  # it had fewer records
    ended = checkout.call("apply", "--yes")
    assert ("Maria" in live(hub)) or "Maria" in text(checkout), ended
    assert mine in text(checkout)
    again = pull(checkout)
    if "<<<<<<<" in text(checkout):
        assert local == "there"
        assert "Two, by Maria." in text(checkout)
        assert checkout.call("validate").code == 1
        return
    assert again.code == 0, again
    assert "Maria" in text(checkout)
    assert checkout.call("apply", "--yes").code == 0
    assert "Maria" in live(hub)
    assert mine in live(hub)
    assert not is_planned(checkout)


def test_a_text_of_the_web_that_is_larger_than_a_page_may_be_stops_no_later_plan(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout)
    hub.advance(2)
    hub.web.edit(page_id, content="x" * (1024 * 1024 + 1), publish=True)
    ended = pull(checkout)
    assert ended.code == 1
    assert "EX004 is larger than 1 MiB" in ended.out, ended
    checkout.page("b.md", title="B")
    ended = checkout.call("apply", "--yes")
    assert "a.md  conflict" in ended.out, ended
    assert "b.md" in checkout.state().pages


def test_what_keeps_the_webs_text_out_of_its_file_is_named(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout)
    hub.advance(2)
    torn = "<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n"
    hub.web.edit(page_id, content=torn, publish=True)
    ended = pull(checkout)
    assert ended.code == 1
    assert "EX037 has conflict markers" in ended.out, ended
    assert text(checkout).endswith(BODY)
