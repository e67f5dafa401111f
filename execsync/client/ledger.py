"""The requests of the last 24 hours, counted for all processes of this user.

One SQLite file for each pair of hub and key, in the user's state folder. It is opened for one short
transaction at a time: nothing is held over a wait, a fork or a kill, and a file that was removed is
simply begun anew.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from execsync.client.key import Key
from execsync.core.excerpt import show
from execsync.core.planning.cost import WINDOW

Result = TypeVar("Result")

DAY = 86400.0
_STALE = 3 * DAY
_BUSY = 5.0
"""Seconds to wait for another process' transaction, which takes well under a millisecond."""


class Counts(NamedTuple):
    """Requests that left this machine in the last 61 seconds and in the last 24 hours."""

    last_minute: int
    last_day: int


@dataclass(frozen=True, slots=True)
class RateLimits:
    """What may be booked. None means no limit; `day` is the day's limit less the reserve."""

    per_minute: int | None
    day: int | None = None
    window: float = WINDOW


@dataclass(frozen=True, slots=True)
class Booking:
    """What became of an attempt to book: booked where `wait` is 0, else that many seconds too early."""

    at: float
    wait: float
    counts: Counts
    day_is_used_up: bool = False


class Ledger:
    """Books requests. Safe across threads and processes.

    A file that cannot be used is replaced by a count in this process; `note` is told so, once. A
    `path` of None counts in this process from the start.
    """

    def __init__(self, path: Path | None, *, note: Callable[[str], None]) -> None:
        self._path = path
        self._note = note
        self._lock = threading.Lock()
        self._memory = _open_memory(()) if path is None else None
        self._own: list[float] = []

    def book(
        self, read_time: Callable[[], float], limits: RateLimits, *, together: int = 1
    ) -> Booking:
        """Book so many requests now, if `limits` allow all of them.

        `read_time` gives seconds since the epoch. It is asked once the file is ours: a time from
        before the wait for it would leave the window too early.
        """
        with self._lock:
            booking = self._perform(lambda db: _book(db, read_time(), limits, together))
            if booking.wait == 0:
                first = booking.at - limits.window
                kept = (at for at in self._own if first < at <= booking.at)
                self._own = [*kept, *[booking.at] * together]
            return booking

    def renew(self, booking: Booking, read_time: Callable[[], float]) -> Booking:
        """Count a request that was booked a moment ago as leaving now. Returns the new booking."""
        with self._lock:
            renewed = replace(
                booking, at=self._perform(lambda db: _renew(db, booking.at, read_time()))
            )
            with suppress(ValueError):
                self._own.remove(booking.at)
            self._own.append(renewed.at)
            return renewed

    def cancel(self, booking: Booking) -> None:
        """Take back a booking whose request did not leave."""
        with self._lock:
            self._perform(lambda db: _cancel(db, booking.at))
            with suppress(ValueError):
                self._own.remove(booking.at)

    def counts(self, now: float) -> Counts:
        """What was booked up to `now`."""
        with self._lock:
            return self._perform(lambda db: _count(db, now))

    def close(self) -> None:
        """Let go of a count that was kept in memory; a file is closed already."""
        with self._lock:
            if self._memory is not None:
                self._memory.close()

    def _perform(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._memory is None and self._path is not None:
            try:
                with closing(_open_file(self._path)) as db, _transaction(db):
                    return work(db)
            except (sqlite3.Error, OSError) as error:
                self._fall_back(self._path, error)
        self._memory = self._memory or _open_memory(self._own)
        with _transaction(self._memory):
            return work(self._memory)

    def _fall_back(self, path: Path, error: Exception) -> None:
        corrupt = isinstance(error, sqlite3.DatabaseError) and not isinstance(
            error, sqlite3.OperationalError
        )
        if corrupt:
            # It holds nothing but times: the next run may begin a sound one in its place.
            with suppress(OSError):
                path.unlink()
        self._memory = _open_memory(self._own)
        self._note(
            f"requests are counted for this process only, for {show(str(path))} cannot be used: "
            f"{show(str(error))}"
        )


def ledger_path(address: str, key: Key) -> Path | None:
    """Where requests to `address` with `key` are counted; None where the user has no state folder."""
    folder = counting_folder()
    return folder / f"requests-{key.account(address)}.sqlite3" if folder else None


def counting_folder() -> Path | None:
    """The user's folder of all ledgers, which may not be there yet; None where the user has none."""
    # Imported here: most commands never count.
    from platformdirs import user_state_path

    try:
        return user_state_path("execsync", appauthor=False)
    except (OSError, RuntimeError, KeyError):
        return None


def read_counts(address: str, key: Key | None, *, now: float) -> Counts | None:
    """The counts of hub and key without writing anything. None: not known, as without a key."""
    return _read(address, key, lambda db: _count(db, now), none=Counts(0, 0))


def read_ages(address: str, key: Key | None, *, now: float) -> Sequence[float] | None:
    """How many seconds ago each request of the last 61 seconds left, the oldest first; else the same."""
    nothing: Sequence[float] = ()
    return _read(address, key, lambda db: _ages(db, now), none=nothing)


def _read(
    address: str, key: Key | None, look: Callable[[sqlite3.Connection], Result], *, none: Result
) -> Result | None:
    path = ledger_path(address, key) if key is not None else None
    if path is None:
        return None
    if not path.exists():
        return none
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_BUSY)) as db:
            return look(db)
    except sqlite3.Error:
        return None


