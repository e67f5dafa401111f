"""Folders and skills by name: looked up at apply, planned from what is known, never guessed."""

import json
from typing import Any

import pytest

from execsync.localhub import LocalHub
from execsync.state.folder import NAMES
from tests.commands.conftest import NO_LIMITS
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes

LISTS = ("/knowledge-hub/folders", "/skills")


@pytest.fixture
def ids(hub: LocalHub) -> dict[str, str]:
    """Folders and skills of the hub, by what they are called here; ids are not invented."""
    hub.change(invent_ids=False)
    add = hub.catalogue.add_folder
    sales, support = add("Sales"), add("Support")
    return {
        "Sales": sales,
        "Support": support,
        "Sales / Pricing": add("Pricing", parent=sales),
        "Sales / FAQ": add("FAQ", parent=sales),
        "Support / FAQ": add("FAQ", parent=support),
        "Negotiation": hub.catalogue.add_skill("Negotiation"),
    }


def lists(hub: LocalHub) -> list[str]:
    """The lists that were asked for so far."""
    return [one.route for one in hub.requests("GET") if one.route in LISTS]


def planned(checkout: Checkout, *options: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        checkout.call("plan", "--format", "json", *options, EXEC_API_KEY=None).out
    )
    return document


def cost(checkout: Checkout) -> int:
    number: int = planned(checkout)["cost"]["requests"]
    return number


def applied(checkout: Checkout, *options: str) -> Ended:
    ended = checkout.call("apply", "--yes", *options)
    assert ended.code == 0, ended.err
    return ended


def test_names_and_ids_add_up(checkout: Checkout, hub: LocalHub, ids: dict[str, str]) -> None:
    checkout.page(
        "a.md",
        title="A",
        folders=["Sales / Pricing", "support"],
        folder_ids=[ids["Sales"], ids["Support"]],
        skills=["Negotiation"],
    )
    applied(checkout)
    (page,) = live_pages(hub)
    assert set(page.folder_ids) == {ids["Sales / Pricing"], ids["Support"], ids["Sales"]}
    assert list(page.skill_ids) == [ids["Negotiation"]]
    entry = checkout.state().pages["a.md"]
    assert set(entry.folder_ids) == set(page.folder_ids)
    assert entry.folders == ("Sales / Pricing", "support")


