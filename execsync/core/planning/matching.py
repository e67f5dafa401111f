"""Pairing two groups by what they have in common, where that leaves no doubt."""

from collections import defaultdict
from collections.abc import Hashable, Iterable


def pair(
    left: Iterable[tuple[str, Hashable]], right: Iterable[tuple[str, Hashable]]
) -> dict[str, str]:
    """Left name → right name, for each key that exactly one name on either side has."""
    lefts, rights = group(left), group(right)
    return {
        names[0]: rights[key][0]
        for key, names in lefts.items()
        if len(names) == 1 and len(rights.get(key, ())) == 1
    }


def group(items: Iterable[tuple[str, Hashable]]) -> dict[Hashable, list[str]]:
    """Key → the names that have it, in order."""
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for name, key in items:
        groups[key].append(name)
    return groups
