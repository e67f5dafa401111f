"""The page that a document wants."""

from typing import Any

import pytest

from execsync.core.choices import Status, TitleFrom, Visibility
from execsync.core.documents.desired import page_of
from execsync.core.documents.document import Document
from execsync.core.documents.fields import source_urls, titled_sources
from execsync.core.resource import Body, Page, SourceRef
from execsync.core.settings import Defaults, RuleSettings

TEXT = "# A *heading*\n\nText."
BODY = Body.of(TEXT)
USUAL = RuleSettings()
FROM_HEADING = RuleSettings((TitleFrom.FRONT_MATTER, TitleFrom.HEADING))
FILLED = RuleSettings(
    defaults=Defaults(Status.PUBLISHED, Visibility.PRIVATE, ("f1", "f2"), ("k1",))
)
BARE, TABLE = "https://a.example/ü", {"url": "https://b.example/", "title": " B "}
SENT = SourceRef("https://a.example/%C3%BC")
FULL = {**TABLE, "cover": "c.png", "folder_ids": ["f1", "f1"]}


@pytest.mark.parametrize(
    ("front", "settings", "wanted"),
    [
        ({"title": " T "}, USUAL, {"title": "T"}),
        ({}, FROM_HEADING, {"title": "A heading"}),
        ({"title": "T"}, FROM_HEADING, {"title": "T"}),
        ({}, USUAL, {"title": ""}),
        ({"status": "published"}, USUAL, {"status": Status.PUBLISHED}),
        ({"visibility": "private"}, USUAL, {"visibility": Visibility.PRIVATE}),
        ({"folder_ids": ["f2", "f1", "f2"]}, USUAL, {"folder_ids": ("f2", "f1")}),
        ({"skill_ids": ["k1"]}, USUAL, {"skill_ids": ("k1",)}),
        ({"protect": True}, USUAL, {"protect": True}),
        ({"moved_from": "u\u0308.md"}, USUAL, {"moved_from": ("\u00fc.md",)}),
        ({"moved_from": ["b.md", "c.md", "b.md"]}, USUAL, {"moved_from": ("b.md", "c.md")}),
        ({"moved_from": None}, USUAL, {"moved_from": ()}),
        ({"sources": [BARE, SENT.url]}, USUAL, {"sources": (SENT,)}),
        ({"sources": [TABLE]}, USUAL, {"sources": (SourceRef(TABLE["url"], "B"),)}),
        (
            {"sources": [TABLE["url"], FULL, BARE]},
            USUAL,
            {"sources": (SourceRef(TABLE["url"]), SENT)},
        ),
        (
            {"sources": [FULL]},
            USUAL,
            {"sources": (SourceRef(TABLE["url"], "B", "c.png", ("f1",)),)},
        ),
        (
            {},
            FILLED,
            {
                "status": Status.PUBLISHED,
                "visibility": Visibility.PRIVATE,
                "folder_ids": ("f1", "f2"),
                "skill_ids": ("k1",),
                "defaulted": ("status", "visibility", "folder_ids", "skill_ids"),
            },
        ),
        (
            {"status": "draft", "visibility": "workspace", "folder_ids": []},
            FILLED,
            {"skill_ids": ("k1",), "defaulted": ("skill_ids",)},
        ),
        ({}, RuleSettings(defaults=Defaults(Status.DRAFT)), {"defaulted": ("status",)}),
    ],
)
def test_a_page_has_what_front_matter_and_defaults_say(
    front: dict[str, Any], settings: RuleSettings, wanted: dict[str, Any]
) -> None:
    page = page_of(Document("a.md", front, TEXT), settings, BODY)
    assert page == Page("a.md", **{"title": "", "body": BODY, **wanted})


def test_a_page_has_the_text_that_it_is_given() -> None:
    other = Body.of("Found again.")
    assert page_of(Document("a.md", {"title": "T"}, TEXT), USUAL, other).body is other


@pytest.mark.parametrize(("front", "clean"), [({}, "settings"), ({"moved_from": "b.md"}, "")])
def test_a_page_that_names_old_paths_is_never_unchanged(front: dict[str, Any], clean: str) -> None:
    page = page_of(Document("a.md", front, TEXT), USUAL, BODY, blob="of Git", clean="settings")
    assert (page.blob, page.clean) == ("of Git", clean)


def test_sources_are_found_where_they_can_be_read() -> None:
    table = {"url": BARE, "title": "A"}
    items = [
        BARE,
        1,
        table,
        {"title": "B"},
        {"url": BARE},
        {**table, "title": ""},
        {**table, "url": 1},
    ]
    front = {"sources": items}
    assert list(source_urls(front)) == [
        (("sources", 0), BARE),
        (("sources", 2, "url"), BARE),
        (("sources", 4, "url"), BARE),
        (("sources", 5, "url"), BARE),
    ]
    assert list(titled_sources(front)) == [(("sources", 2), SENT.url, "A")]
    assert not list(titled_sources({"sources": table}))
    assert not list(source_urls({}))
