"""Images of one folder, for pages to show. Nothing else of it can be had, and nothing out of it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from flask import Response

from execsync.localhub.errors import not_found

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE = "/files/"
LARGEST = 64 * 1024 * 1024
"""Bytes of an image."""

_TYPES: Mapping[str, str] = {
    ".apng": "image/apng",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
}
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""What an image may do that is opened by itself: an SVG is a document, and may hold scripts."""


class Files:
    """The images below `folder`; none where that is None."""

    def __init__(self, folder: str | None) -> None:
        self._folder = None if folder is None else os.path.realpath(folder)

    def image(self, path: str) -> Response:
        """The image at a path; HubError 404 for whatever is none."""
        kind = _TYPES.get(os.path.splitext(path)[1].lower())
        data = self._read(path) if kind else None
        if data is None:
            raise not_found("file")
        headers = {"Content-Security-Policy": _SANDBOX, "Cache-Control": "no-cache"}
        return Response(data, mimetype=kind, headers=headers)

    def _read(self, path: str) -> bytes | None:
        """What a regular file holds that is not hidden, and, links followed, in the folder."""
        parts = path.split("/")
        if self._folder is None or any(not part or part.startswith(".") for part in parts):
            return None
        if any(sign in path for sign in ("\0", "\\", ":")):
            return None
        real = os.path.realpath(os.path.join(self._folder, *parts))
        if os.path.commonpath([real, self._folder]) != self._folder:
            return None
        try:
            with open(real, "rb", buffering=0, opener=_open) as stream:
                return stream.read(LARGEST)
        except OSError:
            return None


def _open(path: str, _flags: int) -> int:
    """A descriptor of a regular file that is not too large; OSError for anything else."""
    descriptor = os.open(path, _FLAGS)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
        os.close(descriptor)
        raise OSError(path)
    return descriptor


_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK")
)
