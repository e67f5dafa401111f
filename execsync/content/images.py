"""The images that lie beside the pages, as the disk has them."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from unicodedata import normalize

from execsync.config import Config
from execsync.core import size_limits
from execsync.core.documents.images import ENDINGS
from execsync.errors import ExecsyncError
from execsync.system.real_folder import RealFolder

_PIECE = 1024 * 1024


class ImagesOnDisk:
    """The files below the content root, each looked at once. Links are followed that stay within it."""

    def __init__(self, config: Config) -> None:
        self._root = os.path.realpath(os.path.join(config.folder, config.content.root))
        self._found: dict[str, str] = {}
        self._digests: dict[str, str] = {}

    def find(self, path: str) -> str:
        """The path of a file as it is written on the disk; empty where there is none."""
        if path not in self._found:
            spellings = dict.fromkeys((path, normalize("NFD", path)))
            self._found[path] = next((one for one in spellings if self._real(one)), "")
        return self._found[path]

    def ending_with(self, path: str) -> Sequence[str]:
        """The paths of images that end with whole names."""
        named = self._by_name.get(path.rpartition("/")[2], ())
        return [one for one in named if normalize("NFC", f"/{one}").endswith(f"/{path}")]

    def digest(self, path: str) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of a file; empty where it cannot be read."""
        if path not in self._digests:
            try:
                self._digests[path] = self._hashed(path)
            except (OSError, ExecsyncError):
                self._digests[path] = ""
        return self._digests[path]

    def _real(self, path: str) -> str:
        """Where a file really is; empty where it is hidden, no regular file, or out of the content root."""
        if "\0" in path or any(part.startswith(".") for part in path.split("/")):
            return ""
        real = os.path.realpath(os.path.join(self._root, *path.split("/")))
        is_inside = os.path.commonpath([real, self._root]) == self._root
        return real if is_inside and os.path.isfile(real) else ""

    def _hashed(self, path: str) -> str:
        """Read where no link is followed: what was looked at may be another file by now."""
        import hashlib

        *folders, name = os.path.relpath(self._real(path), self._root).split(os.sep)
        with ExitStack() as stack:
            folder = stack.enter_context(RealFolder.trusted(self._root))
            for part in folders:
                folder = stack.enter_context(folder.enter(part))
            stream = stack.enter_context(open(folder.open(name, os.O_RDONLY), "rb"))
            hashed, left = hashlib.sha256(), size_limits.IMAGE
            while piece := stream.read(_PIECE):
                hashed.update(piece)
                left -= len(piece)
                if left < 0:
                    return ""
        return hashed.hexdigest()[:16]

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """The images by their names. Folders that links lead to are not looked into."""
        names: dict[str, list[str]] = {}
        for folder, folders, files in os.walk(self._root):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if name.lower().endswith(ENDINGS) and not name.startswith("."):
                    path = os.path.relpath(os.path.join(folder, name), self._root)
                    path = path.replace(os.sep, "/")
                    if self._real(path):
                        names.setdefault(normalize("NFC", name), []).append(path)
        return names
