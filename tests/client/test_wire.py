"""Answers, sound and otherwise, as the calls return them."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execsync.client import wire
from execsync.client.answer import Answer
from execsync.client.json_field import JsonField, read
from execsync.core.snapshot import (
    Draft,
    Folder,
    Listing,
    PageRow,
    PageSnapshot,
    PageVersion,
    Skill,
    SourceSnapshot,
    Workspace,
)
from execsync.errors import BadAnswer, UnclearWrite
from execsync.sync.paging import every

from . import answers
from .conftest import Connect
from .stage import Play, Stage, reply

ROW = PageRow(
    id="page-1",
    title="Refunds",
    status="published",
    visibility="workspace",
    folder_ids=("folder-1",),
    skill_ids=("skill-1",),
    source_count=1,
    version=2,
    created_at=answers.TIME,
    updated_at=answers.TIME,
)
SOURCE = SourceSnapshot("source-1", "Terms", "ready", "https://example.com/terms")


def parse(body: object, read_as: Callable[[JsonField], Any]) -> Any:
    return read_as(read(Answer(200, {}, json.dumps(body).encode()), "GET /it"))


def parse_page(**changes: object) -> PageSnapshot:
    page: PageSnapshot = parse(answers.page(**changes), wire.page)
    return page


def test_sound_answers_become_snapshots() -> None:
    draft = Draft("Refunds", "# Refunds, new\n")
    assert parse_page() == PageSnapshot(ROW, "# Refunds\n", draft, ("source-1",))
    assert parse(answers.source(), wire.source) == SOURCE
    assert parse(answers.folder(), wire.folder) == Folder("folder-1", "Sales", "", "🙂")
    assert parse(answers.skill(), wire.skill) == Skill("skill-1", "Closing", "…")
    assert parse(answers.workspace(), wire.workspace) == Workspace("workspace-1", "Acme", "acme")


def test_unknown_fields_are_let_pass() -> None:
    assert parse_page(surprise={"x": [1]}) == parse_page()


@pytest.mark.parametrize("absent", [True, False], ids=["absent", "null"])
def test_optional_fields_may_be_absent_or_null(absent: bool) -> None:
    lists = ("folders", "skills", "sources")
    optional = (
        *lists,
        "source_count",
        "owner",
        "version",
        "created_at",
        "updated_at",
        "content",
        "draft",
    )
    body = answers.page(**dict.fromkeys(optional))
    if absent:
        body = {name: value for name, value in body.items() if name not in optional}
    row = PageRow("page-1", "Refunds", "published", "workspace", (), (), 0, None, "", "")
    assert parse(body, wire.page) == PageSnapshot(row, None, None, ())


def test_ids_may_be_numbers_everywhere() -> None:
    page = parse_page(
        id=7, folders=[{"id": 8}], skills=[{"id": 9}], sources=[answers.source(id=10)]
    )
    assert (page.row.id, page.source_ids) == ("7", ("10",))
    assert (page.row.folder_ids, page.row.skill_ids) == (("8",), ("9",))
    assert parse(answers.workspace(id=7), wire.workspace).id == "7"
    assert parse(answers.folder(id=8, parent=9), wire.folder) == Folder("8", "Sales", "9", "🙂")


@pytest.mark.parametrize(
    ("body", "read_as"),
    [
        (answers.page(), wire.page),
        (answers.source(), wire.source),
        (answers.folder(), wire.folder),
        (answers.skill(), wire.skill),
        (answers.workspace(), wire.workspace),
    ],
)
def test_one_object_may_stand_in_data(body: object, read_as: Callable[[JsonField], Any]) -> None:
    assert parse({"data": body}, read_as) == parse(body, read_as)


def test_a_draft_without_content_is_a_draft() -> None:
    assert parse_page(draft={"title": "T", "content": None}).draft == Draft("T", None)


def test_new_values_of_status_and_visibility_are_kept() -> None:
    row = parse_page(status="scheduled", visibility="team").row
    assert (row.status, row.visibility) == ("scheduled", "team")
    assert parse(answers.source(status="queued"), wire.source).status == "queued"


@pytest.mark.parametrize(
    ("field", "value", "read_as"),
    [
        ("status", "Published", "published"),
        ("status", " PUBLISHED ", "published"),
        ("visibility", "Workspace", "workspace"),
        ("version", "2", 2),
        ("version", 2.0, 2),
        ("title", 7, "7"),
        ("folders", ["folder-1"], ("folder-1",)),
        ("skills", [7], ("7",)),
        ("owner", "user-1", "user-1"),
        ("owner", {"id": 7}, "7"),
        ("owner", ["?"], ""),
        ("updated_at", "2025-03-04t10:20:30z", answers.TIME),
        ("updated_at", "2025-03-04T10:20:30.000Z", answers.TIME),
        ("updated_at", "2025-03-04 12:20:30+02:00", answers.TIME),
        ("updated_at", "2025-03-04T12:20:30+0200", answers.TIME),
        ("updated_at", "2025-03-04T10:20:30", answers.TIME),
        ("updated_at", "2025-03-04T10:20:30.123456789Z", "2025-03-04T10:20:30.123456Z"),
        ("updated_at", "2025-03-04T10:20:60Z", "2025-03-04T10:20:59Z"),
    ],
)
def test_another_spelling_is_read_as_it_is_meant(
    field: str, value: object, read_as: object
) -> None:
    row = parse_page(**{field: value}).row
    name = {"folders": "folder_ids", "skills": "skill_ids"}.get(field, field)
    assert getattr(row, name) == read_as
    assert row.unread == ()


def test_a_page_in_full_needs_no_number_of_its_sources() -> None:
    page = parse_page(source_count="many")
    assert (page.row.source_count, page.source_ids) == (0, ("source-1",))


def test_a_draft_without_a_title_has_that_of_the_page() -> None:
    assert parse_page(draft={"content": "new"}).draft == Draft("Refunds", "new")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", None, "should be text, and is null or absent"),
        ("title", ["T"], "should be text, and is a list"),
        ("status", None, "should be text, and is null or absent"),
        ("visibility", {}, "should be text, and is an object"),
        ("version", "two", "should be a whole number, and is a text of 3 characters"),
        ("folders", "f", "should be a list, and is a text of 1 characters"),
        (
            "updated_at",
            "yesterday",
            "should be a time as in RFC 3339, and is a text of 9 characters",
        ),
    ],
)
def test_a_row_says_what_of_it_is_odd(field: str, value: object, told: str) -> None:
    row: PageRow = parse(answers.page(**{field: value}), wire.page_row)
    assert (row.id, row.odd, row.unread) == ("page-1", ((field, told),), (field,))
    assert row.is_unclear


def test_a_version_in_digits_is_odd_and_clear() -> None:
    row: PageRow = parse(answers.page(version="2"), wire.page_row)
    assert row.odd == (("version", "should be a whole number, and is a text of 1 characters"),)
    assert (row.version, row.unread, row.is_unclear) == (2, (), False)


def test_a_row_may_leave_out_what_its_page_is_linked_with() -> None:
    row: PageRow = parse(answers.page(folders=None, skills=None), wire.page_row)
    assert (row.odd, row.unread, row.is_unclear) == ((), ("folders", "skills"), False)


def test_what_is_only_shown_may_be_anything() -> None:
    assert parse(answers.folder(name=None, emoji=[]), wire.folder) == Folder("folder-1", "")
    assert parse(answers.folder(parent={"id": 7}, name=5), wire.folder) == Folder(
        "folder-1", "5", "7", "🙂"
    )
    assert parse(answers.skill(name=None, description=7), wire.skill) == Skill("skill-1", "", "7")
    assert parse(answers.workspace(name={}), wire.workspace) == Workspace("workspace-1", "", "acme")
    odd = answers.source(title=None, external_url={}, source_type="hologram", status="Queued")
    assert parse(odd, wire.source) == SourceSnapshot("source-1", "", "Queued", "")
    times = dict.fromkeys(("created_at", "updated_at", "processed_at"), "today")
    assert parse(answers.source(**times), wire.source) == SOURCE


def test_a_version_tells_who_and_when_as_far_as_that_can_be_read() -> None:
    person = {"id": "usr_1", "first_name": "Anna", "last_name": ""}
    row = {"version": 3, "change_type": "manual_edit", "created_by": person}
    told = parse({**row, "created_at": "2026-03-01T10:00:00+01:00"}, wire.page_version)
    assert told == PageVersion("manual_edit", "Anna", "2026-03-01T09:00:00Z", 3)
    bare: dict[str, object] = {
        "change_type": "restore",
        "created_by": None,
        "created_at": [],
        "version": "x",
    }
    assert parse(bare, wire.page_version) == PageVersion("restore")


def test_a_row_of_a_source_may_have_any_status() -> None:
    odd: list[object] = [None, 7, "", {}]
    for status in odd:
        row = parse(answers.source(status=status), wire.source_row)
        assert row == replace(SOURCE, status="")
    assert parse(answers.source(), wire.source_row) == SOURCE


def test_a_list_may_come_as_its_rows_alone(connected: Connect) -> None:
    with Stage(reply(200, [answers.page()]), reply(200, [])) as stage:
        hub = connected(stage.url)
        assert [row.title for row in every(lambda n: hub.pages(page=n))] == ["Refunds"]


def test_half_a_surrogate_pair_does_not_reach_the_state_file() -> None:
    title = parse_page(title="cut \ud83d").row.title
    assert title == "cut \N{REPLACEMENT CHARACTER}"


BAD_PAGES = [
    ("id", None),
    ("id", ""),
    ("id", True),
    ("id", -7),
    ("id", 7.5),
    ("id", "x" * 256),
    ("id", "half \ud83d"),
    ("title", None),
    ("title", True),
    ("title", ["T"]),
    ("status", None),
    ("status", " "),
    ("visibility", 0),
    ("folders", {}),
    ("folders", "folder-1"),
    ("version", True),
    ("version", -1),
    ("version", 1.5),
    ("version", "two"),
    ("version", 10**20),
    ("version", 1e300),
    ("version", "9" * 30),
    ("created_at", 1_700_000_000),
    ("updated_at", "yesterday"),
    ("updated_at", "2025-13-04T10:20:30Z"),
    ("content", ["# T"]),
    ("sources", {"id": "source-1"}),
    ("draft", "text"),
]


@pytest.mark.parametrize(("field", "value"), BAD_PAGES)
def test_a_field_of_another_type_is_named(field: str, value: object) -> None:
    with pytest.raises(BadAnswer, match=rf"GET /it: {field} should be "):
        parse_page(**{field: value})


@pytest.mark.parametrize(
    ("body", "read_as", "name"),
    [
        (answers.page(folders=[None]), wire.page, r"folders\[0\] should be text"),
        (answers.page(folders=[["folder-1"]]), wire.page, r"folders\[0\] should be text"),
        (answers.page(folders=[{"name": "x"}]), wire.page, r"folders\[0\]\.id"),
        (answers.page(sources=[answers.source(), {}]), wire.page, r"sources\[1\]\.id"),
        (answers.page(draft={"title": 1}), wire.page, r"draft\.title"),
        (answers.source(status=None), wire.source, "status"),
        ({"data": answers.folder(id=None)}, wire.folder, r"data\.id should be text"),
        (answers.workspace(id=None), wire.workspace, "id"),
        (answers.deleted(deleted=False), wire.check_deleted, "deleted should be true"),
        (answers.deleted(deleted="yes"), wire.check_deleted, "deleted should be true"),
        (answers.deleted(deleted=1), wire.check_deleted, "deleted should be true"),
    ],
)
def test_a_field_inside_is_named_by_its_path(
    body: object, read_as: Callable[[JsonField], object], name: str
) -> None:
    with pytest.raises(BadAnswer, match=name):
        parse(body, read_as)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "data should be a list"),
        ({"data": None}, "data should be a list"),
        ({"data": {}}, "data should be a list"),
        ({"data": [7]}, r"data\[0\] should be an object"),
        ({"data": [answers.page(id=None)]}, r"data\[0\]\.id should be text"),
    ],
)
def test_a_broken_list_is_named(body: object, name: str) -> None:
    with pytest.raises(BadAnswer, match=name):
        parse(body, listed)


def listed(answer: JsonField) -> Listing[PageRow]:
    return wire.listing(answer, wire.page_row, page=1)


@pytest.mark.parametrize(
    ("pagination", "counts"),
    [
        (None, (None, None, None)),
        ("1 of 3", (None, None, None)),
        ({}, (None, None, None)),
        ({"total_pages": None, "total_count": "many"}, (None, None, None)),
        ({"total_pages": "3", "total_count": 201.0}, (3, 201, None)),
        ({"total_pages": -1, "total_count": True, "page_size": 0}, (None, None, None)),
    ],
)
def test_counts_of_a_list_that_are_none_are_not_known(
    pagination: object, counts: tuple[int | None, ...]
) -> None:
    found = parse({"data": [], "pagination": pagination}, listed)
    assert (found.total_pages, found.total_count, found.page_size) == counts


def listing_of(rows: int, page: int, **counts: int) -> Listing[int]:
    told: dict[str, Any] = {"total_pages": None, "total_count": None, "page_size": None, **counts}
    return Listing(tuple(range(rows)), page, **told)


@pytest.mark.parametrize(
    ("listing", "goes_on"),
    [
        (listing_of(100, 1, total_pages=2, total_count=7, page_size=100), True),
        (listing_of(100, 2, total_pages=2), False),
        (listing_of(0, 1, total_pages=2), False),
        (listing_of(100, 1, total_count=101, page_size=100), True),
        (listing_of(100, 1, total_count=100, page_size=100), False),
        (listing_of(50, 2, total_count=100, page_size=50), False),
        (listing_of(100, 1, total_count=100), True),
        (listing_of(100, 1, page_size=100), True),
        (listing_of(99, 1, page_size=100), False),
        (listing_of(1, 1), True),
        (listing_of(0, 1), False),
    ],
)
def test_a_list_goes_on_as_long_as_it_may(listing: Listing[int], goes_on: bool) -> None:
    assert listing.goes_on is goes_on


def test_a_sound_list_keeps_the_counts() -> None:
    body = answers.listing(answers.page(), page=2, total_pages=3, total_count=201)
    assert parse(body, lambda answer: wire.listing(answer, wire.page_row, page=2)) == Listing(
        (ROW,), 2, 3, 201, 100, "GET /it"
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Please sign in</html>",
        b"[]",
        b"null",
        b'"text"',
        b'{"id": "page-1"',
        b'{"id": NaN}',
        b"\xff\xfe\xfd",
        b"\x80 not UTF-8",
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_json_object_is_said_to_be_none(body: bytes, connected: Connect) -> None:
    with Stage(reply(200, body)) as stage:
        hub = connected(stage.url)
        with pytest.raises(BadAnswer, match=r"^GET /workspace: the answer.*JSON object") as caught:
            hub.workspace()
        assert caught.value.status == 200
        # A sound status means that it was done: it is never sent again for its answer's sake.
        assert len(stage.seen) == 1


Json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
READERS: list[Callable[[JsonField], object]] = [
    wire.workspace,
    wire.folder,
    wire.skill,
    wire.page,
    wire.source,
    wire.source_row,
    wire.check_deleted,
    listed,
]


@settings(print_blob=True, deadline=None)
@given(data=st.data(), read_as=st.sampled_from(READERS))
def test_no_answer_at_all_is_a_bug_of_ours(
    data: st.DataObject, read_as: Callable[[JsonField], object]
) -> None:
    fields = [*answers.page(), *answers.source(), "data", "pagination", "deleted"]
    body = data.draw(st.dictionaries(st.sampled_from(fields), Json, max_size=12))
    with suppress(BadAnswer):
        parse(body, read_as)


def test_nothing_of_the_answer_is_quoted(connected: Connect) -> None:
    page = answers.page(title={"secret": "hunter2"}, content="hunter2")
    with Stage(reply(200, page)) as stage, pytest.raises(BadAnswer) as caught:
        connected(stage.url).page("page-1")
    assert "hunter2" not in f"{caught.value!r} {caught.value.hint}"


@pytest.mark.parametrize(
    "play",
    [
        reply(204, b""),
        reply(200, b""),
        reply(202, b""),
        reply(200, b" \r\n"),
        reply(200, {}),
        reply(200, {"id": "page-1"}),
        reply(200, {"data": answers.deleted()}),
    ],
)
def test_a_deletion_needs_no_words(play: Play, connected: Connect) -> None:
    with Stage(play) as stage:
        connected(stage.url).archive_page("page-1")
        connected(stage.url).archive_source("source-1")


@pytest.mark.parametrize(
    "body", [b"<html>Please sign in</html>", b"[]", answers.deleted(deleted=False)]
)
def test_a_deletion_that_is_not_said_to_be_done_is_looked_at(body: Any, connected: Connect) -> None:
    with Stage(reply(200, body)) as stage, pytest.raises(UnclearWrite, match="DELETE /knowledge"):
        connected(stage.url).archive_page("page-1")


@pytest.mark.parametrize("play", [reply(204, b""), reply(200, b""), reply(200, {"ok": True})])
def test_a_change_that_is_answered_without_the_page_shows_none(
    play: Play, connected: Connect
) -> None:
    with Stage(play) as stage:
        assert connected(stage.url).update_page("page-1", {"title": "T"}) is None
        assert len(stage.seen) == 1


ROW_ALONE = {n: v for n, v in answers.page().items() if n not in ("content", "draft", "sources")}


@pytest.mark.parametrize(
    "body", [{"id": "page-1"}, {"id": 1}, answers.page(visibility=[]), ROW_ALONE]
)
def test_a_creation_that_is_answered_with_little_more_than_an_id_is_looked_at(
    body: Any, connected: Connect
) -> None:
    with Stage(reply(201, body), reply(200, answers.page(id=str(body["id"])))) as stage:
        made = connected(stage.url).create_page({"title": "T"})
        assert [seen.method for seen in stage.seen] == ["POST", "GET"]
        assert stage.seen[1].target == f"/rest/v1/knowledge-hub/pages/{body['id']}?include=draft"
    assert made.row.id == str(body["id"])


@pytest.mark.parametrize("body", [b"", b"<html>", {}, {"id": ["page-1"]}])
def test_a_creation_that_names_no_page_is_left_to_be_looked_for(
    body: Any, connected: Connect
) -> None:
    with Stage(reply(201, body)) as stage:
        with pytest.raises(
            UnclearWrite, match="POST /knowledge-hub/pages: it was carried out, but"
        ):
            connected(stage.url).create_page({"title": "T"})
        assert len(stage.seen) == 1


@pytest.mark.parametrize(("status", "new"), [(200, False), (201, True)])
def test_a_source_is_new_when_the_hub_says_so(status: int, new: bool, connected: Connect) -> None:
    with Stage(reply(status, answers.source())) as stage:
        fields = {"type": "url", "title": "Terms", "url": "https://example.com/terms"}
        assert connected(stage.url).create_source(fields) == (SOURCE, new)
        assert stage.seen[0].fields == fields


def test_an_answer_of_very_many_tables_is_not_taken_apart(connected: Connect) -> None:
    """Each takes many times the memory of its text."""
    body = b'{"data": [' + b"{}," * 110_000 + b"{}]}"
    with (
        Stage(reply(200, body)) as stage,
        pytest.raises(BadAnswer, match="should be a JSON object"),
    ):
        connected(stage.url).pages()
