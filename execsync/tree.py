"""The content root walked: which files are pages."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import normalize

from execsync.config import Config
from execsync.core.documents.trouble import Trouble

SUFFIXES = (".md", ".markdown")

Matches = Callable[[str], bool]
"""Whether patterns match a path relative to the content root; a folder's ends in /."""


@dataclass(frozen=True, slots=True)
class File:
    """A page's file. `path` is its identity, POSIX and NFC; `location` is what the disk calls it."""

    path: str
    location: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The files of the content root, sorted by path, and the paths that could not be looked into."""

    files: tuple[File, ...]
    troubles: tuple[tuple[str, Trouble], ...]
    missing: bool = False


def walk(config: Config) -> Tree:
    """The Markdown files that are pages: not hidden, not the root's README.md, not left out."""
    root = os.path.join(config.root, config.content.root)
    if not os.path.isdir(root):
        return Tree((), (), missing=True)
    walker = _Walker(root, _patterns(config.content.include), _patterns(config.content.exclude))
    walker.run()
    walker.files.sort(key=lambda file: (file.path, file.location))
    return Tree(tuple(walker.files), tuple(walker.troubles))


def reason(error: OSError) -> str:
    """Why the system refused, in its own words."""
    return error.strerror or type(error).__name__


def _patterns(lines: tuple[str, ...]) -> Matches | None:
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines).match_file


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to look into. `path` is empty or ends in /; `linked` if a link led here."""

    location: str
    path: str
    linked: bool = False


class _Walker:
    """One pass over the folders, without recursion."""

    def __init__(self, root: str, include: Matches | None, exclude: Matches | None) -> None:
        self.files: list[File] = []
        self.troubles: list[tuple[str, Trouble]] = []
        self._real_root = os.path.realpath(root)
        self._folders = [_Folder(root, "")]
        self._include = include
        self._exclude = exclude
        self._seen_by_link: set[str] = set()

    def run(self) -> None:
        """Fills `files` and `troubles`."""
        while self._folders:
            folder = self._folders.pop()
            try:
                with os.scandir(folder.location) as entries:
                    for entry in entries:
                        if not entry.name.startswith("."):
                            self._look(entry, folder)
            except OSError as error:
                self._refuse(folder.path, reason(error))

    def _look(self, entry: os.DirEntry[str], folder: _Folder) -> None:
        path = folder.path + normalize("NFC", entry.name)
        link = entry.is_symlink()
        is_folder = entry.is_dir()
        if not is_folder and not self._is_page(path):
            return
        if self._exclude and self._exclude(f"{path}/" if is_folder else path):
            return
        if link and not _lies_in(self._real_root, entry.path):
            self.troubles.append((path, Trouble("EX007")))
        elif is_folder:
            self._enter(_Folder(entry.path, f"{path}/", folder.linked or link))
        elif entry.is_file():
            self.files.append(File(path, entry.path))
        else:
            self._refuse(path, "the link leads nowhere" if link else "it is no regular file")

    def _is_page(self, path: str) -> bool:
        if not path.lower().endswith(SUFFIXES) or path == "README.md":
            return False
        return self._include is None or self._include(path)

    def _enter(self, folder: _Folder) -> None:
        """Notes `folder` for a visit, each real folder at most once by way of links: no loops."""
        if folder.linked:
            real = os.path.realpath(folder.location)
            if real in self._seen_by_link or _lies_in(real, os.path.dirname(folder.location)):
                return
            self._seen_by_link.add(real)
        self._folders.append(folder)

    def _refuse(self, path: str, why: str) -> None:
        self.troubles.append((path, Trouble("EX001", detail=why)))


def _lies_in(folder: str, location: str) -> bool:
    """Whether `location`, links followed, is `folder` or lies in it."""
    return os.path.commonpath([os.path.realpath(location), folder]) == folder
