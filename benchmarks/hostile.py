"""The files of the fuzz test that take longest to be refused or passed."""

from benchmarks.figures import Choice, Figure, Result
from tests.fuzz.hostile import HOSTILE
from tests.fuzz.process import Worker

SLOWEST = 5


def hostile(_choice: Choice) -> Result:
    """One run of each; nothing that somebody could write may take long."""
    with Worker() as worker:
        taken = [(worker.examine(data)["seconds"], name) for name, data in HOSTILE.items()]
    slowest = sorted(taken, reverse=True)[:SLOWEST]
    figures = tuple(Figure(name, 1, "seconds", seconds) for seconds, name in slowest)
    about = f"the slowest of {len(HOSTILE)} files that are hard to read; one run"
    return Result("hostile", about, figures)
