"""Choosing pages by what a person typed: a path, a folder, a glob, or an address."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from execsync.core.web_address import sent_or_same


def matches(patterns: Sequence[str], path: str) -> bool:
    """Whether any of the patterns means the page at `path`.

    `handbook/refunds.md`, `page:handbook/refunds.md`, the folder `handbook`, and globs, in which `*`
    crosses folders.
    """
    return any(_matches(pattern.removeprefix("page:"), path) for pattern in patterns)


def resolve(
    patterns: Iterable[str], named: Mapping[str, Collection[str]], *, root: str
) -> tuple[str, ...]:
    """The patterns, below the content root whose path is `root`, with a source's address resolved.

    `source:https://…` means the files that name the source; `named` maps paths to the addresses that they
    name. One that none names stays as it is, and means no page. A shell completes paths from where one
    stands, so that the root is taken off.
    """
    found: list[str] = []
    for pattern in patterns:
        if pattern.startswith("source:"):
            url = pattern.removeprefix("source:")
            spelt = {url, sent_or_same(url)}
            naming = [
                path for path, urls in named.items() if any(_means(spelt, name) for name in urls)
            ]
            found += naming or [pattern]
        else:
            found.append(below(root, pattern))
    return tuple(dict.fromkeys(found))


def below(root: str, path: str) -> str:
    """`content/a.md` and `a.md` as `a.md`, where the content root is `content`; the root itself is all."""
    root = root.rstrip("/")
    return "*" if path.rstrip("/") == root else path.removeprefix(f"{root}/")


def unmatched(patterns: Sequence[str], paths: Sequence[str]) -> tuple[str, ...]:
    """The patterns that mean none of the pages: typing mistakes, most likely."""
    return tuple(p for p in patterns if not any(matches((p,), path) for path in paths))


def _means(patterns: Iterable[str], name: str) -> bool:
    return any(_matches(pattern, name) for pattern in patterns)


def _matches(pattern: str, path: str) -> bool:
    folder = pattern.rstrip("/")
    return path == pattern or path.startswith(f"{folder}/") or fnmatchcase(path, pattern)
