"""The three sides of a file: what one side alone has changed, and where both have."""

import pytest

from execsync.core.documents.read_error import ReadError
from execsync.core.documents.splicing import SpliceError
from execsync.core.pulling.choices import OnConflict
from execsync.core.pulling.three_ways import Bodies, Sides, Writing, sides_of
from execsync.core.pulling.web_values import WebValue
from execsync.core.settings import RuleSettings
from tests.support.now import NOW

WRITING = Writing("a.md", RuleSettings(), NOW)
FILE = "---\ntitle: Ours\nstatus: draft\n---\n\nText.\n"
STATUS = WebValue("status", {"status": "draft"}, {"status": "published"})
TITLE = WebValue("title", {"title": "Base"}, {"title": "Theirs"}, is_local=True)


def sides(
    *values: WebValue, bodies: Bodies | None = None, how: OnConflict = OnConflict.FAIL
) -> Sides:
    return sides_of(FILE, values, bodies, WRITING, how)


def test_what_the_web_alone_has_changed_is_on_every_side() -> None:
    published = FILE.replace("draft", "published")
    assert sides(STATUS) == Sides(published, published, published)
    assert sides(STATUS, how=OnConflict.OURS).ours == published


@pytest.mark.parametrize("how", [OnConflict.FAIL, OnConflict.MARKERS])
def test_what_both_have_changed_clashes(how: OnConflict) -> None:
    published = FILE.replace("draft", "published")
    base, theirs = (published.replace("Ours", title) for title in ("Base", "Theirs"))
    found = sides(TITLE, STATUS, how=how)
    assert found == Sides(published, base, theirs, clashing=("title",))
    assert found.settled is None


def test_a_side_that_is_to_win_clashes_with_nothing() -> None:
    assert sides(TITLE, how=OnConflict.OURS) == Sides(FILE, FILE, FILE)
    theirs = FILE.replace("Ours", "Theirs")
    assert sides(TITLE, how=OnConflict.THEIRS) == Sides(theirs, theirs, theirs)


def test_bodies_differ_on_the_sides_that_the_web_has() -> None:
    found = sides(STATUS, bodies=Bodies("Base text.", "Web text."))
    published = FILE.replace("draft", "published")
    base, theirs = (published.replace("Text.", text) for text in ("Base text.", "Web text."))
    assert found == Sides(published, base, theirs)


@pytest.mark.parametrize(
    ("ours", "base", "theirs", "settled"),
    [
        ("a", "a", "b", "b"),
        ("b", "a", "b", "b"),
        ("b", "a", "a", "b"),
        ("a", "a", "a", "a"),
        ("a", "b", "c", None),
    ],
)
def test_one_side_alone_needs_no_merge(
    ours: str, base: str, theirs: str, settled: str | None
) -> None:
    assert Sides(ours, base, theirs).settled == settled


def test_a_value_that_no_file_can_hold_is_an_error() -> None:
    with pytest.raises(SpliceError, match="title"):
        sides(WebValue("title", {"title": "a"}, {"title": "\ud800"}))
    with pytest.raises(SpliceError, match="the file cannot be read"):
        WRITING.put("---\ntitle: never ends\n", {"title": "New"})
    with pytest.raises(ReadError):
        sides_of("---\nnever ends\n", (), Bodies("a", "b"), WRITING, OnConflict.FAIL)
