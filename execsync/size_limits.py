"""How large each file may be that execsync reads, in bytes; a larger one is refused unread."""

MEBIBYTE = 1024 * 1024

PAGE = MEBIBYTE
CONFIG = MEBIBYTE
STATE = 128 * MEBIBYTE
"""More than 100,000 pages take."""
JOURNAL = 128 * MEBIBYTE
SAVED_PLAN = 128 * MEBIBYTE
"""It holds the texts of the pages that change."""
CACHE = 64 * MEBIBYTE
NOTE = 64 * 1024
"""Who holds a lock, which serial was written last."""


def in_words(limit: int) -> str:
    """A limit for a person."""
    return f"{limit // MEBIBYTE} MiB" if limit >= MEBIBYTE else f"{limit // 1024} KiB"
