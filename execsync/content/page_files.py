"""New files below the content root: what has a name there already, and one file more."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from unicodedata import normalize

from execsync.config import Config
from execsync.core import size_limits
from execsync.core.page_names import Entry, path_key
from execsync.system.real_folder import RealFolder


class PageFiles:
    """The folder that pages lie in. No link is followed below it, and nothing there is overwritten.

    Methods raise UnsafeFileError and OSError.
    """

    def __init__(self, config: Config) -> None:
        self._root = os.path.realpath(os.path.join(config.folder, config.content.root))

    def there(self) -> dict[str, Entry]:
        """What has a name below the content root, pages or not, by the key of its path."""
        return {path_key(entry.path): entry for entry, _ in self._entries("")}

    def create(self, path: str, data: bytes) -> bool:
        """Write a new file, its folders made if need be; False where its name is taken."""
        *parts, name = path.split("/")
        with ExitStack() as stack:
            folder = self._open(parts, stack, make=True)
            try:
                folder.create(name, data)
            except FileExistsError:
                return False
        return True

    def replace(self, path: str, data: bytes) -> None:
        """Put `data` in the place of what a file of ours held."""
        *parts, name = path.split("/")
        with ExitStack() as stack:
            self._open(parts, stack, make=False).write(name, data, lasting=True, mode=0o644)

    def read(self, path: str) -> bytes:
        """What a file holds."""
        *parts, name = path.split("/")
        with ExitStack() as stack:
            return self._open(parts, stack, make=False).read(name, limit=size_limits.PAGE)

    def path_in(self, folder: str) -> str | None:
        """The path below the content root of a folder on the disk, which need not be there.

        None where it lies outside, links followed, or is hidden.
        """
        real = os.path.realpath(folder)
        if real != self._root and not real.startswith(self._root + os.sep):
            return None
        path = normalize("NFC", os.path.relpath(real, self._root).replace(os.sep, "/"))
        if any(part.startswith(".") and part != "." for part in path.split("/")):
            return None
        return "" if path == "." else path

    def also_at(self, path: str) -> Iterator[str]:
        """The other paths that a file would have by way of links to folders of the content root."""
        for link, target in self._links.items():
            if path_key(path).startswith(f"{path_key(target)}/"):
                yield f"{link}{path[len(target) :]}"

    @cached_property
    def _links(self) -> dict[str, str]:
        """Where folders lead that are links, by their paths, where a walk follows them.

        So it would one that leads to a folder which is still to be made.
        """
        found = {}
        for entry, place in self._entries(""):
            if not os.path.islink(place):
                continue
            real = os.path.realpath(place)
            is_within = real.startswith(self._root + os.sep) and not os.path.isfile(real)
            if is_within and not _is_in(place, real):
                found[entry.path] = normalize("NFC", os.path.relpath(real, self._root))
        return {link: target.replace(os.sep, "/") for link, target in found.items()}

    def _open(self, parts: list[str], stack: ExitStack, *, make: bool) -> RealFolder:
        folder = stack.enter_context(RealFolder.trusted(self._root))
        for part in parts:
            decomposed = normalize("NFD", part)  # as a folder of a Mac may be called
            is_so = os.path.lexists(os.path.join(folder.path, decomposed))
            folder = stack.enter_context(folder.enter(decomposed if is_so else part, make=make))
        return folder

    def _entries(self, folder: str) -> Iterator[tuple[Entry, str]]:
        """What lies in a folder and below it, and where on the disk; a link is no folder."""
        folders = [folder]
        while folders:
            below = folders.pop()
            with os.scandir(os.path.join(self._root, below)) as entries:
                for entry in entries:
                    path = f"{below}{entry.name}"
                    is_folder = entry.is_dir(follow_symlinks=False)
                    yield Entry(normalize("NFC", path), is_folder), entry.path
                    if is_folder and not entry.name.startswith("."):
                        folders.append(f"{path}/")


def _is_in(place: str, folder: str) -> bool:
    """Whether a place on the disk lies in a real folder."""
    return os.path.commonpath([os.path.dirname(place), folder]) == folder
