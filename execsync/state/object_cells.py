"""Cells as objects of a cloud's store, written on condition of their version."""

import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from execsync.state.backend import Stored
from execsync.state.cells import CellsError, Overtaken
from execsync.state.object_store import NotWritten, ObjectStore, Unsure

TIMEOUT = 60.0
"""Seconds that reading or writing a cell may take, all its requests together."""
TRIES = 4
PAUSE = 0.2
"""Seconds before the second try; twice as long before each one after it."""
_MARK = re.compile(rb"# execsync [0-9a-f]{32}\n")
"""The first line of each object. It tells whose writing it is, where the answer to one was lost."""


class ObjectCells:
    """Cells below a location: `s3://bucket/prefix` or `az://container/prefix`.

    Before anything is written to a place that has nothing of ours, the store must show that it heeds
    conditions. What it has of ours was written after that, by whomever: an object is the proof.
    """

    def __init__(self, store: ObjectStore, pause: Callable[[float], object] = time.sleep) -> None:
        self._store = store
        self._pause = pause
        self._is_proven = False

    @classmethod
    def at(cls, location: str) -> Self:
        """The cells of a location, with the cloud's usual credentials. Nothing is asked yet."""
        return cls(ObjectStore(location))

    def __str__(self) -> str:
        return str(self._store)

    def read(self, name: str, *, within: float | None = None) -> Stored | None:
        """What is stored under a name."""
        found = self._get(name, _ends(within))
        if found is None:
            return None
        mark = _MARK.match(found.data)
        self._is_proven = self._is_proven or mark is not None
        return Stored(found.data[mark.end() if mark else 0 :], found.version)

    def write(self, name: str, data: bytes, over: str | None, *, says: str = "") -> str:
        """Replace the version `over`, by a request that the store carries out for that version alone."""
        del says  # a store keeps no history of its own
        ends = _ends(None)
        if not self._is_proven:
            self._prove(ends)
        mark = _new_mark()
        for number in range(TRIES):
            self._wait(number)
            try:
                put = self._put(name, mark + data, over, ends)
            except (NotWritten, Unsure) as error:
                trouble = error
            else:
                if put:
                    return put
                trouble = NotWritten()  # it gives no tag with the answer, but with the object
            if version := self._settle(name, mark, over, ends):
                return version
        if isinstance(trouble, Unsure):
            raise trouble
        raise CellsError(f"{self}: it refuses to write what it says is unchanged", hint="try again")

    def try_writing(self) -> None:
        """Find out whether the store takes and heeds conditional writes, on an object that is thrown away."""
        self._prove(_ends(None))

    def _settle(self, name: str, mark: bytes, over: str | None, ends: float) -> str | None:
        """What became of a writing of ours: its version, or None if nothing. Raises Overtaken."""
        now = self._get(name, ends)
        if now is not None and now.data.startswith(mark):
            return now.version
        if (now.version if now else None) != over:
            raise Overtaken
        return None

    def _prove(self, ends: float) -> None:
        """Find out, on an object that is thrown away, whether the store heeds conditions."""
        for number in range(TRIES):
            self._wait(number)
            name = f"check-{secrets.token_hex(16)}"
            try:
                heeds = self._heeds_conditions(name, ends)
            except (NotWritten, Unsure) as error:
                trouble = error
                continue
            finally:
                with suppress(CellsError):
                    self._store.delete(name, within=_left(ends))
            if heeds:
                self._is_proven = True
                return
            raise CellsError(
                f"{self}: this store writes over what another has written: it ignores conditions",
                hint="State needs a store with conditional writes (If-None-Match, If-Match)",
            )
        if isinstance(trouble, Unsure):
            raise trouble
        raise CellsError(
            f"{self}: it takes no conditional write", hint="State needs a store that does"
        )

    def _heeds_conditions(self, name: str, ends: float) -> bool:
        """Whether a second creation is refused, and a writing over a version that is gone."""
        first = self._put(name, _new_mark(), None, ends)
        if not self._refuses(name, None, ends):
            return False
        if not first:
            return True
        self._put(name, _new_mark(), first, ends)
        return self._refuses(name, first, ends)

    def _refuses(self, name: str, over: str | None, ends: float) -> bool:
        try:
            self._put(name, _new_mark(), over, ends)
        except NotWritten:
            return True
        return False

    def _get(self, name: str, ends: float) -> Stored | None:
        """An object whole. One more reading does no harm, and so it is tried again."""
        for number in range(TRIES):
            try:
                found = self._store.get(_KEYS.get(name, name), within=_left(ends))
            except Unsure:
                if number == TRIES - 1 or time.monotonic() >= ends:
                    raise
                self._wait(number + 1)
                continue
            if found is not None and not found.version:
                raise CellsError(
                    f"{self}: this store gives no ETag", hint="State needs one that does"
                )
            return found
        raise AssertionError

    def _put(self, name: str, data: bytes, over: str | None, ends: float) -> str:
        return self._store.put(_KEYS.get(name, name), data, over, within=_left(ends))

    def _wait(self, number: int) -> None:
        if number:
            self._pause(PAUSE * 2 ** (number - 1))


_KEYS = {"state": "state.toml"}


def _new_mark() -> bytes:
    return b"# execsync %s\n" % secrets.token_hex(16).encode()


def _ends(within: float | None) -> float:
    return time.monotonic() + (TIMEOUT if within is None else within)


def _left(ends: float) -> float:
    return max(0.1, ends - time.monotonic())
