"""Ctrl-C, SIGTERM and kill on a real process: what is under way is recorded, and the next run goes on."""

import json
import shutil
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from execsync.core.running.record import Header
from execsync.localhub import LocalHub
from execsync.state.folder import StateFolder
from execsync.state.journal import Journal
from tests.support.checkout import Checkout
from tests.support.hub import live_pages
from tests.support.running import Process

PAGES = 12
POSTS = "/knowledge-hub/pages"


@pytest.fixture
def filled(checkout: Checkout) -> Checkout:
    checkout.configure("[apply]\nparallelism = 2\n[limits]\nper_minute = 0\nper_day = 0\n")
    for number in range(PAGES):
        checkout.page(f"{number}.md", title=f"Page {number}")
    return checkout


def start_and_wait(checkout: Checkout, hub: LocalHub) -> Process:
    """An apply that has made three pages, and whose next two requests the hub holds for a while."""
    hub.faults.add("delay", method="POST", path=POSTS, after=3, times=2, seconds=1.0)
    run = checkout.start("apply", "--yes")
    assert hub.wait_for(lambda asked: sum(e.method == "POST" for e in asked) >= 3, timeout=30)
    return run


def assert_goes_on(checkout: Checkout, hub: LocalHub) -> None:
    hub.faults.clear()
    ended = checkout.run("apply", "--yes")
    assert ended.code == 0, ended.err
    assert sorted(page.title for page in live_pages(hub)) == sorted(
        f"Page {number}" for number in range(PAGES)
    )
    assert {page.id for page in checkout.state().pages.values()} == {
        page.id for page in live_pages(hub)
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_first_signal_waits_for_what_is_on_its_way_and_records_it(
    number: signal.Signals, filled: Checkout, hub: LocalHub
) -> None:
    run = start_and_wait(filled, hub)
    run.send_signal(number)
    out, err = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "stopping" in err
    made = {page.id for page in live_pages(hub)}
    assert len(made) < PAGES
    assert {page.id for page in filled.state().pages.values()} == made
    assert filled.state().in_doubt == ()
    assert not filled.journal.exists()
    assert f"Left: {PAGES - len(made)}" in out
    assert_goes_on(filled, hub)


def test_a_second_signal_stops_at_once_and_the_next_run_looks(
    filled: Checkout, hub: LocalHub
) -> None:
    run = start_and_wait(filled, hub)
    # No answer will ever come: only a process that does not wait can end.
    hub.faults.add("delay", method="POST", path=POSTS, times=None, seconds=600.0)
    assert hub.wait_for(lambda asked: len(asked) >= 7, timeout=30)
    said = threading.Event()

    def listen() -> None:
        for line in run.stderr or ():
            if "stopping" in line:
                said.set()

    listener = threading.Thread(target=listen)
    listener.start()
    run.send_signal(signal.SIGINT)
    assert said.wait(30)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=30) == 130
    listener.join()
    for stream in (run.stdout, run.stderr):
        if stream:
            stream.close()
    assert filled.journal.exists()
    assert_goes_on(filled, hub)


@pytest.mark.parametrize(
    ("number", "method", "path"),
    [
        (signal.SIGTERM, "GET", "/workspace"),
        (signal.SIGINT, "GET", POSTS),
        (signal.SIGTERM, "POST", POSTS),
    ],
)
def test_one_signal_ends_a_run_whose_hub_does_not_answer(
    number: signal.Signals, method: str, path: str, filled: Checkout, hub: LocalHub
) -> None:
    """A minute is what one answer is waited for, and the hub has ten for it."""
    arrived = threading.Event()
    at_once = 2 if method == "POST" else 1  # as many creations are on their way at a time
    hub.before(method, path, at_once, arrived.set)
    hub.faults.add("delay", method=method, path=path, times=None, seconds=600.0)
    run = filled.start("apply", "--yes")
    assert arrived.wait(30)
    run.send_signal(number)
    _, err = run.communicate(timeout=40)
    assert run.returncode == 130, err
    if method == "POST":
        assert len(filled.state().in_doubt) == at_once
        assert "told to stop" in err
        hub.faults.clear()
        # Those two may have landed, so that the next run looks for them first.
        filled.run("apply", "--yes")
    assert_goes_on(filled, hub)


def test_a_journal_that_was_left_behind_is_read_even_if_state_was_removed(
    filled: Checkout, hub: LocalHub
) -> None:
    run = start_and_wait(filled, hub)
    run.kill()
    run.communicate()
    lineage = json.loads(filled.journal.read_text().splitlines()[0])["lineage"]
    filled.state_file.unlink()
    assert_goes_on(filled, hub)
    assert filled.state().lineage == lineage


def test_the_journal_of_another_state_is_refused_before_anything_is_sent(
    filled: Checkout, hub: LocalHub
) -> None:
    run = start_and_wait(filled, hub)
    run.kill()
    run.communicate()
    before = filled.state()
    filled.write_state(replace(before, lineage="another-history"))
    asked = len(hub.requests("GET"))
    ended = filled.run("apply", "--yes")
    assert ended.code == 1
    assert "another state file" in ended.err
    assert len(hub.requests("GET")) == asked
    filled.write_state(before)
    assert_goes_on(filled, hub)


def test_a_journal_that_tells_nothing_keeps_nobody_from_another_state(
    filled: Checkout, hub: LocalHub, tmp_path: Path
) -> None:
    """A first run was killed before it had written State; then that of the team was pulled."""
    filled.state_folder.mkdir()
    Journal(StateFolder(filled.state_folder), Header("a-history-of-its-own", 0, "")).close()
    other = Checkout(tmp_path / "other", hub.url)
    shutil.copytree(filled.content, other.content, dirs_exist_ok=True)
    assert other.call("apply", "--yes").code == 0
    shutil.copy(other.state_file, filled.state_file)
    assert_goes_on(filled, hub)
    assert filled.state().lineage == other.state().lineage


def test_a_state_that_went_backwards_is_warned_of(filled: Checkout, hub: LocalHub) -> None:
    assert filled.run("apply", "--yes").code == 0
    before = filled.state_file.read_bytes()
    filled.page("0.md", title="Page 0", body="Other text.\n")
    assert filled.run("apply", "--yes").code == 0
    newer = filled.state().serial
    filled.state_file.write_bytes(before)
    ended = filled.run("apply", "--yes")
    assert f"went back from serial {newer} to" in ended.err
    assert "EX903" in ended.err
    assert "EX903" not in filled.run("apply", "--yes").err
