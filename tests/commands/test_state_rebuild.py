"""A State that was lost is found again on the hub, and nothing is made twice meanwhile."""

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes
from tests.support.proxy import Passing, proxy_of


@pytest.fixture
def lost(checkout: Checkout) -> Checkout:
    """Three pages and a source on the hub, made from files whose State is gone."""
    checkout.page("a.md", title="A", body="* About a.\n", sources=["https://docs.example/a"])
    checkout.page("b.md", title="B", body="About b.\n", folder_ids=["fld_one"], status="published")
    checkout.page("c.md", title="C", body="About c.\n")
    assert checkout.call("apply", "--yes").code == 0
    checkout.state_file.unlink()
    return checkout


def test_apply_makes_no_doubles_and_names_the_command(lost: Checkout, hub: LocalHub) -> None:
    before = len(live_pages(hub))
    done = lost.call("apply", "--yes")
    assert done.code == 1
    assert "Plan: nothing to do; 3 blocked." in done.out
    assert "execsync state adopt" in done.out
    assert "--allow-same-title" in done.out
    assert len(live_pages(hub)) == before


def test_allow_same_title_makes_them_all_the_same(lost: Checkout, hub: LocalHub) -> None:
    assert lost.call("apply", "--yes", "--allow-same-title").code == 0
    assert sorted(page.title for page in live_pages(hub)) == ["A", "A", "B", "B", "C", "C"]


def test_rebuild_shows_what_it_found_and_writes_nothing_without_a_yes(
    lost: Checkout, hub: LocalHub
) -> None:
    done = lost.call("state", "rebuild")
    assert done.code == 1
    assert "3 pages and 1 source to adopt, 0 unclear, 0 not on the hub" in done.out
    assert "--yes was not given; nothing was changed" in done.err
    assert not lost.state_file.exists()


@pytest.mark.parametrize("rewrites", [False, True])
def test_rebuild_adopts_each_page_and_leaves_nothing_to_do(
    lost: Checkout, hub: LocalHub, rewrites: bool
) -> None:
    hub.change(quirks={"rewrites_markdown": rewrites})
    ids = {page.title: page.id for page in live_pages(hub)}
    sent = len(writes(hub))
    assert lost.call("state", "rebuild", "--yes").code == 0
    assert {page.title: page.id for page in lost.state().pages.values()} == ids
    assert not next(iter(lost.state().sources.values())).ours
    again = lost.call("apply", "--yes")
    assert (again.code, again.out.splitlines()[-1][:10]) == (0, "No changes")
    assert len(writes(hub)) == sent


def test_a_page_that_differs_from_its_file_is_adopted_as_a_conflict(
    lost: Checkout, hub: LocalHub
) -> None:
    lost.page("c.md", title="C", body="About c, and more of it.\n")
    assert lost.call("state", "rebuild", "--yes").code == 0
    done = lost.call("apply", "--yes")
    assert done.code == 1
    assert "! c.md  conflict" in done.out
    assert hub.requests("PATCH") == []
    done = lost.call("apply", "--yes", "--on-drift", "overwrite")
    assert done.code == 0
    assert "1 page updated" in done.out
    assert len(live_pages(hub)) == 3


def test_both_sides_of_a_difference_are_shown_when_it_is_found_and_in_each_plan(
    lost: Checkout, hub: LocalHub
) -> None:
    edit_on_the_web(hub)
    rebuilt = lost.call("state", "rebuild", "--yes")
    assert rebuilt.code == 0
    assert "2 of them differ from their files" in rebuilt.out
    for shown in (rebuilt, lost.call("plan"), lost.call("apply", "--yes"), lost.call("plan")):
        assert "! b.md  conflict" in shown.out
        assert "folder_ids: fld_one → fld_two on the web" in shown.out
        assert "content on the web +1 -1:" in shown.out
        assert "      - About c.\n      + About c, as a colleague has it.\n" in shown.out
    assert hub.requests("PATCH") == []


def test_both_sides_are_shown_before_anybody_is_asked(lost: Checkout, hub: LocalHub) -> None:
    edit_on_the_web(hub)
    done = lost.call("state", "rebuild")
    assert done.code == 1
    assert "      - About c.\n      + About c, as a colleague has it.\n" in done.out
    assert not lost.state_file.exists()


