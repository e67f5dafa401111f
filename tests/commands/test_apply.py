"""`execsync apply`, from files to a local hub: what is sent, and what is not."""

import re
import shlex
from collections import Counter
from dataclasses import replace

import pytest

from execsync.localhub import LocalHub
from execsync.localhub.exchanges import Exchange
from tests.commands.conftest import NO_LIMITS
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, make_hub, writes

POST_PAGE, POST_SOURCE = ("POST", "/knowledge-hub/pages"), ("POST", "/knowledge-hub/sources")
PATCH_PAGE = ("PATCH", "/knowledge-hub/pages/{id}")


def url(number: int) -> str:
    return f"https://source.example/{number:02}"


def write_hub(checkout: Checkout) -> dict[str, list[str]]:
    """40 pages that name 25 sources, 15 of them twice: the addresses that each page names, by title."""
    wanted = {}
    for number in range(40):
        urls = [url(number % 25)] if number < 38 else [url(3), url(24)]
        wanted[f"Page {number:02}"] = urls
        checkout.page(
            f"part-{number % 4}/page-{number:02}.md",
            title=f"Page {number:02}",
            body=f"Text of {number}.",
            status="published" if number % 2 else "draft",
            folder_ids=[f"fld_{number % 4}"],
            sources=urls,
        )
    return wanted


def patches(hub: LocalHub) -> list[Exchange]:
    return hub.requests("PATCH")


def test_forty_pages_and_twenty_five_sources_are_sent_once_each(checkout: Checkout) -> None:
    with make_hub(extraction_seconds=0.4) as hub:
        checkout.url = hub.url
        wanted = write_hub(checkout)
        done = checkout.call("apply", "--yes")
        assert (done.code, done.err.count("✗")) == (0, 0), done
        assert Counter(writes(hub)) == {POST_SOURCE: 25, POST_PAGE: 40}
        assert "Done: 40 pages created, 25 sources made;" in done.out

        urls = {source.id: source.url for source in hub.sources()}
        found = {page.title: [urls[i] for i in page.source_ids] for page in live_pages(hub)}
        assert found == wanted

        ready = {source.id: source.processed_at for source in hub.sources()}
        for post in hub.requests(*POST_PAGE):
            for source_id in post.body["source_ids"]:
                processed = ready[source_id]
                assert processed is not None
                assert processed <= post.time, "a page was sent before its source was ready"

        before = len(hub.requests())
        state = checkout.state_file.read_bytes()
        again = checkout.call("apply", "--yes")
        assert (again.code, again.out) == (
            0,
            "No changes: the hub is as the files want it, as far as State knows.\n",
        )
        assert [(e.method, e.path) for e in hub.requests()[before:]] == [
            ("GET", "/workspace"),
            ("GET", "/knowledge-hub/pages"),
        ]
        assert checkout.state_file.read_bytes() == state, "nothing to commit after nothing to do"


def test_pages_do_not_wait_for_the_sources_of_others(checkout: Checkout, hub: LocalHub) -> None:
    """A page whose source is ready goes out while another's source still takes its time."""
    checkout.page("with.md", title="With", sources=[url(1)])
    checkout.page("without.md", title="Without")
    hub.change(extraction_seconds=60.0)
    running = checkout.start("apply", "--yes")
    assert hub.wait_for(
        lambda seen: {POST_PAGE, POST_SOURCE} <= {(e.method, e.route) for e in seen}
    )
    assert [page.title for page in live_pages(hub)] == ["Without"]
    hub.advance(60)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert [page.title for page in live_pages(hub)] == ["Without", "With"]


@pytest.mark.parametrize(
    ("before", "after", "sent"),
    [
        ({}, {"body": "New."}, {"content": "New."}),
        (
            {"status": "published"},
            {"status": "published", "body": "New."},
            {"content": "New.", "status": "published"},
        ),
        (
            {"status": "published"},
            {"status": "published", "title": "New"},
            {"title": "New", "status": "published"},
        ),
        ({}, {"folder_ids": ["f1", "f2"]}, {"folder_ids": ["f1", "f2"]}),
        (
            {"folder_ids": ["f1"], "status": "published"},
            {"status": "published"},
            {"folder_ids": []},
        ),
        ({}, {"skill_ids": ["s1"]}, {"skill_ids": ["s1"]}),
        ({}, {"status": "published"}, {"status": "published"}),
        ({"status": "published"}, {}, {"status": "draft"}),
    ],
    ids=[
        "draft-body",
        "published-body",
        "published-title",
        "folders",
        "no-folders",
        "skills",
        "publish",
        "unpublish",
    ],
)
def test_an_edit_sends_one_patch_with_what_changed(
    checkout: Checkout,
    hub: LocalHub,
    before: dict[str, str],
    after: dict[str, str],
    sent: dict[str, object],
) -> None:
    checkout.page("other.md", title="Other")
    checkout.page("page.md", **{"title": "Page", "body": "Old.", **before})
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("page.md", **{"title": "Page", "body": "Old.", **after})
    edited = checkout.call("apply", "--yes")
    assert edited.code == 0, edited
    assert [(e.route, e.body) for e in patches(hub)] == [(PATCH_PAGE[1], sent)]
    assert checkout.call("apply", "--yes").out.startswith("No changes")
    assert len(patches(hub)) == 1


