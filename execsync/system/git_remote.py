"""Git with a remote: people's credentials work, and no configuration of the repository runs a program."""

import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from execsync.system.child import child_environment, find_program
from execsync.system.git import NAMED, NO_FOUND_REPOSITORY, NO_PROGRAMS, QUIET
from execsync.system.scratch import Scratch

_SCHEMES = ("file", "git", "http", "https", "ssh")
_SAFE = (
    *NO_PROGRAMS,
    *NO_FOUND_REPOSITORY,
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
)
_RUNS = re.compile(
    r"core\.(sshcommand|askpass|gitproxy|alternaterefscommand)|credential\.(.*\.)?helper",
    re.IGNORECASE | re.DOTALL,
)
"""The keys whose values are programs that a fetch or a push would start."""
_ELSEWHERE = (
    *NAMED,
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
    "GIT_NAMESPACE",
)
"""Variables by which a hook's Git would work on another repository."""
_ALWAYS = {
    **QUIET,  # a clone without all objects would ask its remote by the name
    "GIT_ALLOW_PROTOCOL": ":".join(_SCHEMES),  # whatever the repository's settings allow
    "LC_ALL": "C",
}
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that came to its end."""

    code: int
    out: bytes
    err: str


class GitMissing(Exception):
    """There is no Git, or the folder lies in no repository."""


class GitRemote:
    """The repository that a folder lies in, for commands that talk to a remote. Safe across threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._apart: Mapping[str, str] | None = None
        self._scratch: Scratch | None = None

    def run(
        self,
        *arguments: str,
        given: bytes = b"",
        environment: Sequence[tuple[str, str]] = (),
        timeout: float | None = None,
    ) -> Ended:
        """Run a command to its end. Raises GitMissing, and TimeoutError after so many seconds."""
        variables = {**self._objects_apart(), **dict(environment)}
        return self._run((*_SAFE, *self._settings), arguments, given, variables, timeout)

    def _objects_apart(self) -> Mapping[str, str]:
        """Variables by which new objects go to a folder of our own, that ends with us.

        Among the clone's they would be kept for two weeks, though nothing there needs them: three a write,
        until Git complains of their number.
        """
        with self._lock:
            if self._apart is None:
                asked = ("rev-parse", "--git-path", "objects")
                found = self._run(_SAFE, asked, b"", {}, None)
                if found.code:
                    raise GitMissing(f"{self._folder} lies in no repository of Git")
                theirs = self._folder.absolute() / os.fsdecode(found.out.removesuffix(b"\n"))
                self._scratch = Scratch()
                self._apart = {
                    "GIT_OBJECT_DIRECTORY": self._scratch.path,
                    "GIT_ALTERNATE_OBJECT_DIRECTORIES": _quoted(str(theirs)),
                }
            return self._apart

    @cached_property
    def _settings(self) -> tuple[str, ...]:
        """Options that put what the user has set in the place of what the repository would have run."""
        asked = ("config", "--list", "--show-scope", "--includes", "-z")
        listed = self._run(_SAFE, asked, b"", {}, None)
        return tuple(_overrides(listed.out.decode(errors="surrogateescape")))

    def _run(
        self,
        options: Sequence[str],
        arguments: Sequence[str],
        given: bytes,
        environment: dict[str, str],
        timeout: float | None,
    ) -> Ended:
        git = find_program("git")
        if git is None:
            raise GitMissing("there is no git on PATH")
        try:
            ended = subprocess.run(  # noqa: S603 (nothing of a repository runs, and arguments are ours)
                [git, *options, "-C", str(self._folder), *arguments],
                input=given,
                env={**_environment(), **environment},
                capture_output=True,
                check=False,
                timeout=timeout,
                start_new_session=True,  # Ctrl-C is ours: a push in flight comes to its end
            )
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"git {arguments[0]} took too long") from error
        except OSError as error:
            raise GitMissing(str(error)) from error
        return Ended(ended.returncode, ended.stdout, ended.stderr.decode(errors="replace"))


def _environment() -> dict[str, str]:
    """What Git is given: no key of ours, and no word of another repository; proxies, which it needs."""
    proxies = {name: value for name, value in os.environ.items() if name.lower() in _PROXIES}
    kept = {k: v for k, v in child_environment().items() if k not in _ELSEWHERE}
    return {**kept, **proxies, **_ALWAYS}


def _overrides(listed: str) -> Iterator[str]:
    """Options for the output of `git config --list --show-scope -z`: scope, then key and value."""
    parts = listed.split("\0")[:-1]
    ours: dict[str, list[str]] = {}
    theirs: set[str] = set()
    for scope, entry in zip(parts[::2], parts[1::2], strict=False):
        key, _, value = entry.partition("\n")
        if not _RUNS.fullmatch(key):
            continue
        if scope in ("local", "worktree"):
            theirs.add(key)
        else:
            ours.setdefault(key, []).append(value)
    for key in sorted(theirs):
        yield from ("-c", f"{key}={_HARMLESS.get(key.rpartition('.')[2].lower(), '')}")
        for value in ours.get(key, ()):
            yield from ("-c", f"{key}={value}")


def _quoted(path: str) -> str:
    """A path in a list that colons part."""
    escaped = path.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


_HARMLESS = {"sshcommand": "ssh", "alternaterefscommand": "true"}
"""What Git does without such a key; an empty value stands for that with the others."""
