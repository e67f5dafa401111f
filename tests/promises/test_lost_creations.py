"""No page twice: a creation whose answer was lost is looked for, whatever became of its page since."""

from collections.abc import Callable

import pytest

from execsync.core.serde import load_state
from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages

CREATE = "/knowledge-hub/pages"
OURS, THEIRS = "Text.", "Of a colleague."

LATER: dict[str, Callable[[LocalHub, str], object]] = {
    "moved": lambda hub, page: hub.web.edit(page, folder_ids=["fld_else"]),
    "retitled": lambda hub, page: hub.web.edit(page, title="Another title", publish=True),
    "edited": lambda hub, page: hub.web.edit(page, content=THEIRS, publish=True),
    "retitled and edited": lambda hub, page: hub.web.edit(page, title="X", content=THEIRS),
}


def apply(checkout: Checkout, *options: str) -> Ended:
    return checkout.call("apply", "--yes", *options)


def snapshot(checkout: Checkout) -> bytes:
    return checkout.state_file.read_bytes()


def runner_dies(checkout: Checkout, hub: LocalHub, *, nth: int = 1) -> None:
    """An apply of which only State, as it was when a page had been made, is kept: no journal, no cache."""
    kept: list[bytes] = []
    hub.after("POST", CREATE, nth, lambda: kept.append(snapshot(checkout)))
    apply(checkout, "--parallelism", "1")
    for file in sorted(checkout.state_folder.rglob("*"), reverse=True):
        if file.is_file():
            file.unlink()
    checkout.state_file.write_bytes(kept[0])


def test_state_names_each_creation_that_was_sent_at_any_moment(
    checkout: Checkout, hub: LocalHub
) -> None:
    for number in range(6):
        checkout.page(f"{number}.md", title=f"Page {number}", body=f"Of {number}.\n")
    seen: list[tuple[set[str], set[str]]] = []

    def look() -> None:
        state = load_state(snapshot(checkout))
        named = {page.title for page in state.pages.values()}
        named |= {doubt.page.title for doubt in state.in_doubt}
        seen.append(({page.title for page in hub.pages()}, named))

    for number in range(1, 7):
        hub.after("POST", CREATE, number, look)
    assert apply(checkout, "--parallelism", "2").code == 0
    assert len(seen) == 6
    for made, named in seen:
        assert made <= named


def test_a_runner_that_dies_with_its_journal_doubles_nothing(
    checkout: Checkout, hub: LocalHub
) -> None:
    for number in range(5):
        checkout.page(f"{number}.md", title=f"Page {number}", body=f"Of {number}.\n")
    runner_dies(checkout, hub, nth=3)
    for _ in range(3):
        assert apply(checkout).code == 0
        hub.advance(3_600)
    assert len(live_pages(hub)) == 5
    assert {page.id for page in checkout.state().pages.values()} == {p.id for p in live_pages(hub)}


