"""No web edit overwritten, and none told that is none: texts are compared by what they say."""

from collections.abc import Callable

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes

LISTS = "Refunds\n=======\n\nIt costs __$45__, see <https://a.example>.\n\n+ one\n+ *two*\n"
TABLE = "| what | price |\n|:--|--:|\n| a | $45 |\n\n    some code\n"
LINES = "Written in\nlines that\nare short.\n\n1) first\n2) [second][1]\n\n[1]: /b 'c'\n"
BODIES = {"a.md": LISTS, "b.md": TABLE, "c.md": LINES}


@pytest.fixture(params=["normalised", "prosemirror"])
def rewriting(request: pytest.FixtureRequest, hub: LocalHub) -> LocalHub:
    """A hub that stores Markdown in its own spelling."""
    hub.change(quirks={"rewrites_markdown": True, "rewrites_as": request.param})
    return hub


def write(checkout: Checkout, status: str, *, more: str = "") -> None:
    for path, body in BODIES.items():
        checkout.page(path, title=path[0].upper(), body=more + body, status=status)


def apply(checkout: Checkout, *options: str) -> Ended:
    return checkout.call("apply", "--yes", *options)


def shown(hub: LocalHub) -> dict[str, str]:
    """What readers, or those who edit a draft, see of each page."""
    return {page.title: page.draft_content or page.live_content or "" for page in hub.pages()}


@pytest.mark.parametrize("status", ["draft", "published"])
def test_an_older_state_is_no_reason_to_see_edits_in_rewritten_text(
    rewriting: LocalHub, checkout: Checkout, status: str
) -> None:
    write(checkout, status)
    assert apply(checkout).code == 0
    older = checkout.state_file.read_bytes()
    rewriting.advance(60)
    write(checkout, status, more="A line more.\n\n")
    assert apply(checkout).code == 0
    rewriting.advance(60)
    checkout.state_file.write_bytes(older)
    before = len(writes(rewriting))
    ended = apply(checkout)
    assert (ended.code, len(writes(rewriting)) - before) == (0, 0), ended
    write(checkout, status, more="A line more, and another.\n\n")
    assert apply(checkout).code == 0
    assert all(text.startswith("A line more, and another.") for text in shown(rewriting).values())


@pytest.mark.parametrize("status", ["draft", "published"])
def test_a_state_that_is_lost_is_rebuilt_without_a_conflict(
    rewriting: LocalHub, checkout: Checkout, status: str
) -> None:
    write(checkout, status)
    assert apply(checkout).code == 0
    checkout.state_file.unlink()
    before = len(writes(rewriting))
    assert checkout.call("state", "rebuild", "--yes").code == 0
    assert apply(checkout).code == 0
    assert len(writes(rewriting)) == before


SIGNS: dict[str, Callable[[str], str]] = {
    "currency": lambda text: text.replace("$", "€"),
    "link": lambda text: text.replace("/b", "/d").replace("a.example", "b.example"),
    "marks": lambda text: text.replace("a", "*a*").replace("two", "**two**"),
}


@pytest.mark.parametrize("change", SIGNS.values(), ids=SIGNS.keys())
def test_an_edit_that_leaves_the_words_alone_is_kept_and_named(
    rewriting: LocalHub, checkout: Checkout, change: Callable[[str], str]
) -> None:
    write(checkout, "published")
    assert apply(checkout).code == 0
    rewriting.advance(60)
    for page in rewriting.pages():
        rewriting.web.edit(page.id, content=change(page.live_content or ""), publish=True)
    theirs = shown(rewriting)
    edited = [title for title, text in theirs.items() if change(text) != text or "€" in text]
    write(checkout, "published", more="A line more.\n\n")
    ended = apply(checkout)
    assert ended.code == 1
    for title in edited:
        assert f"! {title.lower()}.md  conflict" in ended.out
        assert shown(rewriting)[title] == theirs[title]
    assert edited


MERGED = "# Title\n\nOne.\n\n* a\n* b\n* c\n\nTwo *and* three.\n"


def test_an_edit_that_the_file_holds_is_none_to_fight_over_on_a_hub_that_rewrites(
    rewriting: LocalHub, checkout: Checkout
) -> None:
    checkout.page("a.md", title="A", body=MERGED, status="published")
    assert apply(checkout).code == 0
    rewriting.advance(60)
    (page,) = rewriting.pages()
    theirs = (page.live_content or "").replace("One.", "One, better.").replace("b\n", "b, too\n")
    assert theirs != page.live_content
    rewriting.web.edit(page.id, content=theirs, publish=True)
    ours = MERGED.replace("One.", "One, better.").replace("* b", "* b, too").replace("* c", "* d")
    checkout.page("a.md", title="A", body=ours, status="published")
    ended = apply(checkout)
    assert ended.code == 0, ended
    assert "d\n" in shown(rewriting)["A"]
    assert "One, better." in shown(rewriting)["A"]


class TestOfAnotherVersion:
    """The program is a newer one, which measures texts in another way."""

    @pytest.fixture(params=["draft", "published"])
    def status(self, request: pytest.FixtureRequest) -> str:
        return str(request.param)

    @pytest.fixture(params=[True, False], ids=["times-tell", "bytes-tell"])
    def newer(
        self,
        request: pytest.FixtureRequest,
        rewriting: LocalHub,
        checkout: Checkout,
        status: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Checkout:
        rewriting.change(
            quirks={
                "draft_edit_moves_updated_at": request.param,
                "writes_answer_with_draft": not request.param,
            }
        )
        write(checkout, status)
        assert apply(checkout).code == 0
        rewriting.advance(60)
        monkeypatch.setattr("execsync.core.meaning.VERSION", 1000)
        return checkout

    def test_nothing_is_to_be_done(self, newer: Checkout, rewriting: LocalHub) -> None:
        before = len(writes(rewriting))
        assert apply(newer).code == 0
        assert len(writes(rewriting)) == before

    def test_the_next_change_of_a_file_is_no_conflict(
        self, newer: Checkout, rewriting: LocalHub, status: str
    ) -> None:
        write(newer, status, more="A line more.\n\n")
        assert apply(newer).code == 0
        assert all(text.startswith("A line more.") for text in shown(rewriting).values())

    def test_what_else_moved_the_times_is_no_edit_of_the_text(
        self, newer: Checkout, rewriting: LocalHub, status: str
    ) -> None:
        for page in rewriting.pages():
            rewriting.web.edit(page.id, skill_ids=["skl_else"])
        write(newer, status, more="A line more.\n\n")
        ended = apply(newer)
        assert ended.code == 1
        told = [line for line in ended.out.splitlines() if "edited on the web" in line]
        assert [line.rpartition(": ")[2] for line in told] == [
            "skill_ids), and changed here (content)"
        ] * len(BODIES)

    def test_an_edit_is_kept_and_named(
        self, newer: Checkout, rewriting: LocalHub, status: str
    ) -> None:
        for page in rewriting.pages():
            text = page.draft_content or ""
            rewriting.web.edit(
                page.id, content=f"Of a colleague.\n\n{text}", publish=status != "draft"
            )
        theirs = shown(rewriting)
        write(newer, status, more="A line more.\n\n")
        assert apply(newer).code == 1
        assert shown(rewriting) == theirs

    def test_a_page_that_was_replaced_is_archived(
        self, newer: Checkout, rewriting: LocalHub, status: str
    ) -> None:
        newer.page("a.md", title="A", body=LISTS, status=status, visibility="private")
        assert apply(newer, "--allow-replace", "a.md").code == 0
        assert len(live_pages(rewriting)) == len(BODIES)
