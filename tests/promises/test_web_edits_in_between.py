"""No web edit overwritten: also one that is made between our look and our write, or that no time tells."""

from collections.abc import Callable

import pytest

from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage
from tests.support.checkout import Checkout
from tests.support.hub import writes

PAGE = "/knowledge-hub/pages/{id}"
THEIRS = "Of a colleague, in the middle of a run."

EDITS: dict[str, Callable[[LocalHub, str], object]] = {
    "text": lambda hub, page: hub.web.edit(page, content=THEIRS, publish=True),
    "draft": lambda hub, page: hub.web.edit(page, content=THEIRS),
    "title": lambda hub, page: hub.web.edit(page, title="Another title", publish=True),
    "folders": lambda hub, page: hub.web.edit(page, folder_ids=["fld_else"]),
    "skills": lambda hub, page: hub.web.edit(page, skill_ids=["skl_else"]),
}


@pytest.fixture(params=[True, False], ids=["drafts-move-times", "drafts-move-no-times"])
def applied(request: pytest.FixtureRequest, checkout: Checkout, hub: LocalHub) -> Checkout:
    """Three live pages, long applied, of which all files have changed."""
    hub.change(quirks={"draft_edit_moves_updated_at": request.param})
    write(checkout, "Text.\n")
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(3_600)
    assert checkout.call("apply", "--yes").code == 0
    write(checkout, "New text.\n")
    return checkout


def write(checkout: Checkout, body: str) -> None:
    for name in "abc":
        checkout.page(f"{name}.md", title=name.upper(), body=body, status="published")


def stored(hub: LocalHub, page_id: str) -> StoredPage:
    return next(page for page in hub.pages() if page.id == page_id)


def shown(page: StoredPage) -> tuple[object, ...]:
    return (page.title, page.draft_content, page.live_content, page.folder_ids, page.skill_ids)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("moment", ["after the list", "before the second write"])
def test_an_edit_during_a_run_is_a_conflict(
    edit: str, moment: str, applied: Checkout, hub: LocalHub
) -> None:
    page_id = applied.state().pages["c.md"].id
    after: list[tuple[object, ...]] = []

    def act() -> None:
        EDITS[edit](hub, page_id)
        after.append(shown(stored(hub, page_id)))

    if moment == "after the list":
        hub.after("GET", "/knowledge-hub/pages", 1, act)
    else:
        hub.before("PATCH", PAGE, 2, act)
    ended = applied.call("apply", "--yes", "--parallelism", "1")
    assert ended.code == 1
    assert "edited on the web" in ended.out + ended.err
    assert shown(stored(hub, page_id)) == after[0]
    again = applied.call("apply", "--yes")
    assert again.code == 1
    assert "! c.md" in again.out
    assert shown(stored(hub, page_id)) == after[0]
    assert {shown(p)[1] for p in hub.pages() if p.id != page_id} == {"New text."}


def test_an_edit_before_an_archiving_keeps_the_page(applied: Checkout, hub: LocalHub) -> None:
    write(applied, "Text.\n")
    applied.remove("c.md")
    page_id = applied.state().pages["c.md"].id
    hub.after("GET", "/knowledge-hub/pages", 1, lambda: hub.web.edit(page_id, content=THEIRS))
    ended = applied.call("apply", "--yes", "--prune", "--allow-archive", "1")
    assert ended.code == 1
    assert stored(hub, page_id).status == "published"
    assert applied.call("apply", "--yes", "--prune").code == 1
    assert stored(hub, page_id).draft_content == THEIRS


def test_an_edit_of_the_page_that_was_replaced_keeps_that(applied: Checkout, hub: LocalHub) -> None:
    write(applied, "Text.\n")
    page_id = applied.state().pages["c.md"].id
    applied.page("c.md", title="C", status="published", visibility="private")
    hub.after(
        "POST",
        "/knowledge-hub/pages",
        1,
        lambda: hub.web.edit(page_id, content=THEIRS, publish=True),
    )
    assert applied.call("apply", "--yes", "--allow-replace", "c.md").code == 1
    assert stored(hub, page_id).status == "published"
    assert stored(hub, page_id).live_content == THEIRS


