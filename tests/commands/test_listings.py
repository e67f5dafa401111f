import json

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout


def test_folders_are_a_tree_with_ids(checkout: Checkout, hub: LocalHub) -> None:
    sales = hub.catalogue.add_folder("Sales")
    deals = hub.catalogue.add_folder("Deals", parent=sales)
    about = hub.catalogue.add_folder("about us")
    ended = checkout.call("folders")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        f"{about}  about us",
        f"{sales}  Sales",
        f"{deals}    Deals",
    ]


@pytest.mark.parametrize("what", ["folders", "skills"])
def test_a_hub_without_any_is_said_to_have_none(
    checkout: Checkout, hub: LocalHub, what: str
) -> None:
    ended = checkout.call(what)
    assert (ended.code, ended.out, ended.err) == (0, "", f"the hub has no {what}\n")


def test_skills_are_listed_by_name(checkout: Checkout, hub: LocalHub) -> None:
    writing = hub.catalogue.add_skill("Writing")
    asking = hub.catalogue.add_skill("asking")
    assert checkout.call("skills").out.splitlines() == [f"{asking}  asking", f"{writing}  Writing"]


def test_more_than_a_page_of_a_list_is_read_whole(checkout: Checkout, hub: LocalHub) -> None:
    made = [hub.catalogue.add_folder(f"Folder {n:03}") for n in range(205)]
    lines = checkout.call("folders").out.splitlines()
    assert [line.split("  ")[0] for line in lines] == made
    assert len(hub.requests("GET", "/knowledge-hub/folders")) == 3


def test_a_folder_that_moves_while_the_list_is_read_is_shown_once(
    checkout: Checkout, hub: LocalHub
) -> None:
    made = [hub.catalogue.add_folder(f"Folder {n:03}") for n in range(100)]
    hub.after(
        "GET", "/knowledge-hub/folders", 1, lambda: made.append(hub.catalogue.add_folder("A"))
    )
    hub.catalogue.add_folder("Z")
    lines = checkout.call("folders").out.splitlines()
    assert len(lines) == len(set(lines)) >= 101


@pytest.mark.parametrize("what", ["folders", "skills"])
def test_an_empty_hub_lists_nothing(checkout: Checkout, what: str) -> None:
    ended = checkout.call(what)
    assert (ended.code, ended.out) == (0, "")


def test_json_has_a_version_and_every_field(checkout: Checkout, hub: LocalHub) -> None:
    sales = hub.catalogue.add_folder("Sales")
    deals = hub.catalogue.add_folder("Deals", parent=sales)
    skill = hub.catalogue.add_skill("Asking", description="to ask")
    folders = json.loads(checkout.call("folders", "--format", "json").out)
    assert folders["format_version"] == "1.0"
    assert [(f["id"], f["name"], f["parent"]) for f in folders["folders"]] == [
        (deals, "Deals", sales),
        (sales, "Sales", ""),
    ]
    skills = json.loads(checkout.call("skills", "--format", "json").out)
    assert skills["skills"] == [{"id": skill, "name": "Asking", "description": "to ask"}]


def test_a_listing_needs_no_configuration(checkout: Checkout, hub: LocalHub) -> None:
    hub.catalogue.add_folder("Sales")
    (checkout.folder / "execsync.toml").unlink()
    assert "Sales" in checkout.call("folders").out


def test_a_listing_without_a_key_says_what_is_missing(checkout: Checkout) -> None:
    ended = checkout.call("folders", EXEC_API_KEY=None)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("error: no API key\n")
