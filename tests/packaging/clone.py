"""A copy of the work tree with a history of one commit."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NOBODY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Tests",
    "GIT_AUTHOR_EMAIL": "tests@example.com",
    "GIT_COMMITTER_NAME": "Tests",
    "GIT_COMMITTER_EMAIL": "tests@example.com",
}


@dataclass(frozen=True, slots=True)
class Clone:
    """A folder in which the Makefile's targets can be made."""

    folder: Path

    def fill(self, root: Path, environment: Path) -> None:
        """Copy what Git has or would take of a work tree, and lend it an environment that is ready."""
        listed = subprocess.run(
            ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        for name in filter(None, listed.stdout.split("\0")):
            if (root / name).exists():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, self.folder / name)
        lent = self.folder / ".venv"
        lent.mkdir()
        for part in environment.iterdir():
            if part.name != "ready":
                (lent / part.name).symlink_to(part)
        (lent / "ready").touch()

    def edit(self, name: str, before: str, after: str) -> None:
        """Replace a text that a file holds once."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(before) == 1
        (self.folder / name).write_text(text.replace(before, after), encoding="utf-8")

    def commit(self) -> None:
        """Begin a history with all that is there."""
        self.shell("git init -q && git add --all && git commit -q -m Release")

    def shell(self, script: str, **variables: str) -> str:
        """What a step prints that is run as GitHub's runner does. One that fails is a failure here."""
        ended = subprocess.run(
            ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script),
            cwd=self.folder,
            env={**os.environ, **NOBODY, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout
        return ended.stdout