def sweep(folder: Path, *, now: float) -> None:
    """Remove ledgers that nobody wrote for days: every demo and test hub has its own address."""
    with suppress(OSError):
        for path in folder.glob("requests-*.sqlite3"):
            if path.stat().st_mtime < now - _STALE:
                path.unlink(missing_ok=True)


def _open_file(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=_BUSY, isolation_level=None)
    try:
        # The rollback journal survives a kill. Only a power cut could harm the file, and then it is
        # begun anew: not worth an fsync for each request.
        db.execute("PRAGMA synchronous = OFF")
        _create(db)
    except BaseException:
        db.close()
        raise
    return db


def _open_memory(times: Iterable[float]) -> sqlite3.Connection:
    # One connection for all threads: the ledger's lock lets one in at a time.
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _create(db)
    db.executemany("INSERT INTO request (at) VALUES (?)", [(at,) for at in times])
    return db


def _create(db: sqlite3.Connection) -> None:
    db.execute("CREATE TABLE IF NOT EXISTS request (at REAL NOT NULL)")
    db.execute("CREATE INDEX IF NOT EXISTS request_at ON request (at)")


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _book(db: sqlite3.Connection, now: float, limits: RateLimits, together: int) -> Booking:
    # Times to come are left from before the machine's clock was set back. Taken as now, they delay
    # us for one window at most, and never let more through.
    db.execute("UPDATE request SET at = ? WHERE at > ?", (now, now))
    db.execute("DELETE FROM request WHERE at <= ?", (now - DAY,))
    counts = _count(db, now, limits.window)
    if limits.day is not None and counts.last_day + together > limits.day:
        wait = _until_free(db, now, DAY, limits.day - together + 1)
        return Booking(now, wait, counts, day_is_used_up=True)
    per_minute = limits.per_minute
    # A limit below what belongs together could never be met: then they go as if there were room.
    room = max(per_minute - together + 1, 1) if per_minute is not None else 0
    if per_minute is not None and counts.last_minute >= room:
        return Booking(now, _until_free(db, now, limits.window, room), counts)
    db.executemany("INSERT INTO request (at) VALUES (?)", [(now,)] * together)
    return Booking(now, 0.0, Counts(counts.last_minute + together, counts.last_day + together))


def _until_free(db: sqlite3.Connection, now: float, span: float, limit: int) -> float:
    """Seconds until fewer than `limit` requests lie within `span`. At least a millisecond.

    A whole span where the limit is zero or less: nothing that leaves the window makes room then.
    """
    row = db.execute(
        "SELECT at FROM request ORDER BY at DESC LIMIT 1 OFFSET ?", (max(limit, 1) - 1,)
    ).fetchone()
    at = float(row[0]) if row is not None and limit > 0 else now
    # A remainder below the resolution of a clock would make the caller spin.
    return max(at + span - now, 0.001)


def _count(db: sqlite3.Connection, now: float, window: float = WINDOW) -> Counts:
    minute, day = db.execute(
        "SELECT COALESCE(SUM(at > ?), 0), COUNT(*) FROM request WHERE at > ?",
        (now - window, now - DAY),
    ).fetchone()
    return Counts(minute, day)


def _ages(db: sqlite3.Connection, now: float) -> Sequence[float]:
    rows = db.execute("SELECT at FROM request WHERE at > ? ORDER BY at", (now - WINDOW,))
    return tuple(max(0.0, now - at) for (at,) in rows)


def _cancel(db: sqlite3.Connection, at: float) -> None:
    db.execute(
        "DELETE FROM request WHERE rowid = (SELECT rowid FROM request WHERE at = ? LIMIT 1)", (at,)
    )


def _renew(db: sqlite3.Connection, at: float, now: float) -> float:
    _cancel(db, at)
    db.execute("INSERT INTO request (at) VALUES (?)", (now,))
    return now
