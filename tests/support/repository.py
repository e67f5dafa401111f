"""A Git repository of a test's own, whose settings are not the user's."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.checkout import Ended

IDENTITY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Test"), ("EMAIL", "test@example.com"))
}


class Repository:
    """A working copy with one branch, `main`, at first."""

    def __init__(self, folder: Path, *, clone: "Repository | None" = None) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        if clone is None:
            self.run("init", "--quiet", "--initial-branch=main")
        else:
            self.run("clone", "--quiet", str(clone.folder), ".")

    def environment(self) -> dict[str, str]:
        """The environment of this process, without any settings of Git; `execsync` is a command in it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", "")))
        nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        return {**kept, **IDENTITY, **nothing, "PATH": path}

    def git(self, *arguments: str) -> Ended:
        """Run `git …`, which may fail."""
        return self._ended(["git", *arguments])

    def shell(self, command: str, *, below: str = ".") -> Ended:
        """Run a command as a person types it, in a folder of the working copy."""
        return self._ended(["sh", "-c", command], below)

    def _ended(self, command: list[str], below: str = ".") -> Ended:
        done = subprocess.run(
            command,
            cwd=self.folder / below,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def run(self, *arguments: str) -> str:
        """Run `git …`, which must not fail. Returns what it printed."""
        ended = self.git(*arguments)
        assert ended.code == 0, ended
        return ended.out

    def commit(self, files: dict[str, bytes] | None = None, message: str = "A change") -> None:
        """Write these files and commit all that there is."""
        for name, data in (files or {}).items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.run("add", "--all")
        self.run("commit", "--quiet", "--allow-empty", "--message", message)

    def branch(self, name: str, start: str = "main") -> None:
        """Begin a branch and check it out."""
        self.run("checkout", "--quiet", "-B", name, start)
