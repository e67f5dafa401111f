"""What the API's reference leaves open, both ways, through whole applies with a colleague at work.

Does a POST of an archived source's address bring the old one back? Does an edit of a draft on the web move
the page's `updated_at`? Whatever the answer, the files end up on the hub, and no edit of the web is lost.
"""

from typing import Any

import pytest

from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage, StoredSource
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes

URL = "https://example.com/terms"
THEIRS = "Written by a colleague."


def stored(hub: LocalHub, title: str = "A") -> StoredPage:
    return next(page for page in live_pages(hub) if page.title == title)


def live_sources(hub: LocalHub) -> list[StoredSource]:
    return [source for source in hub.sources() if source.archived_at is None]


def assert_settled(checkout: Checkout, hub: LocalHub) -> None:
    """Another run writes nothing and ends well."""
    before = len(writes(hub))
    ended = checkout.call("apply", "--yes", "--prune", "--prune-sources")
    assert (ended.code, len(writes(hub))) == (0, before), ended
    assert checkout.state().in_doubt == ()


class TestRepostedSource:
    """A source that was archived, and whose address is named again."""

    @pytest.fixture(params=["revives", "makes_new"])
    def checkout(
        self, request: pytest.FixtureRequest, checkout: Checkout, hub: LocalHub
    ) -> Checkout:
        hub.change(quirks={"reposted_source": request.param})
        self.name(checkout, URL)
        assert checkout.call("apply", "--yes").code == 0
        return checkout

    @staticmethod
    def name(checkout: Checkout, *urls: str) -> None:
        checkout.page("a.md", title="A", status="published", sources=list(urls))

    def assert_linked(self, checkout: Checkout, hub: LocalHub) -> None:
        """The page names the one live source of its address, and State says so."""
        (source,) = live_sources(hub)
        assert (source.url, stored(hub).source_ids) == (URL, (source.id,))
        assert checkout.state().sources[URL].id == source.id
        assert_settled(checkout, hub)

    def prune(self, checkout: Checkout, hub: LocalHub) -> None:
        is_ours = checkout.state().sources[URL].ours
        self.name(checkout)
        assert checkout.call("apply", "--yes", "--prune-sources").code == 0
        # One that came back is as good as found: it is not ours to archive a second time.
        assert len(live_sources(hub)) == (0 if is_ours else 1)
        assert stored(hub).source_ids == ()

    @pytest.mark.parametrize("rounds", [1, 3])
    def test_that_we_pruned_is_linked_again(
        self, checkout: Checkout, hub: LocalHub, rounds: int
    ) -> None:
        for _ in range(rounds):
            self.prune(checkout, hub)
            hub.advance(3600)
            self.name(checkout, URL)
            assert checkout.call("apply", "--yes").code == 0
            self.assert_linked(checkout, hub)

    def test_that_a_colleague_adds_meanwhile_is_linked_and_stays_theirs(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        self.prune(checkout, hub)
        hub.advance(3600)
        theirs = hub.web.add_source(URL, "Of a colleague")
        self.name(checkout, URL)
        assert checkout.call("apply", "--yes").code == 0
        self.assert_linked(checkout, hub)
        self.name(checkout)
        assert checkout.call("apply", "--yes", "--prune-sources").code == 0
        assert [source.id for source in live_sources(hub)] == [theirs]

    def test_whose_answer_is_lost_is_one_source(self, checkout: Checkout, hub: LocalHub) -> None:
        self.prune(checkout, hub)
        self.name(checkout, URL)
        hub.faults.add("lose", method="POST", path="/knowledge-hub/sources")
        assert checkout.call("apply", "--yes").code == 0
        self.assert_linked(checkout, hub)

    def test_of_a_page_that_was_edited_on_the_web_is_a_conflict_and_then_linked(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        self.prune(checkout, hub)
        hub.advance(3600)
        hub.web.edit(stored(hub).id, content=THEIRS, publish=True)
        self.name(checkout, URL)
        assert checkout.call("apply", "--yes").code == 1
        assert stored(hub).live_content == THEIRS
        checkout.page("a.md", title="A", body=THEIRS, status="published", sources=[URL])
        assert checkout.call("apply", "--yes").code == 0
        assert stored(hub).live_content == THEIRS
        self.assert_linked(checkout, hub)

    def test_that_failed_and_is_tried_again_is_one_source(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        bad = "https://example.com/bad"
        hub.change(failing_sources=("*bad",))
        checkout.page("b.md", title="B", sources=[bad])
        assert checkout.call("apply", "--yes").code == 1
        hub.change(failing_sources=())
        ended = checkout.call("apply", "--yes", "--retry-sources")
        (source,) = [source for source in live_sources(hub) if source.url == bad]
        if source.status == "failed":  # it came back as it was
            assert ended.code == 1
            assert [page.title for page in live_pages(hub)] == ["A"]
            hub.web.settle_source(source.id, "ready")
            assert checkout.call("apply", "--yes").code == 0
            (source,) = [source for source in live_sources(hub) if source.url == bad]
        else:
            assert ended.code == 0
        assert stored(hub, "B").source_ids == (source.id,)
        assert_settled(checkout, hub)


STATUSES = ("published", "draft")


@pytest.mark.usefixtures("moves")
class TestDraftEdits:
    """A draft that a colleague edits on the web, where that moves `updated_at`, and where it does not."""

    @pytest.fixture(params=[True, False], ids=["moves", "moves-not"])
    def moves(self, request: pytest.FixtureRequest, hub: LocalHub) -> None:
        hub.change(quirks={"draft_edit_moves_updated_at": request.param})

    @pytest.fixture(params=STATUSES)
    def status(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture(params=[0, 3600], ids=["at-once", "an-hour-later"])
    def edited(
        self,
        request: pytest.FixtureRequest,
        status: str,
        checkout: Checkout,
        hub: LocalHub,
    ) -> Checkout:
        """Two pages that are applied, one of which a colleague has given another draft since."""
        for name in "ab":
            checkout.page(f"{name}.md", title=name.upper(), status=status)
        assert checkout.call("apply", "--yes").code == 0
        hub.advance(request.param)
        hub.web.edit(stored(hub).id, content=THEIRS)
        return checkout

    @staticmethod
    def write(checkout: Checkout, status: str, body: str = "Ours, new.\n") -> None:
        checkout.page("a.md", title="A", body=body, status=status)

    @staticmethod
    def apply(checkout: Checkout, *arguments: str) -> Ended:
        return checkout.call("apply", "--yes", *arguments)

    def test_is_kept_where_the_file_is_edited_too(
        self, edited: Checkout, hub: LocalHub, status: str
    ) -> None:
        self.write(edited, status)
        edited.page("b.md", title="B", body="Ours, new.\n", status=status)
        for _ in range(2):
            ended = self.apply(edited)
            assert ended.code == 1, ended
            assert "edited on the web" in ended.out + ended.err
            assert stored(hub).draft_content == THEIRS
        assert stored(hub, "B").draft_content == "Ours, new."
        assert self.apply(edited, "--on-drift", "overwrite").code == 0
        assert stored(hub).draft_content == "Ours, new."
        assert_settled(edited, hub)

    def test_is_kept_where_nothing_else_happens(self, edited: Checkout, hub: LocalHub) -> None:
        before = len(writes(hub))
        for _ in range(2):
            self.apply(edited)
            hub.advance(3600)
        assert stored(hub).draft_content == THEIRS
        assert len(writes(hub)) == before

    def test_is_found_once_it_is_published(
        self, edited: Checkout, hub: LocalHub, status: str
    ) -> None:
        self.apply(edited)
        hub.advance(3600)
        hub.web.publish(stored(hub).id)
        self.write(edited, status)
        ended = self.apply(edited)
        assert ended.code == 1
        assert "! a.md" in ended.out
        assert stored(hub).live_content == THEIRS

    def test_is_settled_by_a_file_that_says_the_same(
        self, edited: Checkout, hub: LocalHub, status: str
    ) -> None:
        self.write(edited, status, f"{THEIRS}\n")
        assert self.apply(edited).code == 0
        page = stored(hub)
        assert (page.live_content if status == "published" else page.draft_content) == THEIRS
        assert_settled(edited, hub)

    def test_keeps_its_page_from_being_archived(self, edited: Checkout, hub: LocalHub) -> None:
        edited.remove("a.md")
        for _ in range(2):
            ended = self.apply(edited, "--prune", "--allow-archive", "1")
            assert ended.code == 1, ended
            assert stored(hub).draft_content == THEIRS
        assert self.apply(edited, "--prune", "--on-drift", "overwrite").code == 0
        assert [page.title for page in live_pages(hub)] == ["B"]
        assert_settled(edited, hub)

    def test_that_is_taken_back_is_none(self, edited: Checkout, hub: LocalHub, status: str) -> None:
        self.apply(edited)
        hub.advance(60)
        hub.web.edit(stored(hub).id, content="Text.")
        self.write(edited, status)
        assert self.apply(edited).code == 0
        assert stored(hub).draft_content == "Ours, new."
        assert_settled(edited, hub)

    @pytest.mark.parametrize("fields", [{"title": "A of the web"}, {"folder_ids": ["f1"]}], ids=str)
    def test_of_another_field_is_kept_too(
        self, status: str, checkout: Checkout, hub: LocalHub, fields: dict[str, Any]
    ) -> None:
        self.write(checkout, status, "Text.\n")
        assert self.apply(checkout).code == 0
        hub.advance(3600)
        (page,) = live_pages(hub)
        hub.web.edit(page.id, **fields)
        (edited,) = live_pages(hub)
        self.write(checkout, status)
        for _ in range(2):
            assert self.apply(checkout).code == 1
            (page,) = live_pages(hub)
            assert (page.draft_title, page.folder_ids) == (edited.draft_title, edited.folder_ids)
            assert page.draft_content == "Text."
