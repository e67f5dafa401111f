"""Cells on refs of a Git remote, each a file in a commit. No branch, index or work tree here is touched."""

import os
import re
import secrets
import shlex
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from execsync.state.backend import Stored
from execsync.state.cells import CellsError, Overtaken
from execsync.system.git_remote import Ended, GitMissing, GitRemote

MOST_COMMITS = 100
"""After so many writes the next one begins anew, without a parent, so that neither ref nor clone grow on."""
FILE = "state.toml"
TIMEOUT = 120.0
"""Seconds that one command may take."""
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CELL = re.compile(rb"100644 blob [0-9a-f]+\tstate\.toml\0")
"""The tree of a commit of ours, as `git ls-tree -z` tells it."""
_WHO = tuple(
    (f"GIT_{role}_{part}", value)
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "execsync"), ("EMAIL", "execsync@localhost"))
)
"""A CI's runner has no user.name."""


class _Push(NamedTuple):
    accepted: bool
    told: str
    is_answered: bool = True


class GitCells:
    """Cells on the refs of `remote`, a name or an address: `state` on `ref`, any other beside it."""

    def __init__(
        self, folder: Path, remote: str, ref: str, *, most_commits: int = MOST_COMMITS
    ) -> None:
        self._git = GitRemote(folder)
        self._remote = remote
        self._ref = ref
        self._most_commits = most_commits
        self._addresses: dict[bool, str] = {}

    def __str__(self) -> str:
        return f"{self._ref} of {_without_password(self._remote)}"

    def read(self, name: str, *, within: float | None = None) -> Stored | None:
        """What is stored under a name."""
        ends = time.monotonic() + (TIMEOUT if within is None else within)
        for _ in range(_TRIES):
            commit = self._find(name, ends)
            if commit is None:
                return None
            is_here = self._has(commit) or self._fetch(name, commit, ends)
            self._refuse_others(name, commit)
            if is_here:
                data = self._must("cat-file", "blob", f"{commit}:{FILE}").out
                return Stored(data, commit)
        raise CellsError(f"{self}: it changes faster than it can be read", hint="try again")

    def write(self, name: str, data: bytes, over: str | None, *, says: str = "") -> str:
        """Replace the version `over`, by a push that the remote takes for that version alone."""
        begins = over is None or not self._has(over) or self._length(over) >= self._most_commits
        commit = self._commit(data, None if begins else over, says)
        pushed = self._push(name, commit, over)
        if not pushed.is_answered and self._find(name) == over:
            pushed = self._push(name, commit, over)
        if not pushed.accepted and begins and over and self._find(name) == over:
            # The remote may take nothing but what follows.
            self._fetch(name, over)
            commit = self._commit(data, over, says)
            pushed = self._push(name, commit, over)
        return commit if pushed.accepted else self._settle(name, commit, over, pushed.told)

    def try_writing(self) -> None:
        """Find out whether the remote lets us push to the ref. What its hooks would say is not asked."""
        over = self._find("state")
        pushed = self._push("state", self._commit(b"", None, ""), over, options=("--dry-run",))
        if not pushed.accepted:
            raise self._error(pushed.told)

    def _refuse_others(self, name: str, commit: str) -> None:
        """Refuse a commit that holds more than a cell: a write would put State in the place of a branch."""
        listed = self._run("ls-tree", "--full-tree", "-z", commit)
        if listed.code == 0 and not _CELL.fullmatch(listed.out):
            ref, remote = self._ref_of(name), _without_password(self._remote)
            raise CellsError(
                f"{ref} of {remote}: holds something that execsync has not written",
                hint="[state] ref is for State alone: give it another one; or, if nobody needs what is "
                f"there, delete it: git push --delete {shlex.quote(remote)} {shlex.quote(ref)}",
            )

    def _settle(self, name: str, commit: str, over: str | None, told: str) -> str:
        """What became of a push that was not said to be accepted: the answer may have been lost."""
        now = self._find(name)
        if now == commit:
            return commit
        if now != over:
            raise Overtaken
        raise self._error(told)

    def _commit(self, data: bytes, parent: str | None, says: str) -> str:
        """A commit of its own: two of the same data are two. Returns its id."""
        blob = self._oid("hash-object", "-w", "--stdin", given=data)
        tree = self._oid("mktree", given=f"100644 blob {blob}\t{FILE}\n".encode())
        message = f"{says or 'Write State'} [skip ci]\n\n{secrets.token_hex(8)}\n"
        parents = ("-p", parent) if parent else ()
        arguments = ("commit-tree", "--no-gpg-sign", tree, *parents)
        return self._oid(*arguments, given=message.encode(), environment=_WHO)

    def _push(
        self, name: str, commit: str, over: str | None, *, options: tuple[str, ...] = ()
    ) -> _Push:
        ref = self._ref_of(name)
        lease = f"--force-with-lease={ref}:{over or ''}"
        quiet = ("--porcelain", "--no-verify", "--no-signed", "--recurse-submodules=no", _THERE)
        try:
            address = self._address(is_push=True)
            ended = self._run("push", *quiet, *options, lease, "--", address, f"{commit}:{ref}")
        except TimeoutError as error:
            return _Push(accepted=False, told=str(error), is_answered=False)
        told = ended.out.decode(errors="replace")
        is_answered = any(line.startswith(_FLAGS) for line in told.splitlines())
        return _Push(ended.code == 0, f"{ended.err}\n{told}", is_answered)

    def _find(self, name: str, ends: float | None = None) -> str | None:
        """The commit that the remote has for a name."""
        ref = self._ref_of(name)
        listed = self._must("ls-remote", _HERE, "--", self._address(), ref, ends=ends)
        for line in listed.out.decode(errors="replace").splitlines():
            oid, _, found = line.partition("\t")
            if found == ref and _OID.fullmatch(oid):
                return oid
        return None

    def _fetch(self, name: str, commit: str, ends: float | None = None) -> bool:
        """Get what the remote has for a name; whether that was this commit. No ref here is written."""
        quiet = ("--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=")
        self._must("fetch", *quiet, _HERE, "--", self._address(), self._ref_of(name), ends=ends)
        return self._has(commit)

    def _address(self, *, is_push: bool = False) -> str:
        """Where the remote is. By its name, a push would write the clone's own ref of what it has there."""
        if ":" in self._remote:
            self._refuse_inside()
            return self._remote
        if is_push not in self._addresses:
            self._addresses[is_push] = self._configured(is_push=is_push)
        return self._addresses[is_push]

    def _refuse_inside(self) -> None:
        """Refuse a repository in this one's work tree: a push runs its hooks, which may be anybody's."""
        if not self._remote.startswith("file:"):
            return
        told = self._must("rev-parse", "--show-toplevel").out.removesuffix(b"\n")
        top = Path(os.fsdecode(told))
        place = Path("/" + unquote(self._remote.removeprefix("file:")).lstrip("/")).resolve()
        if any(folder.exists() and folder.samefile(top) for folder in (place, *place.parents)):
            raise CellsError(
                f"{self}: lies in the repository of execsync.toml itself, and its hooks would run",
                hint="keep State in a repository beside it; see [state] remote",
            )

    def _configured(self, *, is_push: bool) -> str:
        for key in ("pushurl", "url") if is_push else ("url",):
            asked = self._run("config", "-z", "--get-all", f"remote.{self._remote}.{key}")
            if found := asked.out.split(b"\0")[0]:
                return os.fsdecode(found)
        raise CellsError(
            f"{self}: there is no remote of that name here",
            hint="`git remote -v` shows those that there are; see [state] remote",
        )

    def _has(self, commit: str) -> bool:
        return self._run("cat-file", "-e", f"{commit}:{FILE}").code == 0

    def _length(self, commit: str) -> int:
        """How many commits there are up to this one."""
        return int(self._must("rev-list", "--count", commit).out)

    def _oid(
        self, *arguments: str, given: bytes, environment: tuple[tuple[str, str], ...] = ()
    ) -> str:
        ended = self._must(*arguments, given=given, environment=environment)
        oid = ended.out.decode().strip()
        if not _OID.fullmatch(oid):  # an empty one would delete the ref
            raise self._error(f"git {arguments[0]} gave no id: {oid}")
        return oid

    def _must(
        self,
        *arguments: str,
        given: bytes = b"",
        environment: tuple[tuple[str, str], ...] = (),
        ends: float | None = None,
    ) -> Ended:
        """Run a command, which has until `ends` by the monotonic clock. Raises CellsError where it fails."""
        timeout = TIMEOUT if ends is None else max(0.1, ends - time.monotonic())
        try:
            ended = self._run(*arguments, given=given, environment=environment, timeout=timeout)
        except TimeoutError as error:
            raise self._error(str(error)) from error
        if ended.code:
            raise self._error(ended.err)
        return ended

    def _run(
        self,
        *arguments: str,
        given: bytes = b"",
        environment: tuple[tuple[str, str], ...] = (),
        timeout: float = TIMEOUT,
    ) -> Ended:
        try:
            return self._git.run(*arguments, given=given, environment=environment, timeout=timeout)
        except GitMissing as error:
            raise self._error(str(error)) from error

    def _ref_of(self, name: str) -> str:
        return self._ref if name == "state" else f"{self._ref}-{name}"

    def _error(self, told: str) -> CellsError:
        lines = [line.strip() for line in _without_password(told).splitlines() if line.strip()]
        lines = [line for line in lines if line.startswith(_TELLING)] or lines
        return CellsError(
            f"{self}: {'; '.join(lines[:_SHOWN]) or 'git says nothing'}",
            hint="look whether `git fetch` and `git push` work here, and may write this ref",
        )


_FLAGS = tuple(f"{flag}\t" for flag in " +-*=!")
"""What a line of `git push --porcelain` begins with that tells what became of a ref."""
_TELLING = ("remote: ", "fatal: ", "error: ", "!")
"""What a line begins with that says why; the rest is Git's advice."""
_HERE, _THERE = "--upload-pack=git-upload-pack", "--receive-pack=git-receive-pack"
"""The programs at the other end. For a remote on this machine the repository's settings could name others."""
_TRIES = 5
_SHOWN = 3
"""Lines of Git's answer that are told."""


def _without_password(text: str) -> str:
    """A text with addresses in it, without whom they name before the host."""
    return _BEFORE_HOST.sub("//", text)


_BEFORE_HOST = re.compile(r"//[^/@\s]*@")
