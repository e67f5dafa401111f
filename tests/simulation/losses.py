"""What may be lost: an answer, the process, the journal, what was written to State."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.simulation.disk import STATE, Files
from tests.simulation.points import Fate, Happening, Points


def lose(fate: Fate) -> Happening:
    """The answer to a request is lost."""

    def happen(points: Points) -> None:
        points.fate = fate

    return happen


def kill(points: Points) -> None:
    """The process ends at once."""
    points.kill()


def cancel(points: Points) -> None:
    """The process is asked to stop."""
    points.stop.set()


@dataclass(frozen=True, slots=True)
class Left:
    """What the next run finds in `.execsync`."""

    name: str
    files: Files


def leftovers(
    files: Files, written: Sequence[bytes], earlier: Sequence[bytes | None]
) -> Iterator[Left]:
    """What may be left of these files after a run, each condition once, the whole of it first.

    `written` are the States that the run has put in their place, `earlier` those of runs before, the
    newest first. Where the rest is lost with a State, it is a runner's folder of which State alone is kept.
    """
    before = earlier[0] if earlier else None
    previous = written[-2] if len(written) > 1 else before
    states = {
        "": files.get(STATE),
        "State's last write lost": previous,
        "the State of before the run": before,
        "an older State": earlier[1] if len(earlier) > 1 else before,
    }
    seen: list[Files] = []
    for name, state in states.items():
        for lost in ("", "journal and caches gone"):
            kept = {STATE: state} if state is not None else {}
            rest = {} if lost else {k: data for k, data in files.items() if k != STATE}
            left = {**rest, **kept}
            if left not in seen:
                seen.append(left)
                yield Left(" and ".join(filter(None, (name, lost))), left)
