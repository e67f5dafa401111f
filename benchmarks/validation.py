"""`validate` of 1,000 pages and of one, beside a bare Python; and what pre-commit takes for one."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.corpus import write_hub
from benchmarks.process import execsync, run
from tests.fuzz.hostile import HOSTILE
from tests.fuzz.process import Worker

PAGES, RUNS = 1000, 5
ROOT = Path(__file__).parent.parent
SLOW = 0.5
"""Seconds from which a hostile file is listed."""


def validation() -> list[str]:
    """The lines of the report: medians of five runs, as whole processes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "hub"
        write_hub(root, pages=PAGES, sources=300)
        bare = _median([sys.executable, "-c", "pass"], root)
        lines = [f"validate: a hub of {PAGES:,} pages; `python -c pass` {bare:.3f} s"]
        for name, paths in (("all", []), ("one", ["content/part-000/page-00001.md"])):
            seconds = _median(execsync("validate", *paths), root)
            lines.append(f"  {name}: {seconds:.3f} s ({seconds / bare:.1f} x bare)")
        return lines + _pre_commit(root)


def slow_files() -> list[str]:
    """The hostile files of the fuzz test that take longest to be refused or passed."""
    with Worker() as worker:
        taken = [(worker.examine(data)["seconds"], name) for name, data in HOSTILE.items()]
    slow = [
        f"  {name}: {seconds:.1f} s"
        for seconds, name in sorted(taken, reverse=True)
        if seconds > SLOW
    ]
    return [
        f"hostile files: {len(HOSTILE)}, of which took more than {SLOW} s:",
        *(slow or ["  none"]),
    ]


def _median(command: list[str], folder: Path) -> float:
    return median(run(command, cwd=folder).seconds for _ in range(RUNS))


def _pre_commit(hub: Path) -> list[str]:
    """The time of the second commit's hook: the first one installs it."""
    hook = "  - {{id: {0}, name: {0}, language: system, files: md$, entry: {1}}}\n"
    command = " ".join(execsync("validate"))
    config = "repos:\n- repo: local\n  hooks:\n"
    config += hook.format("execsync-validate", command) + hook.format("nothing", "'true'")
    (hub / ".pre-commit-config.yaml").write_text(config)
    (hub / ".gitignore").write_text(".benchmark.log\n.pre-commit-home/\n")
    for arguments in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *arguments], cwd=hub, check=True)
    env = {**os.environ, "PRE_COMMIT_HOME": str(hub / ".pre-commit-home")}
    lines = []
    for name in ("nothing", "execsync-validate"):
        pre_commit = [sys.executable, "-m", "pre_commit", "run", name, "--files"]
        pre_commit.append("content/part-000/page-00001.md")
        run(pre_commit, cwd=hub, env=env)
        seconds = median(run(pre_commit, cwd=hub, env=env).seconds for _ in range(RUNS))
        lines.append(f"  pre-commit run {name}, one page, not the first run: {seconds:.3f} s")
    return lines
