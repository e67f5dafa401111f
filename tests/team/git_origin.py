"""The same with real repositories: a bare one that all push to, and Git's own merges of files and State."""

import os
import subprocess
import sys
from pathlib import Path

from tests.team.clone import Clone, Snapshot
from tests.team.files import read
from tests.team.origin import How, Origin, is_readable, without_twins

STATE = ".execsync/state.toml"
QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Writer",
    "GIT_AUTHOR_EMAIL": "writer@example.com",
    "GIT_COMMITTER_NAME": "Writer",
    "GIT_COMMITTER_EMAIL": "writer@example.com",
}
"""No configuration of the machine's, and somebody who commits."""


class GitOrigin(Origin):
    """A bare repository below `folder`. A merge that Git cannot make by itself is ended with our side."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._bare = folder / "origin.git"
        git(folder, "init", "-q", "--bare", "-b", "main", str(self._bare))

    def join(self, clone: Clone) -> None:
        """A clone of the newest commit, if there is one."""
        git(clone.folder, "init", "-q", "-b", "main")
        git(clone.folder, "remote", "add", "origin", str(self._bare))
        git(clone.folder, "fetch", "-q", "origin")
        if self._has_commits(clone):
            git(clone.folder, "reset", "-q", "--hard", "origin/main")

    def sync(self, clone: Clone, how: How) -> None:
        """Commit, pull, merge and push."""
        git(clone.folder, "add", "-A")
        git(clone.folder, "commit", "-q", "--allow-empty", "-m", "Work")
        git(clone.folder, "fetch", "-q", "origin")
        if self._has_commits(clone):
            clone.keep_aside()
            mine, theirs = clone.state_bytes(), self._state_of_others(clone)
            self._merge(clone, by_driver=how == "driver")
            self._choose_state(clone, how, mine, theirs)
            clone.put_texts(without_twins(clone.texts(), prefer=clone.base.texts))
            git(clone.folder, "add", "-A")
            git(clone.folder, "commit", "-q", "--allow-empty", "-m", "Merge")
        git(clone.folder, "push", "-q", "origin", "HEAD:main")
        clone.base = Snapshot(clone.texts(), clone.state_bytes())
        if clone.base.state is not None:
            self.past.append(clone.base.state)

    def _has_commits(self, clone: Clone) -> bool:
        return git(clone.folder, "rev-parse", "-q", "--verify", "origin/main", check=False) != ""

    def _state_of_others(self, clone: Clone) -> bytes | None:
        text = git(clone.folder, "show", f"origin/main:{STATE}", check=False)
        return text.encode() or None

    def _merge(self, clone: Clone, *, by_driver: bool) -> None:
        driver = f'"{sys.executable}" -m execsync state merge %O %A %B' if by_driver else "false"
        git(clone.folder, "config", "merge.execsync.driver", driver)
        attributes = f"{STATE} merge=execsync\n" if by_driver else ""
        (clone.folder / ".git/info/attributes").write_text(attributes)
        merge = ("merge", "-q", "--no-edit", "--allow-unrelated-histories")
        git(clone.folder, *merge, "-X", "ours", "origin/main", check=False)
        if git(clone.folder, "ls-files", "--unmerged"):
            git(clone.folder, "merge", "--abort")
            git(clone.folder, *merge, "-s", "ours", "origin/main")
        for path, text in clone.texts().items():
            try:
                read(text)
            except (KeyError, ValueError):  # two sides of a file that make no sense together
                clone.remove(path)

    def _choose_state(
        self, clone: Clone, how: How, mine: bytes | None, theirs: bytes | None
    ) -> None:
        """As `--ours` or `--theirs` takes one side; where a merge cannot be read a person takes ours."""
        merged = clone.state_bytes()
        if how == "ours" or (merged is not None and not is_readable(merged)):
            clone.put_state(mine or theirs)
        elif how == "theirs":
            clone.put_state(theirs or mine)


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    """What Git prints."""
    ended = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **QUIET},
        capture_output=True,
        check=False,
        text=True,
    )
    assert not check or ended.returncode == 0, f"git {arguments}: {ended.stdout}{ended.stderr}"
    return ended.stdout if ended.returncode == 0 else ""
