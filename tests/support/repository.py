"""A Git repository of a test's own, whose settings are not the user's."""

import os
import subprocess
from pathlib import Path

from tests.support.checkout import Ended

IDENTITY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Test"), ("EMAIL", "test@example.com"))
}


class Repository:
    """A working copy with one branch, `main`, at first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.run("init", "--quiet", "--initial-branch=main")

    def environment(self) -> dict[str, str]:
        """The environment of this process, without any settings of Git."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return {
            **kept,
            **IDENTITY,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }

    def git(self, *arguments: str) -> Ended:
        """Run `git …`, which may fail."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
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

    def commit(self, files: dict[str, bytes], message: str = "A change") -> None:
        """Write these files and commit all that there is."""
        for name, data in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.run("add", "--all")
        self.run("commit", "--quiet", "--allow-empty", "--message", message)

    def branch(self, name: str, start: str = "main") -> None:
        """Begin a branch and check it out."""
        self.run("checkout", "--quiet", "-B", name, start)