@pytest.mark.parametrize("act", ["edit", "archive"])
def test_a_page_that_changed_since_the_list_is_not_replaced(
    act: str, applied: Checkout, hub: LocalHub
) -> None:
    write(applied, "Text.\n")
    page_id = applied.state().pages["c.md"].id
    applied.page("c.md", title="C", status="published", visibility="private")

    def happen() -> None:
        if act == "edit":
            hub.web.edit(page_id, content=THEIRS, publish=True)
        else:
            hub.web.archive(page_id)

    hub.after("GET", "/knowledge-hub/pages", 1, happen)
    before = len(writes(hub))
    ended = applied.call("apply", "--yes", "--allow-replace", "c.md")
    assert ended.code == 1
    assert "on the web" in ended.err
    assert len(writes(hub)) == before
    again = applied.call("apply", "--yes", "--allow-replace", "c.md")
    assert "on the web" in again.out
    assert len(writes(hub)) == before


def test_an_archiving_between_our_look_and_our_replacement_is_told(
    applied: Checkout, hub: LocalHub
) -> None:
    write(applied, "Text.\n")
    page_id = applied.state().pages["c.md"].id
    applied.page("c.md", title="C", status="published", visibility="private")
    hub.before("POST", "/knowledge-hub/pages", 1, lambda: hub.web.archive(page_id))
    ended = applied.call("apply", "--yes", "--allow-replace", "c.md")
    assert ended.code == 0
    assert "archived on the web in the same moment" in ended.err


def test_an_archiving_on_the_web_before_a_write_is_told(applied: Checkout, hub: LocalHub) -> None:
    page_id = applied.state().pages["c.md"].id
    hub.before("PATCH", PAGE, 1, lambda: hub.web.archive(page_id))
    ended = applied.call("apply", "--yes", "--parallelism", "1")
    assert ended.code == 1
    assert "archived on the web" in ended.out + ended.err


def test_the_look_is_the_request_right_before_the_write(applied: Checkout, hub: LocalHub) -> None:
    before = len(hub.requests())
    assert applied.call("apply", "--yes", "--parallelism", "1").code == 0
    pairs = [(e.method, e.path) for e in hub.requests()[before:] if e.route == PAGE]
    assert [method for method, _ in pairs] == ["GET", "PATCH"] * 3
    assert all(look[1] == write[1] for look, write in zip(pairs[::2], pairs[1::2], strict=True))


def test_with_list_there_is_one_look_a_run(applied: Checkout, hub: LocalHub) -> None:
    before = len(hub.requests())
    assert applied.call("apply", "--yes", "--look", "list").code == 0
    asked = [(e.method, e.route) for e in hub.requests()[before:]]
    assert ("GET", PAGE) not in asked


@pytest.mark.parametrize("resolution", ["seconds", "microseconds"])
def test_an_edit_in_the_very_second_of_our_write_is_found(
    resolution: str, checkout: Checkout, hub: LocalHub
) -> None:
    hub.change(quirks={"time_resolution": resolution})
    write(checkout, "Text.\n")
    assert checkout.call("apply", "--yes").code == 0
    page_id = checkout.state().pages["c.md"].id
    hub.web.edit(page_id, content=THEIRS, publish=True)
    write(checkout, "New text.\n")
    assert checkout.call("apply", "--yes").code == 1
    assert stored(hub, page_id).live_content == THEIRS


def test_what_the_web_and_the_file_say_alike_is_no_conflict(
    applied: Checkout, hub: LocalHub
) -> None:
    page_id = applied.state().pages["c.md"].id
    hub.web.edit(page_id, content="New text.", publish=True)
    assert applied.call("apply", "--yes").code == 0
    before = len(writes(hub))
    assert applied.call("apply", "--yes").code == 0
    assert len(writes(hub)) == before


def test_a_web_edit_that_the_file_holds_already_is_none_to_fight_over(
    checkout: Checkout, hub: LocalHub
) -> None:
    def body(first: str, last: str) -> str:
        return f"{first}\n\nIn the middle.\n\n{last}"

    checkout.page("a.md", title="A", body=body("One.", "Three."), status="published")
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(60)
    (page,) = hub.pages()
    hub.web.edit(page.id, content=body("One, better.", "Three."), publish=True)
    checkout.page(
        "a.md", title="A", body=body("One, better.", "Three and four."), status="published"
    )
    assert checkout.call("apply", "--yes").code == 0
    assert hub.pages()[0].live_content == body("One, better.", "Three and four.")
