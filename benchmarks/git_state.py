"""State on a ref of a Git remote, apply after apply: do time, history and the remote's size stay bounded?"""

import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.corpus import write_hub
from benchmarks.figures import Choice, Figure, Result
from benchmarks.process import environment, execsync, run
from execsync.localhub import LOCAL_KEY, LocalHub, LocalHubSettings

PAGES = 100
AT = (10, 100, 500, 1_000)
"""After so many applies it is told how things stand."""
CYCLE = 50
"""Applies of which the median counts: as many as it takes until State's history begins anew."""
REF = "refs/heads/execsync-state"
ON_REF, IN_FILE = "State on a ref", "State in a file"
CONFIG = '\n[state]\nbackend = "git"\nremote = "{}"\n'


def git_state(_choice: Choice) -> Result:
    """Each apply changes one page, as a whole process; those in a file are interleaved with them."""
    with tempfile.TemporaryDirectory() as folder:
        figures = _measure(Path(folder))
    about = (
        f"{max(AT):,} applies of one changed page of {PAGES}; the columns are applies, "
        f"times medians of the last {CYCLE} of them"
    )
    notes = ("After each gc only what a ref leads to is left (--prune=now).",)
    return Result("git_state", about, tuple(figures), notes)


@dataclass(slots=True)
class _Desk:
    """A working copy with a hub of its own. `seconds` has what its applies took, by their number."""

    root: Path
    env: Mapping[str, str]
    seconds: dict[int, float] = field(default_factory=dict)

    def apply(self, number: int) -> None:
        """Change one page, and have that applied."""
        page = self.root / "content" / "part-000" / "page-00000.md"
        page.write_text(f"{page.read_text().partition('Edited')[0]}Edited {number} times.\n")
        self.seconds[number] = run(execsync("apply", "--yes"), cwd=self.root, env=self.env).seconds

    def median(self, at: int) -> float:
        """Of the applies of one cycle up to that one."""
        return median(s for number, s in self.seconds.items() if at - CYCLE < number <= at)


def _measure(folder: Path) -> list[Figure]:
    settings = LocalHubSettings(invent_ids=True, per_minute=None, per_day=None)
    bare = folder / "bare.git"
    _git(folder, "init", "--quiet", "--bare", str(bare))
    figures = []
    with LocalHub(settings) as one, LocalHub(settings) as other:
        on_ref, in_file = _desk(folder / "ref", one), _desk(folder / "file", other)
        with (on_ref.root / "execsync.toml").open("a") as config:
            config.write(CONFIG.format(bare.as_uri()))
        for desk in (on_ref, in_file):
            desk.apply(0)
        for number in range(1, max(AT) + 1):
            on_ref.apply(number)
            if any(at - CYCLE < number <= at for at in AT):
                in_file.apply(number)
            if number in AT:
                figures += _figures(number, on_ref, in_file, bare)
    return figures


def _desk(root: Path, hub: LocalHub) -> _Desk:
    write_hub(root, pages=PAGES, sources=0, body_words=120)
    _git(root, "init", "--quiet")
    home = str(root / ".git" / "home")
    return _Desk(
        root, environment(EXEC_API_URL=hub.url, EXEC_API_KEY=LOCAL_KEY, XDG_STATE_HOME=home)
    )


def _figures(at: int, on_ref: _Desk, in_file: _Desk, bare: Path) -> list[Figure]:
    seconds, control = on_ref.median(at), in_file.median(at)
    _git(bare, "gc", "--quiet", "--prune=now")
    packed = dict(line.split(": ") for line in _git(bare, "count-objects", "-v").splitlines())
    commits = {ref: int(_git(bare, "rev-list", "--count", ref)) for ref in (REF, f"{REF}-lock")}
    return [
        Figure(ON_REF, at, "seconds", seconds),
        Figure(IN_FILE, at, "seconds", control),
        Figure(f"{ON_REF} / in a file", at, "ratio", seconds / control),
        Figure(f"{ON_REF} / after {min(AT)}", at, "ratio", seconds / on_ref.median(min(AT))),
        Figure("commits of State", at, "commits", commits[REF]),
        Figure("commits of the lock", at, "commits", commits[f"{REF}-lock"]),
        Figure("the remote after git gc", at, "KB", int(packed["size"]) + int(packed["size-pack"])),
    ]


def _git(folder: Path, *arguments: str) -> str:
    """What a command of Git prints. Raises CalledProcessError."""
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    return done.stdout.strip()
