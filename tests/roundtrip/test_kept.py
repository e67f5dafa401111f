"""The measure by what the two serialisers wrote once: `test_round_trips` has them write many more texts."""

import pytest

from execsync.core.meaning import says
from tests.roundtrip.kept import WRITTEN, kept
from tests.roundtrip.losses import cause
from tests.roundtrip.rendered import rendered
from tests.roundtrip.serialisers import NAMES

KEPT = kept()
LOST = {"a table", "HTML", "strikethrough", "a line taken for another block"}
"""What ProseMirror's own schema cannot hold, or its serialiser gets wrong."""


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_remark_writes_what_says_the_same(text: dict[str, str]) -> None:
    assert says(text["remark"]) == says(text[WRITTEN])


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_prosemirror_writes_what_says_the_same_unless_it_cannot_hold_it(
    text: dict[str, str],
) -> None:
    same = says(text["prosemirror"]) == says(text[WRITTEN])
    assert same != (cause(text[WRITTEN], text["prosemirror"]) in LOST)


@pytest.mark.parametrize("name", NAMES)
def test_a_difference_that_is_told_can_be_seen(name: str) -> None:
    told = [text for text in KEPT.values() if says(text[name]) != says(text[WRITTEN])]
    assert all(rendered(text[name]) != rendered(text[WRITTEN]) for text in told)


def test_most_of_them_are_other_bytes() -> None:
    others = [text for text in KEPT.values() if text["remark"].strip() != text[WRITTEN].strip()]
    assert len(others) > len(KEPT) / 2
