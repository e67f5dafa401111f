"""Fields of tables that somebody else wrote, and their text in our messages."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.excerpt import show
from execsync.core.fields import MOST, list_of, number_of, table_of, text_of, texts_of

Reader = Callable[[Mapping[str, Any], str], object]


@pytest.mark.parametrize(
    ("read", "value", "given"),
    [
        (text_of, "x", "x"),
        (number_of, MOST, MOST),
        (number_of, -MOST, -MOST),
        (table_of, {"a": 1}, {"a": 1}),
        (list_of, [1], [1]),
        (texts_of, ["x"], ("x",)),
    ],
)
def test_a_field_of_its_type_is_given(read: Reader, value: object, given: object) -> None:
    assert read({"key": value}, "key") == given


@pytest.mark.parametrize(
    ("read", "value", "wanted"),
    [
        (text_of, 1, "key must be text"),
        (number_of, MOST + 1, "key must be a whole number"),
        (number_of, -MOST - 1, "key must be a whole number"),
        (number_of, True, "key must be a whole number"),
        (number_of, "1", "key must be a whole number"),
        (table_of, [], "key must be a table"),
        (list_of, "x", "key must be a list"),
        (texts_of, "x", "key must be a list"),
        (texts_of, [1], "key must be a list of texts"),
    ],
)
def test_a_field_of_another_type_is_named_and_not_shown(
    read: Reader, value: object, wanted: str
) -> None:
    with pytest.raises(TypeError, match=f"^{wanted}$"):
        read({"key": value}, "key")


@pytest.mark.parametrize("read", [text_of, number_of, table_of])
def test_a_field_that_is_missing_is_named(read: Reader) -> None:
    with pytest.raises(KeyError, match="key"):
        read({}, "key")


@pytest.mark.parametrize("read", [list_of, texts_of])
def test_a_list_may_be_missing(read: Reader) -> None:
    assert read({}, "key") == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("short", "short"),
        ("just fits.", "just fits."),
        ("just too long", "just too l…"),
        ("a\x1b[31m", "a\\x1b[31m"),
        ("twelve \x1b\x1b", "twelve \\x1…"),
    ],
)
def test_foreign_text_is_shown_short_and_escaped(text: str, shown: str) -> None:
    assert show(text, limit=10) == shown


def test_foreign_text_is_cut_after_two_hundred_signs() -> None:
    assert show("x" * 200) == "x" * 200
    assert show("x" * 201) == "x" * 200 + "…"


@pytest.mark.parametrize(
    ("line", "column", "place"),
    [(None, None, "a.md"), (3, None, "a.md:3"), (3, 7, "a.md:3:7")],
)
def test_a_place_is_written_as_editors_take_it(
    line: int | None, column: int | None, place: str
) -> None:
    found = Diagnostic("EX001", Severity.ERROR, "what", "a.md", line, column)
    assert found.place == place
    assert found.sort_key == ("a.md", line or 0, column or 0, "EX001", "what")
