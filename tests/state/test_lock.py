"""One apply at a time for a State."""

import getpass
import json
import os
import signal
import socket
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from execsync.errors import LockedError, StateError
from execsync.localhub import LocalHub
from execsync.signals import stop_on_signal
from execsync.state.folder import LOCK, LOCK_NOTE, StateFolder
from execsync.state.lock import hold
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

NOTE = {
    "who": "ann",
    "host": "desk",
    "pid": "42",
    "command": "execsync apply",
    "since": "2027-01-15T12:00:00+00:00",
}


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    return tmp_path / "state.toml"


def test_who_finds_it_held_is_told_by_whom(state_file: Path) -> None:
    with (
        hold(StateFolder(state_file.parent), NOTE, timeout=0),
        pytest.raises(LockedError) as refused,
        hold(StateFolder(state_file.parent), NOTE, timeout=0),
    ):
        raise AssertionError("held twice")
    for value in NOTE.values():
        assert value in refused.value.message
    assert "--lock-timeout" in refused.value.hint


def test_a_note_that_cannot_be_read_is_no_reason_to_go_on(state_file: Path) -> None:
    with hold(StateFolder(state_file.parent), NOTE, timeout=0):
        state_file.with_name("lock.json").write_text("{")
        with (
            pytest.raises(LockedError, match="another process"),
            hold(StateFolder(state_file.parent), NOTE, timeout=0),
        ):
            raise AssertionError("held twice")


def test_who_comes_in_the_moment_before_the_note_is_there_is_told_too(
    state_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = StateFolder(state_file.parent)
    note = json.dumps(NOTE).encode()
    with FileLock(folder.path(LOCK)):
        # The lock sleeps between two tries, and so it is then that the note is written.
        monkeypatch.setattr("time.sleep", lambda _seconds: folder.write(LOCK_NOTE, note))
        with pytest.raises(LockedError, match="ann@desk"), hold(folder, NOTE, timeout=0):
            raise AssertionError("held twice")


def test_who_waits_says_for_whom(state_file: Path) -> None:
    folder, told = StateFolder(state_file.parent), list[str]()
    with (
        hold(folder, NOTE, timeout=0, tell=told.append),
        pytest.raises(LockedError),
        hold(folder, NOTE, timeout=0.1, tell=told.append),
    ):
        raise AssertionError("held twice")
    assert len(told) == 1
    assert told[0].startswith("waiting at most")
    assert "ann@desk" in told[0]


def test_the_lock_file_stays_and_the_note_goes(state_file: Path) -> None:
    with hold(StateFolder(state_file.parent), NOTE, timeout=0):
        pass
    assert [path.name for path in state_file.parent.iterdir()] == ["lock"]
    with hold(StateFolder(state_file.parent), NOTE, timeout=0):
        assert state_file.with_name("lock.json").exists()


def test_a_folder_in_the_way_is_a_clear_error(state_file: Path) -> None:
    state_file.with_name("lock").mkdir()
    with (
        pytest.raises(StateError, match="cannot be locked"),
        hold(StateFolder(state_file.parent), NOTE, timeout=0),
    ):
        raise AssertionError("held")


def test_a_second_apply_says_who_is_applying_and_asks_the_hub_nothing(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    hub.faults.add("delay", method="POST", seconds=600.0)
    first = checkout.start("apply", "--yes")
    assert hub.wait_for(lambda asked: len(asked) >= 2, timeout=30)
    sent = len(hub.requests())
    second = checkout.run("apply", "--yes")
    first.kill()
    first.communicate()
    assert second.code == 1
    for part in (getpass.getuser(), socket.gethostname(), f"pid {first.pid}", "apply --yes"):
        assert part in second.err
    assert len(hub.requests()) == sent


def test_the_lock_of_a_dead_process_is_free(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    hub.faults.add("delay", method="POST", seconds=600.0)
    first = checkout.start("apply", "--yes")
    assert hub.wait_for(lambda asked: len(asked) >= 2, timeout=30)
    first.kill()
    first.communicate()
    hub.faults.clear()
    assert (checkout.state_folder / "lock.json").exists()
    assert checkout.run("apply", "--yes").code == 0
    assert len(live_pages(hub)) == 1


def test_with_a_lock_timeout_it_waits_and_then_reads_state(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    checkout.state_folder.mkdir()
    with hold(StateFolder(checkout.state_folder), {**NOTE, "pid": str(os.getpid())}, timeout=0):
        waiting = checkout.start("apply", "--yes", "--lock-timeout", "60")
        refused = checkout.run("apply", "--yes")
        assert refused.code == 1
        assert waiting.poll() is None
        assert hub.requests() == []
    _, err = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, err
    assert len(writes(hub)) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_for_the_lock(
    number: signal.Signals, state_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    with hold(StateFolder(state_file.parent), NOTE, timeout=0), stop_on_signal(stop):
        # The lock sleeps between two tries, and so it is then that the signal comes.
        monkeypatch.setattr("time.sleep", lambda _seconds: signal.raise_signal(number))
        with (
            pytest.raises(KeyboardInterrupt),
            hold(StateFolder(state_file.parent), NOTE, timeout=600),
        ):
            raise AssertionError("held twice")
        monkeypatch.undo()
    assert not stop.is_set()