def test_defaults_overrides_and_other_tools_keys_may_name_them(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    checkout.configure(
        NO_LIMITS + '[defaults]\nfolders = ["Sales"]\n[[overrides]]\npaths = ["/content/b*"]\n'
        'extend_folders = ["Support"]\nextend_skills = ["Negotiation"]\n[[overrides]]\n'
        f'paths = ["c.md"]\nfolder_ids = ["{ids["Support"]}"]\n'
        '[front_matter]\nmap = {folders = "category"}\n'
    )
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    checkout.page("c.md", title="C")
    checkout.page("d.md", title="D", category="Support / FAQ")
    checkout.page("e.md", title="E", folder_ids=[])
    checkout.page("f.md", title="F", folder_ids=[ids["Support"]])
    applied(checkout)
    got = {page.title: (set(page.folder_ids), set(page.skill_ids)) for page in live_pages(hub)}
    sales, support = ids["Sales"], ids["Support"]
    assert got == {
        "A": ({sales}, set()),
        "B": ({sales, support}, {ids["Negotiation"]}),
        "C": ({support}, set()),
        "D": ({ids["Support / FAQ"]}, set()),
        "E": (set(), set()),
        "F": ({support}, set()),
    }
    assert checkout.call("plan").out.startswith("No changes")


@pytest.mark.usefixtures("ids")
def test_a_plan_without_lists_shows_names_and_counts_the_lookup(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", folders=["Sales / Pricing", "Support"], skills=["Negotiation"])
    shown = checkout.call("plan", EXEC_API_KEY=None)
    assert "in Sales / Pricing + Support, 1 skill" in shown.out
    assert "note: content/a.md: 1 page with names of folders and skills that are looked up" in (
        shown.out
    )
    assert hub.requests() == []
    stated = cost(checkout)
    applied(checkout)
    assert len(hub.requests()) == stated
    assert sorted(lists(hub)) == sorted(LISTS)


def test_what_is_known_is_not_asked_again(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    checkout.page("a.md", title="A", folders=["Sales"])
    applied(checkout)
    assert lists(hub) == ["/knowledge-hub/folders"]
    checkout.page("a.md", title="A", folders=["Support"])
    plan = planned(checkout)
    (change,) = plan["resource_changes"]
    assert change["change"]["after"]["folder_ids"] == [ids["Support"]]
    assert f"+Support ({ids['Support']}) -Sales ({ids['Sales']})" in checkout.call("plan").out
    before = len(hub.requests())
    applied(checkout)
    assert len(hub.requests()) - before == plan["cost"]["requests"]
    assert lists(hub) == ["/knowledge-hub/folders"]


def test_a_new_name_is_asked_for_once(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    checkout.page("a.md", title="A", folders=["Sales"])
    applied(checkout)
    checkout.page("b.md", title="B", folders=["New"])
    shown = checkout.call("plan")
    assert (shown.code, "error EX026 no folder is called `New`" in shown.err) == (1, True)
    hub.catalogue.add_folder("New")
    applied(checkout)
    assert lists(hub) == ["/knowledge-hub/folders"] * 2


def test_a_lost_name_stops_everything_before_anything_is_written(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    checkout.write("a.md", "---\ntitle: A\nfolders:\n  - Sales\n  - Sales / Prices\n---\nText.\n")
    checkout.page("b.md", title="B", folders=["FAQ"])
    checkout.page("c.md", title="C", skills=["Negotiating"])
    checkout.page("d.md", title="D")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 1
    assert (
        "content/a.md:5:5: error EX026 no folder is called `Sales / Prices`; nearest: " in ended.err
    )
    assert f"Sales / Pricing ({ids['Sales / Pricing']})" in ended.err
    assert "its API makes none" in ended.err
    assert "content/b.md:3:11: error EX026 several folders are called `FAQ`: Sales / FAQ (" in (
        ended.err
    )
    assert f"no skill is called `Negotiating`; nearest: Negotiation ({ids['Negotiation']})" in (
        ended.err
    )
    assert "nothing was sent" in ended.err
    assert writes(hub) == []
    assert sorted(lists(hub)) == sorted(LISTS)
    shown = checkout.call("plan", EXEC_API_KEY=None)
    assert (shown.code, shown.out) == (1, "")
    assert "EX026" in shown.err
    assert not checkout.state_file.exists()


@pytest.mark.usefixtures("ids")
def test_validate_knows_what_the_last_lists_had(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure(f'{NO_LIMITS}[defaults]\nskills = ["Nothing"]\n')
    checkout.page("a.md", title="A", folders=["Sales"])
    checkout.page("b.md", title="B", folders=["Salse"])
    checkout.page("c.md", title="C", folders="Sales")
    checkout.page("d.md", title="D", managed=False, id="pg_d", folders=["Nowhere"])
    assert "EX026" not in checkout.call("validate").out
    assert hub.requests() == []
    checkout.call("folders")
    before = len(hub.requests())
    found = checkout.call("validate", EXEC_API_KEY=None)
    assert found.code == 1
    assert "content/b.md:3:11" in found.out
    assert found.out.count("EX026") == 1
    assert "EX026" not in checkout.call("validate", "content/a.md").out
    checkout.call("skills")
    assert "execsync.toml:5:1" in checkout.call("validate").out
    assert len(hub.requests()) == before + 1


@pytest.mark.usefixtures("ids")
def test_a_lost_name_of_execsync_toml_is_told_once_and_there(checkout: Checkout) -> None:
    checkout.configure(f'{NO_LIMITS}[defaults]\nfolders = [\n  "Salse",\n]\n')
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    ended = checkout.call("apply", "--yes")
    (line,) = [line for line in ended.err.splitlines() if "EX026" in line]
    assert line.startswith("execsync.toml:5:1: error EX026 no folder is called `Salse`; nearest:")
    assert "1 error in the content; nothing was sent" in ended.err


@pytest.mark.usefixtures("ids")
def test_pages_with_lost_names_may_be_left_out(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", folders=["Nowhere"])
    checkout.page("b.md", title="B", folders=["Sales"])
    ended = checkout.call("apply", "--yes", "--skip-invalid")
    assert ended.code == 1
    assert "EX026" in ended.err
    assert [page.title for page in live_pages(hub)] == ["B"]
    checkout.page("b.md", title="B", folders=["Sales"], body="New.\n")
    ended = checkout.call("apply", "--yes", "--target", "b.md")
    assert ended.code == 0, ended.err
    assert "EX026" not in ended.err


def test_a_folder_that_was_renamed_keeps_its_pages_or_is_an_error(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    checkout.page("a.md", title="A", folders=["Sales"])
    applied(checkout)
    hub.catalogue.add_folder("Selling", id=ids["Sales"])
    hub.catalogue.add_folder("Sales", id="fld_other")
    checkout.page("a.md", title="A", folders=["Sales"], body="New.\n")
    applied(checkout)
    assert list(live_pages(hub)[0].folder_ids) == [ids["Sales"]]
    hub.catalogue.add_folder("Sold", id="fld_other")
    assert checkout.call("folders").code == 0
    assert "EX026" in checkout.call("plan").err
    before = len(writes(hub))
    assert checkout.call("apply", "--yes").code == 1
    assert len(writes(hub)) == before


def test_an_unchanged_file_whose_names_mean_others_by_now_is_read(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    checkout.page("a.md", title="A", folders=["Sales"], folder_ids=[ids["Support"]])
    checkout.page("b.md", title="B", folders=["Support"])
    applied(checkout)
    for _ in range(3):  # the later ones may remember the first
        assert checkout.call("plan").out.startswith("No changes")
    hub.catalogue.add_folder("Selling", id=ids["Sales"])
    hub.catalogue.add_folder("Sales", id="fld_other")
    checkout.call("folders")
    assert f"+Sales (fld_other) -Sales ({ids['Sales']})" in checkout.call("plan").out
    assert "Plan: 1 to update." in checkout.call("plan").out
    stated, before = cost(checkout), len(hub.requests())
    applied(checkout)
    assert len(hub.requests()) - before == stated
    folders = {page.title: {*page.folder_ids} for page in live_pages(hub)}
    assert folders == {"A": {"fld_other", ids["Support"]}, "B": {ids["Support"]}}
    assert checkout.call("plan").out.startswith("No changes")


@pytest.mark.usefixtures("ids")
def test_without_the_cache_state_tells_what_names_meant(checkout: Checkout, hub: LocalHub) -> None:
    """As in CI, where State alone is kept."""
    checkout.page("a.md", title="A", folders=["Sales"])
    applied(checkout)
    (checkout.state_folder / NAMES).unlink()
    checkout.page("b.md", title="B", folders=["Sales"])
    checkout.page("a.md", title="A", folders=["Sales"], body="New.\n")
    shown = checkout.call("plan", "--out", "saved", EXEC_API_KEY=None)
    assert shown.code == 0, shown.err
    assert "content" in shown.out
    assert "folder_ids" not in shown.out
    assert "looked up" not in shown.out
    stated, before = cost(checkout), len(hub.requests())
    applied(checkout, "saved")
    assert len(hub.requests()) - before == stated
    assert lists(hub) == ["/knowledge-hub/folders"] * 2


@pytest.mark.usefixtures("ids")
def test_names_of_pages_that_are_not_read_are_counted_too(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A", folders=["Sales"])
    applied(checkout)
    (checkout.state_folder / NAMES).unlink()
    checkout.page("b.md", title="B")
    shown, before = checkout.call("plan"), len(hub.requests())
    applied(checkout)
    assert f"Cost: {len(hub.requests()) - before} requests." in shown.out
    assert lists(hub) == ["/knowledge-hub/folders"] * 2


@pytest.mark.usefixtures("ids")
def test_a_plan_that_does_not_know_the_folders_cannot_be_saved(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", folders=["Sales"])
    ended = checkout.call("plan", "--out", "saved")
    assert ended.code == 1
    assert "content" not in ended.out or "saved" not in ended.out
    assert "no plan can be saved" in ended.err
    assert "`execsync folders` does it now" in ended.err
    assert not (checkout.folder / "saved").exists()
    assert checkout.call("folders").code == 0
    assert checkout.call("plan", "--out", "saved").code == 0
    applied(checkout, "saved")


@pytest.mark.parametrize("kept", ["forged", "other key", "torn", "empty", "odd", "short"])
def test_a_cache_that_the_key_has_not_signed_is_not_believed(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str], kept: str
) -> None:
    checkout.call("folders")
    file = checkout.state_folder / NAMES
    signature, _, data = file.read_bytes().partition(b"\n")
    sales, support = ids["Sales"].encode(), ids["Support"].encode()
    moved = data.replace(sales, b"-").replace(support, sales).replace(b'-"', support + b'"')
    file.write_bytes(
        {
            "forged": signature + b"\n" + moved,
            "other key": b"0" * 64 + b"\n" + data,
            "torn": signature + b"\n" + data[:-3],
            "empty": b"",
            "odd": b'\xff\n{"format": 1, "folders": 5}',
            "short": signature + b'\n{"format": 1, "folders": ["a"]}',
        }[kept]
    )
    checkout.page("a.md", title="A", folders=["Sales"])
    assert checkout.call("plan").code == 0
    applied(checkout)
    assert list(live_pages(hub)[0].folder_ids) == [ids["Sales"]]
    assert lists(hub) == ["/knowledge-hub/folders"] * 2


@pytest.mark.usefixtures("ids")
def test_a_state_of_somebody_else_does_not_say_where_a_page_goes(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    checkout.page("a.md", title="A", folders=["Sales"])
    applied(checkout)
    (checkout.state_folder / NAMES).unlink()
    text = checkout.state_file.read_text()
    checkout.state_file.write_text(text.replace(ids["Sales"], ids["Support"]))
    checkout.page("b.md", title="B", folders=["Sales"])
    checkout.call("apply", "--yes")
    assert all(list(page.folder_ids) == [ids["Sales"]] for page in live_pages(hub))


def test_long_lists_are_read_whole(checkout: Checkout, hub: LocalHub, ids: dict[str, str]) -> None:
    for number in range(205):
        hub.catalogue.add_folder(f"A {number:03}")
    checkout.page("a.md", title="A", folders=["Support"])
    applied(checkout)
    assert len(lists(hub)) == 3
    assert list(live_pages(hub)[0].folder_ids) == [ids["Support"]]


def test_two_names_of_one_folder_are_one(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    checkout.page("a.md", title="A", folders=["Pricing", "Sales / Pricing", "Support"])
    applied(checkout)
    assert set(live_pages(hub)[0].folder_ids) == {ids["Sales / Pricing"], ids["Support"]}
    assert checkout.call("plan").out.startswith("No changes")
    assert checkout.state().pages["a.md"].clean == ""


def test_explain_shows_names_and_ids(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    checkout.configure('[defaults]\nskills = ["Negotiation"]\n')
    checkout.page("a.md", title="A", folders=["Sales / Pricing", "Support"])
    body = json.loads(checkout.call("explain", "a.md", "--format", "json").out)["request"]["body"]
    assert body["folder_ids"] == ["<id of Sales / Pricing>", "<id of Support>"]
    checkout.call("folders")
    checkout.call("skills")
    shown = checkout.call("explain", "a.md")
    assert "folders     Sales / Pricing, Support" in shown.out
    assert f"{ids['Sales / Pricing']} {ids['Support']}" in shown.out
    assert "execsync.toml:2 ([defaults])" in shown.out
    body = json.loads(checkout.call("explain", "a.md", "--format", "json").out)["request"]["body"]
    checkout.configure(f'{NO_LIMITS}[defaults]\nskills = ["Negotiation"]\n')
    applied(checkout)
    (sent,) = hub.requests("POST", "/knowledge-hub/pages")
    assert sent.body == body
    checkout.page("a.md", title="A", folders=["Prizing"])
    ended = checkout.call("explain", "a.md")
    assert (ended.code, ended.out) == (1, "")
    assert "content/a.md:3:11: error EX026" in ended.err


@pytest.mark.usefixtures("ids")
def test_state_is_rebuilt_and_pages_adopted_by_name(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", folders=["Sales"])
    applied(checkout)
    checkout.state_file.unlink()
    assert checkout.call("state", "rebuild", "--yes").code == 0
    assert checkout.state().pages["a.md"].folders == ("Sales",)
    assert checkout.call("plan").out.startswith("No changes")
    checkout.page("b.md", title="B", folders=["Support"])
    applied(checkout)
    page_id = checkout.state().pages["b.md"].id
    checkout.call("state", "rm", "b.md")
    assert checkout.call("state", "adopt", "b.md", page_id).code == 0
    assert checkout.call("plan").out.startswith("No changes")


@pytest.mark.usefixtures("ids")
def test_an_unused_list_is_never_asked_for(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    applied(checkout)
    assert lists(hub) == []
    checkout.page("b.md", title="B", skills=["Negotiation"])
    applied(checkout)
    assert lists(hub) == ["/skills"]
