"""A pull into a file that has changed as well: merged three ways, or both sides marked in it."""

import shutil

import pytest

from execsync.localhub import LocalHub
from tests.commands.pulling import (
    BODY,
    MARIA,
    begun,
    change,
    is_planned,
    is_torn,
    live,
    pull,
    text,
)
from tests.support.checkout import Checkout
from tests.support.git import Repository
from tests.support.hub import writes

MINE = BODY.replace("Two.", "Two, here.")
MORE = MARIA.replace("Five.", "Fünf.")


def clashed(hub: LocalHub, checkout: Checkout, web: str = MORE) -> None:
    """Have both sides change the same line, and the web another one, too."""
    page_id = begun(checkout)
    change(checkout, "Two.", "Two, here.")
    hub.web.edit(page_id, content=web, publish=True)


def test_changes_in_other_places_are_merged_and_only_ours_are_planned(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout)
    change(checkout, "Four.", "Four, here.")
    change(checkout, 'status: "published"\n', 'status: "published"\nfolder_ids: ["fld_1"]\n')
    hub.web.edit(page_id, title="B", content=MARIA, publish=True)
    ended = pull(checkout)
    assert ended.code == 0, ended
    assert "merged with what was changed here" in ended.out
    assert text(checkout) == (
        '---\ntitle: "B"\nstatus: "published"\nfolder_ids: ["fld_1"]\n---\n'
        + MARIA.replace("Four.", "Four, here.")
    )
    plan = checkout.call("plan").out
    assert "title" not in plan
    assert "Maria" not in plan
    assert checkout.call("apply", "--yes").code == 0
    page = hub.pages()[0]
    assert (page.live_title, page.folder_ids) == ("B", ("fld_1",))
    assert live(hub) == MARIA.replace("Four.", "Four, here.").strip()


def test_a_clash_is_marked_named_and_not_sent(hub: LocalHub, checkout: Checkout) -> None:
    clashed(hub, checkout)
    ended = pull(checkout)
    assert ended.code == 1
    assert "changed here, too, in 1 place" in ended.out
    when = checkout.state().pages["a.md"].observed.updated_at  # type: ignore[union-attr]
    assert text(checkout).split("---\n")[2] == (
        "One.\n\n<<<<<<< file\nTwo, here.\n=======\nTwo, by Maria.\n"
        f">>>>>>> web (Web colleague, {when})\n\nThree.\n\nFour.\n\nFünf.\n"
    )
    sent = len(writes(hub))
    ended = checkout.call("validate")
    assert (ended.code, "EX037" in ended.out) == (1, True)
    assert checkout.call("apply", "--yes").code == 1
    assert len(writes(hub)) == sent


@pytest.mark.parametrize("settled", ["Two, here.", "Two, by Maria.", "Two, by both."])
def test_a_settled_file_applies(hub: LocalHub, checkout: Checkout, settled: str) -> None:
    clashed(hub, checkout)
    pull(checkout)
    before, _, rest = text(checkout).partition("<<<<<<<")
    checkout.write("a.md", before + settled + rest[rest.index("\n", rest.index(">>>>>>>")) :])
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended
    assert live(hub) == MORE.replace("Two, by Maria.", settled).strip()
    assert not is_planned(checkout)


def test_a_marked_file_is_not_pulled_again(hub: LocalHub, checkout: Checkout) -> None:
    clashed(hub, checkout)
    pull(checkout)
    marked = text(checkout)
    page_id = checkout.state().pages["a.md"].id
    hub.advance(2)
    hub.web.edit(page_id, content=MARIA, publish=True)
    ended = pull(checkout)
    assert ended.code == 1
    assert "its file has an error" in ended.out
    assert text(checkout) == marked


def test_values_that_both_have_changed_clash_alone(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout, status="draft")
    change(checkout, '"A"', '"Mine"')
    hub.web.edit(page_id, title="Theirs", publish=True)
    ended = pull(checkout)
    assert ended.code == 1
    assert "in 1 place (title)" in ended.out
    lines = text(checkout).split("\n")
    assert lines[1] == "<<<<<<< file"
    assert lines[2:5] == ['title: "Mine"', "=======", 'title: "Theirs"']
    assert lines[5].startswith(">>>>>>> web (")
    assert lines[6] == 'status: "published"'
    pulled = text(checkout).replace("\n".join(lines[1:6]), "title: Both")
    checkout.write("a.md", pulled)
    assert checkout.call("apply", "--yes").code == 0
    assert hub.pages()[0].live_title == "Both"
    assert not is_planned(checkout)


