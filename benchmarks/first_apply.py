"""500 pages with 300 sources into an empty local hub without limits, then again with nothing to do."""

import tempfile
from pathlib import Path

from benchmarks.corpus import write_hub
from benchmarks.figures import Choice, Figure, Result
from benchmarks.process import BARE, environment, execsync, run
from execsync.localhub import LOCAL_KEY, LocalHub, LocalHubSettings

PAGES, SOURCES = 500, 300
EXTRACTION = 0.5
"""Seconds that the hub takes for each source."""


def first_apply(_choice: Choice) -> Result:
    """Time, requests and peak memory of one run of each."""
    settings = LocalHubSettings(
        invent_ids=True, per_minute=None, per_day=None, extraction_seconds=EXTRACTION
    )
    with tempfile.TemporaryDirectory() as folder, LocalHub(settings) as hub:
        root = Path(folder) / "hub"
        write_hub(root, pages=PAGES, sources=SOURCES)
        env = environment(EXEC_API_URL=hub.url, EXEC_API_KEY=LOCAL_KEY, XDG_STATE_HOME=folder)
        bare = run(BARE, cwd=root).seconds
        figures = [Figure("python -c pass", PAGES, "seconds", bare)]
        for name in ("first apply", "apply again"):
            before = len(hub.requests())
            done = run(execsync("apply", "--yes"), cwd=root, env=env)
            requests = hub.requests()[before:]
            writes = sum(request.method != "GET" for request in requests)
            figures += [
                Figure(name, PAGES, "seconds", done.seconds),
                Figure(f"{name} / python -c pass", PAGES, "ratio", done.seconds / bare),
                Figure(name, PAGES, "requests", len(requests)),
                Figure(f"{name}, writes", PAGES, "requests", writes),
                Figure(name, PAGES, "peak MB", done.megabytes),
            ]
    about = f"{PAGES} pages and {SOURCES} sources into a local hub without limits; one run"
    return Result("first_apply", about, tuple(figures))
