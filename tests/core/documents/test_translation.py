"""What other tools' keys and paths say, at a time that is handed in."""

from datetime import timedelta
from itertools import product

import pytest

from execsync.core import rules
from execsync.core.choices import Preset, Status
from execsync.core.documents.desired import page_of
from execsync.core.documents.document import Document
from execsync.core.documents.fields import FIELDS
from execsync.core.documents.position import InFront
from execsync.core.documents.presets import TOOLS
from execsync.core.front_matter_map import FIELDS as MAPPABLE
from execsync.core.front_matter_map import FieldSource
from execsync.core.resource import Body
from execsync.core.settings import Defaults, FrontMatterSettings, RuleSettings
from tests.support.now import NOW


def read(
    front: str,
    preset: Preset | None = None,
    path: str = "a.md",
    later: float = 0,
    **fields: FieldSource,
) -> Document:
    settings = RuleSettings(front_matter=FrontMatterSettings(preset, fields))
    data = f"---\n{front}\n---\nText.\n".encode()
    document, found = rules.read(path, data, settings, NOW + timedelta(hours=later))
    assert document is not None, found
    return document


def status(document: Document) -> object:
    return document.front.get("status")


@pytest.mark.parametrize("preset", [Preset.DOCUSAURUS, Preset.OBSIDIAN])
def test_an_id_is_the_tools_own_where_nothing_says_that_the_page_is_kept_on_the_web(
    preset: Preset,
) -> None:
    assert "id" not in read("title: A\nid: 202601", preset).front
    assert read("title: A\nid: page-1\nmanaged: false", preset).front["id"] == "page-1"


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("draft: true", "draft"),
        ("draft: false", "published"),
        ("draft: maybe", "draft"),
        ("draft:", None),
        ("DRAFT: true", "draft"),
        ("draft: false\nDraft: true", "draft"),
        ("tags: [a]", None),
        ("date: 2026-03-01T10:00:00Z", "draft"),
        ("date: 2026-03-01T10:00:00+02:00", None),
        ("date: 2026-03-02T08:00:00+10:00", "draft"),
        ("date: 2026-03-01", None),
        ("date: 2026-03-02", "draft"),
        ("date: 2026-03-02\npublishDate: 2026-01-01", None),
        ("publishdate: '2026-03-01 09:30:00 +0000'", "draft"),
        ("publishdate: soon", "draft"),
        ("pubdate: 2027-01-01\ndraft: false", "draft"),
        ("expiryDate: 2026-03-01\ndraft: false", "draft"),
        ("expiryDate: 2026-03-02\ndraft: false", "published"),
        ("unpublishdate: 2025-03-02", "draft"),
        ("expiryDate: 12", "draft"),
        ("published: 2027-01-01", "draft"),
        ("published: false", "draft"),
    ],
)
def test_what_hugo_would_not_show_is_a_draft(front: str, expected: str | None) -> None:
    document = read(front, Preset.HUGO)
    assert status(document) == expected
    assert document.foreign.marks == ()


@pytest.mark.parametrize(
    ("front", "timed"),
    [
        ("expiryDate: 2026-03-02", True),
        ("expiryDate: 2026-02-02", False),
        ("publishDate: 2026-03-02", True),
        ("publishDate: 2026-02-02", False),
        ("date: 2027-01-01", False),
        ("draft: true", False),
    ],
)
@pytest.mark.parametrize("preset", [None, Preset.DOCUSAURUS])
def test_what_another_time_would_change_is_known(
    front: str, preset: Preset | None, *, timed: bool
) -> None:
    assert read(front, preset).foreign.timed is timed


def test_a_page_begins_and_ends_at_its_times() -> None:
    front = "publishDate: 2026-03-01T10:00:00Z\nexpiryDate: 2026-03-01T12:00:00Z\ndraft: false"
    found = [status(read(front, Preset.HUGO, later=later)) for later in (0.9, 1, 2.9, 3)]
    assert found == ["draft", "published", "published", "draft"]


@pytest.mark.parametrize(
    ("path", "front", "expected"),
    [
        ("_posts/2026-03-02-party.md", "layout: post", "draft"),
        ("_posts/2026-03-01-party.md", "layout: post", None),
        ("blog/_posts/2026/2026-03-02-party.markdown", "layout: post", "draft"),
        ("_posts/2026-03-02-party.md", "date: 2026-02-02", None),
        ("_posts/2026-02-02-party.md", "date: 2026-03-02", "draft"),
        ("_posts/2026-99-99-party.md", "layout: post", "draft"),
        ("posts/2026-03-02-party.md", "layout: post", None),
        ("about.md", "date: 2027-01-01", None),
        ("_drafts/party.md", "layout: post", "draft"),
        ("_drafts/party.md", "published: true", "draft"),
        ("a/_drafts/b/party.md", "title: A", "draft"),
        ("my_drafts/party.md", "title: A", None),
    ],
)
def test_folders_of_jekyll_say_what_is_not_shown(
    path: str, front: str, expected: str | None
) -> None:
    assert status(read(front, Preset.JEKYLL, path)) == expected


