"""Pages that a colleague edits on the web are named and kept; nothing else ever counts as such an edit."""

import random
from pathlib import Path

import pytest

from execsync.localhub import LocalHub, Quirks
from execsync.localhub.stored import StoredPage
from tests.crash.quick import quick
from tests.crash.seeds import make_dice
from tests.support.checkout import Checkout
from tests.support.hub import make_hub, writes

TEXT = "Heading\n=======\n\n* one\n* two"
THEIRS = "# Heading\n\n- one\n- two, by a colleague\n"


@pytest.fixture(params=["published", "draft"])
def edited(request: pytest.FixtureRequest, hub: LocalHub, checkout: Checkout) -> Checkout:
    """A page that was applied, changed on the web a while later, and changed in its file."""
    hub.change(quirks={"rewrites_markdown": True})
    checkout.page("a.md", title="A", body=TEXT, status=request.param)
    checkout.page("b.md", title="B", status=request.param)
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(60)
    page = stored(hub)
    hub.web.edit(page.id, content=THEIRS, publish=page.status == "published")
    checkout.page("a.md", title="A", body=f"{TEXT}\n* three", status=request.param)
    checkout.page("b.md", title="B", body="Other text.", status=request.param)
    return checkout


def stored(hub: LocalHub, title: str = "A") -> StoredPage:
    return next(page for page in hub.pages() if page.title == title)


def test_a_web_edit_is_named_and_kept_and_the_rest_goes_on(edited: Checkout, hub: LocalHub) -> None:
    ended = edited.call("apply", "--yes")
    assert ended.code == 1
    assert "! a.md  conflict  edited on the web" in ended.out
    assert "content" in ended.out
    assert stored(hub).draft_content == THEIRS
    assert stored(hub, "B").draft_content == "Other text.\n"
    before = len(writes(hub))
    assert "! a.md" in edited.call("apply", "--yes").out
    assert len(writes(hub)) == before


def test_told_to_overwrite_it_writes_the_files_text(edited: Checkout, hub: LocalHub) -> None:
    ended = edited.call("apply", "--yes", "--on-drift", "overwrite")
    assert ended.code == 0, ended
    assert "; writes over what was edited on the web (content)" in ended.out
    assert stored(hub).draft_content == "# Heading\n\n- one\n- two\n- three\n"
    assert "conflict" not in edited.call("apply", "--yes").out


def test_told_to_overwrite_it_says_what_it_archives(edited: Checkout, hub: LocalHub) -> None:
    edited.remove("a.md")
    ended = edited.call("apply", "--yes", "--prune", "--on-drift", "overwrite")
    assert ended.code == 0, ended
    assert "file is gone; archives what was edited on the web (content)" in ended.out


def test_the_webs_text_in_the_file_settles_it_without_a_write(
    edited: Checkout, hub: LocalHub
) -> None:
    assert edited.call("apply", "--yes").code == 1
    status = stored(hub).status
    edited.page("a.md", title="A", body=stored(hub).draft_content, status=status)
    before = len(writes(hub))
    assert edited.call("apply", "--yes").code == 0
    assert len(writes(hub)) == before
    edited.page("a.md", title="A", body=f"{THEIRS}\nAnd ours.", status=status)
    assert edited.call("apply", "--yes").code == 0
    assert stored(hub).draft_content.endswith("And ours.\n")


