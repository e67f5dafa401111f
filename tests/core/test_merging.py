"""A web edit that the file holds already is told from one that would be lost."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from execsync.core import merging
from execsync.core.meaning import BYTES, says
from execsync.core.merging import holds_edit
from tests.support.examples import examples

BASE = "# Title\n\nOne.\n\nTwo.\n\n- a\n- b\n- c\n\n|x|y|\n|-|-|\n|1|2|\n|3|4|\n\nThree.\n"


def edited(*changes: tuple[str, str]) -> str:
    text = BASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


ONE = ("One.", "One, better.")
TWO = ("Two.", "Two, better.")
ITEM = ("- b", "- b, better")
CELL = ("|1|2|", "|1|two|")
NEW = ("Two.\n", "Two.\n\nNew.\n")
GONE = ("One.\n\n", "")
MOVED = ("One.\n\nTwo.\n", "Two.\n\nOne.\n")
RESPELLED = (
    "Title\n=====\n\nOne.\n\nTwo\\.\n\n*   a\n\n*   b\n\n*   c\n\n"
    "x | y\n--|--\n1|2\n3|4\n\nThree&#46;"
)

HELD = {
    "no edit": (edited(ONE), BASE),
    "no edit but another spelling": (edited(ONE), RESPELLED),
    "an edit of another paragraph": (edited(ONE, TWO), edited(ONE)),
    "an edit right beside ours": (edited(ONE, TWO), edited(TWO)),
    "an edit on both sides of ours": (
        edited(ONE, TWO, ("# Title", "# Titles")),
        edited(TWO, ("# Title", "# Titles")),
    ),
    "an edit of an item": (edited(ITEM, ("- c", "- d")), edited(ITEM)),
    "a new item": (edited(ONE, ("- c", "- c\n- d")), edited(("- c", "- c\n- d"))),
    "an edit of a cell": (edited(CELL, ("|3|4|", "|3|four|")), edited(CELL)),
    "a new row": (edited(ONE, ("|3|4|", "|3|4|\n|5|6|")), edited(("|3|4|", "|3|4|\n|5|6|"))),
    "a new paragraph": (edited(NEW, ("Three.", "3.")), edited(NEW)),
    "a paragraph that went": (edited(GONE, ("Three.", "3.")), edited(GONE)),
    "an edit, and a copy of a paragraph": (edited(TWO, ("Three.", "Three.\n\nOne.")), edited(TWO)),
    "a paragraph that moved": (edited(MOVED, ("Three.", "3.")), edited(MOVED)),
    "all of the above, by a hub that rewrites": (
        edited(ONE, ITEM, CELL, ("Three.", "3.")),
        RESPELLED.replace("One.", "One, *better*.")
        .replace("*better*", "better")
        .replace("*   b", "*   b, better")
        .replace("1|2", "1|two"),
    ),
    "marks": (
        edited(("One.", "**One**."), TWO),
        RESPELLED.replace("One.", "__One__."),
    ),
}

LOST = {
    "an edit that the file lacks": (edited(TWO), edited(ONE)),
    "two edits of which the file has one": (edited(ONE, ("Three.", "3.")), edited(ONE, TWO)),
    "another edit of the same paragraph": (edited(("One.", "One, ours.")), edited(ONE)),
    "more of the same paragraph": (edited(("One.", "One, better. And ours.")), edited(ONE)),
    "less of the same paragraph": (edited(("One.", "One.")), edited(ONE)),
    "another sign": (edited(("One.", "$45"), TWO), edited(("One.", "€45"))),
    "another mark": (edited(("One.", "*One*."), TWO), edited(("One.", "**One**."))),
    "another address": (edited(("One.", "[a](b)"), TWO), edited(("One.", "[a](c)"))),
    "a paragraph that went and is edited here": (edited(("One.", "One, ours.")), edited(GONE)),
    "a paragraph that went and is moved here": (edited(MOVED), edited(GONE)),
    "a paragraph that was edited and went here": (edited(GONE), edited(ONE)),
    "a paragraph that moved and went here": (edited(GONE), edited(MOVED)),
    "a paragraph that moved and is edited here": (edited(ONE), edited(MOVED)),
    "a paragraph that was edited and moved here": (edited(MOVED), edited(ONE)),
    "a paragraph that moved elsewhere": (
        edited(GONE, ("Three.", "Three.\n\nOne.")),
        edited(MOVED),
    ),
    "a new paragraph elsewhere": (edited(("Three.", "New.\n\nThree.")), edited(NEW)),
    "a new paragraph beside another": (edited(("Two.", "Two.\n\nOurs.\n\nNew.")), edited(NEW)),
    "an edit right beside what went here": (edited(ONE, ("Two.\n\n", "")), edited(ONE)),
    "an item of another list": (
        edited(("Three.", "1. b, better"), TWO),
        edited(ITEM),
    ),
    "items that became numbers": (edited(TWO), edited(("- a\n- b\n- c", "1. a\n2. b\n3. c"))),
    "a column's side": (edited(TWO), edited(("|-|-|", "|-:|-|"))),
    "a first row for another": (edited(TWO), edited(("|1|2|\n|3|4|", "|3|4|\n|1|2|"))),
    "the same as the file, where nothing is to be written": (edited(ONE), edited(ONE)),
    "the same in another spelling": (edited(ONE), RESPELLED.replace("One.", "One, better.")),
    "everything": ("Ours.", "Theirs."),
    "everything that went": (edited(ONE), ""),
}


@pytest.mark.parametrize(("mine", "web"), HELD.values(), ids=HELD.keys())
def test_an_edit_that_the_file_has_is_held(mine: str, web: str) -> None:
    assert holds_edit(BASE, mine, web)


@pytest.mark.parametrize(("mine", "web"), LOST.values(), ids=LOST.keys())
def test_an_edit_that_the_file_lacks_is_not(mine: str, web: str) -> None:
    assert not holds_edit(BASE, mine, web)


def test_two_tables_are_not_one_with_the_same_rows() -> None:
    two = "|a|\n|-|\n|b|\n\n|c|\n|-|\n|d|\n"
    one = "|a|\n|-|\n|b|\n|c|\n|d|\n"
    assert not holds_edit(two, two + "\nOurs.", one)


def test_of_two_alike_the_one_that_is_edited_here_is_not_the_one_that_went() -> None:
    base = "A\n\nB\n\nA\n"
    assert not holds_edit(base, "A, ours\n\nB\n\nA\n", "B\n\nA\n")
    assert not holds_edit(base, "A\n\nB\n\nA, ours\n", "A\n\nB\n")


def test_texts_that_cost_too_much_to_parse_are_not_merged() -> None:
    deep = "> " * 60
    base, mine, web = (f"{deep}a\n\n{text}" for text in ("One.", "Two.", "Three."))
    assert says(base).startswith(BYTES)
    assert not holds_edit(base, mine, web)
    assert holds_edit(base, mine, base)


def test_texts_that_differ_in_too_much_are_not_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    base, mine, web = "\n\n".join("abcd"), "\n\n".join("efghx"), "\n\n".join("efgh")
    assert holds_edit(base + "\n\ny", mine, web + "\n\ny")
    monkeypatch.setattr(merging, "PAIRS", 15)
    assert not holds_edit(base + "\n\ny", mine, web + "\n\ny")


@pytest.mark.timeout(60)  # a second on an idle machine
@pytest.mark.parametrize("part", ["- a\n", "a\n\n", "- a\n- b\n"])
def test_a_long_text_of_like_parts_comes_to_its_end(part: str) -> None:
    base = part * 1_500
    assert not holds_edit(base, "\n\nours\n\n" + base[: len(base) // 2], base + "\n\ntheirs")


LABELS = st.lists(st.integers(0, 30), unique=True, min_size=4, max_size=12)


@st.composite
def versions(draw: st.DrawFn) -> tuple[list[str], list[str], list[str]]:
    """A text of distinct paragraphs, and two versions of it, of which one often has the other's edits."""
    base = [f"p{n}" for n in draw(LABELS)]
    web = changed(draw, base, "w")
    mine = changed(draw, draw(st.sampled_from([web, base])), "m")
    return base, mine, web


