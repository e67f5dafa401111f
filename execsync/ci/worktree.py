"""Git, as a job uses it: commits by execsync, hooks off, and the job's own credentials."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from execsync.system.git_remote import GitMissing, GitRemote

NAME, EMAIL = "execsync", "41898282+github-actions[bot]@users.noreply.github.com"
_WHO = tuple(
    (f"GIT_{role}_{part}", value)
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", NAME), ("EMAIL", EMAIL))
)
TIMEOUT = 120.0
"""Seconds that one command may take."""
SHOWN = 3


class GitFailed(Exception):
    """A command of Git did not do its work; the message is what it said."""


class Git:
    """The repository of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._git = GitRemote(folder)

    def run(self, *arguments: str) -> str:
        """What a command prints. Raises GitFailed."""
        try:
            ended = self._git.run(*arguments, environment=_WHO, timeout=TIMEOUT)
        except (GitMissing, TimeoutError) as error:
            raise GitFailed(str(error)) from error
        if ended.code:
            told = f"{ended.err}\n{ended.out.decode(errors='replace')}"
            lines = [line.strip() for line in told.splitlines() if line.strip()]
            raise GitFailed("; ".join(lines[:SHOWN]) or f"it ended with {ended.code}")
        return ended.out.decode(errors="replace")

    def commit(self, paths: Sequence[str], message: str) -> bool:
        """Commit these paths and nothing else. Returns False where they are as they were."""
        self.run("add", "--all", "--", *paths)
        if not self.run("diff", "--cached", "--name-only", "--", *paths).strip():
            return False
        options = ("--no-verify", "--no-gpg-sign", "--quiet", "--message", message)
        self.run("commit", *options, "--", *paths)
        return True

    @contextmanager
    def beside(self, folder: Path) -> "Iterator[Git]":
        """A work tree of its own for the commit that is checked out here, for a block."""
        self.run("worktree", "add", "--quiet", "--detach", "--force", str(folder), "HEAD")
        try:
            yield Git(folder)
        finally:
            self.run("worktree", "remove", "--force", str(folder))
