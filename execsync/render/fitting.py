"""As much as there is room for, in whole parts."""

from collections.abc import Iterable, Sequence


def fit(parts: Iterable[str], room: int) -> list[str]:
    """The first parts that fit together into so many characters; the others are not even made."""
    taken: list[str] = []
    for part in parts:
        room -= len(part)
        if room < 0:
            break
        taken.append(part)
    return taken


def fit_lines(lines: Sequence[str], longest: int, noun: str = "lines") -> list[str]:
    """The first lines that fit into so many characters together, and one that counts the others."""
    if sum(len(line) + 1 for line in lines) <= longest:
        return [*lines]
    kept = len(fit((f"{line}\n" for line in lines), longest - ROOM_TO_COUNT))
    return [*lines[:kept], "", f"{len(lines) - kept:,} more {noun} are not shown."]


ROOM_TO_COUNT = 100
"""Characters for the line that counts what is left out."""
