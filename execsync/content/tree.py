"""The content root walked: which files are pages."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from execsync.config import Config
from execsync.core.config_tables import PAGE_ENDINGS
from execsync.errors import ConfigError, FilePlace
from execsync.system.stamp import Stamp, stamp_in

if TYPE_CHECKING:
    from execsync.core.documents.read_error import ReadError

_ENDING = re.compile(r"\.[^.*?\[\]/\\]+$")

Matches = Callable[[str], bool]
"""Whether patterns match a path relative to the content root; a folder's ends in /."""


class File(NamedTuple):
    """A page's file. `path` is its identity, POSIX and NFC; `location` is what the disk calls it.

    `stamp` is None unless the walk was asked for it.
    """

    path: str
    location: str
    stamp: Stamp | None = None


class MissingRoot(NamedTuple):
    """What is where the content root should be, and what to do."""

    told: str
    hint: str


class Tree(NamedTuple):
    """The files of the content root, sorted by path, and the paths that could not be looked into."""

    files: tuple[File, ...]
    troubles: "tuple[tuple[str, ReadError], ...]"
    missing: MissingRoot | None = None
    """Says so where the content root is no folder."""


def walk(config: Config, *, stamped: bool = False) -> Tree:
    """The files that are pages, by their endings: not hidden, not the root's README.md, not left out.

    With `stamped`, each with its stamp from before anything of it was read.
    """
    root = os.path.normpath(os.path.join(config.folder, config.content.root))
    if not os.path.isdir(root):
        return Tree((), (), missing=_missing(root, config.content.root))
    _refuse_outside(root, config)
    walker = _Walker(
        root,
        _patterns(config.content.include),
        _patterns(config.content.exclude),
        endings=endings(config.content.include),
        stamped=stamped,
    )
    walker.run()
    walker.files.sort(key=itemgetter(0))
    return Tree(tuple(walker.files), tuple(walker.troubles))


def _missing(location: str, root: str) -> MissingRoot:
    if os.path.exists(location):
        told = f"{root}, which [content] root names, is a file, not a folder"
        return MissingRoot(
            told, "have [content] root in execsync.toml name the folder of the pages"
        )
    if os.path.islink(location):
        told = f"{root}, which [content] root names, is a link that leads nowhere"
        return MissingRoot(told, "mend the link, or mend [content] root in execsync.toml")
    told = f"there is no folder {root}, which [content] root names"
    return MissingRoot(told, "make the folder, or mend [content] root in execsync.toml")


def walk_texts(config: Config) -> tuple[str, ...]:
    """The paths of all that may be text, page or not, but for what is hidden or excluded."""
    from execsync.core.rules.unread import TEXTS

    root = os.path.normpath(os.path.join(config.folder, config.content.root))
    exclude = _patterns(config.content.exclude)
    walker = _Walker(root, None, exclude, endings=TEXTS, stamped=False)
    walker.run()
    return tuple(sorted(file.path for file in walker.files))


def taking_pages(config: Config) -> Matches:
    """Whether a file at a path below the content root would be a page, were it there."""
    walker = _Walker(
        "",
        _patterns(config.content.include),
        _patterns(config.content.exclude),
        endings=endings(config.content.include),
        stamped=False,
    )
    return walker.would_take


def endings(include: Iterable[str]) -> tuple[str, ...]:
    """How the names of pages end, in small letters: as usual, and as a pattern of `include` does.

    `**/*.mdx` says so, `guide/` and `guide/**` do not: pictures beside pages stay what they are.
    """
    taken = (line.rstrip() for line in include if not line.startswith(("!", "#")))
    named = (found[0].lower() for line in taken if (found := _ENDING.search(line)))
    return tuple(dict.fromkeys((*PAGE_ENDINGS, *named)))


def _refuse_outside(root: str, config: Config) -> None:
    """Raise ConfigError for a content root that leads, links followed, out of both folder and Git work tree.

    Its files are published, and `validate --fix` writes to them: a repository is not to reach beyond itself.
    """
    folder = os.path.realpath(config.folder)
    if _lies_in(folder, root) or _lies_in(_work_tree(folder), root):
        return
    raise ConfigError(
        f"[content] root = {config.content.root!r} leads outside of the repository",
        place=FilePlace(config.file),
        hint="have the pages in the folder of execsync.toml, or in its Git work tree; nothing was read",
    )


