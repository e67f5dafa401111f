"""Answers, sound and otherwise, as the calls return them."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execsync.client import wire
from execsync.client.answer import Answer
from execsync.client.cursor import Cursor, read
from execsync.client.hub import Hub
from execsync.core.snapshot import (
    Draft,
    Folder,
    Listing,
    PageRow,
    PageSnapshot,
    Skill,
    SourceSnapshot,
    Workspace,
)
from execsync.errors import BadAnswer

from . import answers
from .conftest import Connect
from .stage import Stage, reply

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
SOURCE = SourceSnapshot(
    "source-1", "Terms", "ready", "https://example.com/terms", created_at=answers.TIME
)


def parse(body: object, read_as: Callable[[Cursor], Any]) -> Any:
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
    optional = (*lists, "source_count", "version", "created_at", "updated_at", "content", "draft")
    body = answers.page(**dict.fromkeys(optional))
    if absent:
        body = {name: value for name, value in body.items() if name not in optional}
    row = PageRow("page-1", "Refunds", "published", "workspace", (), (), 0, None, "", "")
    assert parse(body, wire.page) == PageSnapshot(row, None, None, ())


def test_a_draft_without_content_is_a_draft() -> None:
    assert parse_page(draft={"title": "T", "content": None}).draft == Draft("T", None)


def test_new_values_of_status_and_visibility_are_kept() -> None:
    row = parse_page(status="scheduled", visibility="team").row
    assert (row.status, row.visibility) == ("scheduled", "team")
    assert parse(answers.source(status="queued"), wire.source).status == "queued"


def test_half_a_surrogate_pair_does_not_reach_the_state_file() -> None:
    title = parse_page(title="cut \ud83d").row.title
    assert title == "cut \N{REPLACEMENT CHARACTER}"


BAD_PAGES = [
    ("id", None),
    ("id", ""),
    ("id", 7),
    ("id", "x" * 256),
    ("id", "half \ud83d"),
    ("title", None),
    ("title", 7),
    ("title", ["T"]),
    ("status", None),
    ("visibility", 0),
    ("folders", {}),
    ("folders", "folder-1"),
    ("source_count", "1"),
    ("source_count", True),
    ("source_count", -1),
    ("source_count", 1.5),
    ("version", "2"),
    ("version", 10**20),
    ("source_count", 10**400),
    ("created_at", 1_700_000_000),
    ("updated_at", "yesterday"),
    ("updated_at", "2025-03-04T10:20:30"),
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
        (answers.page(folders=["folder-1"]), wire.page, r"folders\[0\] should be an object"),
        (answers.page(folders=[{"name": "x"}]), wire.page, r"folders\[0\]\.id"),
        (answers.page(sources=[answers.source(), {}]), wire.page, r"sources\[1\]\.id"),
        (answers.page(draft={"title": 1}), wire.page, r"draft\.title"),
        (answers.source(status=None), wire.source, "status"),
        (answers.source(external_url=7), wire.source, "external_url"),
        (answers.folder(parent=7), wire.folder, "parent"),
        (answers.workspace(id=None), wire.workspace, "id"),
        (answers.deleted(deleted=False), wire.check_deleted, "deleted should be true"),
        (answers.deleted(deleted="yes"), wire.check_deleted, "deleted should be true"),
        (answers.deleted(deleted=1), wire.check_deleted, "deleted should be true"),
    ],
)
def test_a_field_inside_is_named_by_its_path(
    body: object, read_as: Callable[[Cursor], object], name: str
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
        ({"data": []}, r"pagination should be an object"),
        ({"data": [], "pagination": {"page": 1}}, r"pagination\.total_pages"),
        (answers.listing(total_pages="1"), r"pagination\.total_pages"),
        (answers.listing(total_count=-1), r"pagination\.total_count"),
        (answers.listing(page=None), r"pagination\.page should be"),
    ],
)
def test_a_broken_list_is_named(body: object, name: str) -> None:
    with pytest.raises(BadAnswer, match=name):
        parse(body, lambda answer: wire.listing(answer, wire.page_row))


def test_a_sound_list_keeps_the_counts() -> None:
    body = answers.listing(answers.page(), page=2, total_pages=3, total_count=201)
    assert parse(body, lambda answer: wire.listing(answer, wire.page_row)) == Listing(
        (ROW,), 2, 3, 201
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
READERS: list[Callable[[Cursor], object]] = [
    wire.workspace,
    wire.folder,
    wire.skill,
    wire.page,
    wire.source,
    wire.check_deleted,
    lambda answer: wire.listing(answer, wire.page_row),
]


@settings(print_blob=True, deadline=None)
@given(data=st.data(), read_as=st.sampled_from(READERS))
def test_no_answer_at_all_is_a_bug_of_ours(
    data: st.DataObject, read_as: Callable[[Cursor], object]
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


def test_a_deletion_needs_no_words(connected: Connect) -> None:
    with Stage(reply(204, b"")) as stage:
        connected(stage.url).archive_page("page-1")


@pytest.mark.parametrize(("status", "new"), [(200, False), (201, True)])
def test_a_source_is_new_when_the_hub_says_so(status: int, new: bool, connected: Connect) -> None:
    with Stage(reply(status, answers.source())) as stage:
        fields = {"type": "url", "title": "Terms", "url": "https://example.com/terms"}
        assert connected(stage.url).create_source(fields) == (SOURCE, new)
        assert stage.seen[0].fields == fields


def _folders(hub: Hub) -> list[str]:
    return [folder.id for folder in hub.folders()]


class TestLists:
    """Lists that are read to their end."""

    def test_are_read_page_by_page_and_name_each_thing_once(self, connected: Connect) -> None:
        first = answers.listing(answers.folder(id="a"), answers.folder(id="b"), total_pages=2)
        # Somebody made a folder between the two requests.
        second = answers.listing(
            answers.folder(id="b"), answers.folder(id="c"), page=2, total_pages=2
        )
        with Stage(reply(200, first), reply(200, second)) as stage:
            assert _folders(connected(stage.url)) == ["a", "b", "c"]
            assert [seen.target.partition("?")[2] for seen in stage.seen] == [
                "page=1&page_size=100",
                "page=2&page_size=100",
            ]

    def test_end_where_a_page_is_empty(self, connected: Connect) -> None:
        with Stage(reply(200, answers.listing(total_pages=10**9))) as stage:
            assert _folders(connected(stage.url)) == []
            assert len(stage.seen) == 1

    def test_end_somewhere(self, connected: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("execsync.client.hub._MAX_LIST_PAGES", 3)
        endless = answers.listing(answers.folder(), total_pages=10**9)
        with Stage(reply(200, endless)) as stage:
            with pytest.raises(BadAnswer, match="does not end"):
                _folders(connected(stage.url))
            assert len(stage.seen) == 3