@pytest.mark.parametrize("change", LATER)
@pytest.mark.parametrize("wait", [0.0, 600.0], ids=["in-the-same-second", "later"])
def test_a_page_that_was_changed_on_the_web_meanwhile_is_a_conflict(
    change: str, wait: float, checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", body=OURS, status="published")
    runner_dies(checkout, hub)
    (page,) = hub.pages()
    hub.advance(wait)
    LATER[change](hub, page.id)
    changed = hub.pages()
    for _ in range(3):
        ended = apply(checkout)
        assert ended.code == 1
        assert page.id in ended.out + ended.err
        assert hub.pages() == changed


def test_a_persons_page_of_the_same_title_is_never_adopted_silently(
    checkout: Checkout, hub: LocalHub
) -> None:
    """Ours was not made; theirs was, meanwhile."""
    checkout.page("a.md", title="A", body=OURS)
    hub.faults.add(kind="cut", method="POST", path=CREATE, times=2)
    apply(checkout)
    hub.faults.clear()
    theirs = hub.web.create("A", THEIRS)
    before = hub.pages()
    for _ in range(2):
        ended = apply(checkout)
        assert ended.code == 1
        assert theirs.id in ended.out + ended.err
        assert hub.pages() == before


def test_a_copy_that_somebody_made_of_our_page_is_a_candidate_only(
    checkout: Checkout, hub: LocalHub
) -> None:
    """Ours is archived on the web before we look, and its clone, made with our key's hand, is live."""
    checkout.page("a.md", title="A", body=OURS, status="published")
    runner_dies(checkout, hub)
    (page,) = hub.pages()
    clone = hub.web.clone(page.id, title="A", by="user_owner")
    hub.web.archive(page.id)
    ended = apply(checkout)
    assert ended.code == 1
    assert clone.id in ended.out + ended.err
    assert [p.id for p in live_pages(hub)] == [clone.id]


class TestArchivedMeanwhile:
    """The page came to be, its answer was lost, and somebody archived it before we looked."""

    @pytest.fixture(autouse=True, params=["readable", "gone"])
    def manner(self, request: pytest.FixtureRequest, checkout: Checkout, hub: LocalHub) -> None:
        hub.change(quirks={"archived_page": request.param, "time_resolution": "microseconds"})
        checkout.page("b.md", title="B")
        assert apply(checkout).code == 0
        checkout.page("a.md", title="A", body=OURS, status="published")

    def check(self, checkout: Checkout, hub: LocalHub) -> None:
        for _ in range(3):
            ended = apply(checkout)
            assert ended.code == 0
            assert "a.md" in ended.out
            assert "archived on the web" in ended.out
            assert [page.title for page in live_pages(hub)] == ["B"]
        assert checkout.state().in_doubt == ()

    def test_it_is_named_and_not_made_again(self, checkout: Checkout, hub: LocalHub) -> None:
        runner_dies(checkout, hub)
        hub.web.archive(hub.pages()[-1].id)
        self.check(checkout, hub)

    def test_so_it_is_in_the_run_that_made_it(self, checkout: Checkout, hub: LocalHub) -> None:
        hub.faults.add("lose", method="POST", path=CREATE)
        hub.after("POST", CREATE, 1, lambda: hub.web.archive(hub.pages()[-1].id))
        ended = apply(checkout)
        assert ended.code == 1
        assert "archived on the web" in ended.err
        self.check(checkout, hub)

    def test_one_that_we_archived_before_is_another_one(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        assert apply(checkout).code == 0
        checkout.remove("a.md")
        assert apply(checkout, "--prune", "--allow-archive", "1").code == 0
        checkout.page("a.md", title="A", body=OURS, status="published")
        hub.faults.add("cut", method="POST", path=CREATE, times=2)
        apply(checkout)
        assert apply(checkout).code == 0
        assert len(live_pages(hub)) == 2


class TestWaysOut:
    """Of a conflict about a lost creation."""

    @pytest.fixture
    def moved(self, checkout: Checkout, hub: LocalHub) -> StoredPage:
        checkout.page("a.md", title="A", body=OURS)
        runner_dies(checkout, hub)
        (page,) = hub.pages()
        hub.web.edit(page.id, folder_ids=["fld_else"])
        assert apply(checkout).code == 1
        return page

    def test_it_is_adopted(self, moved: StoredPage, checkout: Checkout, hub: LocalHub) -> None:
        assert checkout.call("state", "adopt", "page:a.md", moved.id).code == 0
        assert apply(checkout).code == 1  # it lies in another folder: somebody's edit
        assert apply(checkout, "--on-drift", "overwrite").code == 0
        (page,) = live_pages(hub)
        assert (page.id, page.folder_ids) == (moved.id, ())

    def test_both_are_wanted(self, moved: StoredPage, checkout: Checkout, hub: LocalHub) -> None:
        assert apply(checkout, "--allow-same-title").code == 0
        assert len(live_pages(hub)) == 2
        assert apply(checkout).code == 0
        assert stored(hub, moved.id).folder_ids == ("fld_else",)

    @pytest.mark.usefixtures("moved")
    def test_the_file_becomes_another_page(self, checkout: Checkout, hub: LocalHub) -> None:
        checkout.page("a.md", title="Something else", body="And another text.")
        assert apply(checkout).code == 0
        assert len(live_pages(hub)) == 2

    def test_the_page_is_archived_on_the_web(
        self, moved: StoredPage, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.web.archive(moved.id)
        assert apply(checkout).code == 0
        assert [page.title for page in live_pages(hub)] == ["A"]


def stored(hub: LocalHub, page_id: str) -> StoredPage:
    return next(page for page in hub.pages() if page.id == page_id)


def test_the_journal_is_read_where_it_is_left(checkout: Checkout, hub: LocalHub) -> None:
    """The same without a loss: the journal alone tells what was sent."""
    checkout.page("a.md", title="A", body=OURS)
    journal: list[bytes] = []
    hub.after("POST", CREATE, 1, lambda: journal.append(checkout.journal.read_bytes()))
    kept: list[bytes] = []
    hub.before("POST", CREATE, 1, lambda: kept.append(snapshot(checkout)))
    assert apply(checkout).code == 0
    checkout.journal.write_bytes(journal[0])
    checkout.state_file.write_bytes(kept[0])
    assert apply(checkout).code == 0
    assert len(live_pages(hub)) == 1


def test_what_may_be_ours_stays_so_whatever_becomes_of_it(
    checkout: Checkout, hub: LocalHub
) -> None:
    for name in "ab":
        checkout.page(f"{name}.md", title=name.upper(), body=f"Of {name}.")
    runner_dies(checkout, hub, nth=2)
    first = hub.pages()[0]
    hub.web.edit(first.id, folder_ids=["fld_else"])
    assert apply(checkout).code == 1
    hub.web.edit(first.id, title="Something else", content=THEIRS)
    before = hub.pages()
    for _ in range(3):
        ended = apply(checkout)
        assert ended.code == 1
        assert first.id in ended.out
        assert hub.pages() == before


class TestReplacements:
    """The page that takes the place of another one is as lost as any, while the old one is still ours."""

    REPLACE = ("--parallelism", "1", "--allow-replace", "a.md")

    @pytest.fixture(params=["old page live", "old page archived"])
    def moved(
        self, request: pytest.FixtureRequest, checkout: Checkout, hub: LocalHub
    ) -> StoredPage:
        """The runner died with its journal, and a colleague moved the new page before the next run."""
        checkout.page("a.md", title="A", body=OURS)
        assert apply(checkout).code == 0
        checkout.page("a.md", title="A", body=OURS, visibility="private")
        kept: list[bytes] = []
        hub.after("POST", CREATE, 1, lambda: kept.append(snapshot(checkout)))
        if request.param == "old page live":
            hub.faults.add("error", status=400, method="DELETE", times=None)
        apply(checkout, *self.REPLACE)
        hub.faults.clear()
        checkout.state_file.write_bytes(kept[0])
        checkout.journal.unlink(missing_ok=True)
        page = hub.pages()[-1]
        hub.web.edit(page.id, folder_ids=["fld_else"])
        return page

    def test_one_that_was_changed_on_the_web_is_a_conflict(
        self, moved: StoredPage, checkout: Checkout, hub: LocalHub
    ) -> None:
        before = hub.pages()
        for _ in range(3):
            ended = apply(checkout, *self.REPLACE)
            assert ended.code == 1
            assert moved.id in ended.out
            assert hub.pages() == before

    def test_it_is_adopted(self, moved: StoredPage, checkout: Checkout, hub: LocalHub) -> None:
        assert apply(checkout, *self.REPLACE).code == 1
        assert checkout.call("state", "adopt", "page:a.md", moved.id).code == 0
        assert apply(checkout, *self.REPLACE, "--on-drift", "overwrite").code == 0
        assert [(page.id, page.folder_ids) for page in live_pages(hub)] == [(moved.id, ())]
        assert checkout.state().in_doubt == ()

    def test_it_is_none_of_ours(self, moved: StoredPage, checkout: Checkout, hub: LocalHub) -> None:
        assert apply(checkout, *self.REPLACE).code == 1
        assert apply(checkout, *self.REPLACE, "--allow-same-title").code == 0
        assert checkout.state().in_doubt == ()
        assert stored(hub, moved.id).folder_ids == ("fld_else",)
        assert apply(checkout, *self.REPLACE).code == 0

    def test_an_edit_of_the_old_page_since_keeps_that(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        """Made between the list and the new page: of the runner nothing but State is left."""
        checkout.page("a.md", title="A", body=OURS, status="published")
        assert apply(checkout).code == 0
        (old,) = hub.pages()
        checkout.page("a.md", title="A", body=OURS, status="published", visibility="private")
        hub.faults.add("error", status=400, method="DELETE", times=None)
        kept: list[bytes] = []
        hub.after("POST", CREATE, 1, lambda: kept.append(snapshot(checkout)))
        apply(checkout, *self.REPLACE)
        hub.faults.clear()
        checkout.state_file.write_bytes(kept[0])
        checkout.journal.unlink(missing_ok=True)
        hub.web.edit(old.id, content=THEIRS, publish=True)
        ended = apply(checkout, *self.REPLACE)
        assert ended.code == 1
        assert "edited on the web" in ended.err
        assert stored(hub, old.id).status == "published"
