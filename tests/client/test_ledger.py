"""The count of requests in the user's state folder."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from execsync.client.key import Key
from execsync.client.ledger import (
    Counts,
    Ledger,
    RateLimits,
    ledger_path,
    read_ages,
    read_counts,
    sweep,
)

from . import answers
from .conftest import SECRET, Connect, FakeClock
from .stage import Stage, reply

ADDRESS = "https://api.example.com/rest/v1"
NO_LIMIT = RateLimits(None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "requests.sqlite3"


def test_counts_the_minute_and_the_day(path: Path, clock: FakeClock) -> None:
    ledger = Ledger(path, note=pytest.fail)
    for gap in (0, 86_000, 350, 60):
        clock.pass_by(gap)
        ledger.book(clock.now, NO_LIMIT)
    assert ledger.counts(clock.now()) == Counts(last_minute=2, last_day=3)


def test_is_seen_by_the_next_process(path: Path, clock: FakeClock) -> None:
    Ledger(path, note=pytest.fail).book(clock.now, NO_LIMIT)
    booking = Ledger(path, note=pytest.fail).book(clock.now, RateLimits(1))
    assert booking.wait == pytest.approx(61)


def test_forgets_what_is_older_than_a_day(path: Path, clock: FakeClock) -> None:
    ledger = Ledger(path, note=pytest.fail)
    for _ in range(5):
        ledger.book(clock.now, NO_LIMIT)
    clock.pass_by(86_400)
    ledger.book(clock.now, NO_LIMIT)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT COUNT(*) FROM request").fetchone() == (1,)


def test_a_booking_can_be_taken_back(path: Path, clock: FakeClock) -> None:
    ledger = Ledger(path, note=pytest.fail)
    kept, cancelled = (ledger.book(clock.now, NO_LIMIT) for _ in range(2))
    assert kept.at == cancelled.at
    ledger.cancel(cancelled)
    assert ledger.counts(clock.now()) == Counts(1, 1)


def test_reads_the_time_once_the_file_is_its_own(path: Path, clock: FakeClock) -> None:
    ledger = Ledger(path, note=pytest.fail)
    ledger.book(clock.now, NO_LIMIT)

    def read_time() -> float:
        with (
            closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")
        return clock.now()

    assert ledger.book(read_time, NO_LIMIT).wait == 0


@pytest.mark.parametrize(
    "content", [b"certainly not SQLite" * 100, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_corrupt_file_is_replaced_by_a_count_of_this_process(
    content: bytes, path: Path, clock: FakeClock
) -> None:
    notes: list[str] = []
    path.parent.mkdir()
    path.write_bytes(content)
    ledger = Ledger(path, note=notes.append)
    assert ledger.book(clock.now, RateLimits(1)).wait == 0
    assert ledger.book(clock.now, RateLimits(1)).wait > 0
    assert len(notes) == 1
    assert "this process only" in notes[0]
    ledger.close()
    # The next run starts a sound one.
    assert Ledger(path, note=pytest.fail).book(clock.now, RateLimits(1)).wait == 0


def test_a_file_that_turns_corrupt_does_not_forget_this_process(
    path: Path, clock: FakeClock
) -> None:
    notes: list[str] = []
    ledger = Ledger(path, note=notes.append)
    ledger.book(clock.now, RateLimits(2))
    path.write_bytes(b"certainly not SQLite" * 100)
    assert ledger.book(clock.now, RateLimits(2)).wait == 0
    assert ledger.book(clock.now, RateLimits(2)).wait > 0
    assert len(notes) == 1
    ledger.close()


def test_a_folder_that_cannot_be_made_is_no_obstacle(tmp_path: Path, clock: FakeClock) -> None:
    notes: list[str] = []
    (tmp_path / "file").write_text("")
    ledger = Ledger(tmp_path / "file" / "requests.sqlite3", note=notes.append)
    assert ledger.book(clock.now, RateLimits(1)).wait == 0
    assert len(notes) == 1
    ledger.close()


def test_a_file_removed_under_it_is_begun_anew(path: Path, clock: FakeClock) -> None:
    ledger = Ledger(path, note=pytest.fail)
    ledger.book(clock.now, NO_LIMIT)
    path.unlink()
    ledger.book(clock.now, NO_LIMIT)
    assert ledger.counts(clock.now()) == Counts(1, 1)


def test_many_threads_book_each_slot_once(path: Path, clock: FakeClock) -> None:
    ledger = Ledger(path, note=pytest.fail)
    waits: list[float] = []

    def work() -> None:
        waits.extend(ledger.book(clock.now, RateLimits(25)).wait for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert waits.count(0) == 25


def test_is_named_by_hub_and_key_and_tells_neither(state_home: Path, key: Key) -> None:
    path = ledger_path(ADDRESS, key)
    assert path is not None
    assert path.parent == state_home / "execsync"
    assert SECRET not in path.name
    assert "example" not in path.name
    other = Key("exec_live_" + "b" * 40)
    names = {ledger_path(address, k) for address in (ADDRESS, ADDRESS + "/x") for k in (key, other)}
    assert len(names) == 4
    assert ledger_path(ADDRESS, Key(SECRET)) == path


def test_the_count_is_read_without_making_a_file(state_home: Path, key: Key) -> None:
    assert read_counts(ADDRESS, None, now=0) is None
    assert read_counts(ADDRESS, key, now=0) == Counts(0, 0)
    assert not state_home.exists()


def test_the_count_of_other_runs_is_read(connected: Connect, key: Key, clock: FakeClock) -> None:
    with Stage(reply(200, answers.workspace())) as stage:
        hub = connected(stage.url, per_minute=60)
        hub.workspace()
        clock.pass_by(100)
        hub.workspace()
        assert read_counts(stage.url, key, now=clock.now()) == Counts(1, 2) == hub.counts()


def test_how_long_ago_the_last_requests_left_is_read(
    connected: Connect, key: Key, clock: FakeClock
) -> None:
    with Stage(reply(200, answers.workspace())) as stage:
        hub = connected(stage.url, per_minute=60)
        for seconds in (100, 20, 5):
            hub.workspace()
            clock.pass_by(seconds)
        assert read_ages(stage.url, key, now=clock.now()) == (25, 5)
    assert read_ages(ADDRESS, None, now=0) is None


def test_a_corrupt_count_is_not_known(key: Key) -> None:
    path = ledger_path(ADDRESS, key)
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_bytes(b"certainly not SQLite" * 100)
    assert read_counts(ADDRESS, key, now=0) is None


def test_ledgers_that_nobody_uses_are_removed(tmp_path: Path, clock: FakeClock) -> None:
    old, young, other = (
        tmp_path / name for name in ("requests-a.sqlite3", "requests-b.sqlite3", "notes.txt")
    )
    for path, age in ((old, 4), (young, 1), (other, 9)):
        path.write_text("")
        when = clock.now() - age * 86_400
        os.utime(path, (when, when))
    sweep(tmp_path, now=clock.now())
    assert not old.exists()
    assert young.exists()
    assert other.exists()