def _work_tree(folder: str) -> str:
    """The top of the Git work tree that a folder lies in; the folder itself where it lies in none."""
    top = folder
    while not os.path.lexists(os.path.join(top, ".git")):
        top, below = os.path.dirname(top), top
        if top == below:
            return folder
    return top


def reason(error: OSError) -> str:
    """Why the system refused, in its own words."""
    return error.strerror or type(error).__name__


def _patterns(lines: tuple[str, ...]) -> Matches | None:
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines).match_file


class _Folder(NamedTuple):
    """A folder to look into. `path` is empty or ends in /; `linked` if a link led here."""

    location: str
    path: str
    linked: bool = False


class _Walker:
    """One pass over the folders, without recursion."""

    def __init__(
        self,
        root: str,
        include: Matches | None,
        exclude: Matches | None,
        *,
        endings: tuple[str, ...],
        stamped: bool,
    ) -> None:
        self.files: list[File] = []
        self.troubles: list[tuple[str, ReadError]] = []
        self._real_root = os.path.realpath(root)
        self._folders = [_Folder(root, "")]
        self._include = include
        self._endings = endings
        self._exclude = exclude
        self._stamp = _stamp if stamped else _no_stamp
        self._seen_by_link: set[str] = set()

    def run(self) -> None:
        """Fills `files` and `troubles`."""
        while self._folders:
            folder = self._folders.pop()
            try:
                with _opened(folder.location) as place, os.scandir(place) as entries:
                    for entry in entries:
                        name = entry.name
                        if not name.startswith("."):
                            path = name if name.isascii() else normalize("NFC", name)
                            location = f"{folder.location}{os.sep}{name}"
                            self._look(entry, folder.path + path, location, folder)
            except OSError as error:
                self._refuse(folder.path, reason(error))

    def _look(self, entry: os.DirEntry[str], path: str, location: str, folder: _Folder) -> None:
        if entry.is_file(follow_symlinks=False):
            if self._is_page(path) and not (self._exclude and self._exclude(path)):
                self.files.append(File(path, location, self._stamp(entry)))
            return
        link, is_folder = entry.is_symlink(), entry.is_dir()
        if not is_folder and not self._is_page(path):
            return
        if self._exclude and self._exclude(f"{path}/" if is_folder else path):
            return
        if link and not _lies_in(self._real_root, location):
            self._trouble("EX007", path)
        elif is_folder:
            self._enter(_Folder(location, f"{path}/", folder.linked or link))
        elif entry.is_file():
            self.files.append(File(path, location, self._stamp(entry)))
        elif link:
            hint = "mend or remove the link, or leave it out with [content] exclude"
            self._trouble("EX001", path, "the link leads nowhere", hint)
        else:
            self._refuse(path, "it is no regular file")

    def would_take(self, path: str) -> bool:
        """Whether a regular file at a path, in real folders, is a page."""
        ends = [at for at, sign in enumerate(path) if sign == "/"]
        return self._is_page(path) and not (
            any(part.startswith(".") for part in path.split("/"))
            or (self._exclude and any(map(self._exclude, (path, *(path[: at + 1] for at in ends)))))
        )

    def _is_page(self, path: str) -> bool:
        if not path.endswith(self._endings) and not path.lower().endswith(self._endings):
            return False
        return path != "README.md" and (self._include is None or self._include(path))

    def _enter(self, folder: _Folder) -> None:
        """Notes `folder` for a visit, each real folder at most once by way of links: no loops."""
        if folder.linked:
            real = os.path.realpath(folder.location)
            if real in self._seen_by_link or _lies_in(real, os.path.dirname(folder.location)):
                return
            self._seen_by_link.add(real)
        self._folders.append(folder)

    def _refuse(self, path: str, why: str) -> None:
        self._trouble("EX001", path, why)

    def _trouble(self, code: str, path: str, why: str = "", hint: str = "") -> None:
        from execsync.core.documents.read_error import ReadError

        self.troubles.append((path, ReadError(code, detail=why, hint=hint)))


@contextmanager
def _opened(folder: str) -> Iterator[int | str]:
    """What to list: an open folder where the system takes one, since asking below it is faster."""
    if os.scandir not in os.supports_fd:
        yield folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _stamp(entry: os.DirEntry[str]) -> Stamp | None:
    try:
        return stamp_in(entry.stat())
    except OSError:
        return None


def _no_stamp(_entry: os.DirEntry[str]) -> None:
    return None


def _lies_in(folder: str, location: str) -> bool:
    """Whether `location`, links followed, is `folder` or lies in it."""
    return os.path.commonpath([os.path.realpath(location), folder]) == folder
