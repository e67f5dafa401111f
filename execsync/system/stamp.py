"""What tells cheaply that a file is not the one that was read."""

import os
from typing import NamedTuple

COARSE = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system still in use (FAT's)."""


class Stamp(NamedTuple):
    """When a file's text and its entry in the file system changed, in nanoseconds, its size and identity."""

    written: int
    changed: int
    size: int
    inode: int

    def is_racy(self, read_at: int) -> bool:
        """Whether a change right after the reading at `read_at` might leave the stamp as it is."""
        return max(self.written, self.changed) > read_at - COARSE


def stamp_of(location: str | os.PathLike[str], *, follow_links: bool = True) -> Stamp | None:
    """The stamp of a file; None where there is none, or it cannot be looked at."""
    try:
        return stamp_in(os.stat(location, follow_symlinks=follow_links))
    except OSError:
        return None


def stamp_in(found: os.stat_result) -> Stamp:
    """The stamp in what the system says of a file."""
    return Stamp(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
