"""Pages that a plan leaves alone without their files, told from State."""

from typing import Any

import pytest

from execsync.core.planning.unchanged import UnchangedPages
from execsync.core.rules import read
from execsync.core.settings import RuleSettings
from execsync.core.state import GONE, SourceState, State
from tests.support.entries import entry, observed
from tests.support.now import NOW

URL = "https://x.example/one"
CLEAN = {"blob": "blob-of-a", "clean": "settings"}


def blobs(*pages: Any, source: SourceState | None = None) -> dict[str, str]:
    sources = {URL: source} if source else {}
    state = State("lineage", pages={page.path: page for page in pages}, sources=sources)
    return dict(UnchangedPages.of(state, "settings").blobs)


def test_a_page_that_was_read_without_a_finding_under_the_same_settings_is_one() -> None:
    assert blobs(entry(**CLEAN)) == {"a.md": "blob-of-a"}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"clean": "others"}, id="other settings"),
        pytest.param({"clean": ""}, id="a finding"),
        pytest.param({"drift": observed(title="Edited")}, id="edited on the web"),
        pytest.param({"retiring": ("p0",)}, id="a replacement is not finished"),
        pytest.param({"stays_live": True}, id="something live to be taken down"),
        pytest.param({"sources": (URL,), "source_ids": ("s0",)}, id="another source by now"),
    ],
)
def test_a_page_for_which_something_may_be_to_be_done_is_none(fields: dict[str, Any]) -> None:
    assert blobs(entry(**{**CLEAN, **fields}), source=SourceState(URL, "s1", "One")) == {}


def test_pages_of_one_id_are_none() -> None:
    other = entry("b.md", id="p2", **CLEAN)
    assert blobs(entry(**CLEAN), entry("c.md", **CLEAN), other) == {"b.md": "blob-of-a"}


@pytest.mark.parametrize(("status", "found"), [("ready", ["a.md"]), (GONE, [])])
def test_a_page_of_a_source_is_one_as_long_as_the_source_is_there(
    status: str, found: list[str]
) -> None:
    page = entry(sources=(URL,), source_ids=("s1",), **CLEAN)
    assert [*blobs(page, source=SourceState(URL, "s1", "One", status=status))] == found


@pytest.mark.parametrize(("title", "found"), [("One", set()), ("Another", {"a.md"})])
def test_a_page_whose_source_another_file_calls_otherwise_is_disputed(
    title: str, found: set[str]
) -> None:
    pages = {"a.md": entry(sources=(URL,), **CLEAN), "b.md": entry("b.md", id="p2", **CLEAN)}
    state = State("lineage", pages=pages, sources={URL: SourceState(URL, "s1", "One")})
    text = f"---\ntitle: C\nsources:\n  - url: {URL}\n    title: {title}\n---\nText.\n"
    document, _ = read("c.md", text.encode(), RuleSettings(), NOW)
    assert document
    unchanged = UnchangedPages.of(state, "settings")
    assert set(unchanged.disputed([document], ["a.md", "b.md"])) == found
