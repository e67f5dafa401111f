"""A lock that several machines share: held by renewing it, watched by the waiter's own clock."""

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from execsync.errors import Incomplete, LockedError
from execsync.state.backend import Stored
from execsync.state.cells import CellsError, Overtaken
from execsync.state.lease import LOCK, Lease
from execsync.system.waking import seconds

NOTE = {"who": "ann", "host": "desk", "command": "execsync apply", "since": "2027-01-15T12:00:00Z"}


@dataclass
class Shelf:
    """A place in memory. `written` is set with each write; `broken` has it refuse them."""

    cells: dict[str, Stored] = field(default_factory=dict)
    number: int = 0
    broken: bool = False
    written: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def read(self, name: str, *, within: float | None = None) -> Stored | None:
        del within
        return self.cells.get(name)

    def write(self, name: str, data: bytes, over: str | None, *, says: str = "") -> str:
        del says
        if self.broken:
            raise CellsError("no way there")
        known = self.cells.get(name)
        if (known.version if known else None) != over:
            raise Overtaken
        self.number += 1
        self.cells[name] = Stored(data, str(self.number))
        self.written.release()
        return str(self.number)

    def try_writing(self) -> None:
        raise AssertionError("a lock is taken, not tried")


@dataclass
class Desk:
    """One machine: its clock moves when it waits, and it remembers what it has seen."""

    shelf: Shelf
    now: float = 0.0
    first: dict[str, float] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def seen(self, mark: str) -> float:
        return self.now - self.first.setdefault(mark, self.now)

    def wait(self, seconds: float) -> bool:
        self.now += seconds
        self.meanwhile()
        return False

    def lease(self, renew_every: float = 3600) -> Lease:
        return Lease(
            self.shelf, self, lambda: self.now, self.wait, self.told.append, renew_every=renew_every
        )


@dataclass
class Slow:
    """A desk's way to the shelf that takes it a minute for a write."""

    desk: Desk

    def read(self, name: str, *, within: float | None = None) -> Stored | None:
        return self.desk.shelf.read(name, within=within)

    def write(self, name: str, data: bytes, over: str | None, *, says: str = "") -> str:
        version = self.desk.shelf.write(name, data, over, says=says)
        self.desk.now += 60
        return version

    def try_writing(self) -> None:
        self.desk.shelf.try_writing()


def never() -> None:
    raise AssertionError("the lock was lost")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_who_finds_it_held_is_told_by_whom_and_how_to_go_on(shelf: Shelf) -> None:
    with (
        Desk(shelf).lease().hold(NOTE, timeout=0, on_lost=never),
        pytest.raises(LockedError) as refused,
        Desk(shelf).lease().hold(NOTE, timeout=60, on_lost=never),
    ):
        raise AssertionError("held twice")
    for value in NOTE.values():
        assert value in refused.value.message
    assert "--lock-timeout" in refused.value.hint
    assert "execsync state unlock " in refused.value.hint


def test_it_is_free_once_it_was_let_go(shelf: Shelf) -> None:
    for _ in range(3):
        lease = Desk(shelf).lease()
        with lease.hold(NOTE, timeout=0, on_lost=never):
            holder = lease.holder()
            assert holder is not None
            assert (holder.who, holder.what) == ("ann@desk", "execsync apply")
        assert lease.holder() is None


def test_one_who_waits_gets_it_when_it_is_let_go(shelf: Shelf) -> None:
    first = Desk(shelf).lease().hold(NOTE, timeout=0, on_lost=never)
    first.__enter__()
    waiter = Desk(shelf, meanwhile=lambda: first.__exit__(None, None, None))
    with waiter.lease().hold(NOTE, timeout=60, on_lost=never):
        assert len(waiter.told) == 1
        assert waiter.told[0].startswith("waiting at most 60 s")
        assert "ann@desk" in waiter.told[0]


def dead(shelf: Shelf) -> None:
    """A holder that is gone without a word."""
    Desk(shelf).lease().write("gone", NOTE, None)


def test_one_that_nobody_renews_is_taken_over_with_a_note(shelf: Shelf) -> None:
    dead(shelf)
    waiter = Desk(shelf)
    with waiter.lease().hold(NOTE, timeout=300, on_lost=never):
        assert 120 <= waiter.now < 130
    waits, takes = waiter.told
    assert waits.startswith("waiting at most 300 s")
    assert "took the lock over from ann@desk" in takes


def test_one_that_is_renewed_is_never_taken_over(shelf: Shelf) -> None:
    lease = Desk(shelf).lease()
    versions = [lease.write("alive", NOTE, None)]

    def renew() -> None:
        versions.append(lease.write("alive", NOTE, versions[-1]))

    waiter = Desk(shelf, meanwhile=renew)
    with pytest.raises(LockedError), waiter.lease().hold(NOTE, timeout=1000, on_lost=never):
        raise AssertionError("held twice")


def test_what_an_earlier_run_has_seen_counts(shelf: Shelf) -> None:
    dead(shelf)
    desk = Desk(shelf)
    with pytest.raises(LockedError), desk.lease().hold(NOTE, timeout=0, on_lost=never):
        raise AssertionError("held twice")
    desk.now += 120
    with desk.lease().hold(NOTE, timeout=0, on_lost=never):
        pass


