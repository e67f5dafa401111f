"""500 pages with 300 sources into an empty local hub without limits, then again with nothing to do."""

import os
import tempfile
from pathlib import Path

from benchmarks.corpus import write_hub
from benchmarks.process import execsync, run
from execsync.localhub import LOCAL_KEY, LocalHub, LocalHubSettings

PAGES, SOURCES = 500, 300


def first_apply() -> list[str]:
    """The lines of the report: time, requests and peak memory."""
    settings = LocalHubSettings(
        invent_ids=True, per_minute=None, per_day=None, extraction_seconds=0.5
    )
    with tempfile.TemporaryDirectory() as folder, LocalHub(settings) as hub:
        root = Path(folder) / "hub"
        write_hub(root, pages=PAGES, sources=SOURCES)
        env = {
            **os.environ,
            "EXEC_API_URL": hub.url,
            "EXEC_API_KEY": LOCAL_KEY,
            "XDG_STATE_HOME": folder,
        }
        bare = run([execsync()[0], "-c", "pass"], cwd=root)
        lines = [
            f"first apply: {PAGES} pages, {SOURCES} sources; `python -c pass` {bare.seconds:.3f} s"
        ]
        for name in ("first", "again"):
            before = len(hub.requests())
            done = run(execsync("apply", "--yes"), cwd=root, env=env)
            requests = hub.requests()[before:]
            writes = sum(r.method != "GET" for r in requests)
            lines.append(
                f"  {name}: {done.seconds:.2f} s ({done.seconds / bare.seconds:.0f} x bare), "
                f"{len(requests)} requests ({writes} writes), peak {done.megabytes:.0f} MB"
            )
    return lines
