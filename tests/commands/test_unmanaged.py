"""The list of what the hub has and no file has."""

import json

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import writes

HOSTILE = "Two\x1b[31m"


@pytest.fixture
def ids(checkout: Checkout, hub: LocalHub) -> dict[str, str]:
    """Three pages of a colleague's, and one that a file has."""
    folder = hub.catalogue.add_folder("Pricing", parent=hub.catalogue.add_folder("Sales"))
    checkout.page("ours.md", title="Ours")
    assert checkout.call("apply", "--yes").code == 0
    made = {}
    for title, folders in (("One", [folder]), (HOSTILE, []), ("Three", ["fld_odd"])):
        hub.advance(60)
        made[title] = hub.web.create(title, "Text.", folder_ids=folders, publish=True).id
    return made


def test_it_lists_what_no_file_has_newest_first(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    asked = len(hub.requests())
    done = checkout.call("unmanaged")
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == [*reversed(ids.values())]
    assert lines[2].endswith("One  (published, Sales / Pricing)")
    assert lines[1].endswith("Two\\x1b[31m  (published, no folder)")
    assert lines[3] == "3 pages have no file."
    assert [e.route for e in hub.requests()[asked:]] == [
        "/workspace",
        "/knowledge-hub/folders",
        "/knowledge-hub/pages",
    ]


def test_as_json_it_holds_ids_titles_folders_and_times(
    checkout: Checkout, ids: dict[str, str]
) -> None:
    document = json.loads(checkout.call("unmanaged", "--format", "json", "--folder", "Sales").out)
    [page] = document["pages"]
    assert document["format_version"] == "1.0"
    assert (page["id"], page["title"], page["status"]) == (ids["One"], "One", "published")
    assert (page["visibility"], page["folders"][0]["path"]) == ("workspace", "Sales / Pricing")
    assert page["updated_at"]


def test_a_folder_that_nothing_is_called_is_wrong_usage(
    checkout: Checkout, ids: dict[str, str]
) -> None:
    done = checkout.call("unmanaged", "--folder", "Prices")
    assert (done.code, "no folder is called Prices" in done.err) == (64, True)


def test_what_was_imported_is_on_it_no_more_and_nothing_was_written(
    checkout: Checkout, hub: LocalHub, ids: dict[str, str]
) -> None:
    sent = len(writes(hub))
    assert checkout.call("import", ids["One"], "--yes").code == 0
    assert "2 pages have no file." in checkout.call("unmanaged").out
    done = checkout.call("import", "--all", "--yes")
    assert done.code == 1
    assert f"- {ids[HOSTILE]} (Two\\x1b[31m): left out, EX029" in done.out
    assert checkout.call("unmanaged").out.splitlines()[1:] == ["1 page has no file."]
    assert len(writes(hub)) == sent
