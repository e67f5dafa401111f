"""Choosing pages by what a person typed: a path, a folder, a glob, or an address."""

from collections.abc import Sequence
from fnmatch import fnmatchcase


def matches(patterns: Sequence[str], path: str) -> bool:
    """Whether any of the patterns means the page at `path`.

    `handbook/refunds.md`, `page:handbook/refunds.md`, the folder `handbook`, and globs, in which `*`
    crosses folders.
    """
    return any(_matches(pattern.removeprefix("page:"), path) for pattern in patterns)


def unmatched(patterns: Sequence[str], paths: Sequence[str]) -> tuple[str, ...]:
    """The patterns that mean none of the pages: typing mistakes, most likely."""
    return tuple(p for p in patterns if not any(matches((p,), path) for path in paths))


def _matches(pattern: str, path: str) -> bool:
    folder = pattern.rstrip("/")
    return path == pattern or path.startswith(f"{folder}/") or fnmatchcase(path, pattern)
