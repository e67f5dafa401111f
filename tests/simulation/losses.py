"""What may be lost: an answer, the process, the journal, what was written to State."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from execsync.state.folder import JOURNAL
from tests.simulation.disk import STATE, Files
from tests.simulation.points import Fate, Happening, Points

KILLED = "killed"
STOPPED = "asked to stop"
STOPPED_AND_KILLED = "asked to stop, then killed"
LANDED = f"{Fate.LATE}, in the same run"
RESTS: Mapping[str, Callable[[str], bool]] = {
    "": lambda _path: True,
    "journal gone": lambda path: path != JOURNAL,
    "journal and caches gone": lambda _path: False,
}
"""Which files beside State are left."""


def lose(fate: Fate) -> Happening:
    """The answer to a request is lost."""

    def happen(points: Points) -> None:
        points.fate = fate

    return happen


def kill(points: Points) -> None:
    """The process ends at once."""
    points.kill()


def land(points: Points) -> None:
    """What was on its way arrives."""
    points.hub.land()


def stop(points: Points) -> None:
    """The process is asked to stop."""
    points.stop.set()


@dataclass(frozen=True, slots=True)
class Left:
    """What the next run finds in `.execsync`. Nothing is lost where there is no name."""

    name: str
    files: Files


def leftovers(
    files: Files, written: Sequence[bytes], earlier: Sequence[bytes | None]
) -> Iterator[Left]:
    """What may be left of these files after a run, each condition once, the whole of it first.

    `written` are the States that the run has put in their place, `earlier` those that earlier runs have
    left, the newest first; None stands for no State at all.
    """
    states = {
        "": files.get(STATE),
        "State's last write lost": written[-2] if len(written) > 1 else earlier[0],
        "the State of before the run": earlier[0],
        "an older State": earlier[1] if len(earlier) > 1 else earlier[0],
    }
    seen: list[Files] = []
    for name, state in states.items():
        if state is None and STATE in files:
            name = "State gone"  # noqa: PLW2901 (whichever it was meant to be)
        for rest, is_left in RESTS.items():
            kept = {STATE: state} if state is not None else {}
            others = {path: data for path, data in files.items() if path != STATE and is_left(path)}
            left = {**others, **kept}
            if left not in seen:
                seen.append(left)
                yield Left(", ".join(filter(None, (name, rest))), left)
