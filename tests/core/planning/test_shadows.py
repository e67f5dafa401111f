"""Which of several entries has a right to the page that all of them name."""

from execsync.core.address import Address
from execsync.core.planning.gaps import NO_GAPS, Gaps
from execsync.core.planning.plan import Action
from execsync.core.planning.shadows import find_shadows, forget_shadows
from execsync.core.resource import Body, Page
from execsync.core.state import PageState, State
from tests.support.entries import TEXT, entry, observed

LATER = "2027-01-15T13:00:00Z"


def state(*pages: PageState) -> State:
    return State("lineage", pages={page.path: page for page in pages})


def shadows(
    *entries: PageState,
    files: tuple[Page, ...] = (),
    settled: tuple[str, ...] = (),
    gaps: Gaps = NO_GAPS,
) -> set[str]:
    return set(find_shadows(state(entry("z.md", id="other"), *entries), files, settled, gaps))


def file(path: str, text: str = "Others.", title: str = "Title") -> Page:
    return Page(path, title, Body.of(text))


def test_an_id_of_one_page_is_not_shared() -> None:
    assert state(entry("a.md", id="p1"), entry("b.md", id="p2")).shared_ids() == frozenset()
    three = state(entry("a.md"), entry("b.md"), entry("c.md", id="p2"))
    assert three.shared_ids() == {"p1"}
    assert shadows(entry("a.md", id="p1"), entry("b.md", id="p2")) == set()


def test_it_belongs_to_the_file_that_says_the_same() -> None:
    a, b = entry("a.md"), entry("b.md", observed=observed(updated_at=LATER))
    assert shadows(a, b, files=(file("a.md", TEXT), file("b.md"))) == {"b.md"}
    assert shadows(a, b, files=(file("a.md", TEXT, "New"), file("b.md"))) == {"a.md"}
    assert shadows(a, b, files=(file("b.md"),), settled=("a.md",)) == {"b.md"}


def test_a_file_with_an_error_is_there() -> None:
    a, b = entry("a.md"), entry("b.md", observed=observed(updated_at=LATER))
    assert shadows(a, b) == {"a.md"}
    assert shadows(a, b, gaps=Gaps(frozenset({"a.md"}))) == {"b.md"}
    assert shadows(a, b, files=(file("b.md", TEXT),), gaps=Gaps(frozenset({"a.md"}))) == {"a.md"}


def test_else_to_a_file_that_is_there() -> None:
    a, b = entry("a.md"), entry("b.md", observed=observed(updated_at=LATER))
    assert shadows(a, b, files=(file("a.md"),)) == {"b.md"}


def test_else_to_what_was_written_last() -> None:
    a, b = entry("a.md", observed=observed(updated_at=LATER)), entry("b.md", observed=None)
    assert shadows(a, b, entry("c.md")) == {"b.md", "c.md"}


def test_the_others_are_forgotten_unless_there_are_files_for_them() -> None:
    found = {"a.md": entry("a.md"), "b.md": entry("b.md")}
    (change,) = forget_shadows(found, {"b.md"})
    assert (change.address, change.action) == (Address("page", "a.md"), Action.FORGET)
