"""A watch over 1,000 pages: from a save to its answer, and memory over 2,000 saves."""

import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.corpus import write_hub
from benchmarks.figures import Choice, Figure, Result
from benchmarks.process import environment, execsync, run
from execsync.localhub import LOCAL_KEY, LocalHub, LocalHubSettings

PAGES, TIMED, SAVES = 1000, 50, 2000
AT_ONCE = 10
"""Pages saved together where only memory is looked at: 2,000 saves one by one take ten minutes."""
WARM = 200
"""Saves before memory is looked at first."""
QUIET = 0.3
WATCH = f"[watch]\nmin_interval = 0\nquiet = {QUIET}\n"


def watch_latency(_choice: Choice) -> Result:
    """Single saves, without the quiet time that a watch waits for more; and memory."""
    settings = LocalHubSettings(invent_ids=True, per_minute=None, per_day=None)
    with tempfile.TemporaryDirectory() as folder, LocalHub(settings) as hub:
        root = Path(folder) / "hub"
        env = environment(EXEC_API_URL=hub.url, EXEC_API_KEY=LOCAL_KEY, XDG_STATE_HOME=folder)
        write_hub(root, pages=PAGES, sources=0)
        with (root / "execsync.toml").open("a") as toml:
            toml.write(WATCH)
        run(execsync("apply", "--yes"), cwd=root, env=env)
        with watching(root, env) as process:
            writer = Writer(root, hub)
            writer.save()
            seconds = tuple(writer.save() - QUIET for _ in range(TIMED))
            memory = {number: writer.go_on(number, process.pid) for number in (WARM, SAVES)}
    about = f"from a save to its PATCH answered, less {QUIET} s of quiet time; {TIMED} saves"
    figures = (
        Figure("median", PAGES, "seconds", statistics.median(seconds), seconds),
        Figure("at most", PAGES, "seconds", max(seconds)),
        *(Figure(f"memory after {n} saves", PAGES, "peak MB", mb) for n, mb in memory.items()),
    )
    return Result("watch_latency", about, figures)


@contextmanager
def watching(root: Path, env: Mapping[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    """A watch in `root` for the block, once it has looked at everything."""
    log = root.parent / "watch.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            execsync("watch", "--yes"), cwd=root, env=dict(env), stdout=output, stderr=output
        )
    try:
        while b"watching" not in log.read_bytes():
            if process.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.05)
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


class Writer:
    """Saves pages one after another, each once the hub has the one before."""

    def __init__(self, root: Path, hub: LocalHub) -> None:
        self._files = sorted((root / "content").rglob("*.md"))
        self._hub = hub
        self._saved = 0

    def save(self, pages: int = 1) -> float:
        """Save the next pages. Returns the seconds until their PATCHes were answered."""
        enough = self._saved + pages
        begin = time.perf_counter()
        while self._saved < enough:
            self._saved += 1
            path = self._files[self._saved % len(self._files)]
            path.write_text(f"{path.read_text()}\nSaved as number {self._saved}.\n")
        arrived = self._hub.wait_for(
            lambda seen: sum(one.method == "PATCH" for one in seen) >= enough, timeout=60
        )
        if not arrived:
            raise RuntimeError(f"save {self._saved} did not arrive")
        return time.perf_counter() - begin

    def go_on(self, number: int, pid: int) -> float:
        """Save up to about that number. Returns the resident megabytes of the process then."""
        while self._saved < number:
            self.save(AT_ONCE)
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024