def changed(draw: st.DrawFn, parts: Sequence[str], name: str) -> list[str]:
    found = list(parts)
    for number in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(found)))
        match draw(st.sampled_from(["edit", "add", "remove", "move"])):
            case "add":
                found.insert(place, f"{name}{number}")
            case "edit" if place < len(found):
                found[place] = f"{found[place]}{name}"
            case "remove" if place < len(found):
                del found[place]
            case "move" if place < len(found):
                found.insert(draw(st.integers(0, len(found) - 1)), found.pop(place))
    return found


def text_of(parts: Sequence[str]) -> str:
    return "\n\n".join(parts)


@given(versions())
@examples(400)
def test_where_an_edit_is_held_nothing_of_it_is_lost(
    texts: tuple[list[str], list[str], list[str]],
) -> None:
    base, mine, web = texts
    if holds_edit(*map(text_of, texts)):
        assert set(web) - set(base) <= set(mine), "what they added or edited"
        assert not (set(base) - set(web)) & set(mine), "what they removed or edited"


@given(versions())
@examples(150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_where_an_edit_is_held_git_merges_the_two_to_what_the_file_says(
    tmp_path: Path, texts: tuple[list[str], list[str], list[str]]
) -> None:
    base, mine, web = texts
    merged = merged_by_git(tmp_path, *texts)
    if holds_edit(*map(text_of, texts)):
        assert merged in (None, mine)  # it takes two edits side by side for a conflict
    elif merged == mine != web:
        assert (set(base) - set(web)) & set(mine), "put elsewhere here, and removed there"


def merged_by_git(
    folder: Path, base: list[str], mine: list[str], web: list[str]
) -> list[str] | None:
    """What Git makes of three versions, a line a part; None for a conflict."""
    for name, parts in zip("abc", (mine, base, web), strict=True):
        (folder / name).write_text("".join(f"{part}\n" for part in parts))
    ended = subprocess.run(
        ["git", "merge-file", "-p", "a", "b", "c"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout.splitlines() if ended.returncode == 0 else None
