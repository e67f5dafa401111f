"""What files say of sources that no call can change."""

from dataclasses import replace

import pytest

from execsync.core.planning.source_notes import is_as_made, note_unchangeable
from execsync.core.resource import Body, Page, SourceRef
from execsync.core.state import GONE, SourceState

URL = "https://x.example/"
MADE = SourceState(URL, "s1", "Made", "c.png", ("f", "g"), "ready")


def page(*refs: SourceRef, path: str = "a.md") -> Page:
    return Page(path, "Title", Body.of("Text."), sources=refs)


@pytest.mark.parametrize(
    ("ref", "parts"),
    [
        (SourceRef(URL), ""),
        (SourceRef(URL, "Made", "c.png", ("g", "f")), ""),
        (SourceRef(URL, "Other"), "title"),
        (SourceRef(URL, "", "other.png"), "cover"),
        (SourceRef(URL, "Other", "", ("f",)), "title, folder_ids"),
    ],
)
def test_what_a_source_was_not_made_with_is_noted(ref: SourceRef, parts: str) -> None:
    notes = note_unchangeable([page(ref)], {URL: MADE})
    said = [f"{parts} of a source cannot be changed: {URL}"] if parts else []
    assert [note.summary for note in notes] == said
    assert is_as_made(page(ref), {URL: MADE}) == (not parts)


OTHER = SourceRef(URL, "Other")


def test_only_the_first_file_that_says_it_is_noted() -> None:
    pages = [page(SourceRef(URL)), page(OTHER, path="b.md"), page(OTHER, path="c.md")]
    assert [note.path for note in note_unchangeable(pages, {URL: MADE})] == ["b.md"]


def test_a_source_that_is_not_there_is_made_as_its_file_says() -> None:
    assert note_unchangeable([page(OTHER)], {}) == ()
    assert note_unchangeable([page(OTHER)], {URL: replace(MADE, status=GONE)}) == ()
    assert not is_as_made(page(SourceRef(URL)), {})
