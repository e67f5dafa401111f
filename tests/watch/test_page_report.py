"""What the page of a local hub is told: where a file is, what is wrong with it, and what it wants instead."""

import json
from pathlib import Path
from typing import Any

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.watch.watching import Watching

REPORT = "local/hub/report.json"


def reported(checkout: Checkout, watch: Watching, text: str) -> dict[str, Any]:
    """The report, once the watch has said something: it writes the one before the other."""
    watch.wait_to_hear(text)
    return dict(json.loads((checkout.state_folder / REPORT).read_text()))


def test_paths_of_files_are_told_by_the_ids_of_their_pages(checkout: Checkout) -> None:
    checkout.page("handbook/a.md", title="A")
    with Watching(checkout, "--local") as watch:
        told = reported(checkout, watch, "last apply")
        assert list(told["files"].values()) == ["content/handbook/a.md"]
        assert (told["problems"], told["conflicts"]) == ([], {})
        checkout.rename("handbook/a.md", "b.md")
        watch.wait_to_hear("recorded: b.md")
        assert watch.stop() == 0
    told = json.loads((checkout.state_folder / REPORT).read_text())
    assert list(told["files"].values()) == ["content/b.md"]


def test_a_broken_save_is_told_with_its_line_and_gone_when_it_is_mended(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--local") as watch:
        watch.wait_to_hear("last apply")
        checkout.write("a.md", "---\ntitle: A\nstatus: publishd\n---\nText.\n")
        told = reported(checkout, watch, "1 failed")
        [problem] = told["problems"]
        assert (problem["path"], problem["line"]) == ("content/a.md", 3)
        assert "publishd" in problem["message"]
        assert "published" in problem["hint"]
        assert list(told["files"].values()) == ["content/a.md"]
        checkout.page("a.md", title="A", body="Mended.")
        watch.wait_to_hear("updated: a.md")
        assert watch.stop() == 0
    assert json.loads((checkout.state_folder / REPORT).read_text())["problems"] == []


def test_a_file_that_is_gone_is_told_until_it_is_back(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    with Watching(checkout, "--local") as watch:
        watch.wait_to_hear("last apply")
        checkout.remove("a.md")
        told = reported(checkout, watch, "watching 1 page ")
        [(gone, note)] = told["gone"].items()
        assert told["files"][gone] == "content/a.md"
        assert note == {"message": "the page stays", "hint": "--prune archives it"}
        checkout.page("a.md", title="A", body="Again.")
        watch.wait_to_hear("watching 2 pages", times=2)
        assert reported(checkout, watch, "updated: a.md")["gone"] == {}
        assert watch.stop() == 0


def test_a_broken_configuration_is_told(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--local") as watch:
        watch.wait_to_hear("last apply")
        checkout.configure("[watch]\nquiet = no\n")
        watch.wait_to_hear("the last version without an error stays")
        watch.stop()
    told = json.loads((checkout.state_folder / REPORT).read_text())
    [problem] = told["problems"]
    assert (problem["path"], problem["line"]) == ("execsync.toml", 2)
    assert "execsync.toml" not in problem["message"]
    assert str(checkout.folder) not in problem["message"]


def test_what_is_wrong_with_the_whole_configuration_has_no_path_in_its_words(
    checkout: Checkout,
) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--local") as watch:
        watch.wait_to_hear("last apply")
        checkout.configure(TWO_HUBS)
        watch.wait_to_hear("the last version without an error stays")
        watch.stop()
    told = json.loads((checkout.state_folder / REPORT).read_text())
    [problem] = told["problems"]
    assert (problem["path"], problem["line"]) == ("execsync.toml", None)
    assert problem["message"] == "which hub is meant? It has one, two"


TWO_HUBS = """
[hub.one]
key_variable = "EXEC_API_KEY_ONE"
state.path = "one/state.toml"
[hub.two]
key_variable = "EXEC_API_KEY_TWO"
state.path = "two/state.toml"
"""


@pytest.mark.parametrize(
    ("toml", "unset"),
    [
        ("", {"links", "images"}),
        ('[links]\npage_url = "https://hub.example/p/{id}"\n', {"images"}),
        ('[assets]\nbase_url = "https://files.example/{path}"\n', {"links"}),
        (
            '[hub.one]\napi_url = "https://one.example/rest/v1"\npage_url = "https://one.example/p/{id}"\n',
            {"images"},
        ),
    ],
)
def test_it_is_told_what_the_real_hub_lacks(checkout: Checkout, toml: str, unset: set[str]) -> None:
    checkout.configure(toml)
    checkout.page("a.md", title="A")
    with Watching(checkout, "--local") as watch:
        assert set(reported(checkout, watch, "last apply")["unset"]) == unset
        assert watch.stop() == 0


def test_a_report_of_the_last_time_is_over(checkout: Checkout, tmp_path: Path) -> None:
    checkout.page("a.md", title="A")
    report = checkout.state_folder / REPORT
    report.parent.mkdir(parents=True)
    report.write_text('{"problems": [{"path": "x.md", "message": "of the last time"}]}')
    with Watching(checkout, "--local") as watch:
        assert reported(checkout, watch, "last apply")["problems"] == []
        assert watch.stop() == 0


def test_a_watch_of_a_real_hub_writes_none(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes") as watch:
        watch.wait_to_hear("last apply")
        assert watch.stop() == 0
    assert not (checkout.state_folder / REPORT).exists()
