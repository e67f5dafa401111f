"""What a page's file holds, byte for byte."""

import os
from typing import TYPE_CHECKING

from execsync.content.tree import File, reason
from execsync.core import size_limits
from execsync.core.digest import blob_id

if TYPE_CHECKING:
    from execsync.core.documents.read_error import ReadError

FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
PIECE = 1 << 16
"""Bytes that are read at once."""


def read_bytes(file: File) -> "tuple[bytes, ReadError | None]":
    """What `file` holds, or why that cannot be known."""
    try:
        # Not open(): what it makes of a file takes longer than to read it.
        descriptor = os.open(file.location, FLAGS)
        try:
            data = _read(descriptor)
            if len(data) <= size_limits.PAGE:
                return data, None
            size = os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
    except OSError as error:
        from execsync.core.documents.read_error import ReadError

        return b"", ReadError("EX001", detail=reason(error))
    from execsync.core.documents.document import too_large

    return b"", too_large(size)


def holds(file: File, blob: str) -> bool:
    """Whether `file` is byte for byte the one to which Git gives that id."""
    data, trouble = read_bytes(file)
    return trouble is None and blob_id(data) == blob


def _read(descriptor: int) -> bytes:
    """All of a file, or more than a page may have.

    It is not asked for its size first: that takes longer than to read once more, which brings nothing.
    """
    parts: list[bytes] = []
    left = size_limits.PAGE + 1
    while left > 0 and (part := os.read(descriptor, PIECE)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
