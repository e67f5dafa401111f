"""An apply without limits beside the same requests sent by nothing but httpx: is it bound by the hub?"""

import random
import resource
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import httpx_loop
from benchmarks.corpus import write_hub
from benchmarks.figures import Choice, Figure, Result, Unit
from benchmarks.process import Run, environment, execsync, run
from execsync.localhub import LOCAL_KEY, LocalHub, LocalHubSettings

PAGES, LATENCY, PARALLELISM = 500, 0.05, 8
LEAST = PAGES * LATENCY / PARALLELISM
"""Seconds that the requests take if none ever waits for us."""
APPLY, LOOP = "apply", "httpx alone"


@dataclass(frozen=True, slots=True)
class Sent:
    """One run, with the seconds from its first POST to the answer of its last, and the hub's own CPU."""

    run: Run
    sending: float
    hub_cpu: float


def throughput(choice: Choice) -> Result:
    """The requests' own time, the whole process, and whose CPU it was."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "hub"
        write_hub(root, pages=PAGES, sources=0, parallelism=PARALLELISM)
        runs = _interleave(root, choice.runs)
    figures = [Figure("the hub's latency alone", PAGES, "seconds", LEAST)]
    for name, sent in runs.items():
        sending = [one.sending for one in sent]
        figures += [
            _figure(f"{name}, first POST to last answer", "seconds", sending),
            _figure(f"{name}, whole process", "seconds", [one.run.seconds for one in sent]),
            _figure(f"{name}, sending / latency alone", "ratio", [s / LEAST for s in sending]),
            _figure(f"{name}, its own", "CPU seconds", [one.run.cpu for one in sent]),
            _figure(f"{name}, the hub's", "CPU seconds", [one.hub_cpu for one in sent]),
        ]
    pairs = zip(runs[APPLY], runs[LOOP], strict=True)
    shares = [one.sending / other.sending for one, other in pairs]
    figures.append(_figure(f"{APPLY} / {LOOP}, sending", "ratio", shares))
    about = (
        f"{PAGES} creations at {LATENCY * 1000:.0f} ms, {PARALLELISM} at once, no limits; "
        f"medians of {choice.runs} interleaved runs"
    )
    return Result("throughput", about, tuple(figures), ("The hub runs on the same machine.",))


def _interleave(root: Path, rounds: int) -> dict[str, list[Sent]]:
    loop = [sys.executable, httpx_loop.__file__, str(PARALLELISM)]
    commands = {APPLY: execsync("apply", "--yes"), LOOP: loop}
    runs: dict[str, list[Sent]] = {name: [] for name in commands}
    order, chance = list(commands), random.Random(7)
    for _ in range(rounds):
        chance.shuffle(order)
        for name in order:
            runs[name].append(_send(commands[name], root))
    return runs


def _send(command: Sequence[str], root: Path) -> Sent:
    """One run against a hub of its own, in a tree that was never applied."""
    settings = LocalHubSettings(invent_ids=True, per_minute=None, per_day=None, latency=LATENCY)
    shutil.rmtree(root / ".execsync", ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, LocalHub(settings) as hub:
        env = environment(EXEC_API_URL=hub.url, EXEC_API_KEY=LOCAL_KEY, XDG_STATE_HOME=folder)
        before = _cpu()
        done = run(command, cwd=root, env=env)
        cpu = _cpu() - before
        posts = hub.requests("POST")
    if len(posts) != PAGES:
        raise RuntimeError(f"{command}: {len(posts)} POSTs instead of {PAGES}")
    ends = [post.time / 1e6 + post.duration / 1e3 for post in posts]
    return Sent(done, max(ends) - min(post.time for post in posts) / 1e6, cpu)


def _cpu() -> float:
    """Seconds of CPU of this process, in which the hub runs."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _figure(what: str, unit: Unit, values: Sequence[float]) -> Figure:
    return Figure(what, PAGES, unit, median(values), tuple(values))