def test_a_post_is_called_by_its_name_unless_it_has_a_title() -> None:
    path = "_posts/2026-02-02-my-first-trip.md"
    assert read("layout: post", Preset.JEKYLL, path).front["title"] == "My First Trip"
    assert read("title: Trip", Preset.JEKYLL, path).front["title"] == "Trip"
    assert "title" not in read("layout: post", None, path).front


def test_a_finding_points_at_the_key_as_it_is_written() -> None:
    document = read(
        "a: 1\nsection:\n  - x\n  - y\nstage: odd",
        folder_ids=FieldSource("section"),
        status=FieldSource("stage"),
    )
    assert document.front == {"a": 1, "folder_ids": ["x", "y"], "status": "odd"}
    assert document.locate(InFront(("folder_ids", 1))) == (5, 5)
    assert document.locate(InFront(("folder_ids",), "key")) == (3, 1)
    assert document.written(InFront(("status",))) == "odd"


def test_the_map_goes_before_the_preset() -> None:
    by_stage = FieldSource("draft", (("true", "published"),))
    assert status(read("draft: true", Preset.HUGO, status=by_stage)) == "published"
    stage = FieldSource("stage", (("live", "published"), ("wip", "draft")))
    assert status(read("draft: true\nstage: live", Preset.HUGO, status=stage)) == "draft"
    assert status(read("draft: false\nstage: wip", Preset.HUGO, status=stage)) == "draft"
    assert status(read("draft: false\nstage: odd", Preset.HUGO, status=stage)) == "odd"


def test_our_own_key_wins_but_for_what_is_hidden() -> None:
    document = read(
        "title: A\nname: B\nstatus: published\ndraft: true", Preset.HUGO, title=FieldSource("name")
    )
    assert document.front == {"title": "A", "status": "published"}
    assert [mark.says for mark in document.foreign.marks] == ["a draft"]


def test_our_own_key_can_be_given_another_meaning() -> None:
    document = read("status: new", Preset.MKDOCS, status=FieldSource("status", (("new", "draft"),)))
    assert document.front == {"status": "draft"}


def test_every_field_that_can_be_mapped_is_one_of_front_matter() -> None:
    assert MAPPABLE.keys() == FIELDS.keys() - {"managed", "id"}


def test_no_key_of_a_preset_is_one_of_ours() -> None:
    for tool in TOOLS.values():
        assert not (tool.says | tool.known) & {name.replace("_", "") for name in FIELDS}


def test_a_document_with_our_keys_alone_stays_the_very_same() -> None:
    data = b"---\ntitle: A\nstatus: published\n---\nText.\n"
    document, _ = rules.read("a.md", data, RuleSettings(), NOW)
    assert document is not None
    assert document.foreign is rules.read("b.md", data, RuleSettings(), NOW)[0].foreign  # type: ignore[union-attr]


HUGE = "0x" + "f" * 10_000
"""A number that Python does not write in digits."""


@pytest.mark.parametrize(
    "value", [HUGE, "[1, {a: 2}]", ".nan", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
@pytest.mark.parametrize(
    "key", ["draft", "published", "unlisted", "publishDate", "expires", "stage"]
)
def test_odd_values_are_taken_for_what_they_are(key: str, value: str) -> None:
    stage = FieldSource("stage", (("live", "published"),))
    for preset in (None, *Preset):
        document = read(f"{key}: {value}", preset, status=stage)
        assert status(document) != "published" or (key, value[:4]) == ("published", "0001")


def test_a_long_value_takes_no_time() -> None:
    document = read(f"expires: '{' ' * 16_000}x'", Preset.HUGO)
    assert document.foreign.marks == ()


HIDING = (
    "draft: true",
    "published: false",
    "publish: false",
    "unlisted: true",
    "expiryDate: 2020-01-01",
    "expires: 2020-01-01",
    "publishDate: 2027-01-01",
)
SHOWING = ("a: 1", "draft: false", "published: true", "publish: true", "status: published")
PLACES = ("a.md", "_posts/2020-01-01-a.md")


@pytest.mark.parametrize("preset", [None, *Preset])
def test_nothing_that_something_hides_is_published(preset: Preset | None) -> None:
    settings = RuleSettings(
        defaults=Defaults(Status.PUBLISHED), front_matter=FrontMatterSettings(preset)
    )
    for hiding, showing, path in product(HIDING, SHOWING, PLACES):
        if hiding.partition(":")[0] == showing.partition(":")[0]:
            continue
        for lines in ((hiding, showing), (showing, hiding)):
            data = "\n".join(["---", "title: A", *lines, "---", "Text."]).encode()
            document, found = rules.read(path, data, settings, NOW)
            assert document is not None
            found += rules.check(document, settings)
            is_draft = page_of(document, settings, Body.of(document.body)).status is Status.DRAFT
            assert is_draft or rules.makes_no_page(found), (path, lines)
