"""A place of State that several checkouts share, whose every lasting change is an effect."""

from dataclasses import dataclass, field, replace

from execsync.core.json_text import read_json
from execsync.state.backend import Stored
from execsync.state.cells import CellsError, Overtaken
from execsync.state.lease import LOCK
from execsync.state.remote import STATE
from tests.simulation.points import Effect, Fate, Points

FATES = (Fate.NOT_DONE, Fate.DONE, Fate.LATE)
"""What may become of a write whose answer is lost for good: it is not known even by reading back."""


@dataclass(frozen=True, slots=True)
class Late:
    """A write that is still on its way, meant for the version `over` alone."""

    name: str
    data: bytes
    over: str | None


@dataclass(slots=True)
class Store:
    """What the place holds. Forked by `copy`."""

    cells: dict[str, Stored] = field(default_factory=dict)
    writes: int = 0
    late: tuple[Late, ...] = ()

    def copy(self) -> "Store":
        """The same place, to go another way from here."""
        return replace(self, cells=dict(self.cells))

    @property
    def key(self) -> tuple[object, ...]:
        """What two places share from which every run goes the same way."""
        return (*sorted(self.cells.items()), self.late)

    @property
    def state(self) -> bytes | None:
        """State, if any was written."""
        stored = self.cells.get(STATE)
        return stored.data if stored else None

    @property
    def holder(self) -> str:
        """The id that the lock names; empty where nobody holds it."""
        cell = self.cells.get(LOCK)
        return str(read_json(cell.data)["id"]) if cell and cell.data else ""

    def write(self, name: str, data: bytes, over: str | None) -> str:
        """Replace a version. Returns the new one. Raises Overtaken."""
        known = self.cells.get(name)
        if (known.version if known else None) != over:
            raise Overtaken
        self.writes += 1
        self.cells[name] = Stored(data, str(self.writes))
        return str(self.writes)

    def land(self) -> None:
        """Let what is on its way arrive, where it still finds the version that it was meant for."""
        landing, self.late = self.late, ()
        for one in landing:
            known = self.cells.get(one.name)
            if (known.version if known else None) == one.over:
                self.write(one.name, one.data, one.over)


class NumberedCells:
    """`Cells` of one run. A look at the lock changes nothing, and is no effect."""

    def __init__(self, store: Store, points: Points) -> None:
        self._store = store
        self._points = points

    def __str__(self) -> str:
        return "the shared place"

    def read(self, name: str, *, within: float | None = None) -> Stored | None:
        if name != LOCK:
            self._points.reach(Effect(f"{name} read"))
        return self._store.cells.get(name)

    def write(self, name: str, data: bytes, over: str | None, *, says: str = "") -> str:
        what = f"{name} written" if name != LOCK or data else "lock freed"
        fate = self._points.reach(Effect(what, fates=FATES))
        if fate is Fate.LATE:
            self._store.late = (*self._store.late, Late(name, data, over))
        if fate in (Fate.LATE, Fate.NOT_DONE):
            raise CellsError(f"{what}: the answer was lost")
        version = self._store.write(name, data, over)
        if fate is Fate.DONE:
            raise CellsError(f"{what}: the answer was lost")
        return version

    def try_writing(self) -> None:
        raise NotImplementedError("no history looks whether it could write")
