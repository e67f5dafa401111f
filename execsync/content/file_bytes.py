"""What a page's file holds, byte for byte."""

import os
from typing import TYPE_CHECKING

from execsync.content.tree import File, reason
from execsync.core import size_limits
from execsync.core.digest import blob_id

if TYPE_CHECKING:
    from execsync.core.documents.read_error import ReadError

FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def read_bytes(file: File) -> "tuple[bytes, ReadError | None]":
    """What `file` holds, or why that cannot be known."""
    try:
        # Not open(): what it makes of a file takes longer than to read it.
        descriptor = os.open(file.location, FLAGS)
        try:
            size = file.stamp.size if file.stamp else os.fstat(descriptor).st_size
            if size <= size_limits.PAGE:
                return _read(descriptor, size), None
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


def _read(descriptor: int, size: int) -> bytes:
    """All of a file that should have that size, with a call more only where it has another one."""
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while parts[-1] and sum(map(len, parts)) <= size_limits.PAGE:
        parts.append(os.read(descriptor, size_limits.PAGE))
    return b"".join(parts)
