"""`execsync pull`: what somebody edited on the web, into the files; the plan is empty then."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from execsync.localhub import LocalHub, Quirks
from tests.commands.conftest import NO_LIMITS
from tests.commands.pulling import BODY, MARIA, begun, change, is_planned, live, pull, text
from tests.support.checkout import Checkout
from tests.support.hub import make_hub, writes


def test_a_text_is_in_the_file_and_the_plan_is_empty(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    before = text(checkout)
    hub.web.edit(page_id, content=MARIA, publish=True)
    ended = pull(checkout)
    assert ended.code == 0, ended
    assert text(checkout) == before.replace("Two.", "Two, by Maria.")
    assert not is_planned(checkout)
    assert "a.md" in ended.out


def test_what_is_pulled_is_the_base_of_what_comes_after_it(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout)
    hub.web.edit(page_id, content=MARIA, publish=True)
    assert pull(checkout).code == 0
    change(checkout, "Four.", "Four, here.")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended
    now = live(hub)
    assert now == MARIA.replace("Four.", "Four, here.").strip()
    hub.web.edit(page_id, content=now.replace("Five.", "Fünf."), publish=True)
    assert pull(checkout).code == 0
    assert "Two, by Maria.\n\nThree.\n\nFour, here.\n\nFünf.\n" in text(checkout)
    assert not is_planned(checkout)


@pytest.mark.parametrize("style", ["ids", "names"])
def test_every_field_is_pulled(hub: LocalHub, checkout: Checkout, style: str) -> None:
    hub.change(invent_ids=False)
    sales, support = hub.catalogue.add_folder("Sales"), hub.catalogue.add_folder("Support")
    talk, ask = hub.catalogue.add_skill("Talk"), hub.catalogue.add_skill("Ask")
    front: dict[str, Any] = (
        {"folders": ["Sales"], "skills": ["Talk"]}
        if style == "names"
        else {"folder_ids": [sales], "skill_ids": [talk]}
    )
    page_id = begun(checkout, sources=["https://a.example/1"], **front)
    new = hub.web.add_source("https://b.example/2", "B")
    old = next(source.id for source in hub.sources() if source.id != new)
    hub.web.edit(
        page_id,
        title="Another: title",
        content=MARIA,
        folder_ids=[support, sales],
        skill_ids=[ask],
        source_ids=[old, new],
        publish=True,
    )
    ended = pull(checkout)
    assert ended.code == 0, ended
    wanted = {
        "title": "Another: title",
        "status": "published",
        "sources": ["https://a.example/1", "https://b.example/2"],
    }
    wanted |= (
        {"folders": ["Sales", "Support"], "skills": ["Ask"]}
        if style == "names"
        else {"folder_ids": [sales, support], "skill_ids": [ask]}
    )
    assert yaml.safe_load(text(checkout).split("---\n")[1]) == wanted
    assert not is_planned(checkout), checkout.call("plan").out
    hub.requests().clear()
    assert checkout.call("apply", "--yes").code == 0
    assert not [one for one in writes(hub) if one[0] != "POST"]


def test_a_folder_whose_name_no_file_may_hold_is_said_by_its_id(
    hub: LocalHub, checkout: Checkout
) -> None:
    hub.change(invent_ids=False)
    sales, odd = hub.catalogue.add_folder("Sales"), hub.catalogue.add_folder("Two\u2028lines")
    page_id = begun(checkout, folders=["Sales"])
    hub.web.edit(page_id, folder_ids=[sales, odd], publish=True)
    ended = pull(checkout)
    assert ended.code == 0, ended
    front = yaml.safe_load(text(checkout).split("---\n")[1])
    assert (front["folders"], front["folder_ids"]) == (["Sales"], [odd])
    assert not is_planned(checkout), checkout.call("plan").out


def test_a_status_is_pulled(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout, status="draft")
    hub.web.publish(page_id)
    ended = pull(checkout)
    assert ended.code == 0, ended
    assert 'status: "published"\n' in text(checkout)
    assert not is_planned(checkout)


def test_a_draft_beside_a_live_version_is_pulled_and_the_plan_publishes_it(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout)
    hub.advance(2)
    hub.web.edit(page_id, content=MARIA)
    ended = pull(checkout)
    assert ended.code == 0, ended
    assert "the next plan publishes it" in ended.out
    assert "(somebody, in a draft, " in ended.out
    assert "Two, by Maria." in text(checkout)
    assert 'status: "published"' in text(checkout)
    assert is_planned(checkout)
    assert checkout.call("apply", "--yes").code == 0
    assert live(hub) == MARIA.strip()
    assert not is_planned(checkout)


def test_what_the_file_says_already_is_only_recorded(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    change(checkout, "Two.", "Two, by Maria.")
    before = text(checkout)
    hub.web.edit(page_id, content=MARIA, publish=True)
    assert checkout.call("pull", "--check").code == 0
    assert pull(checkout).code == 0
    assert text(checkout) == before
    assert not is_planned(checkout)
    assert not [one for one in writes(hub) if one[0] == "PATCH"]


def test_nothing_edited_takes_two_requests(hub: LocalHub, checkout: Checkout) -> None:
    begun(checkout)
    serial = checkout.state().serial
    sent = len(hub.requests())
    ended = pull(checkout)
    assert (ended.code, ended.out) == (0, "Pull: 0 files written.\n")
    assert len(hub.requests()) - sent == 2
    assert checkout.state().serial == serial


def test_a_page_takes_itself_and_its_versions_and_that_is_told_first(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = begun(checkout)
    hub.web.edit(page_id, content=MARIA, publish=True)
    assert checkout.call("apply", "--yes").code == 1  # the edit is marked from here on
    sent = len(hub.requests())
    ended = pull(checkout)
    assert "1 page was edited on the web; fetching takes 2 requests at most" in ended.err
    assert [one.route for one in hub.requests()[sent:]] == [
        "/workspace",
        "/knowledge-hub/pages",
        "/knowledge-hub/pages/{id}",
        "/knowledge-hub/pages/{id}/versions",
    ]


def test_only_the_pages_that_are_meant(hub: LocalHub, checkout: Checkout) -> None:
    checkout.page("in/b.md", title="B", body=BODY, status="published")
    page_id = begun(checkout)
    other = checkout.state().pages["in/b.md"].id
    for one in (page_id, other):
        hub.web.edit(one, content=MARIA, publish=True)
    assert pull(checkout, "content/in/").code == 0
    assert "Maria" in text(checkout, "in/b.md")
    assert "Maria" not in text(checkout)
    assert checkout.call("plan").out.count("edited on the web") == 1
    ended = pull(checkout, "nothing.md")
    assert ended.code == 64
    assert "no page has this path" in ended.err


def test_check_writes_nothing(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    before, state = text(checkout), checkout.state_file.read_bytes()
    assert checkout.call("pull", "--check").code == 0
    hub.web.edit(page_id, content=MARIA, publish=True)
    ended = checkout.call("pull", "--check", "--diff")
    assert ended.code == 2
    assert "-Two.\n+Two, by Maria.\n" in ended.out
    assert text(checkout) == before
    assert checkout.state_file.read_bytes() == state
    assert not checkout.journal.exists()
    change(checkout, "Two.", "Two, here.")
    assert checkout.call("pull", "--check").code == 2


def test_json_has_nothing_else_on_stdout(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    hub.web.edit(page_id, content=MARIA, publish=True)
    document = json.loads(pull(checkout, "--format", "json").out)
    assert document["format_version"] == "1.0"
    assert document["done"] is True
    page = document["pages"][0]
    assert (page["path"], page["id"], page["result"]) == ("content/a.md", page_id, "pulled")
    assert page["fields"] == ["content"]
    assert page["change_type"] == "manual_edit"
    assert page["after"] == text(checkout)
    assert document["summary"]["files"] == 1


def test_the_title_of_a_file_changes_and_not_its_name(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    hub.web.edit(page_id, title="B", publish=True)
    assert pull(checkout).code == 0
    assert text(checkout).startswith('---\ntitle: "B"\n')
    assert not is_planned(checkout)


def test_front_matter_beside_the_value_stays_byte_for_byte(
    hub: LocalHub, checkout: Checkout
) -> None:
    front = (
        "---\r\n# ours\r\ntitle:   'A'   # why\r\nstatus: published\r\nx: &a [1,  2]\r\ny: *a\r\n"
    )
    front += "zz: 'odd'\r\n---\r\n\r\nOne.\r\n"
    checkout.configure(
        (checkout.folder / "execsync.toml").read_text()
        + '[content]\nignore_keys = ["x", "y", "zz"]\n'
    )
    (checkout.content / "a.md").write_bytes(front.encode())
    assert checkout.call("apply", "--yes").code == 0
    hub.web.edit(checkout.state().pages["a.md"].id, title="B", content="Eins.", publish=True)
    assert pull(checkout).code == 0
    after = (checkout.content / "a.md").read_bytes().decode()
    assert after == front.replace("'A'", "'B'").replace("One.", "Eins.")
    assert not is_planned(checkout)


def test_an_archived_page_is_told_and_not_pulled(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    hub.web.archive(page_id)
    ended = pull(checkout)
    assert ended.code == 0
    assert "archived on the web; it stays so" in ended.out


def test_a_page_whose_file_is_gone_is_told(hub: LocalHub, checkout: Checkout) -> None:
    checkout.page("b.md", title="B")
    page_id = begun(checkout)
    hub.web.edit(page_id, content=MARIA, publish=True)
    checkout.remove("a.md")
    ended = pull(checkout)
    assert "its file is gone here" in ended.out
    assert "bring the file back" in ended.out
    assert checkout.state().pages["a.md"].drift


def test_a_page_that_is_not_managed_is_left_alone(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    hub.web.edit(page_id, content=MARIA, publish=True)
    checkout.write("a.md", f"---\ntitle: A\nmanaged: false\nid: {page_id}\n---\n\nMine.\n")
    before = text(checkout)
    assert pull(checkout).code == 0
    assert text(checkout) == before


def test_a_renamed_file_takes_the_edit(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    checkout.rename("a.md", "in/b.md")
    hub.web.edit(page_id, content=MARIA, publish=True)
    ended = pull(checkout)
    assert ended.code == 0, ended
    assert "Two, by Maria." in text(checkout, "in/b.md")
    assert [*checkout.state().pages] == ["in/b.md"]
    assert not is_planned(checkout)


def test_two_files_that_have_changed_places_take_their_own_edits(
    hub: LocalHub, checkout: Checkout
) -> None:
    checkout.page("b.md", title="B", body="Other.\n", status="published")
    page_id = begun(checkout)
    other = checkout.state().pages["b.md"].id
    for old, new in (("a.md", "c.md"), ("b.md", "a.md"), ("c.md", "b.md")):
        checkout.rename(old, new)
    hub.web.edit(page_id, content=MARIA, publish=True)
    ended = pull(checkout)
    assert ended.code == 0, ended
    assert "Two, by Maria." in text(checkout, "b.md")
    assert text(checkout, "a.md").endswith("Other.\n")
    assert {path: page.id for path, page in checkout.state().pages.items()} == {
        "b.md": page_id,
        "a.md": other,
    }
    assert not is_planned(checkout)


@pytest.mark.parametrize("spelling", ["normalised", "prosemirror"])
def test_a_hub_that_rewrites_markdown_changes_no_other_block(tmp_path: Path, spelling: Any) -> None:
    quirks = Quirks(rewrites_markdown=True, rewrites_as=spelling)
    with make_hub(quirks=quirks) as hub:
        checkout = Checkout(tmp_path, hub.url, config=NO_LIMITS)
        other_blocks_stay(hub, checkout)


def other_blocks_stay(hub: LocalHub, checkout: Checkout) -> None:
    body = "* one\n* two\n\nA  line\nthat goes on.\n\n```\ncode\n```\n\n***\n\nLast.\n"
    page_id = begun(checkout, body=body)
    before = text(checkout)
    stored = live(hub)
    assert stored != body.strip()
    hub.web.edit(page_id, content=stored.replace("Last.", "Very last."), publish=True)
    assert pull(checkout).code == 0
    assert text(checkout) == before.replace("Last.", "Very last.")
    assert not is_planned(checkout)


def test_nobody_can_be_asked_and_nothing_is_sent(hub: LocalHub, checkout: Checkout) -> None:
    begun(checkout)
    sent = len(hub.requests())
    ended = checkout.call("pull")
    assert ended.code == 1
    assert "nobody can be asked here" in ended.err
    assert len(hub.requests()) == sent


def test_a_budget_that_ends_half_way_writes_nothing(hub: LocalHub, checkout: Checkout) -> None:
    checkout.page("b.md", title="B", body=BODY, status="published")
    page_id = begun(checkout)
    for one in (page_id, checkout.state().pages["b.md"].id):
        hub.web.edit(one, content=MARIA, publish=True)
    before = text(checkout)
    ended = pull(checkout, "--max-requests", "6")
    assert ended.code == 3, ended
    assert text(checkout) == before
    assert pull(checkout).code == 0
    assert "Maria" in text(checkout)
    assert "Maria" in text(checkout, "b.md")


def test_what_would_make_no_page_is_left_and_named(hub: LocalHub, checkout: Checkout) -> None:
    page_id = begun(checkout)
    marks = "<<<<<<< file\na\n=======\nb\n>>>>>>> web\n"
    hub.web.edit(page_id, content=marks, publish=True)
    before = text(checkout)
    ended = pull(checkout)
    assert ended.code == 1
    assert "would make no page" in ended.out
    assert text(checkout) == before
    assert checkout.state().pages["a.md"].drift


@pytest.mark.parametrize(
    "web", ["---\nstatus: draft\n---\n\n{}", "---\n\n{}", "+++\na = 1\n+++\n{}"]
)
@pytest.mark.parametrize("local", ["", "Two, here."])
def test_a_text_that_looks_like_front_matter_stays_text(
    hub: LocalHub, checkout: Checkout, web: str, local: str
) -> None:
    checkout.configure(
        f'{NO_LIMITS}[content]\ntitle_from = ["file-name"]\n[defaults]\nstatus = "published"\n'
    )
    checkout.write("a.md", "One.\n\nTwo.\n")
    assert checkout.call("apply", "--yes").code == 0
    page_id = checkout.state().pages["a.md"].id
    hub.web.edit(page_id, content=web.format("One.\n\nTwo."), publish=True)
    if local:
        change(checkout, "Two.", local)
    assert pull(checkout).code == 0
    assert text(checkout) == f"---\n---\n\n{web.format('One.')}\n\n{local or 'Two.'}\n"
    assert is_planned(checkout) == bool(local)
    assert checkout.call("apply", "--yes").code == 0
    page = hub.pages()[0]
    assert (page.live_content, page.status) == (
        web.format(f"One.\n\n{local or 'Two.'}"),
        "published",
    )
