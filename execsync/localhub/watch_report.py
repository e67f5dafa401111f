"""What a watch says of the files that it writes to this hub: a JSON file, which it puts in place whole.

    {"files": {"<id of a page>": "<path of its file>"},
     "problems": [{"path": "…", "line": 3, "column": 1, "message": "…", "hint": "…"}],
     "conflicts": {"<id of a page>": {"message": "…", "hint": "…", "title": "…", "content": "…"}},
     "gone": {"<id of a page>": {"message": "…", "hint": "…"}},
     "unset": {"links": "…", "images": "…"}}

Every part may be left out. `gone` has pages that stay though their files have gone. `unset` says why the
real hub could not follow links between files, or show images of the folder, where that is so.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 64 * 1024 * 1024
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file; `line` and `column` count from 1, and are None where they are not known."""

    path: str
    message: str
    hint: str = ""
    line: int | None = None
    column: int | None = None

    @property
    def place(self) -> str:
        """`path:line:column`, as far as known."""
        parts = (self.path, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A page that is not written, since somebody edited it here: what its file wants it to say."""

    message: str
    hint: str = ""
    title: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A page whose file has gone: what becomes of it, and the way around that."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What was said last; all of it empty where no watch says anything."""

    files: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    gone: Mapping[str, Gone] = field(default_factory=dict)
    unset: Mapping[str, str] = field(default_factory=dict)


NOTHING = WatchReport()


class ReportFile:
    """Reads the report at a path, again when it is another file; there is none where `path` is None."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._read: tuple[str, WatchReport] = ("", NOTHING)

    def mark(self) -> str:
        """A word that is another one for each report."""
        if self._path is None:
            return ""
        try:
            found = os.lstat(self._path)
        except OSError:
            return ""
        return f"{found.st_ino:x}-{found.st_mtime_ns:x}-{found.st_size:x}"

    def current(self) -> WatchReport:
        """The report as it is now; an empty one where it cannot be made out."""
        mark = self.mark()
        seen, report = self._read
        if mark != seen:
            report = self._load() if mark else NOTHING
            self._read = (mark, report)
        return report

    def _load(self) -> WatchReport:
        try:
            with open(str(self._path), "rb", opener=_open) as stream:
                return _report(json.load(stream))
        except (OSError, ValueError, TypeError, AttributeError):
            return NOTHING


def _report(told: dict[str, Any]) -> WatchReport:
    """The report in what was told. Raises TypeError or AttributeError where it has another shape."""
    conflicts = told.get("conflicts", {}).items()
    gone = told.get("gone", {}).items()
    return WatchReport(
        files={str(key): str(path) for key, path in told.get("files", {}).items()},
        problems=tuple(Problem(**problem) for problem in told.get("problems", [])),
        conflicts={str(key): Conflict(**conflict) for key, conflict in conflicts},
        gone={str(key): Gone(**one) for key, one in gone},
        unset={str(what): str(why) for what, why in told.get("unset", {}).items()},
    )


def _open(path: str, flags: int) -> int:
    """A descriptor of a regular file that is not too large; OSError for anything else."""
    descriptor = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
        os.close(descriptor)
        raise OSError(path)
    return descriptor
