"""Which keys of a file's front matter give a field another value, in the file's own words."""

import pytest

from execsync.core.choices import Preset
from execsync.core.documents.document import parse
from execsync.core.documents.own_words import in_file_order, written_as
from execsync.core.documents.splicing import SpliceError
from execsync.core.front_matter_map import FieldSource
from execsync.core.settings import FrontMatterSettings, RuleSettings
from tests.support.now import NOW


def words(
    front: str,
    field: str,
    value: object,
    preset: Preset | None = None,
    path: str = "a.md",
    **sources: FieldSource,
) -> dict[str, object]:
    mark = "+++" if " = " in front or front.startswith("[[") else "---"
    document, _ = parse(path, f"{mark}\n{front}\n{mark}\nx".encode())
    assert document
    settings = RuleSettings(front_matter=FrontMatterSettings(preset, sources))
    return dict(written_as(document, settings, NOW, field, value))


@pytest.mark.parametrize(
    ("front", "preset", "status", "expected"),
    [
        ("title: A\ndraft: true", Preset.HUGO, "published", {"draft": False}),
        ("title: A\ndraft: false", Preset.HUGO, "draft", {"draft": True}),
        ("title: A\ndraft: false", Preset.HUGO, "published", {}),
        ("title: A", Preset.HUGO, "draft", {"status": "draft"}),
        ("title: A", None, "published", {"status": "published"}),
        ("status: draft", None, "published", {"status": "published"}),
        (
            "draft: true\nunlisted: true",
            Preset.DOCUSAURUS,
            "published",
            {"draft": False, "unlisted": False},
        ),
        ("date: 2020-01-01", Preset.HUGO, "draft", {"status": "draft"}),
        ("publish: true", Preset.OBSIDIAN, "draft", {"publish": False}),
        ("published: false", Preset.JEKYLL, "published", {"published": True}),
        ("draft: true\nstatus: new", Preset.MKDOCS, "published", {"draft": False}),
    ],
)
def test_a_status_is_said_by_the_key_that_says_it_now(
    front: str, preset: Preset | None, status: str, expected: dict[str, object]
) -> None:
    assert words(front, "status", status, preset) == expected


@pytest.mark.parametrize(
    ("front", "preset", "path"),
    [
        ("draft: true\ndate: 2030-01-01", Preset.HUGO, "a.md"),  # a day to come hides it, too
        ("date: 2030-01-01", Preset.HUGO, "a.md"),
        ("status: new", Preset.MKDOCS, "a.md"),  # the tool's own key
        ("title: A", Preset.JEKYLL, "_drafts/a.md"),
        ("draft: true", None, "a.md"),  # our own key would not win over it
    ],
)
def test_a_page_that_something_else_hides_is_not_published(
    front: str, preset: Preset | None, path: str
) -> None:
    with pytest.raises(SpliceError, match="`status`: "):
        words(front, "status", "published", preset, path)


def test_a_field_of_the_map_is_said_by_its_key() -> None:
    label = FieldSource("sidebar_label")
    assert words("sidebar_label: A", "title", "B", title=label) == {"sidebar_label": "B"}
    assert words("x: 1", "title", "B", title=label) == {"title": "B"}
    state = FieldSource("state", (("live", "published"), ("true", "draft")))
    assert words("state: live", "status", "draft", status=state) == {"state": "true"}
    assert words("state: true", "status", "published", status=state) == {"state": "live"}
    tags = FieldSource("tags")
    assert words("tags: [a, b]", "folders", ["c", "b"], folders=tags) == {"tags": ["b", "c"]}


def test_lists_keep_the_order_of_the_file_and_sources_what_is_said_of_them() -> None:
    front = "sources:\n - url: HTTPS://a.example/x\n   title: T\n - https://b.example"
    new = ["https://c.example", "https://a.example/x"]
    kept = {"url": "HTTPS://a.example/x", "title": "T"}
    assert words(front, "sources", new) == {"sources": [kept, "https://c.example"]}
    assert words("folders: [b, a]", "folders", ["a", "b"]) == {}
    assert words("x: 1", "folders", ["a", "b"]) == {"folders": ["a", "b"]}
    assert in_file_order(["b", "a", "b"], ["a", "b", "c", "c"]) == ["b", "a", "c"]


def test_a_new_source_is_a_table_where_toml_has_tables() -> None:
    front = '[[sources]]\nurl = "https://a.example"'
    new = ["https://a.example", "https://b.example"]
    assert words(front, "sources", new) == {"sources": [{"url": one} for one in new]}
