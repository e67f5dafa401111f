"""A source that was deleted on the web is found where it is missed, and made again: once a run."""

import threading
from collections.abc import Iterator
from unittest import mock

import pytest

from execsync.core.serde import load_state
from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredSource
from tests.commands.conftest import NO_LIMITS
from tests.commands.test_apply_json import apply as apply_json
from tests.crash.quick import quick
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

PAGES, PAGE = "/knowledge-hub/pages", "/knowledge-hub/pages/{id}"
SOURCES, SOURCE = "/knowledge-hub/sources", "/knowledge-hub/sources/{id}"
ONE, TWO = "https://source.example/one", "https://source.example/two"
DELETED = "it was deleted on the web"


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with quick(look_again=0.02):
        yield


@pytest.fixture
def checkout(checkout: Checkout, hub: LocalHub) -> Checkout:
    """A page with two sources is applied, and a colleague has deleted the first of them."""
    checkout.page("a.md", title="A", sources=[{"url": ONE, "title": "Given title"}, TWO])
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(60)
    hub.web.delete_source(live_source(hub, ONE).id)
    return checkout


def live_source(hub: LocalHub, url: str) -> StoredSource:
    (found,) = [s for s in hub.sources() if s.url == url and s.archived_at is None]
    return found


def linked(hub: LocalHub) -> dict[str, list[str]]:
    """The addresses of the live sources that each live page links."""
    urls = {source.id: source.url for source in hub.sources() if source.archived_at is None}
    return {p.title: [urls[i] for i in p.source_ids if i in urls] for p in live_pages(hub)}


def assert_settled(checkout: Checkout, hub: LocalHub) -> None:
    """State says what the hub has, and the next run has nothing to do."""
    live = {source.url: source.id for source in hub.sources() if source.archived_at is None}
    assert {url: source.id for url, source in checkout.state().sources.items()} == live
    before = len(writes(hub))
    done = checkout.call("apply", "--yes")
    assert done.out.startswith("No changes"), done
    assert (done.code, len(writes(hub))) == (0, before)


