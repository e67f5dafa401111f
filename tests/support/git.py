"""Git, for tests of what happens in a repository."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.checkout import Ended

SETTINGS = {"user.name": "A", "user.email": "a@b.example", "commit.gpgsign": "false"}


class Repository:
    """A working copy with one branch, `main`, or that of another repository, and nobody's settings."""

    def __init__(self, folder: Path, *, clone: "Repository | None" = None) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        if clone is None:
            self.run("init", "--quiet", "--initial-branch", "main")
        else:
            self.run("clone", "--quiet", str(clone.folder), ".")

    @classmethod
    def at(cls, folder: Path) -> "Repository":
        """The one that a folder lies in already."""
        found = cls.__new__(cls)
        found.folder = folder
        return found

    def environment(self) -> dict[str, str]:
        """That of this process, without any settings of Git, where `execsync` is a command."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", "")))
        nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        return {**kept, **nothing, "PATH": path, "GIT_EDITOR": "true"}

    def run(self, *arguments: str, check: bool = True) -> Ended:
        """Run Git in it. Unless `check` is false it must not fail."""
        given = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        ended = self._ended(["git", *given, *arguments])
        assert ended.code == 0 or not check, ended
        return ended

    def shell(self, command: str, *, below: str = ".") -> Ended:
        """Run a command as a person types it, in a folder of the working copy."""
        return self._ended(["sh", "-c", command], below)

    def commit(self, *paths: str, message: str = "Work") -> None:
        """Commit these paths; without any, all that has changed or is new."""
        self.run("add", "--all", "--", *(paths or (".",)))
        self.run("commit", "--quiet", "--allow-empty", "--message", message)

    def put(self, name: str, data: bytes) -> None:
        """Write a file, and commit all that has changed."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.commit()

    def branch(self, name: str, start: str = "main") -> None:
        """Begin a branch and check it out."""
        self.run("checkout", "--quiet", "-B", name, start)

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
