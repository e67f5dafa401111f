from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from execsync.core.choices import Status
from execsync.core.planning.moves import find_moves
from execsync.core.resource import Body, Page
from execsync.core.running.outcome import sent_page
from execsync.core.state import PageState


def page(path: str, title: str = "T", body: str = "Text.", moved_from: str = "") -> Page:
    return Page(path, title, Body.of(body), moved_from=(moved_from,) if moved_from else ())


def known(*pages: Page) -> dict[str, PageState]:
    return {p.path: sent_page(p, page_id=f"pg-{p.path}", source_ids=()) for p in pages}


def test_nothing_moves_while_every_file_is_there() -> None:
    old = page("old.md")
    assert find_moves([old, page("copy.md")], known(old)) == {}


def test_the_same_text_under_another_name_is_a_move() -> None:
    assert find_moves([page("new.md", title="Other")], known(page("old.md"))) == {
        "new.md": "old.md"
    }


def test_the_same_fields_under_another_name_are_a_move() -> None:
    new = replace(page("new.md", body="New."), status=Status.DRAFT)
    assert find_moves([new], known(page("old.md"))) == {"new.md": "old.md"}


def test_text_and_fields_that_differ_are_no_move() -> None:
    assert find_moves([page("new.md", "Other", "New.")], known(page("old.md"))) == {}


def test_moved_from_wins_over_an_equal_text() -> None:
    new = page("new.md", "Other", "Text.", moved_from="b.md")
    moves = find_moves([new], known(page("a.md"), page("b.md", "B", "Else.")))
    assert moves == {"new.md": "b.md"}


def test_moved_from_a_file_that_is_there_is_ignored() -> None:
    old = page("old.md", "Old", "Old.")
    assert find_moves([old, page("new.md", moved_from="old.md")], known(old)) == {}


def test_moved_from_takes_the_first_of_its_names_that_is_gone() -> None:
    new = replace(page("new.md", "N", "N."), moved_from=("never.md", "b.md", "a.md"))
    gone = known(page("a.md", "A", "A."), page("b.md", "B", "B."))
    assert find_moves([new], gone) == {"new.md": "b.md"}


def test_what_fits_two_is_left_alone() -> None:
    assert find_moves([page("x.md"), page("y.md")], known(page("old.md"))) == {}
    assert find_moves([page("new.md")], known(page("a.md"), page("b.md"))) == {}


def test_pages_without_text_are_told_by_their_fields_alone() -> None:
    gone = known(page("a.md", "A", ""), page("b.md", "B", ""))
    assert find_moves([page("x.md", "A", ""), page("y.md", "C", "")], gone) == {"x.md": "a.md"}


def test_a_folder_of_pages_moves_together() -> None:
    old = [page(f"old/{n}.md", f"T{n}", f"Text {n}.") for n in range(200)]
    new = [replace(p, path=p.path.replace("old", "new")) for p in old]
    assert find_moves(new, known(*old)) == {f"new/{n}.md": f"old/{n}.md" for n in range(200)}


def test_two_files_that_change_their_names_are_each_still_themselves() -> None:
    a, b = page("a.md", "A", "Text of a."), page("b.md", "B", "Text of b.")
    swapped = [replace(b, path="a.md"), replace(a, path="b.md")]
    assert find_moves(swapped, known(a, b)) == {"a.md": "b.md", "b.md": "a.md"}


def test_a_chain_of_renames_is_followed() -> None:
    a, b = page("a.md", "A", "Text of a."), page("b.md", "B", "Text of b.")
    moved = [replace(a, path="b.md"), replace(b, path="c.md")]
    assert find_moves(moved, known(a, b)) == {"b.md": "a.md", "c.md": "b.md"}


def test_a_file_put_in_the_place_of_another_one_is_an_edit_of_that() -> None:
    a, b = page("a.md", "A", "Text of a."), page("b.md", "B", "Text of b.")
    assert find_moves([replace(a, path="b.md")], known(a, b)) == {}


PAGES = st.lists(
    st.builds(
        page, st.sampled_from("abcdef"), st.sampled_from("TU"), st.sampled_from(["", "1", "2"])
    ),
    unique_by=lambda p: p.path,
    max_size=6,
)


@given(before=PAGES, after=PAGES)
def test_a_move_is_from_what_is_gone_to_what_is_new_and_each_once(
    before: Sequence[Page], after: Sequence[Page]
) -> None:
    moves = find_moves(after, known(*before))
    old, new = {p.path for p in before}, {p.path for p in after}
    assert moves.keys() <= new
    assert set(moves.values()) <= old
    # Whose path is taken has another one, so that no page is forgotten.
    assert moves.keys() & old <= set(moves.values())
    assert len(set(moves.values())) == len(moves)
    assert find_moves(after[::-1], dict(reversed(known(*before).items()))) == moves
