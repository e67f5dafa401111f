"""How soon a command is there: help, the version, and the check of one page of a small and of a large hub."""

import tempfile
from pathlib import Path

from benchmarks.corpus import write_hub
from benchmarks.figures import Choice, Figure, Result
from benchmarks.process import BARE, BARE_NAME, execsync
from benchmarks.rounds import Contender, Rounds

ONE = "validate of one page"
PAGE = "content/part-000/page-00000.md"


def start(choice: Choice) -> Result:
    """Multiples of the least that the interpreter takes."""
    sizes = (1, max(choice.sizes))
    return Result(
        "start",
        f"in hubs of so many pages; medians of {choice.runs} interleaved runs",
        tuple(figure for pages in sizes for figure in _race(pages, choice.runs)),
    )


def _race(pages: int, runs: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "hub"
        write_hub(root, pages=pages, sources=0)
        commands = {
            "--version": execsync("--version"),
            "--help": execsync("--help"),
            ONE: execsync("validate", PAGE),
        }
        all_commands = {BARE_NAME: BARE, **commands}
        contenders = [Contender(name, command, root) for name, command in all_commands.items()]
        rounds = Rounds(contenders, rounds=runs)
        ratios = (rounds.ratio(name, BARE_NAME, pages) for name in commands)
        return [*rounds.figures(pages), *(figure for found in ratios for figure in found)]
