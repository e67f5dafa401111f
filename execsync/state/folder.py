"""The folder that State lies in, or what this machine knows of it, and the only way to open what lies there.

It lies in a repository that somebody else may have written, so that nothing in it is what its name says
before it was looked at (`real_folder`). Names are POSIX paths below the folder.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from execsync.core import size_limits
from execsync.system.real_folder import RealFolder
from execsync.system.stamp import Stamp, stamp_of

if TYPE_CHECKING:
    from execsync.config import Config

JOURNAL = "journal.jsonl"
LAST_SERIAL = "last-serial.json"
LOCK = "lock"
LOCK_NOTE = "lock.json"
BODIES = "cache/bodies"
UNOWNED = "cache/unowned.json"
NAMES = "cache/names.json"
LOOKS = "cache/looks.jsonl"
WEB_EDITS = "cache/web-edits.json"
IMPORTS = "cache/imports.jsonl"
IDLE_PLAN = "cache/idle-plan"
LEASE_SEEN = "cache/lease-seen.json"
LAST_READ = "cache/last-read.toml"
APPLY_DAYS = "cache/apply-days.json"
UNSAVED = "unsaved-state.toml"
PASSED_PAGES = "cache/passed-pages.json"
BACKUPS = "backups"
IGNORE = ".gitignore"

VARIABLE = "EXECSYNC_STATE_DIR"
"""Names another folder. Of the environment only: what a repository says leads nowhere else."""

IGNORED = b"""\
# Written by execsync: only state.toml is worth committing.
*
!*/
!.gitignore
!state.toml
/backups/
/cache/
/local/
"""
IGNORED_ALL = b"""\
# Written by execsync: State is kept elsewhere.
*
!*/
"""


class StateFolder:
    """A folder below `base`, which is trusted.

    Methods raise UnsafeFileError where a part of a path is a link, or its end no regular file, or one that is
    too large; and OSError as the system does.
    """

    def __init__(
        self, base: str | os.PathLike[str], inner: str = "", *, ignored: bytes = b""
    ) -> None:
        self._base = os.fspath(base)
        self._inner = tuple(part for part in inner.split("/") if part)
        self._ignored = ignored

    @classmethod
    def of(cls, config: "Config", environment: Mapping[str, str] = os.environ) -> "StateFolder":
        """The folder of a Config's State; the environment may move its first part, which is `.execsync`."""
        inner = os.path.dirname(config.state.path)
        ignored = b""
        if config.hub.name or os.path.basename(inner) == ".execsync":
            ignored = IGNORED if config.state.backend == "file" else IGNORED_ALL
        if moved := environment.get(VARIABLE):
            inner = config.hub.name or inner.partition("/")[2]
            return cls(os.path.abspath(moved), inner, ignored=ignored)
        return cls(config.folder, inner, ignored=ignored)

    def __str__(self) -> str:
        return os.path.join(self._base, *self._inner)

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self._inner[-1] if self._inner else os.path.basename(self._base)

    def path(self, name: str) -> str:
        """Where a file lies: for messages, and for programs that were told of a checked one."""
        return os.path.join(str(self), *name.split("/"))

    def read(self, name: str, *, limit: int = size_limits.CACHE) -> bytes | None:
        """What a file of at most `limit` bytes holds; None where there is none."""
        try:
            with self._folder_of(name) as (folder, last):
                return folder.read(last, limit=limit)
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes, *, mode: int = 0o644) -> None:
        """Put `data` in the place of what a file held, whole or not at all, and so that it lasts."""
        with self._folder_of(name, make=True) as (folder, last):
            folder.write(last, data, lasting=True, mode=mode)

    def keep(self, name: str, data: bytes) -> None:
        """Write a file that serves speed or a warning alone: where that fails, nothing is said."""
        with suppress(OSError), self._folder_of(name, make=True) as (folder, last):
            folder.write(last, data, lasting=False, mode=0o644)

    def add(self, name: str, line: bytes) -> None:
        """Add a line to a file that serves speed alone, made if need be. A reader must bear a torn line."""
        with (
            suppress(OSError),
            open(self.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND), "ab") as stream,
        ):
            stream.write(line)

    def open(self, name: str, flags: int) -> int:
        """A descriptor of a file, its folders made if need be; a file that is new has its name for good."""
        with self._folder_of(name, make=True) as (folder, last):
            descriptor = folder.open(last, flags)
            folder.sync()
            return descriptor

    def names(self, name: str) -> list[str]:
        """The names of what lies in a folder; none where there is no such folder."""
        try:
            with self._folder_of(f"{name}/") as (folder, _):
                return folder.names()
        except (FileNotFoundError, NotADirectoryError):
            return []

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with suppress(FileNotFoundError), self._folder_of(name) as (folder, last):
            folder.remove(last)

    def check(self, name: str) -> None:
        """Refuse what is no regular file in real folders, for a program that will open it by its path."""
        with suppress(FileNotFoundError), self._folder_of(name) as (folder, last):
            folder.check(last)

    def stamp(self, name: str) -> Stamp | None:
        """The stamp of a file, or of the link that has its name; None where there is none."""
        return stamp_of(self.path(name), follow_links=False)

    def prepare(self) -> None:
        """Make the folder, with the .gitignore that keeps all but State out of commits.

        Every name is checked that a run may come to open, before it has written anything to the hub.
        """
        with self._folder_of(IGNORE, make=True) as (folder, last):
            folder.check(last)
        for name in (
            JOURNAL,
            LAST_SERIAL,
            LOCK,
            LOCK_NOTE,
            UNOWNED,
            NAMES,
            LOOKS,
            WEB_EDITS,
            IMPORTS,
            IDLE_PLAN,
            LEASE_SEEN,
            APPLY_DAYS,
            LAST_READ,
            UNSAVED,
            PASSED_PAGES,
            f"{BODIES}/none",
        ):
            with suppress(OSError):
                self.check(name)
        if self._ignored and self.stamp(IGNORE) is None:
            self.write(IGNORE, self._ignored)

    @contextmanager
    def _folder_of(self, name: str, *, make: bool = False) -> Iterator[tuple[RealFolder, str]]:
        """The folder that a file lies in, and the file's own name there."""
        *parts, last = (*self._inner, *name.split("/"))
        if make:
            os.makedirs(self._base, exist_ok=True)
        folder = RealFolder.trusted(self._base)
        try:
            for part in parts:
                outer, folder = folder, folder.enter(part, make=make)
                outer.close()
            yield folder, last
        finally:
            folder.close()
