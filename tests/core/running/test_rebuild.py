from execsync.core.meaning import BYTES, says
from execsync.core.resource import Body, Page
from execsync.core.running.rebuild import adopt, match
from tests.support.entries import TEXT, snapshot

DEEP = "> " * 60
"""What stands before a text that costs too much to parse."""


def page(text: str, path: str = "a.md") -> Page:
    return Page(path, "Title", Body.of(text))


def test_a_page_that_says_what_its_file_does_is_adopted_as_it_is() -> None:
    assert adopt(page("Some\n__words__.\n"), snapshot(text="Some **words**."), {}).drift is None
    assert adopt(page(f"{DEEP}{TEXT}\n"), snapshot(text=f"{DEEP}{TEXT}"), {}).drift is None


def test_a_page_that_says_something_else_is_adopted_as_edited() -> None:
    assert adopt(page("It costs $45."), snapshot(text="It costs €45."), {}).drift is not None


def test_a_text_that_cannot_be_compared_by_what_it_says_is_compared_by_its_bytes() -> None:
    assert says(DEEP + TEXT).startswith(BYTES)
    assert adopt(page(TEXT), snapshot(text=DEEP + TEXT), {}).drift is not None
    assert adopt(page(DEEP + TEXT), snapshot(text=TEXT), {}).drift is not None


def test_of_pages_with_one_title_each_is_matched_by_what_its_text_says() -> None:
    files = [page("It costs *$45*.", "a.md"), page("It costs *€45*.", "b.md")]
    pages = [snapshot("p1", text="It costs _€45_."), snapshot("p2", text="It costs _$45_.")]
    adopted = match(files, pages).adopted
    assert {path: found.row.id for path, found in adopted.items()} == {"a.md": "p2", "b.md": "p1"}
