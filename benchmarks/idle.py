"""Nothing has changed: `plan`, and what else compares or reads that many files."""

import shutil
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from benchmarks import hash_loop, peers
from benchmarks.figures import Choice, Figure, Result
from benchmarks.process import BARE, BARE_NAME, environment, execsync, run
from benchmarks.rounds import Contender, Rounds
from benchmarks.unchanged import remove_what_is_not_committed, write_unchanged_hub

LOOP, STATUS = "plain hash loop", "git status"
PLAN, FRESH = "plan", "plan, fresh clone"
RATIOS = (
    (PLAN, STATUS),
    (PLAN, BARE_NAME),
    (FRESH, LOOP),
    (PLAN, peers.TERRAFORM),
    (PLAN, peers.OCTODNS),
)
PEERS_UP_TO = 10_000
"""Pages beyond which the others are left out: they take minutes a run."""


def idle(choice: Choice) -> Result:
    """Whole processes over one tree, in one run."""
    figures = [figure for pages in choice.sizes for figure in _race(pages, choice.runs)]
    measured = {figure.what for figure in figures}
    absent = [name for name in (peers.TERRAFORM, peers.OCTODNS) if name not in measured]
    return Result(
        "idle",
        f"nothing has changed; whole processes, medians of {choice.runs} interleaved runs",
        tuple(figures),
        tuple(f"Left out: {name}, which was not found or not asked for." for name in absent),
    )


def _race(pages: int, runs: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(_contenders(Path(folder), pages), rounds=runs)
        ratios = (rounds.ratio(one, other, pages) for one, other in RATIOS)
        return [*rounds.figures(pages), *(figure for found in ratios for figure in found)]


def _contenders(folder: Path, pages: int) -> list[Contender]:
    root = folder / "hub"
    write_unchanged_hub(root, pages=pages)
    caches = [folder / "cache", folder / "state"]
    env = environment(XDG_CACHE_HOME=str(caches[0]), XDG_STATE_HOME=str(caches[1]))
    # Anything to do would make it end with 2, which counts as a failure.
    plan = execsync("plan", "--detailed-exitcode")
    loop = [sys.executable, hash_loop.__file__, "content"]
    return [
        Contender(BARE_NAME, BARE, root),
        Contender(STATUS, ["git", "status"], root),
        Contender(LOOP, loop, root),
        Contender(PLAN, plan, root, env, before=partial(_warm, plan, root, env)),
        Contender(FRESH, plan, root, env, before=partial(_make_fresh, root, caches)),
        *_peers(folder, pages),
    ]


def _peers(folder: Path, pages: int) -> list[Contender]:
    if pages > PEERS_UP_TO:
        return []
    found = (
        peers.terraform(folder / "terraform", pages),
        peers.octodns(folder / "octodns", pages),
    )
    return [one for one in found if one is not None]


def _warm(plan: list[str], root: Path, env: Mapping[str, str]) -> None:
    """The first plan in a fresh clone looks whether it is needed again, and the second one remembers."""
    for _ in range(2):
        run(plan, cwd=root, env=env)


def _make_fresh(root: Path, caches: list[Path]) -> None:
    remove_what_is_not_committed(root)
    for folder in caches:
        shutil.rmtree(folder, ignore_errors=True)