def test_is_made_again_for_a_new_page(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("b.md", title="B", sources=[ONE])
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    assert f"{ONE}: {DELETED}; it is made again" in done.err
    assert f"{ONE}: source made" in done.err
    assert "Done: 1 page created, 1 source made; " in done.out
    assert linked(hub)["B"] == [ONE]
    assert len(live_pages(hub)) == 2


def test_is_made_as_it_was_made_before(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("b.md", title="B", sources=[ONE])
    checkout.call("apply", "--yes")
    assert live_source(hub, ONE).title == "Given title", "which the file of another page gives it"


def test_is_made_again_for_a_page_whose_text_alone_has_changed(
    checkout: Checkout, hub: LocalHub
) -> None:
    """The page has lost it on the web, which is nobody's edit of the page."""
    checkout.page("a.md", title="A", body="New.\n", sources=[ONE, TWO])
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    assert linked(hub) == {"A": [ONE, TWO]}
    assert live_pages(hub)[0].draft_content == "New."
    assert_settled(checkout, hub)


def test_that_a_page_is_to_link_next_to_others_leaves_those_as_they_are(
    checkout: Checkout, hub: LocalHub
) -> None:
    two = live_source(hub, TWO).id
    checkout.page("b.md", title="B", sources=[TWO, ONE])
    assert checkout.call("apply", "--yes").code == 0
    assert linked(hub)["B"] == [TWO, ONE]
    assert live_source(hub, TWO).id == two


@pytest.mark.parametrize("reposted", ["makes_new", "revives"])
def test_is_brought_back_to_the_pages_that_had_it_by_the_next_run(
    reposted: str, checkout: Checkout, hub: LocalHub
) -> None:
    hub.change(quirks={"reposted_source": reposted})
    checkout.page("b.md", title="B", sources=[ONE])
    assert checkout.call("apply", "--yes").code == 0
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    assert linked(hub) == {"A": [ONE, TWO], "B": [ONE]}
    assert_settled(checkout, hub)


@pytest.mark.parametrize("parallelism", ["1", "4"])
def test_is_made_once_for_all_pages_that_miss_it(
    parallelism: str, checkout: Checkout, hub: LocalHub
) -> None:
    for number in range(5):
        checkout.page(f"{number}.md", title=f"Page {number}", sources=[ONE], body=f"{number}\n")
    done = checkout.call("apply", "--yes", "--parallelism", parallelism)
    assert done.code == 0, done
    assert sum(source.url == ONE for source in hub.sources()) == 2
    assert [linked(hub)[f"Page {n}"] for n in range(5)] == [[ONE]] * 5
    assert len(live_pages(hub)) == 6


def test_is_linked_by_a_page_whose_refusal_comes_after_it_was_made_again(
    checkout: Checkout, hub: LocalHub
) -> None:
    """The hub brings back the one that it had: the id that was missing is there once more."""
    hub.change(quirks={"reposted_source": "revives"})
    for name in "bc":
        checkout.page(f"{name}.md", title=name, body=name, sources=[ONE])
    made = threading.Event()

    def hold_back() -> None:
        """The second question for the source is answered when the first page is there."""
        assert made.wait(10)

    hub.after("GET", SOURCE, 2, hold_back)
    hub.after("POST", PAGES, 3, made.set)
    done = checkout.call("apply", "--yes", "--parallelism", "2")
    assert done.code == 0, done
    assert linked(hub) == {"A": [ONE, TWO], "b": [ONE], "c": [ONE]}
    assert_settled(checkout, hub)


def test_is_linked_by_a_page_that_was_refused_and_finds_it_there_again(
    checkout: Checkout, hub: LocalHub
) -> None:
    """Its refusal came before the source was made again for another page, its question after that."""
    hub.change(quirks={"reposted_source": "revives"})
    for name in "bc":
        checkout.page(f"{name}.md", title=name, body=name, sources=[ONE])
    made = threading.Event()

    def hold_back() -> None:
        assert made.wait(10)

    hub.before("GET", SOURCE, 2, hold_back)
    hub.after("POST", PAGES, 3, made.set)
    done = checkout.call("apply", "--yes", "--parallelism", "2")
    assert done.code == 0, done
    assert linked(hub) == {"A": [ONE, TWO], "b": [ONE], "c": [ONE]}
    assert_settled(checkout, hub)


def test_is_linked_by_a_page_that_had_lost_it_and_finds_it_there_again(
    checkout: Checkout, hub: LocalHub
) -> None:
    """The same where the page was looked at before, and its source was asked for after that."""
    hub.change(quirks={"reposted_source": "revives"})
    checkout.page("a.md", title="A", body="New.\n", sources=[ONE, TWO])
    checkout.page("b.md", title="b", body="b", sources=[ONE])
    asked, made = threading.Event(), threading.Event()

    def hold_back() -> None:
        asked.set()
        assert made.wait(10)

    hub.before("GET", SOURCE, 1, hold_back)
    hub.before("POST", PAGES, 1, lambda: asked.wait(10))
    hub.after("POST", PAGES, 2, made.set)
    done = checkout.call("apply", "--yes", "--parallelism", "2")
    assert done.code == 0, done
    assert linked(hub) == {"A": [ONE, TWO], "b": [ONE]}
    assert live_pages(hub)[0].draft_content == "New."


def test_that_is_deleted_each_time_is_made_once_and_no_more(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("b.md", title="B", sources=[ONE])
    hub.before("POST", PAGES, 2, lambda: hub.web.delete_source(live_source(hub, ONE).id))
    before = len(writes(hub))
    done = checkout.call("apply", "--yes")
    assert done.code == 1
    assert f"b.md: {ONE} was deleted on the web" in done.err
    assert "the next apply makes it again" in done.err
    assert writes(hub)[before:] == [("POST", PAGES), ("POST", SOURCES), ("POST", PAGES)]
    assert checkout.call("apply", "--yes").code == 0
    assert linked(hub)["B"] == [ONE]


def test_that_fails_when_it_is_made_again_holds_its_page_back(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.change(failing_sources=("*",))
    checkout.page("b.md", title="B", sources=[ONE])
    done = checkout.call("apply", "--yes")
    assert done.code == 1
    assert "the hub could not extract its text" in done.err
    assert "Held back by these: 1.\n  page:b.md\n" in done.out
    assert [page.title for page in live_pages(hub)] == ["A"]


def test_where_no_requests_are_left_the_next_run_makes_it(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("b.md", title="B", sources=[ONE])
    # The workspace, a list, the page, and the source: none is left to make it again.
    done = checkout.call("apply", "--yes", "--max-requests", "4", "--parallelism", "1")
    assert done.code == 3, done
    assert checkout.state().sources[ONE].status == "gone"
    planned = checkout.call("plan")
    assert f"+ {ONE}  create    {DELETED}" in planned.out
    assert "~ a.md" in planned.out
    assert "sources made anew" in planned.out
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    assert linked(hub) == {"A": [ONE, TWO], "B": [ONE]}
    assert_settled(checkout, hub)


def test_that_moves_the_time_of_change_of_its_pages_is_no_edit_of_them(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.change(quirks={"deleting_moves_pages": True})
    hub.web.delete_source(live_source(hub, TWO).id)
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    assert f"+ {TWO}  create    {DELETED}" in done.out
    assert linked(hub)["A"] == [ONE, TWO]
    assert_settled(checkout, hub)


def test_a_link_that_was_taken_off_the_page_is_an_edit_all_the_same(
    checkout: Checkout, hub: LocalHub
) -> None:
    """One source is deleted, the other one was only taken off the page: a person has done that."""
    hub.web.edit(checkout.state().pages["a.md"].id, source_ids=[])
    checkout.page("a.md", title="A", body="New.\n", sources=[ONE, TWO])
    done = checkout.call("apply", "--yes")
    assert done.code == 1
    assert "edited on the web since our last write" in f"{done.out}{done.err}"
    assert linked(hub) == {"A": []}
    done = checkout.call("apply", "--yes", "--on-drift", "overwrite")
    assert done.code == 0, done
    assert linked(hub) == {"A": [ONE, TWO]}


@pytest.mark.parametrize("number", [1, 4])
def test_while_its_text_is_waited_for_is_made_again(
    number: int, checkout: Checkout, hub: LocalHub
) -> None:
    hub.change(extraction_seconds=3600.0)
    checkout.configure(NO_LIMITS)
    urls = [f"https://source.example/new/{n}" for n in range(number)]
    checkout.page("b.md", title="B", sources=urls)

    def delete_one() -> None:
        hub.web.delete_source(live_source(hub, urls[0]).id)
        hub.after("POST", SOURCES, 1, lambda: hub.advance(3600))

    hub.before("GET", SOURCE if number == 1 else SOURCES, 1, delete_one)
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    assert f"{urls[0]}: {DELETED}; it is made again" in done.err
    assert linked(hub)["B"] == urls


def test_that_a_failed_one_of_a_colleague_was_deleted_is_seen(
    checkout: Checkout, hub: LocalHub
) -> None:
    url = "https://source.example/theirs"
    theirs = hub.web.add_source(url, "Theirs")
    hub.web.settle_source(theirs, "failed")
    checkout.page("b.md", title="B", sources=[url])
    assert checkout.call("apply", "--yes").code == 1
    hub.web.delete_source(theirs)
    assert checkout.call("apply", "--yes").code == 0
    assert linked(hub)["B"] == [url]


def test_another_reason_to_refuse_a_page_is_told_as_it_is(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("b.md", title="B", sources=[TWO])
    hub.faults.add("error", status=400, method="POST", path=PAGES)
    before = len(hub.requests())
    done = checkout.call("apply", "--yes")
    assert done.code == 1
    assert "the hub refuses it: 400" in done.err
    asked = [(e.method, e.route) for e in hub.requests()[before:]][2:]
    assert asked == [("POST", PAGES), ("GET", SOURCE)]


def test_where_the_question_for_it_fails_the_refusal_is_told(
    checkout: Checkout, hub: LocalHub
) -> None:
    """The page was refused: no lost answer to a question makes a doubt of that."""
    checkout.page("b.md", title="B", sources=[ONE])
    hub.faults.add("error", status=500, method="GET", path=f"{SOURCES}/*", times=None)
    done = checkout.call("apply", "--yes")
    assert done.code == 1
    assert "the hub refuses it: 400" in done.err
    assert checkout.state().in_doubt == ()


def test_state_names_the_creation_whenever_it_is_written_meanwhile(
    checkout: Checkout, hub: LocalHub
) -> None:
    """A runner that keeps State alone, and is killed right after the second request was sent."""
    named: list[set[str]] = []

    def look() -> None:
        state = load_state(checkout.state_file.read_bytes())
        named.append({doubt.page.path for doubt in state.in_doubt})

    checkout.page("b.md", title="B", sources=[ONE])
    hub.before("POST", PAGES, 2, look)
    with mock.patch("execsync.workspace.SAVE_EVERY", 0.0):
        assert checkout.call("apply", "--yes").code == 0
    assert named == [{"b.md"}]


def test_is_told_in_json(checkout: Checkout) -> None:
    checkout.page("b.md", title="B", sources=[ONE])
    ended, lines = apply_json(checkout)
    assert ended.code == 0
    notes = [line for line in lines if line["type"] == "diagnostic"]
    assert [(n["address"], n["summary"]) for n in notes] == [
        (f"source:{ONE}", f"{DELETED}; it is made again")
    ]
    assert (lines[-1]["create_source"], lines[-1]["create_page"]) == (1, 1)


def test_that_no_file_names_any_more_is_forgotten(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("b.md", title="B", sources=[ONE])
    checkout.call("apply", "--yes", "--max-requests", "4", "--parallelism", "1")
    assert checkout.state().sources[ONE].status == "gone"
    checkout.remove("b.md")
    checkout.page("a.md", title="A", sources=[TWO])
    done = checkout.call("apply", "--yes", "--prune-sources")
    assert done.code == 0, done
    assert ONE not in checkout.state().sources
    assert ("DELETE", SOURCE) not in writes(hub)


def test_keeps_no_page_from_being_archived(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("b.md", title="B", body="It stays.\n")
    assert checkout.call("apply", "--yes").code == 0
    checkout.remove("a.md")
    done = checkout.call("apply", "--yes", "--prune", "--allow-archive", "1")
    assert done.code == 0, done
    assert [page.title for page in live_pages(hub)] == ["B"]


def test_is_made_again_for_a_page_that_replaces_the_one_that_lost_it(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", sources=[ONE, TWO], visibility="private")
    done = checkout.call("apply", "--yes", "--allow-replace", "a.md")
    assert done.code == 0, done
    (page,) = live_pages(hub)
    assert page.visibility == "private"
    assert linked(hub) == {"A": [ONE, TWO]}
    assert_settled(checkout, hub)


def test_is_no_edit_of_a_page_whose_update_may_have_been_carried_out(
    checkout: Checkout, hub: LocalHub
) -> None:
    """No answer came to the update: the next run compares the page with what was sent."""
    three = "https://source.example/three"
    checkout.page("a.md", title="A", body="New.\n", sources=[TWO, three])
    hub.faults.add("cut", method="PATCH", times=5)
    assert checkout.call("apply", "--yes").code == 1
    assert len(checkout.state().in_doubt) == 1
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    assert linked(hub) == {"A": [TWO, three]}
    assert live_pages(hub)[0].draft_content == "New."
