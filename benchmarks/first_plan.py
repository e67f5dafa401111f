"""The first plan of a hub: no State, and every file is new."""

import shutil
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.corpus import write_hub
from benchmarks.figures import Choice, Figure, Result
from benchmarks.process import BARE, BARE_NAME, execsync
from benchmarks.rounds import Contender, Rounds

PLAN = "first plan"


def first_plan(choice: Choice) -> Result:
    """Beside the least that the interpreter takes."""
    return Result(
        "first_plan",
        f"no State, all files new; medians of {choice.runs} interleaved runs",
        tuple(figure for pages in choice.sizes for figure in _race(pages, choice.runs)),
    )


def _race(pages: int, runs: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "hub"
        write_hub(root, pages=pages, sources=pages // 2)
        forget = partial(shutil.rmtree, root / ".execsync", ignore_errors=True)
        rounds = Rounds(
            [
                Contender(BARE_NAME, BARE, root),
                Contender(PLAN, execsync("plan"), root, before=forget),
            ],
            rounds=runs,
        )
        return [*rounds.figures(pages), *rounds.ratio(PLAN, BARE_NAME, pages)]
