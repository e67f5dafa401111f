"""Merging three versions of a text as Git does, and asking it what somebody has not committed yet."""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

from execsync.errors import ExecsyncError, RefusedError
from execsync.system.git import ask_git, run_git, without_git

_NOBODYS = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
"""What a merge looks like is no matter of taste: `merge.conflictStyle` of a user or a system counts not."""
_MOST_CONFLICTS = 127
"""What Git ends with where there are that many or more; above it are errors."""


class Merged(NamedTuple):
    """A merge, and how many conflicts are marked in it."""

    data: bytes
    conflicts: int


class GitMissing(RefusedError):
    """Both sides have changed a file, and there is no Git to merge them."""

    def __init__(self) -> None:
        super().__init__(
            "a file and its page have both changed, and there is no git to merge them; nothing was changed",
            hint="install git (2.x) so that it is on PATH; or name other pages: execsync pull PATHS",
        )


def merge_files(
    ours: bytes,
    base: bytes,
    theirs: bytes,
    *,
    labels: tuple[str, str],
    favour: Literal["ours", "theirs"] | None = None,
) -> Merged:
    """What `git merge-file` makes of three versions of a text, line by line.

    `labels` stand after the markers of a conflict: those of `ours` and of `theirs`; with `favour` that
    side's lines stand in the place of one. It is done in a folder of its own, where no repository says
    how. Raises GitMissing.
    """
    with TemporaryDirectory(prefix="execsync-") as name:
        folder = Path(name).resolve()
        for file, data in (("ours", ours), ("base", base), ("theirs", theirs)):
            (folder / file).write_bytes(data)
        shown = (part for label in (labels[0], "base", labels[1]) for part in ("-L", label))
        chosen = [f"--{favour}"] if favour else []
        ended = run_git(
            folder,
            *("merge-file", "-p", "-q", *chosen, *shown, "ours", "base", "theirs"),
            environment={
                **without_git(),
                **_NOBODYS,
                "GIT_CEILING_DIRECTORIES": str(folder.parent),
            },
        )
    if ended is None:
        raise GitMissing
    if not 0 <= ended.returncode <= _MOST_CONFLICTS:
        told = ended.stderr.decode(errors="replace").strip()
        raise ExecsyncError(f"git merge-file ended with {ended.returncode}: {told}")
    return Merged(ended.stdout, ended.returncode)


def uncommitted(folder: Path, *, without: str) -> Sequence[str]:
    """The paths, from the top of its work tree, of what somebody has changed and not committed.

    None of those below `without`, a path from the folder. Nothing where there is no Git or no work tree.
    """
    told = ask_git(
        folder,
        *("--no-optional-locks", "status", "--porcelain=v1", "-z", "--no-renames"),
        *("--ignore-submodules=all", "--", ":/", f":(exclude,literal){without}"),
        options=_without_filters(folder),
        environment=without_git(),
    )
    return [os.fsdecode(entry[3:]) for entry in (told or b"").split(b"\0") if entry]


def _without_filters(folder: Path) -> Sequence[str]:
    """Options that turn off the programs through which files would be read in order to compare them."""
    told = ask_git(
        folder,
        "config",
        "--name-only",
        "-z",
        "--get-regexp",
        r"^filter\.",
        environment=without_git(),
    )
    names = {name.rpartition(".")[0] for name in os.fsdecode(told or b"").split("\0") if name}
    keys = (("clean", ""), ("process", ""), ("required", "false"))
    settings = (f"{name}.{key}={value}" for name in sorted(names) for key, value in keys)
    return [part for setting in settings for part in ("-c", setting)]