def edit_on_the_web(hub: LocalHub) -> None:
    ids = {page.title: page.id for page in live_pages(hub)}
    hub.advance(60)
    hub.web.edit(ids["B"], folder_ids=["fld_two"])
    hub.web.edit(ids["C"], content="About c, as a colleague has it.\n")


def test_nothing_writes_over_a_page_that_differed_unless_told(
    lost: Checkout, hub: LocalHub
) -> None:
    """Neither as it is, nor once its file changes or is gone."""
    ids = {page.title: page.id for page in live_pages(hub)}
    hub.web.edit(ids["C"], content="As a colleague has it.")
    assert lost.call("state", "rebuild", "--yes").code == 0
    for _ in range(2):
        assert lost.call("apply", "--yes").code == 1
    lost.page("c.md", title="C", body="Edited once more.\n")
    assert lost.call("apply", "--yes").code == 1
    assert lost.call("apply", "--yes", "--look", "list").code == 1
    lost.remove("c.md")
    assert lost.call("apply", "--yes", "--prune").code == 1
    assert writes_to(hub, ids["C"]) == []
    lost.page("c.md", title="C", body="As a colleague has it.\n")
    assert lost.call("apply", "--yes").code == 0
    assert writes_to(hub, ids["C"]) == []


def writes_to(hub: LocalHub, page_id: str) -> list[str]:
    asked = hub.requests(path="/knowledge-hub/pages/{id}")
    return [e.method for e in asked if e.method != "GET" and e.path.endswith(page_id)]


def test_a_no_costs_no_second_look(lost: Checkout, hub: LocalHub) -> None:
    assert lost.call("state", "rebuild").code == 1
    asked = len(hub.requests("GET", "/knowledge-hub/pages/{id}"))
    assert asked == 3
    assert lost.call("state", "rebuild", "--yes").code == 0
    assert len(hub.requests("GET", "/knowledge-hub/pages/{id}")) == asked
    lost.state_file.unlink()
    assert lost.call("state", "rebuild", "--yes").code == 0
    assert len(hub.requests("GET", "/knowledge-hub/pages/{id}")) == 2 * asked, "looks are not kept"


def test_a_page_that_changed_since_it_was_looked_at_is_looked_at_again(
    lost: Checkout, hub: LocalHub
) -> None:
    assert lost.call("state", "rebuild").code == 1
    asked = len(hub.requests("GET", "/knowledge-hub/pages/{id}"))
    edit_on_the_web(hub)
    assert "2 of them differ" in lost.call("state", "rebuild", "--yes").out
    assert len(hub.requests("GET", "/knowledge-hub/pages/{id}")) == asked + 2


@pytest.mark.parametrize("says", ["As the draft.", "As it is live.", "As neither."])
@pytest.mark.parametrize("status", ["published", "draft"])
def test_a_live_page_with_a_draft_beside_it_becomes_what_its_file_says(
    checkout: Checkout, hub: LocalHub, says: str, status: str
) -> None:
    made = hub.web.create("A", "As it is live.", publish=True)
    hub.web.edit(made.id, content="As the draft.")
    checkout.page("a.md", title="A", body=says, status=status)
    assert checkout.call("state", "rebuild", "--yes").code == 0
    assert checkout.call("apply", "--yes").code == (0 if says == "As the draft." else 1)
    assert checkout.call("apply", "--yes", "--on-drift", "overwrite").code == 0
    [page] = live_pages(hub)
    live = says if status == "published" else "As it is live."
    assert (page.draft_content, page.live_content) == (says, live)
    is_as_wanted = (says, status) == ("As the draft.", "draft")
    assert [one.body["status"] for one in hub.requests("PATCH")] == [status] * (not is_as_wanted)
    assert checkout.call("plan", "--detailed-exitcode").code == 0


