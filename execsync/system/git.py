"""Asking Git about a folder, so that nothing of its repository runs a program."""

import subprocess
from collections.abc import Sequence
from os import devnull
from pathlib import Path

from execsync.system.child import child_environment, find_program

QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
"""A clone that lacks old texts would fetch them; a plan needs no network."""
HARMLESS = (
    *("-c", "protocol.allow=never"),
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={devnull}"),
    *("-c", "safe.bareRepository=explicit"),
)
"""No configuration of a repository starts a program, nor does a folder of it that looks like a repository."""
WHOEVER_OWNS_IT = ("-c", "safe.directory=*")
"""For questions that read the index alone: a container often runs over another user's checkout."""


def ask_git(
    folder: Path, *arguments: str, given: bytes = b"", options: Sequence[str] = ()
) -> bytes | None:
    """What Git prints, asked in a folder; None where there is no Git, or it ends with an error."""
    git = find_program("git")
    if git is None:
        return None
    try:
        ended = subprocess.run(  # noqa: S603 (nothing of a repository runs, and arguments are ours)
            [git, *HARMLESS, *options, "-C", str(folder), *arguments],
            input=given,
            env={**child_environment(), **QUIET},
            capture_output=True,
            check=False,
        )
    except OSError:
        return None
    return ended.stdout if ended.returncode == 0 else None


def is_tracked(file: Path) -> bool:
    """Whether Git tracks a file, in any spelling of capitals that a disk may take for it.

    It is asked in the work tree's own folder: in one below, files that look like a repository would have it
    answer nothing.
    """
    file = file.parent.resolve() / file.name
    tree = next((folder for folder in file.parents if (folder / ".git").exists()), None)
    if tree is None:
        return False
    asked = ("ls-files", "-z", "--", f":(icase,literal){file.relative_to(tree).as_posix()}")
    return bool(ask_git(tree, *asked, options=WHOEVER_OWNS_IT))
