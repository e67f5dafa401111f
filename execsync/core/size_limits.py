"""How large each file and each answer may be that execsync reads, in bytes; a larger one is refused."""

MEBIBYTE = 1024 * 1024

PAGE = MEBIBYTE
CONFIG = MEBIBYTE
IMAGE = 256 * MEBIBYTE
STATE = 64 * MEBIBYTE
"""More than 100,000 pages take."""
JOURNAL = 32 * MEBIBYTE
"""Of tens of thousands of writes. JSON may take thirteen times the memory of its text."""
SAVED_PLAN = 32 * MEBIBYTE
"""It holds the texts of the pages that change."""
CACHE = 32 * MEBIBYTE
NOTE = 64 * 1024
"""Who holds a lock, which serial was written last."""
OLD_TEXTS = 32 * MEBIBYTE
"""Of pages as they were, read from Git for one plan; each of them is as large as a page may be."""
ANSWER = 8 * MEBIBYTE
"""Unpacked: a page of ours and its draft, in the longest spelling that JSON has for letters."""
ANSWER_TABLES = 100_000
"""Tables and lists in an answer, each of which takes up to a kilobyte: a hundred rows have a few thousand."""


def in_words(limit: int) -> str:
    """A limit for a person."""
    return f"{limit // MEBIBYTE} MiB" if limit >= MEBIBYTE else f"{limit // 1024} KiB"