def test_only_the_edited_page_is_sent(checkout: Checkout, hub: LocalHub) -> None:
    write_hub(checkout)
    assert checkout.call("apply", "--yes").code == 0
    before = len(hub.requests())
    path = checkout.content / "part-1/page-01.md"
    path.write_text(path.read_text().replace("Text of 1.", "Text of one."))
    assert checkout.call("apply", "--yes").code == 0
    sent = [e for e in hub.requests()[before:] if e.method != "GET"]
    (page,) = [page for page in live_pages(hub) if page.title == "Page 01"]
    assert [(e.method, e.path, e.body) for e in sent] == [
        (
            "PATCH",
            f"/knowledge-hub/pages/{page.id}",
            {"content": "Text of one.", "status": "published"},
        )
    ]
    assert page.live_content == "Text of one."


def test_going_back_to_draft_says_that_the_published_version_stays_live(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("page.md", title="Page", status="published")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("page.md", title="Page")
    planned = checkout.call("plan")
    assert "status published → draft (the published version stays live)" in planned.out


def test_two_addresses_of_one_source_are_sent_as_one_id(checkout: Checkout, hub: LocalHub) -> None:
    hub.change(quirks={"alike_addresses": "one"})
    checkout.page("page.md", title="Page", sources=["https://a.example/x", "https://a.example/x#y"])
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    (source,) = hub.sources()
    (page,) = live_pages(hub)
    assert page.source_ids == (source.id,)
    (post,) = hub.requests(*POST_PAGE)
    assert post.body["source_ids"] == [source.id]
    assert checkout.call("apply", "--yes").out.startswith("No changes")


def test_a_changed_source_title_is_noted_and_never_sent(checkout: Checkout, hub: LocalHub) -> None:
    source = {"url": url(1), "title": "Old title"}
    checkout.page("page.md", title="Page", sources=[source])
    assert checkout.call("apply", "--yes").code == 0
    sent = len(writes(hub))
    checkout.page("page.md", title="Page", sources=[{**source, "title": "New title"}])
    for _ in range(2):
        done = checkout.call("apply", "--yes")
        assert done.code == 0
        assert f"title of a source cannot be changed: {url(1)}" in done.out
        assert "No changes" in done.out
    assert len(writes(hub)) == sent


class TestSourceThatFails:
    @pytest.fixture
    def held(self, checkout: Checkout, hub: LocalHub) -> Checkout:
        """Three pages, two of which name a source that cannot be extracted; one apply has run."""
        hub.change(failing_sources=("*/broken",))
        checkout.page("a.md", title="A", sources=["https://x.example/broken"])
        checkout.page("b.md", title="B", sources=["https://x.example/broken", url(1)])
        checkout.page("c.md", title="C", sources=[url(1)])
        return checkout

    def test_holds_back_only_its_pages(self, held: Checkout, hub: LocalHub) -> None:
        done = held.call("apply", "--yes")
        assert done.code == 1
        assert [page.title for page in live_pages(hub)] == ["C"]
        assert "https://x.example/broken: the hub could not extract its text" in done.err
        assert "apply --retry-sources" in done.err
        assert "Held back by these: 2.\n  page:a.md\n  page:b.md\n" in done.out

    def test_is_not_made_again_without_being_asked(self, held: Checkout, hub: LocalHub) -> None:
        held.call("apply", "--yes")
        before = len(writes(hub))
        done = held.call("apply", "--yes")
        assert (done.code, len(writes(hub))) == (1, before)
        assert "apply --retry-sources" in done.err

    def test_resumes_when_it_was_mended_on_the_web(self, held: Checkout, hub: LocalHub) -> None:
        held.call("apply", "--yes")
        (broken,) = [s for s in hub.sources() if s.status == "failed"]
        hub.web.settle_source(broken.id, "ready")
        before = len(writes(hub))
        done = held.call("apply", "--yes")
        assert done.code == 0, done
        assert writes(hub)[before:] == [POST_PAGE, POST_PAGE]
        assert sorted(page.title for page in live_pages(hub)) == ["A", "B", "C"]

    def test_is_archived_and_made_anew_with_retry_sources(
        self, held: Checkout, hub: LocalHub
    ) -> None:
        held.call("apply", "--yes")
        (broken,) = [s for s in hub.sources() if s.status == "failed"]
        hub.change(failing_sources=())
        before = len(writes(hub))
        done = held.call("apply", "--yes", "--retry-sources")
        assert done.code == 0, done
        assert writes(hub)[before:] == [
            ("DELETE", "/knowledge-hub/sources/{id}"),
            POST_SOURCE,
            POST_PAGE,
            POST_PAGE,
        ]
        (anew,) = [s for s in hub.sources() if s.url == broken.url and s.archived_at is None]
        assert anew.id != broken.id
        pages = {page.title: page.source_ids for page in live_pages(hub)}
        assert pages["A"] == (anew.id,)
        assert anew.id in pages["B"]


def test_a_source_that_takes_too_long_ends_with_three_and_the_next_run_goes_on(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.change(extraction_seconds=3600.0)
    checkout.configure(f"{NO_LIMITS}[apply]\nsource_timeout = 0.2\n")
    checkout.page("a.md", title="A", sources=[url(1)])
    checkout.page("b.md", title="B")
    done = checkout.call("apply", "--yes")
    assert done.code == 3
    assert f"{url(1)}: its text was not extracted within 0.2 s" in done.err
    assert "run the same command again later; it goes on from here" in done.err
    assert [page.title for page in live_pages(hub)] == ["B"]

    hub.advance(3600)
    checkout.configure(NO_LIMITS)
    before = len(writes(hub))
    done = checkout.call("apply", "--yes")
    assert done.code == 0, done
    assert writes(hub)[before:] == [POST_PAGE]


def test_a_failed_source_wins_over_one_that_is_late(checkout: Checkout, hub: LocalHub) -> None:
    hub.change(extraction_seconds=3600.0)
    checkout.configure(f"{NO_LIMITS}[apply]\nsource_timeout = 4.0\n")
    checkout.page("a.md", title="A", sources=[url(1)])
    checkout.page("b.md", title="B", sources=[url(2)])
    running = checkout.start("apply", "--yes")
    assert hub.wait_for(lambda seen: sum((e.method, e.route) == POST_SOURCE for e in seen) == 2)
    hub.web.settle_source(hub.sources()[0].id, "failed")
    running.communicate(timeout=60)
    assert running.returncode == 1


class TestPageThatIsGone:
    @pytest.fixture
    def gone(self, checkout: Checkout, hub: LocalHub) -> Checkout:
        """Two pages, both edited; the first was archived on the web."""
        for name in "ab":
            checkout.page(f"{name}.md", title=name.upper(), body="Old.")
        assert checkout.call("apply", "--yes").code == 0
        hub.web.archive(checkout.state().pages["a.md"].id)
        for name in "ab":
            checkout.page(f"{name}.md", title=name.upper(), body="New.")
        return checkout

    @pytest.mark.parametrize("archived", ["gone", "readable"])
    def test_is_reported_and_not_made_anew(
        self, gone: Checkout, hub: LocalHub, archived: str
    ) -> None:
        hub.change(quirks={"archived_page": archived})
        state = gone.state()
        for _ in range(2):
            done = gone.call("apply", "--yes")
            assert done.code == 0
            assert "a.md" in done.out
            assert "archived on the web" in done.out
        assert [e.path for e in hub.requests(*POST_PAGE)] == ["/knowledge-hub/pages"] * 2
        assert [page.draft_content for page in live_pages(hub)] == ["New."]
        assert gone.state().pages["a.md"] == replace(state.pages["a.md"], archived=True)

    def test_is_made_anew_by_the_command_that_is_named(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        """Also where its file was renamed, of which State does not know yet."""
        checkout.page("our page.md", title="Ours")
        assert checkout.call("apply", "--yes").code == 0
        hub.web.archive(checkout.state().pages["our page.md"].id)
        checkout.remove("our page.md")
        checkout.page("page.md", title="Ours", body="New.")
        told = " ".join(checkout.call("apply", "--yes", "--full").out.split())
        (command,) = re.findall(r"`execsync (state rm .*?)`", told)
        assert checkout.call(*shlex.split(command)).code == 0
        assert checkout.call("apply", "--yes").code == 0
        assert [page.draft_content for page in live_pages(hub)] == ["New."]


def test_a_local_hub_that_was_started_anew_is_told_as_such(checkout: Checkout) -> None:
    for code in (0, 1):
        with make_hub() as started:
            checkout.url = started.url
            checkout.page("a.md", title="A")
            done = checkout.call("apply", "--yes")
            assert done.code == code
    assert (
        "       a local hub that is started anew is another workspace: keep it with `execsync hub "
        "--database FILE`, or begin anew here, without .execsync/state.toml; nothing was changed\n"
    ) in done.err


def test_the_state_of_another_workspace_is_refused_and_left_as_it_is(checkout: Checkout) -> None:
    with make_hub(workspace_name="One") as one:
        checkout.url = one.url
        checkout.page("a.md", title="A")
        assert checkout.call("apply", "--yes").code == 0
    before = checkout.state_file.read_bytes()
    with make_hub(workspace_name="Two") as two:
        checkout.url = two.url
        checkout.page("a.md", title="B")
        done = checkout.call("apply", "--yes")
        assert done.code == 1
        assert re.search(
            r"error: State is of the workspace 'One' \(\S+\), and this key and address lead to 'Two'",
            done.err,
        )
        assert (
            "set EXEC_API_KEY to a key of 'One', and EXEC_API_URL to where that is, if anywhere else; "
            "nothing was changed"
        ) in done.err
        assert [e.method for e in two.requests()] == ["GET"]
    assert checkout.state_file.read_bytes() == before
