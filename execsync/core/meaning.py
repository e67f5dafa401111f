"""What a text says (stand-in until the parser's measure is merged)."""

from execsync.core.digest import words_digest

MEASURE = "words-1"


def says(text: str) -> str:
    """A digest of what a Markdown text says."""
    return f"{MEASURE}:{words_digest(text).removeprefix('sha256:')[:40]}"


def same_measure(one: str, other: str) -> bool:
    """Whether two such digests may be compared."""
    return one.partition(":")[0] == other.partition(":")[0]