def test_a_draft_of_the_web_that_the_file_says_too_is_made_live(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", status="published")
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(60)
    hub.web.edit(stored(hub).id, content="Better words.")
    checkout.page("a.md", title="A", body="Better words.", status="published")
    assert checkout.call("apply", "--yes").code == 0
    assert stored(hub).live_content == "Better words."
    before = len(writes(hub))
    assert checkout.call("apply", "--yes").code == 0
    assert len(writes(hub)) == before


def test_without_a_look_before_each_write_it_is_noticed_all_the_same(
    edited: Checkout, hub: LocalHub
) -> None:
    """--no-refresh and --look list ask less, but what is to be written is compared with State first."""
    ended = edited.call("apply", "--yes", "--no-refresh", "--look", "list")
    assert ended.code == 1
    assert "edited on the web since our last write" in ended.out
    assert stored(hub).draft_content == THEIRS


def test_looking_takes_one_request_a_run(checkout: Checkout, hub: LocalHub) -> None:
    for number in range(5):
        checkout.page(f"{number}.md", title=f"Page {number}")
    assert checkout.call("apply", "--yes").code == 0
    for _ in range(3):
        before = len(hub.requests())
        assert checkout.call("apply", "--yes").code == 0
        assert [e.path for e in hub.requests()[before:]] == ["/workspace", "/knowledge-hub/pages"]


def quirks_by(dice: random.Random) -> Quirks:
    return Quirks(
        rewrites_markdown=dice.random() < 0.7,
        draft_edit_moves_updated_at=dice.random() < 0.5,
        draft_status=dice.choice(["keeps_live", "unpublishes"]),
        time_resolution=dice.choice(["seconds", "microseconds"]),
        writes_answer_with_draft=dice.random() < 0.5,
        equal_draft=dice.choice(["null", "given"]),
        archived_page=dice.choice(["readable", "gone"]),
    )


def write_at_random(checkout: Checkout, dice: random.Random) -> None:
    """Any of four pages, in any of many ways."""
    for name in dice.sample("abcd", dice.randint(1, 3)):
        checkout.page(
            f"{name}.md",
            title=dice.choice(["One", "Two"]),
            body=dice.choice(["", TEXT, "* one\n+ two", "Text_with_ *marks*\n\n***\n\nend  "]),
            status=dice.choice(["draft", "published"]),
            folder_ids=dice.choice([[], ["f1"], ["f2", "f1"]]),
            skill_ids=dice.choice([[], ["k1"]]),
            sources=dice.choice([[], ["https://example.com/1"]]),
        )


def live(folder: Path, dice: random.Random) -> None:
    """One history without a web edit; other people's pages come and go. No run may find a conflict."""
    with make_hub(quirks=quirks_by(dice)) as hub, quick(look_again=0.0):
        checkout = Checkout(folder, hub.url, config="[limits]\nper_minute = 0\nper_day = 0\n")
        for step in range(6):
            write_at_random(checkout, dice)
            ended = checkout.call("apply", "--yes")
            assert ended.code == 0, (hub.settings.quirks, step, ended)
            hub.web.create(f"Of a colleague {step}", publish=dice.random() < 0.5)
            hub.advance(dice.choice([0, 0.4, 1, 100]))


@pytest.mark.slow
def test_histories_without_web_edits_have_no_conflicts(tmp_path: Path) -> None:
    dice = make_dice()
    for number in range(8):
        live(tmp_path / str(number), dice)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_five_hundred_histories_without_web_edits_have_no_conflicts(tmp_path: Path) -> None:
    dice = make_dice()
    for number in range(500):
        live(tmp_path / str(number), dice)


def test_an_edit_while_a_person_thinks_about_the_plan_is_not_written_over(
    checkout: Checkout, hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.page("a.md", title="A", status="published")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", body="Ours.", status="published")
    hub.advance(60)

    def think(*_: object, **__: object) -> None:
        hub.web.edit(stored(hub).id, content=THEIRS, publish=True)

    monkeypatch.setattr("execsync.output.console.Console.is_interactive", True)
    monkeypatch.setattr("execsync.output.console.Console.ask", think)
    monkeypatch.setattr("execsync.commands.apply.LONG_ASKED", 0.0)
    ended = checkout.call("apply")
    assert ended.code == 1
    assert "edited on the web while you were asked" in ended.err
    assert stored(hub).live_content == THEIRS
    assert "! a.md  conflict" in checkout.call("apply", "--yes").out


def test_a_title_in_the_hubs_own_spelling_is_no_edit_where_a_live_page_becomes_a_draft(
    checkout: Checkout, hub: LocalHub
) -> None:
    """The answer to such a write carries no draft, and its title was compared to the letter."""
    hub.change(quirks={"rewrites_titles": True})
    checkout.page("a.md", title='"a" - page', status="published")
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(60)
    checkout.page("a.md", title='"a" - page', status="draft", sources=["https://example.com/1"])
    ended = checkout.call("apply", "--yes")
    assert "somebody else" not in ended.err
    assert checkout.state().pages["a.md"].drift is None
