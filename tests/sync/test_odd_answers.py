"""A hub that shows pages otherwise than its contract says, through whole applies."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes
from tests.support.proxy import Change, Passing, Proxy, page_rows

CONFIG = "[limits]\nper_minute = 0\nper_day = 0\n"
Row = dict[str, Any]

pytestmark = pytest.mark.usefixtures("no_waiting")


@pytest.fixture
def checkout(tmp_path: Path, proxy: Proxy) -> Checkout:
    """Two pages that are applied; an hour has passed since."""
    checkout = Checkout(tmp_path / "checkout", proxy.url, config=CONFIG)
    for name in "ab":
        checkout.page(f"{name}.md", title=name.upper(), status="published", folder_ids=["f1"])
    assert checkout.call("apply", "--yes").code == 0
    return checkout


def edit(checkout: Checkout, name: str) -> None:
    """Give one of those pages another text."""
    checkout.page(
        f"{name}.md", title=name.upper(), body="New.\n", status="published", folder_ids=["f1"]
    )


def on_rows(wanted: Callable[[Row], bool], *, detail: bool = True, **fields: Any) -> Change:
    """Answers in which the pages that are wanted have these fields."""

    def change(answer: Passing) -> None:
        with page_rows(answer) as rows:
            if detail or answer.route == "/knowledge-hub/pages":
                for row in rows:
                    if wanted(row):
                        row.update(fields)

    return change


def of(page_id: str) -> Callable[[Row], bool]:
    return lambda row: str(row["id"]) == page_id


ODD: list[tuple[str, Any]] = [
    ("title", None),
    ("title", ["T"]),
    ("status", None),
    ("status", 7),
    ("visibility", None),
    ("visibility", {}),
    ("version", "3"),
    ("version", "three"),
    ("folders", "f1"),
    ("folders", [None]),
    ("skills", [{"id": None}]),
    ("created_at", "yesterday"),
    ("updated_at", 1_700_000_000),
]


@pytest.mark.parametrize(("field", "value"), ODD, ids=[f"{f}-{v!r}" for f, v in ODD])
def test_an_odd_page_of_others_is_noted_by_its_id_and_stops_nothing(
    checkout: Checkout, hub: LocalHub, proxy: Proxy, field: str, value: Any
) -> None:
    hub.advance(3600)
    other = hub.web.create("Other", "Theirs.", publish=True)
    proxy.change = on_rows(of(other.id), **{field: value})
    edit(checkout, "a")
    checkout.page("c.md", title="C")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended
    (note,) = [line for line in ended.err.splitlines() if "EX907" in line]
    assert f": {field} should be " in note
    assert other.id in note
    assert sorted(page.title for page in live_pages(hub)) == ["A", "B", "C", "Other"]
    assert next(page for page in live_pages(hub) if page.title == "A").live_content == "New."
    proxy.change = None
    before = len(writes(hub))
    ended = checkout.call("apply", "--yes")
    assert (ended.code, len(writes(hub))) == (0, before)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "scheduled"),
        ("visibility", "team"),
        ("folders", ["f1"]),
        ("version", 1.0),
        ("owner", "someone"),
        ("updated_at", "2020-01-01t00:00:00z"),
        ("surprise", {"x": [1]}),
    ],
)
def test_what_is_plain_is_gone_on_with_in_silence(
    checkout: Checkout, hub: LocalHub, proxy: Proxy, field: str, value: Any
) -> None:
    other = hub.web.create("Other", publish=True)
    proxy.change = on_rows(of(other.id), **{field: value})
    checkout.page("c.md", title="C")
    ended = checkout.call("apply", "--yes")
    assert (ended.code, ended.err.count("EX9")) == (0, 0), ended


def test_pages_that_are_odd_in_the_same_way_are_named_together(
    checkout: Checkout, hub: LocalHub, proxy: Proxy
) -> None:
    ids = [hub.web.create(f"Other {number}").id for number in range(7)]
    proxy.change = on_rows(lambda row: row["id"] in ids, status=None)
    ended = checkout.call("apply", "--yes")
    (note,) = [line for line in ended.err.splitlines() if "EX907" in line]
    assert "7 pages that are not ours: status should be text, and is null or absent: " in note
    assert "and 2 more" in note
    assert sum(page_id in note for page_id in ids) == 5


class TestLookAlike:
    """A page of the same title whose folders a list does not show, or not so that they can be read."""

    @pytest.mark.parametrize("folders", ["f1", None, [{"id": None}]])
    def test_in_the_same_folders_blocks(
        self, checkout: Checkout, hub: LocalHub, proxy: Proxy, folders: Any
    ) -> None:
        other = hub.web.create("C", folder_ids=["f1"])
        proxy.change = on_rows(of(other.id), detail=False, folders=folders)
        checkout.page("c.md", title="C", folder_ids=["f1"])
        ended = checkout.call("apply", "--yes")
        assert ended.code == 1
        assert "the hub already has a page with this title in the same folders" in ended.out
        assert other.id in ended.out
        assert len(live_pages(hub)) == 3

    @pytest.mark.parametrize("folders", ["f1", None])
    def test_in_other_folders_does_not(
        self, checkout: Checkout, hub: LocalHub, proxy: Proxy, folders: Any
    ) -> None:
        other = hub.web.create("C", folder_ids=["f2"])
        proxy.change = on_rows(of(other.id), detail=False, folders=folders)
        checkout.page("c.md", title="C", folder_ids=["f1"])
        assert checkout.call("apply", "--yes").code == 0
        assert len(live_pages(hub)) == 4

    def test_in_folders_that_nothing_shows_blocks_until_a_person_says_so(
        self, checkout: Checkout, hub: LocalHub, proxy: Proxy
    ) -> None:
        other = hub.web.create("C", folder_ids=["f2"])
        proxy.change = on_rows(of(other.id), folders="f2")
        checkout.page("c.md", title="C", folder_ids=["f1"])
        for _ in range(2):
            ended = checkout.call("apply", "--yes")
            assert ended.code == 1
            assert "a page with this title in folders that cannot be read" in ended.out
        assert checkout.call("apply", "--yes", "--allow-same-title").code == 0
        assert len(live_pages(hub)) == 4

    def test_a_page_that_is_made_meanwhile_is_still_named(
        self, checkout: Checkout, hub: LocalHub, proxy: Proxy
    ) -> None:
        proxy.change = on_rows(lambda _: True, detail=False, folders=None)
        hub.before(
            "POST", "/knowledge-hub/pages", 1, lambda: hub.web.create("C", folder_ids=["f1"])
        )
        checkout.page("c.md", title="C", folder_ids=["f1"])
        ended = checkout.call("apply", "--yes")
        assert ended.code == 1
        assert "EX902" in ended.err


class TestOurs:
    """A page of ours whose answer cannot be read."""

    @pytest.mark.parametrize(
        ("field", "value"),
        [("visibility", None), ("title", None), ("folders", "f1"), ("content", 7)],
    )
    def test_is_an_error_that_names_it_and_nothing_of_it_is_touched(
        self, checkout: Checkout, hub: LocalHub, proxy: Proxy, field: str, value: Any
    ) -> None:
        ours = checkout.state().pages["a.md"].id
        before = next(page for page in hub.pages() if page.id == ours)
        hub.advance(3600)
        hub.web.edit(ours, skill_ids=["s"])
        edited = next(page for page in hub.pages() if page.id == ours)
        proxy.change = on_rows(of(ours), **{field: value})
        for name in "ab":
            edit(checkout, name)
        for _ in range(2):
            ended = checkout.call("apply", "--yes")
            assert ended.code == 1, ended
            (told,) = [line for line in ended.err.splitlines() if "EX906" in line]
            assert "content/a.md" in told
            assert ours in told
            assert f"{field} should be " in told
            assert "cannot be read" in ended.out
            assert next(page for page in hub.pages() if page.id == ours) == edited
        other = next(page for page in hub.pages() if page.id != ours)
        assert other.live_content == "New."
        proxy.change = None
        ended = checkout.call("apply", "--yes")
        assert "conflict" in ended.out, "the edit on the web was not forgotten"
        assert checkout.call("apply", "--yes", "--on-drift", "overwrite").code == 0
        assert before.title == "A"
        assert checkout.call("apply", "--yes").code == 0

    def test_is_not_archived(self, checkout: Checkout, hub: LocalHub, proxy: Proxy) -> None:
        ours = checkout.state().pages["a.md"].id
        proxy.change = on_rows(of(ours), title=None)
        checkout.remove("a.md")
        ended = checkout.call("apply", "--yes", "--prune")
        assert ended.code == 1
        assert "blocked" in ended.out
        assert len(live_pages(hub)) == 2
        proxy.change = None
        assert checkout.call("apply", "--yes", "--prune").code == 0
        assert len(live_pages(hub)) == 1

    def test_that_becomes_odd_before_its_write_is_left_without_a_doubt(
        self, checkout: Checkout, hub: LocalHub, proxy: Proxy
    ) -> None:
        ours = checkout.state().pages["a.md"].id

        def change(answer: Passing) -> None:
            if answer.route == "/knowledge-hub/pages/{id}":
                on_rows(of(ours), visibility=None)(answer)

        edit(checkout, "a")
        proxy.change = change
        ended = checkout.call("apply", "--yes")
        assert ended.code == 1
        assert "visibility should be text, and is null or absent" in ended.err
        assert "carried out" not in ended.err
        assert checkout.state().in_doubt == ()
        assert hub.requests("PATCH") == []
        proxy.change = None
        assert checkout.call("apply", "--yes").code == 0

    def test_whose_change_is_in_doubt_stays_so(
        self, checkout: Checkout, hub: LocalHub, proxy: Proxy
    ) -> None:
        ours = checkout.state().pages["a.md"].id
        edit(checkout, "a")
        hub.faults.add("lose", method="PATCH", times=5)
        assert checkout.call("apply", "--yes").code == 1
        (doubt,) = checkout.state().in_doubt
        proxy.change = on_rows(of(ours), visibility=None)
        for _ in range(2):
            ended = checkout.call("apply", "--yes")
            assert ended.code == 1
            assert "EX906" in ended.err
            assert checkout.state().in_doubt == (doubt,)
        proxy.change = None
        assert checkout.call("apply", "--yes").code == 0
        assert checkout.state().in_doubt == ()


def test_a_lost_creation_is_not_repeated_where_its_page_cannot_be_read(
    checkout: Checkout, hub: LocalHub, proxy: Proxy
) -> None:
    proxy.change = on_rows(lambda row: row["title"] == "C", content=["?"])
    checkout.page("c.md", title="C", body="Text.\n")
    hub.faults.add("lose", method="POST")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 1
    assert [page.title for page in live_pages(hub)].count("C") == 1
    proxy.change = None
    assert checkout.call("apply", "--yes").code == 0
    assert [page.title for page in live_pages(hub)].count("C") == 1
    assert "c.md" in checkout.state().pages


def uncounted(*names: str) -> Change:
    def change(answer: Passing) -> None:
        if answer.method == "GET" and b'"pagination"' in answer.body:
            body = answer.json
            for name in names:
                body["pagination"].pop(name, None)
            if "pagination" in names:
                del body["pagination"]
            answer.json = body

    return change


@pytest.mark.parametrize(
    "names",
    [
        ("total_count",),
        ("total_pages",),
        ("total_pages", "total_count"),
        ("total_pages", "total_count", "page_size"),
        ("pagination",),
    ],
    ids=" ".join,
)
class TestCounts:
    """Lists that do not tell how long they are."""

    def test_are_read_to_their_end(
        self, checkout: Checkout, hub: LocalHub, proxy: Proxy, names: tuple[str, ...]
    ) -> None:
        for number in range(250):
            hub.web.create(f"Other {number}", folder_ids=["f1"])
        proxy.change = uncounted(*names)
        checkout.page("c.md", title="Other 3", folder_ids=["f1"])
        ended = checkout.call("apply", "--yes")
        assert ended.code == 1
        assert "already has a page with this title" in ended.out
        assert len(live_pages(hub)) == 252

    def test_show_that_a_page_was_archived_on_the_web(
        self, checkout: Checkout, hub: LocalHub, proxy: Proxy, names: tuple[str, ...]
    ) -> None:
        proxy.change = uncounted(*names)
        assert checkout.call("apply", "--yes").code == 0
        hub.advance(3600)
        hub.web.archive(checkout.state().pages["a.md"].id)
        hub.web.create("Other")
        ended = checkout.call("apply", "--yes")
        assert "archived on the web" in ended.out
        assert checkout.state().pages["a.md"].archived


def test_a_list_that_is_refused_past_its_end_ends_there(
    checkout: Checkout, hub: LocalHub, proxy: Proxy
) -> None:
    def change(answer: Passing) -> None:
        uncounted("pagination")(answer)
        if answer.method == "GET" and "page=2" in answer.query.split("&"):
            answer.status, answer.json = 404, {"detail": "no such page"}

    proxy.change = change
    checkout.page("c.md", title="C")
    assert checkout.call("apply", "--yes").code == 0
    assert len(live_pages(hub)) == 3


def test_an_edit_is_found_in_a_list_that_is_not_newest_first(
    checkout: Checkout, hub: LocalHub, proxy: Proxy
) -> None:
    def by_title(answer: Passing) -> None:
        if answer.route == "/knowledge-hub/pages" and answer.method == "GET":
            query = answer.query.replace("updated_at", "title").replace("created_at", "title")
            answer.json = proxy.ask(f"{answer.path}?{query}").json

    for number in range(150):
        hub.advance(1)
        hub.web.create(f"A {number}")
    assert checkout.call("apply", "--yes").code == 0
    proxy.change = by_title
    hub.advance(3600)
    hub.web.edit(checkout.state().pages["b.md"].id, title="B of the web", publish=True)
    edit(checkout, "b")
    ended = checkout.call("apply", "--yes", "--look", "list")
    assert ended.code == 1
    assert "conflict" in ended.out


def test_a_hub_that_heeds_no_filter_archives_nothing_of_ours(
    checkout: Checkout, hub: LocalHub, proxy: Proxy
) -> None:
    """Asked for what is archived, it shows what is live."""
    for number in range(120):
        hub.web.create(f"Other {number}")
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(3600)
    hub.web.archive(next(page.id for page in live_pages(hub) if page.title == "Other 7"))

    def change(answer: Passing) -> None:
        if "status=archived" in answer.query:
            answer.json = proxy.ask("/knowledge-hub/pages?page_size=100&sort=title").json

    proxy.change = change
    edit(checkout, "b")
    assert checkout.call("apply", "--yes").code == 0
    assert not any(page.archived for page in checkout.state().pages.values())


def test_a_rebuild_leaves_unclear_what_it_cannot_read(
    checkout: Checkout, hub: LocalHub, proxy: Proxy
) -> None:
    ours = checkout.state().pages["a.md"].id
    checkout.state_file.unlink()
    proxy.change = on_rows(of(ours), version="three")
    ended = checkout.call("state", "rebuild", "--yes")
    assert ended.code == 1
    assert f"? a.md: unclear, could be any of {ours}, which cannot be read" in ended.out
    assert "= b.md: adopts" in ended.out
    assert "EX907" in ended.err
    proxy.change = None
    assert checkout.call("state", "rebuild", "--yes").code == 0
    assert checkout.call("apply", "--yes").code == 0
    assert len(live_pages(hub)) == 2
