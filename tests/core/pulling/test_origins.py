"""Where the parts of a text that was sent come from."""

import pytest

from execsync.core.documents.edits import Edit
from execsync.core.pulling.origins import Change, Origins

#          0 2   7 9      18
BODY = "ab[[x]]cd<!--n-->ef"
ORIGINS = Origins(BODY, [Edit(2, 7, "LINK"), Edit(9, 17, "")])


def test_each_change_has_its_place_in_both() -> None:
    assert ORIGINS.text == "abLINKcdef"
    assert ORIGINS.changes == [Change(2, 7, 2, 6), Change(9, 17, 8, 8)]


@pytest.mark.parametrize(
    ("start", "end", "part"),
    [
        (0, 2, "ab"),
        (0, 6, "ab[[x]]"),
        (2, 6, "[[x]]"),
        (6, 8, "cd"),
        (7, 9, "d<!--n-->e"),
        (8, 10, "ef"),
        (9, 10, "f"),
        (0, 10, BODY),
        # What begins or ends within one that was put in is without it.
        (0, 4, "ab"),
        (4, 8, "cd"),
        (3, 5, ""),
        (8, 8, ""),
    ],
)
def test_a_part_has_what_it_was_made_of_and_nothing_at_its_ends(
    start: int, end: int, part: str
) -> None:
    span = ORIGINS.span(start, end)
    assert BODY[span.start : span.end] == part


def test_what_begins_with_what_was_left_out_is_without_it() -> None:
    origins = Origins("<!--n-->ab", [Edit(0, 8, "")])
    assert origins.span(0, 2) == (8, 10)
    assert Origins("ab", []).span(0, 1) == (0, 1)


@pytest.mark.parametrize(
    ("start", "end", "hidden"),
    [
        (0, 10, ["<!--n-->"]),
        (8, 10, ["<!--n-->"]),
        (0, 8, ["<!--n-->"]),
        (9, 10, []),
        (0, 7, []),
    ],
)
def test_what_was_left_out_is_found_where_it_stood(start: int, end: int, hidden: list[str]) -> None:
    assert ORIGINS.hidden(start, end) == hidden


def test_blanks_that_were_left_out_are_nothing() -> None:
    origins = Origins("a\n\n<!--n-->\n\nb", [Edit(1, 12, "\n\n"), Edit(12, 13, "")])
    assert origins.hidden(0, len(origins.text)) == ["<!--n-->"]
