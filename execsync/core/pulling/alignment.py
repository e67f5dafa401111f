"""Which items of two sequences are the same ones."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

PAIRS = 1_000_000
"""How many pairs of items are compared at most at one time, for some tenths of a second."""

_Items = Sequence[Hashable]


def aligned(old: _Items, new: _Items) -> Iterator[tuple[int, int]]:
    """Places of equal items, in the order of both: those at the ends, those that are there once, the rest."""
    todo = [(0, len(old), 0, len(new))]
    while todo:
        start, end, begin, stop = todo.pop()
        while start < end and begin < stop and old[start] == new[begin]:
            yield start, begin
            start, begin = start + 1, begin + 1
        while start < end and begin < stop and old[end - 1] == new[stop - 1]:
            end, stop = end - 1, stop - 1
            yield end, stop
        anchors = [*_anchors(old, new, start, end, begin, stop)]
        if not anchors:
            yield from _common(old, new, start, end, begin, stop)
        for one, other in [*anchors, (end, stop)] if anchors else ():
            todo.append((start, one, begin, other))
            if one < end:
                yield one, other
            start, begin = one + 1, other + 1


def _anchors(
    old: _Items, new: _Items, start: int, end: int, begin: int, stop: int
) -> list[tuple[int, int]]:
    """The longest run, in the order of both, of items that are in each of the two once."""
    once = {item for item, number in Counter(old[start:end]).items() if number == 1}
    there = Counter(new[begin:stop])
    places = {item: n for n, item in enumerate(old[start:end], start) if item in once}
    found = [
        (places[item], n)
        for n, item in enumerate(new[begin:stop], begin)
        if item in places and there[item] == 1
    ]
    tails: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for number, (place, _) in enumerate(found):
        at = bisect_left(tails, place)
        before.append(tops[at - 1] if at else -1)
        tails[at : at + 1] = [place]
        tops[at : at + 1] = [number]
    run: list[tuple[int, int]] = []
    number = tops[-1] if tops else -1
    while number >= 0:
        run.append(found[number])
        number = before[number]
    return run[::-1]


def _common(
    old: _Items, new: _Items, start: int, end: int, begin: int, stop: int
) -> Iterator[tuple[int, int]]:
    """A longest common sequence; none where that would take too long."""
    if (end - start) * (stop - begin) > PAIRS:
        return
    rows = [[0] * (stop - begin + 1)]
    for i in range(end - 1, start - 1, -1):
        below, row = rows[-1], [0]
        for j in range(stop - 1, begin - 1, -1):
            row.append(
                below[stop - 1 - j] + 1 if old[i] == new[j] else max(below[stop - j], row[-1])
            )
        rows.append(row)
    i, j = start, begin
    while i < end and j < stop:
        if old[i] == new[j]:
            yield i, j
            i, j = i + 1, j + 1
        elif rows[end - i - 1][stop - j] >= rows[end - i][stop - j - 1]:
            i += 1
        else:
            j += 1
