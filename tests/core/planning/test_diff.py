from dataclasses import fields, replace

import pytest

from execsync.core.choices import Status, Visibility
from execsync.core.digest import digest
from execsync.core.planning.diff import FieldChange, compare
from execsync.core.resource import Body, Page, SourceRef
from execsync.core.running.outcome import sent_page
from execsync.core.state import PageState, SourceState

ONE, TWO = "https://x.example/1", "https://x.example/2"
SOURCES = {url: SourceState(url, f"src-{url[-1]}", "T", status="ready") for url in (ONE, TWO)}
PAGE = Page(
    "a.md",
    "Title",
    Body.of("Text."),
    folder_ids=("f1", "f2"),
    skill_ids=("s1",),
    sources=(SourceRef(ONE), SourceRef(TWO)),
)


def known(page: Page = PAGE) -> PageState:
    ids = tuple(SOURCES[ref.url].id for ref in page.sources)
    return sent_page(page, page_id="pg", source_ids=ids)


def test_a_page_as_it_was_sent_differs_in_nothing() -> None:
    assert compare(PAGE, known(), SOURCES) == ()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"title": "title"}, FieldChange("title", "Title", "title")),
        ({"body": Body.of("New.")}, FieldChange("content", digest("Text."), digest("New."))),
        ({"status": Status.PUBLISHED}, FieldChange("status", "draft", "published")),
        ({"visibility": Visibility.PRIVATE}, FieldChange("visibility", "workspace", "private")),
        ({"folder_ids": ("f1",)}, FieldChange("folder_ids", ("f1", "f2"), ("f1",))),
        ({"skill_ids": ()}, FieldChange("skill_ids", ("s1",), ())),
        ({"sources": (SourceRef(TWO),)}, FieldChange("sources", (ONE, TWO), (TWO,))),
        ({"protect": True}, FieldChange("protect", False, True)),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_each_field_is_compared(changed: dict[str, object], expected: FieldChange) -> None:
    page = replace(PAGE, **changed)  # type: ignore[arg-type]
    assert compare(page, known(), SOURCES) == (expected,)


def test_every_field_of_a_page_that_matters_is_compared() -> None:
    """A new field of Page must find its way into this test, hence into a comparator; names have ids."""
    ours = {"path", "moved_from", "defaulted", "blob", "clean", "folders", "skills"}
    compared = {"title", "body", "status", "visibility", "folder_ids", "skill_ids", "sources"}
    assert {field.name for field in fields(Page)} == ours | compared | {"protect"}


@pytest.mark.parametrize(
    "changed",
    [
        {"folder_ids": ("f2", "f1")},
        {"sources": (SourceRef(TWO), SourceRef(ONE))},
        {"sources": (SourceRef(ONE, "A title"), SourceRef(TWO))},
        {"defaulted": ("status",)},
        {"folders": ("Sales", "Support")},
        {"moved_from": ("old.md",)},
    ],
    ids=lambda value: next(iter(value)),
)
def test_what_means_nothing_is_no_difference(changed: dict[str, object]) -> None:
    page = replace(PAGE, **changed)  # type: ignore[arg-type]
    assert compare(page, known(), SOURCES) == ()


def test_two_addresses_that_turned_out_one_source_are_no_difference() -> None:
    same = {**SOURCES, TWO: replace(SOURCES[TWO], id="src-1")}
    sent = replace(known(), source_ids=("src-1",))
    assert compare(PAGE, sent, same) == ()


def test_a_source_made_anew_is_a_difference_though_its_address_is_the_same() -> None:
    anew = {**SOURCES, TWO: replace(SOURCES[TWO], id="src-2-again")}
    (change,) = compare(PAGE, known(), anew)
    assert change.field == "sources"


def test_a_source_that_is_not_known_is_a_difference() -> None:
    (change,) = compare(PAGE, known(), {ONE: SOURCES[ONE]})
    assert change.field == "sources"
