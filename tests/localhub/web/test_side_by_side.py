"""Two texts side by side: what stands beside what, which words are marked, and what that may cost."""

from __future__ import annotations

import random

from execsync.localhub.web.side_by_side import Piece, Row, side_by_side


def marked(row: Row) -> tuple[list[str], list[str]]:
    """The pieces that differ, on each side."""
    sides = (row.left or (), row.right or ())
    left, right = ([piece.text for piece in side if piece.differs] for side in sides)
    return left, right


def text_of(rows: list[Row], side: str) -> list[str]:
    found = [getattr(row, side) for row in rows if not row.gap]
    return ["".join(piece.text for piece in pieces) for pieces in found if pieces is not None]


def test_equal_texts_have_no_rows() -> None:
    assert side_by_side("a\n", "a\n") == []


def test_the_words_that_differ_are_marked() -> None:
    [same, row] = side_by_side(
        "Title\nwithin 14 days of the date", "Title\nwithin 30 days, of the date"
    )
    assert not same.differs
    assert row.differs
    assert marked(row) == (["14"], ["30", ","])


def test_lines_that_share_little_are_marked_as_a_whole() -> None:
    [row] = side_by_side("Ask for the invoice number.", "Nobody may ever do this")
    assert marked(row) == (["Ask for the invoice number."], ["Nobody may ever do this"])


def test_a_line_of_one_side_alone_has_nothing_beside_it() -> None:
    rows = side_by_side("a\nb", "a\nnew\nb")
    assert [(row.left, row.right) for row in rows if row.differs] == [
        (None, (Piece("new", differs=True),))
    ]


def test_far_lines_give_way_to_a_gap() -> None:
    lines = [f"line {number}" for number in range(40)]
    rows = side_by_side("\n".join(lines), "\n".join([*lines[:20], "changed", *lines[21:]]))
    assert [row.gap for row in rows if row.gap] == ["17 unchanged lines", "16 unchanged lines"]
    assert not any(row.differs for row in rows if row.gap)


def test_each_side_reads_as_its_text() -> None:
    seed = random.randrange(10**6)
    source = random.Random(seed)
    for _ in range(200):
        old, new = (
            "\n".join(
                " ".join(source.choices(["one", "two", "three,", "**four**"], k=3))
                for _ in range(source.randrange(1, 7))
            )
            for _ in range(2)
        )
        rows = list(side_by_side(old, new))
        if old != new:
            assert text_of(rows, "left") == old.split("\n"), seed
            assert text_of(rows, "right") == new.split("\n"), seed


def test_long_lines_and_large_texts_are_marked_line_by_line() -> None:
    """Words are compared at a cost of their number squared."""
    [long] = side_by_side("one " * 300 + "a", "one " * 300 + "b")
    assert marked(long) == (["one " * 300 + "a"], ["one " * 300 + "b"])
    old, new = (
        "\n".join(f"line {n} of a good many more {end}" for n in range(900)) for end in ("a", "b")
    )
    rows = [row for row in side_by_side(old, new) if row.differs]
    assert len(rows) > 400
    assert all(piece.differs for row in rows for piece in (*(row.left or ()), *(row.right or ())))
    [short] = side_by_side("line 1 of many a", "line 1 of many b")
    assert marked(short) == (["a"], ["b"])
