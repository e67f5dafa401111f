"""Asking Git about a folder, so that nothing of its repository runs a program."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote

from execsync.system.child import child_environment, find_program

QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
"""A clone that lacks old texts would fetch them; a plan needs no network."""
NO_PROGRAMS = (*("-c", "core.fsmonitor=false"), *("-c", f"core.hooksPath={os.devnull}"))
NO_FOUND_REPOSITORY = ("-c", "safe.bareRepository=explicit")
"""Files of a work tree may look like a repository, with settings of its own."""
HARMLESS = (*("-c", "protocol.allow=never"), *NO_PROGRAMS, *NO_FOUND_REPOSITORY)
"""No configuration of a repository starts a program, nor does a folder of it that looks like a repository."""
WHOEVER_OWNS_IT = ("-c", "safe.directory=*")
"""For questions that read the index alone: a container often runs over another user's checkout."""


def ask_git(
    folder: Path,
    *arguments: str,
    given: bytes = b"",
    options: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> bytes | None:
    """What Git prints, asked in a folder; None where there is no Git, or it ends with an error.

    It is given the `environment`, or that of `child_environment`.
    """
    given_to = child_environment() if environment is None else environment
    ended = run_git(folder, *arguments, given=given, options=options, environment=given_to)
    return ended.stdout if ended and ended.returncode == 0 else None


def run_git(
    folder: Path,
    *arguments: str,
    given: bytes = b"",
    options: Sequence[str] = (),
    environment: Mapping[str, str],
) -> "subprocess.CompletedProcess[bytes] | None":
    """How Git ended, asked in a folder; None where there is no Git."""
    git = find_program("git")
    if git is None:
        return None
    try:
        return subprocess.run(  # noqa: S603 (nothing of a repository runs, and arguments are ours)
            [git, *HARMLESS, *options, "-C", str(folder), *arguments],
            input=given,
            env={**environment, **QUIET},
            capture_output=True,
            check=False,
        )
    except OSError:
        return None


class NoAnswer(Exception):
    """Git is there, and so is its work tree, but it does not say what it tracks."""


def untracking(file: Path) -> str | None:
    """The command that takes a file out of Git; None where Git does not track it, or is not there.

    In any spelling of capitals that a disk may take for it. It is asked in the work tree's own folder: in one
    below, files that look like a repository would have it answer nothing. The repository that variables name,
    which in a hook may be another one, is asked as well. Raises NoAnswer.
    """
    file = file.parent.resolve() / file.name
    tree = next((folder for folder in file.parents if (folder / ".git").exists()), None)
    if tree is not None and find_program("git"):
        found = _tracked(tree, file.relative_to(tree).as_posix(), without_git())
        if found is None:
            raise NoAnswer
        if found:
            return _join("git", "-C", str(tree), "rm", "--cached", *found)
    named = {name: value for name in NAMED if (value := os.environ.get(name))}
    found = _tracked(Path(), str(file), {**without_git(), **named}) if named else []
    return _join("git", "rm", "--cached", str(file)) if found else None


NAMED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR")
"""The variables that name a repository."""


def without_git() -> dict[str, str]:
    """The environment without what has Git ask another repository or index, or read a path otherwise."""
    given = child_environment().items()
    return {name: value for name, value in given if not name.startswith("GIT_")}


def _tracked(folder: Path, path: str, environment: Mapping[str, str]) -> list[str] | None:
    """The names under which Git tracks a path, asked in a folder; None where it ends with an error."""
    asked = ("ls-files", "-z", "--", f":(icase,literal){path}")
    told = ask_git(folder, *asked, options=WHOEVER_OWNS_IT, environment=environment)
    return None if told is None else [os.fsdecode(name) for name in told.split(b"\0") if name]


def _join(*words: str) -> str:
    return " ".join(map(quote, words))
