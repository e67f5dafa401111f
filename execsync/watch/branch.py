"""What Git has checked out, read from its own files: no code of a repository is run."""

import os
from dataclasses import dataclass

DECIDING = ("HEAD", "info/sparse-checkout", "reftable/tables.list")
"""Below the folder of a work tree: where it stands, which part of it, and both where refs are in tables."""

SHARED = ("refs/stash", "reftable/tables.list")
"""Below the folder that work trees share: a stash takes files away as a checkout does."""

BUSY = (
    "index.lock",
    "rebase-merge",
    "rebase-apply",
    "MERGE_HEAD",
    "CHERRY_PICK_HEAD",
    "REVERT_HEAD",
    "BISECT_LOG",
)
"""What is there while Git, or a person with it, is in the middle of something."""

MOST = 65536
"""Bytes that are read of each file; more would say nothing more."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, or the commit of a detached head. `name` changes with whatever checks other files out.

    It is for comparing only, and empty outside of Git. `is_busy`: files may be on their way.
    """

    name: str = ""
    is_busy: bool = False


def read_branch(folder: str) -> Branch:
    """The branch of the work tree that this folder lies in."""
    git = _find(os.path.realpath(folder))
    if not git:
        return Branch()
    shared = os.path.join(git, _read(git, "commondir").strip())
    parts = [_read(git, name) for name in DECIDING] + [_read(shared, name) for name in SHARED]
    return Branch("\0".join(parts), any(os.path.lexists(os.path.join(git, name)) for name in BUSY))


def _find(folder: str) -> str:
    """Git's folder for the work tree around this one; empty where there is none."""
    while True:
        git = os.path.join(folder, ".git")
        _, told, place = _read(folder, ".git").strip().partition("gitdir: ")
        if told:
            git = os.path.join(folder, place)
        if os.path.isfile(os.path.join(git, "HEAD")):
            return git
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return ""


def _read(folder: str, name: str) -> str:
    """The text of a file; empty where there is none."""
    path = os.path.join(folder, name)
    try:
        # A pipe would keep us waiting.
        if os.path.isfile(path):
            with open(path, "rb") as stream:
                return os.fsdecode(stream.read(MOST))
    except OSError:
        pass
    return ""