def test_folders_tell_pages_of_one_title_apart(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("one.md", title="Same", body="Alike.\n", folder_ids=["fld_one"])
    checkout.page("two.md", title="Same", body="Alike.\n", folder_ids=["fld_two"])
    assert checkout.call("apply", "--yes").code == 0
    before = {path: page.id for path, page in checkout.state().pages.items()}
    checkout.state_file.unlink()
    assert checkout.call("state", "rebuild", "--yes").code == 0
    assert {path: page.id for path, page in checkout.state().pages.items()} == before


def test_twins_that_are_alike_in_all_get_a_page_each(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("one.md", title="Same", body="Alike.\n")
    checkout.page("two.md", title="Same", body="Alike.\n")
    assert checkout.call("apply", "--yes").code == 0
    checkout.state_file.unlink()
    assert checkout.call("state", "rebuild", "--yes").code == 0
    adopted = [page.id for page in checkout.state().pages.values()]
    assert sorted(adopted) == sorted(page.id for page in live_pages(hub))


@pytest.mark.parametrize("odd", [{"status": None}, {"status": 7}, {"created_at": "today"}])
@pytest.mark.parametrize("whose", ["ours", "theirs"])
def test_an_odd_row_of_a_source_stops_no_rebuild(
    lost: Checkout, hub: LocalHub, odd: dict[str, object], whose: str
) -> None:
    hub.web.add_source("https://docs.example/theirs", "Theirs")
    address = "https://docs.example/a" if whose == "ours" else "https://docs.example/theirs"

    def change(answer: Passing) -> None:
        if answer.route == "/knowledge-hub/sources" and answer.method == "GET":
            rows = [
                row | (odd if row["external_url"] == address else {}) for row in rows_of(answer)
            ]
            answer.json = {**answer.json, "data": rows}

    def rows_of(answer: Passing) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = answer.json["data"]
        return rows

    sent = len(writes(hub))
    with proxy_of(hub.url) as proxy:
        proxy.change = change
        rebuilt = lost.call("state", "rebuild", "--yes", EXEC_API_URL=proxy.url)
    assert rebuilt.code == 0, rebuilt
    assert "3 pages and 1 source to adopt" in rebuilt.out
    again = lost.call("apply", "--yes")
    assert (again.code, again.out.splitlines()[-1][:10]) == (0, "No changes")
    assert len(writes(hub)) == sent


@pytest.mark.parametrize("title", [None, {"en": "A"}])
def test_a_page_whose_title_no_list_shows_is_looked_at_and_not_made_twice(
    lost: Checkout, hub: LocalHub, title: object
) -> None:
    def change(answer: Passing) -> None:
        if answer.route == "/knowledge-hub/pages" and answer.method == "GET":
            rows = [
                row | ({"title": title} if row["title"] == "A" else {}) for row in shown(answer)
            ]
            answer.json = {**answer.json, "data": rows}

    def shown(answer: Passing) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = answer.json["data"]
        return rows

    with proxy_of(hub.url) as proxy:
        proxy.change = change
        rebuilt = lost.call("state", "rebuild", "--yes", EXEC_API_URL=proxy.url)
        assert "3 pages and 1 source to adopt" in rebuilt.out, rebuilt
        assert lost.call("apply", "--yes", EXEC_API_URL=proxy.url).code == 0
    assert sorted(page.title for page in live_pages(hub)) == ["A", "B", "C"]


def test_a_page_that_cannot_be_read_is_told_as_such(lost: Checkout, hub: LocalHub) -> None:
    page_id = next(page.id for page in live_pages(hub) if page.title == "A")

    def change(answer: Passing) -> None:
        if answer.path.endswith(page_id):
            answer.json = {**answer.json, "version": "two"}

    with proxy_of(hub.url) as proxy:
        proxy.change = change
        rebuilt = lost.call("state", "rebuild", "--yes", EXEC_API_URL=proxy.url)
        assert rebuilt.code == 1
        assert f"? a.md: unclear, could be any of {page_id}, which cannot be read" in rebuilt.out
        assert "rename or archive" not in rebuilt.err
        assert "execsync state adopt page:a.md" in rebuilt.err
        told = lost.call("state", "adopt", "page:a.md", page_id, EXEC_API_URL=proxy.url)
        assert "version should be a whole number" in told.err


def test_what_is_unclear_is_named_and_not_guessed(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("faq.md", title="FAQ", body="Ours.\n")
    allowed_doubles = [hub.web.create("FAQ", text, publish=True).id for text in ("One.", "Two.")]
    done = checkout.call("state", "rebuild", "--yes")
    assert done.code == 1
    assert "? faq.md: unclear" in done.out
    assert all(page_id in done.out for page_id in allowed_doubles)
    assert not checkout.state_file.exists()


def test_a_file_that_the_hub_does_not_know_is_left_to_apply(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("new.md", title="New")
    done = checkout.call("state", "rebuild", "--yes")
    assert (done.code, "+ new.md: no such page on the hub" in done.out) == (0, True)
    assert not live_pages(hub)
