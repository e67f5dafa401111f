"""Mild differences of a hub from its contract, each played between client and local hub over real HTTP.

In none is a page there twice, an edit lost or a page half made; after it ends, the next runs are right.
"""

from collections import Counter
from pathlib import Path

import pytest

from . import errors, lists, others, spelling, transport, writes
from .difference import Difference, Ends
from .life import live

TABLE = [*spelling.ROWS, *lists.ROWS, *transport.ROWS, *writes.ROWS, *errors.ROWS, *others.ROWS]
TENTH = TABLE[::10]


def mark_for(number: int) -> list[pytest.MarkDecorator]:
    """One in thirty is played each time, one in ten before a merge, all of them at night."""
    if number % 10:
        return [pytest.mark.long]
    return [pytest.mark.slow] if number % 30 else []


PLAYED = [pytest.param(row, id=row.name, marks=mark_for(n)) for n, row in enumerate(TABLE)]


@pytest.mark.parametrize("difference", PLAYED)
def test_a_difference(difference: Difference, tmp_path: Path) -> None:
    live(difference, tmp_path / "checkout")


def test_the_table_is_as_long_as_it_says() -> None:
    counts = Counter(row.ends for row in TABLE)
    print(f"{len(TABLE)} differences: " + ", ".join(f"{n} {end}" for end, n in counts.items()))
    assert len(TABLE) >= 120
    assert len({row.name for row in TABLE}) == len(TABLE)
    assert set(counts) == set(Ends)
    assert {row.ends for row in TENTH} == set(Ends), "a tenth of it has some of each"
