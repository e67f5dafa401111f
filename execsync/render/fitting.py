"""As much as there is room for, in whole parts."""

from collections.abc import Iterable


def fit(parts: Iterable[str], room: int) -> list[str]:
    """The first parts that fit together into so many characters; the others are not even made."""
    taken: list[str] = []
    for part in parts:
        room -= len(part)
        if room < 0:
            break
        taken.append(part)
    return taken