@pytest.mark.parametrize(
    ("choice", "second"), [("ours", "Two, here."), ("theirs", "Two, by Maria.")]
)
def test_one_side_may_be_taken_where_they_clash(
    hub: LocalHub, checkout: Checkout, choice: str, second: str
) -> None:
    clashed(hub, checkout)
    ended = pull(checkout, "--on-conflict", choice)
    assert ended.code == 0, ended
    assert text(checkout).split("---\n")[2] == MORE.replace("Two, by Maria.", second)
    assert is_planned(checkout) == (choice == "ours")
    assert checkout.call("apply", "--yes").code == 0
    assert live(hub) == MORE.replace("Two, by Maria.", second).strip()


@pytest.mark.parametrize(("choice", "title"), [("ours", "Mine"), ("theirs", "Theirs")])
def test_one_sides_value_may_be_taken(
    hub: LocalHub, checkout: Checkout, choice: str, title: str
) -> None:
    page_id = begun(checkout)
    change(checkout, '"A"', '"Mine"')
    hub.web.edit(page_id, title="Theirs", publish=True)
    assert pull(checkout, "--on-conflict", choice).code == 0
    assert text(checkout).startswith(f'---\ntitle: "{title}"\n')
    assert is_planned(checkout) == (choice == "ours")


def test_to_fail_on_a_conflict_writes_nothing_at_all(hub: LocalHub, checkout: Checkout) -> None:
    checkout.page("b.md", title="B", body=BODY, status="published")
    clashed(hub, checkout)
    hub.web.edit(checkout.state().pages["b.md"].id, content=MARIA, publish=True)
    before = text(checkout), text(checkout, "b.md")
    ended = pull(checkout, "--on-conflict", "fail")
    assert ended.code == 1
    assert "--on-conflict markers" in ended.err
    assert (text(checkout), text(checkout, "b.md")) == before
    assert checkout.state().pages["a.md"].drift
    assert pull(checkout, "b.md").code == 0
    assert "Maria" in text(checkout, "b.md")


@pytest.mark.parametrize("kept", ["git", "cache"])
def test_the_base_is_found_in_git_or_in_the_cache(
    hub: LocalHub, checkout: Checkout, kept: str
) -> None:
    if kept == "git":
        checkout.page("a.md", title="A", body=BODY, status="published")
        repository = Repository(checkout.folder)
        repository.commit("content")
    page_id = begun(checkout)
    if kept == "git":
        shutil.rmtree(checkout.state_folder / "cache" / "bodies")
    change(checkout, "Four.", "Four, here.")
    hub.web.edit(page_id, content=MARIA, publish=True)
    ended = pull(checkout)
    assert ended.code == 0, ended
    assert text(checkout).split("---\n")[2] == MARIA.replace("Four.", "Four, here.")


def test_without_a_base_both_texts_stand_side_by_side(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    shutil.rmtree(checkout.state_folder / "cache" / "bodies")
    change(checkout, "Four.", "Four, here.")
    hub.web.edit(page_id, content=MARIA, publish=True)
    ended = pull(checkout)
    assert ended.code == 1
    assert "nobody knows any more what its text was" in ended.out
    assert is_torn(checkout)
    assert "Maria" in text(checkout)
    assert "Four, here." in text(checkout)


def test_an_unchanged_file_needs_no_base_from_elsewhere(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    shutil.rmtree(checkout.state_folder / "cache" / "bodies")
    hub.web.edit(page_id, content=MARIA, publish=True)
    assert pull(checkout).code == 0
    assert text(checkout).split("---\n")[2] == MARIA


def test_without_git_it_says_so_and_writes_nothing(hub: LocalHub, checkout: Checkout) -> None:
    clashed(hub, checkout)
    before = text(checkout)
    ended = checkout.call("pull", "--yes", PATH="/nowhere")
    assert ended.code == 1
    assert "there is no git to merge them; nothing was changed" in ended.err
    assert text(checkout) == before
    assert checkout.state().pages["a.md"].drift


def test_a_pull_after_a_pull_finds_nothing(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    change(checkout, "Four.", "Four, here.")
    hub.web.edit(page_id, content=MARIA, publish=True)
    assert pull(checkout).code == 0
    merged, serial = text(checkout), checkout.state().serial
    assert pull(checkout).code == 0
    assert (text(checkout), checkout.state().serial) == (merged, serial)
