"""New files below the content root: what has a name there already, and one file more."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
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
        return {path_key(entry.path): entry for entry in self._walk("")}

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

    def _open(self, parts: list[str], stack: ExitStack, *, make: bool) -> RealFolder:
        folder = stack.enter_context(RealFolder.trusted(self._root))
        for part in parts:
            decomposed = normalize("NFD", part)  # as a folder of a Mac may be called
            is_so = os.path.lexists(os.path.join(folder.path, decomposed))
            folder = stack.enter_context(folder.enter(decomposed if is_so else part, make=make))
        return folder

    def _walk(self, folder: str) -> Iterator[Entry]:
        """What lies in a folder and below it; a link is no folder."""
        folders = [folder]
        while folders:
            below = folders.pop()
            with os.scandir(os.path.join(self._root, below)) as entries:
                for entry in entries:
                    path = f"{below}{entry.name}"
                    is_folder = entry.is_dir(follow_symlinks=False)
                    yield Entry(normalize("NFC", path), is_folder)
                    if is_folder and not entry.name.startswith("."):
                        folders.append(f"{path}/")