def test_its_holder_renews_it_and_hears_that_it_was_lost(shelf: Shelf) -> None:
    lost = threading.Event()
    with Desk(shelf).lease(renew_every=0.01).hold(NOTE, timeout=0, on_lost=lost.set):
        for _ in range(3):
            assert shelf.written.acquire(timeout=30)
        while not lost.is_set():
            cell = shelf.read(LOCK)
            assert cell is not None
            try:
                Desk(shelf).lease().write("thief", NOTE, cell.version)
            except Overtaken:
                continue  # it was renewed in this moment
            assert lost.wait(30)
    holder = Desk(shelf).lease().holder()
    assert holder is not None
    assert holder.id == "thief"


def steal(shelf: Shelf) -> None:
    cell = shelf.read(LOCK)
    assert cell is not None
    Desk(shelf).lease().write("thief", NOTE, cell.version)


def test_one_who_was_halted_is_told_before_the_next_write_that_it_was_lost(shelf: Shelf) -> None:
    desk, lost = Desk(shelf), threading.Event()
    with desk.lease().hold(NOTE, timeout=0, on_lost=lost.set) as assure:
        assure()
        desk.now += 121
        steal(shelf)
        for _ in range(2):
            with pytest.raises(Incomplete, match="taken the lock"):
                assure()
        assert lost.is_set()
    holder = Desk(shelf).lease().holder()
    assert holder is not None
    assert holder.id == "thief"


def test_one_who_was_halted_renews_it_before_the_next_write_where_nobody_took_it(
    shelf: Shelf,
) -> None:
    desk = Desk(shelf)
    with desk.lease().hold(NOTE, timeout=0, on_lost=never) as assure:
        version = shelf.cells[LOCK].version
        desk.now += 59
        assure()
        assert shelf.cells[LOCK].version == version
        desk.now += 3600
        assure()
        assert shelf.cells[LOCK].version != version


def test_what_it_is_sure_for_counts_from_before_the_renewal_began(shelf: Shelf) -> None:
    desk = Desk(shelf)
    lease = replace(desk.lease(), cells=Slow(desk))
    with lease.hold(NOTE, timeout=0, on_lost=never) as assure:
        version = shelf.cells[LOCK].version
        assure()
        assert shelf.cells[LOCK].version != version


def test_a_place_that_cannot_be_reached_for_a_moment_keeps_no_write_back(shelf: Shelf) -> None:
    desk, lost = Desk(shelf), threading.Event()
    with desk.lease().hold(NOTE, timeout=0, on_lost=lost.set) as assure:
        shelf.broken = True
        desk.now += 80
        assure()
        desk.now += 10
        with pytest.raises(Incomplete):
            assure()
        assert lost.is_set()


def test_a_place_that_cannot_be_reached_for_long_is_a_lost_lock(shelf: Shelf) -> None:
    desk, lost = Desk(shelf), threading.Event()
    with desk.lease(renew_every=0.01).hold(NOTE, timeout=0, on_lost=lost.set):
        shelf.broken = True
        desk.now += 121
        assert lost.wait(30)


def test_a_person_takes_it_from_one_who_is_gone(shelf: Shelf) -> None:
    dead(shelf)
    lease = Desk(shelf).lease()
    with pytest.raises(LockedError, match="another one holds the lock"):
        lease.unlock("somebody-else")
    lease.unlock("gone")
    assert lease.holder() is None
    with pytest.raises(LockedError, match="nobody holds"):
        lease.unlock("gone")


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"id": 3}', b"\xff", b'{"who": {"a": 1}}'])
def test_a_lock_that_cannot_be_read_is_held_by_somebody(shelf: Shelf, data: bytes) -> None:
    shelf.write(LOCK, data, None)
    lease = Desk(shelf).lease()
    holder = lease.holder()
    assert holder is not None
    with pytest.raises(LockedError), lease.hold(NOTE, timeout=0, on_lost=never):
        raise AssertionError("held twice")
    lease.unlock(holder.id)
    assert lease.holder() is None


@pytest.mark.skipif(sys.platform != "linux", reason="another system has another name for it")
def test_the_clock_of_whoever_holds_it_goes_on_while_the_machine_sleeps() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= seconds() <= time.clock_gettime(time.CLOCK_BOOTTIME)


@pytest.mark.parametrize("holder_id", ["x; rm -rf .", "--help", "\x1b[31m", "a" * 10_000, "a b"])
def test_an_id_that_is_none_of_ours_is_no_part_of_a_command(shelf: Shelf, holder_id: str) -> None:
    shelf.write(LOCK, json.dumps({**NOTE, "id": holder_id}).encode(), None)
    lease = Desk(shelf).lease()
    with pytest.raises(LockedError) as refused, lease.hold(NOTE, timeout=0, on_lost=never):
        raise AssertionError("held twice")
    assert refused.value.hint is not None
    assert refused.value.hint.endswith("execsync state unlock 1")
    lease.unlock("1")
    assert lease.holder() is None
