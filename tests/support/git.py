"""Git, for tests of what happens in a repository."""

import subprocess
from pathlib import Path


class Repository:
    """A repository with one branch, `main`, and nobody's settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.run("init", "--quiet", "--initial-branch", "main")

    def run(self, *arguments: str, check: bool = True) -> int:
        """Run Git in it. Returns the exit code."""
        settings = ("user.name=A", "user.email=a@b.example", "commit.gpgsign=false")
        given = [part for setting in settings for part in ("-c", setting)]
        return subprocess.run(
            ["git", *given, *arguments], cwd=self.folder, check=check, capture_output=True
        ).returncode

    def commit(self, *paths: str, message: str = "Work") -> None:
        """Commit these paths; without any, all that has changed or is new."""
        self.run("add", "--all", "--", *(paths or (".",)))
        self.run("commit", "--quiet", "--allow-empty", "--message", message)
