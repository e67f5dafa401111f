"""`state list|show|mv|rm`: looking at the record, and correcting it by hand."""

import json
from pathlib import Path

import pytest

from execsync.core.address import Address
from execsync.core.planning.steps import StepKind
from execsync.core.running.record import Header, Intent
from execsync.core.serde import load_state
from execsync.localhub import LocalHub
from execsync.state.folder import StateFolder
from execsync.state.journal import Journal
from execsync.state.lock import hold
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

ONE = "https://source.example/one"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Two pages and a source, applied."""
    checkout.page("a.md", title="A", body="Text of A.\n", sources=[ONE], folder_ids=["f1", "f2"])
    checkout.page("in/b.md", title="B", body="Text of B.\n", status="published")
    assert checkout.call("apply", "--yes").code == 0
    return checkout


def backups(checkout: Checkout) -> list[Path]:
    return sorted(checkout.state_folder.glob("backups/*"))


class TestLooking:
    def test_list_names_addresses_and_ids(self, checkout: Checkout) -> None:
        state = checkout.state()
        ended = checkout.call("state", "list")
        assert (ended.code, ended.err) == (0, "")
        assert [line.split() for line in ended.out.splitlines()] == [
            ["page:a.md", state.pages["a.md"].id],
            ["page:in/b.md", state.pages["in/b.md"].id],
            [f"source:{ONE}", state.sources[ONE].id],
        ]

    def test_list_as_json(self, checkout: Checkout) -> None:
        state = checkout.state()
        document = json.loads(checkout.call("state", "list", "--format", "json").out)
        assert document["format_version"] == "1.0"
        assert (document["serial"], document["lineage"]) == (state.serial, state.lineage)
        assert document["entries"][0] == {"address": "page:a.md", "id": state.pages["a.md"].id}
        assert len(document["entries"]) == 3

    def test_list_of_no_state_is_empty(self, tmp_path: Path) -> None:
        ended = Checkout(tmp_path / "new").call("state", "list")
        assert (ended.code, ended.out) == (0, "")

    @pytest.mark.parametrize("address", ["a.md", "page:a.md", "content/a.md"])
    def test_show_prints_all_of_a_page(self, checkout: Checkout, address: str) -> None:
        ended = checkout.call("state", "show", address)
        assert ended.code == 0
        fields = dict([*line.split(maxsplit=1), ""][:2] for line in ended.out.splitlines())
        assert fields["path"] == "a.md"
        assert fields["id"] == checkout.state().pages["a.md"].id
        assert fields["folder_ids"] == "f1, f2"
        assert fields["sources"] == ONE

    def test_show_prints_no_word_of_a_program(self, checkout: Checkout) -> None:
        ended = checkout.call("state", "show", f"source:{ONE}")
        assert ["ours", "yes"] in [line.split() for line in ended.out.splitlines()]

    def test_show_as_json(self, checkout: Checkout) -> None:
        ended = checkout.call("state", "show", f"source:{ONE}", "--format", "json")
        document = json.loads(ended.out)
        assert document["address"] == f"source:{ONE}"
        assert document["entry"]["url"] == ONE
        assert document["entry"]["ours"] is True

    @pytest.mark.parametrize("name", ["a.md", "page:a.md", "content/a.md"])
    def test_show_as_json_gives_the_address_of_a_path(self, checkout: Checkout, name: str) -> None:
        ended = checkout.call("state", "show", name, "--format", "json")
        assert json.loads(ended.out)["address"] == "page:a.md"

    def test_show_of_nothing_is_wrong_usage(self, checkout: Checkout) -> None:
        ended = checkout.call("state", "show", "c.md")
        assert (ended.code, ended.out) == (64, "")
        assert "error: State has no c.md" in ended.err
        assert "execsync state list shows what it has" in ended.err

    @pytest.mark.parametrize("command", [["list"], ["show", "a.md"]])
    def test_changes_nothing(self, checkout: Checkout, command: list[str]) -> None:
        before = {p: p.read_bytes() for p in checkout.state_folder.rglob("*") if p.is_file()}
        assert checkout.call("state", *command).code == 0
        after = {p: p.read_bytes() for p in checkout.state_folder.rglob("*") if p.is_file()}
        assert after == before


class TestMove:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("a.md", "new/a.md"),
            ("page:a.md", "page:new/a.md"),
            ("content/a.md", "content/new/a.md"),
            ("./a.md", "new//a.md"),
        ],
    )
    def test_gives_the_page_to_another_file(
        self, checkout: Checkout, hub: LocalHub, old: str, new: str
    ) -> None:
        before, sent = checkout.state(), len(hub.requests())
        ended = checkout.call("state", "mv", old, new)
        assert ended.code == 0, ended
        (backup,) = backups(checkout)
        assert ended.out == f"a.md is new/a.md now; the state before is in {backup}\n"
        assert load_state(backup.read_bytes()) == before
        state = checkout.state()
        assert state.pages["new/a.md"].id == before.pages["a.md"].id
        assert "a.md" not in state.pages
        assert (state.serial, state.lineage) == (before.serial + 1, before.lineage)
        assert len(hub.requests()) == sent

    def test_and_the_file_with_it_leaves_nothing_to_do(self, checkout: Checkout) -> None:
        checkout.rename("a.md", "new/a.md")
        assert checkout.call("state", "mv", "a.md", "new/a.md").code == 0
        assert checkout.call("plan").out.startswith("No changes")

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (["c.md", "d.md"], 64, "State has no page c.md"),
            (["a.md", "in/b.md"], 1, "State has a page in/b.md already; nothing was changed"),
            (["a.md", "/etc/a.md"], 64, "/etc/a.md: is not below the content root"),
            (["a.md", "../a.md"], 64, "../a.md: is not below the content root"),
            ([f"source:{ONE}", "b.md"], 64, "State has no page source:https:/"),
        ],
    )
    def test_refuses_what_makes_no_sense(
        self, checkout: Checkout, arguments: list[str], code: int, message: str
    ) -> None:
        before = checkout.state_file.read_bytes()
        ended = checkout.call("state", "mv", *arguments)
        assert (ended.code, ended.out) == (code, "")
        assert f"error: {message}" in ended.err
        assert checkout.state_file.read_bytes() == before
        assert backups(checkout) == []


class TestRemove:
    def test_forgets_a_page_that_stays_on_the_hub(self, checkout: Checkout, hub: LocalHub) -> None:
        sent = len(hub.requests())
        ended = checkout.call("state", "rm", "content/in/b.md")
        assert ended.code == 0, ended
        (backup,) = backups(checkout)
        assert ended.out == f"content/in/b.md is forgotten; the state before is in {backup}\n"
        assert set(checkout.state().pages) == {"a.md"}
        assert len(hub.requests()) == sent
        assert len(live_pages(hub)) == 2

    def test_a_page_whose_file_is_still_there_is_not_made_twice(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        """The hub has a page of that title, which State does not own any more."""
        checkout.call("state", "rm", "a.md")
        before = len(writes(hub))
        ended = checkout.call("apply", "--yes")
        assert ended.code == 1
        assert "the hub already has a page with this title in the same folders" in ended.out
        assert len(writes(hub)) == before

    def test_forgets_a_source(self, checkout: Checkout, hub: LocalHub) -> None:
        assert checkout.call("state", "rm", f"source:{ONE}").code == 0
        assert checkout.state().sources == {}
        assert checkout.call("apply", "--yes").code == 0
        assert [source.url for source in hub.sources()] == [ONE], "the POST finds it again"
        assert checkout.state().sources[ONE].ours is False

    def test_of_nothing_is_wrong_usage(self, checkout: Checkout) -> None:
        ended = checkout.call("state", "rm", "c.md")
        assert ended.code == 64
        assert backups(checkout) == []


class TestNotNow:
    EDITS = (["mv", "a.md", "c.md"], ["rm", "a.md"])

    @pytest.mark.parametrize("edit", EDITS)
    def test_while_an_apply_was_cut_short(self, checkout: Checkout, edit: list[str]) -> None:
        state = checkout.state()
        header = Header(state.lineage, state.serial, state.workspace_id)
        with Journal(StateFolder(checkout.state_folder), header) as journal:
            journal.append([Intent(1, StepKind.CREATE_SOURCE, Address("source", ONE))])
        ended = checkout.call("state", *edit)
        assert ended.code == 1
        assert "error: an apply was cut short here; nothing was changed" in ended.err
        assert "run execsync apply first: it takes up what was left" in ended.err
        assert checkout.state() == state

    @pytest.mark.slow
    @pytest.mark.parametrize("edit", EDITS)
    def test_while_a_write_is_in_doubt(
        self, checkout: Checkout, hub: LocalHub, edit: list[str]
    ) -> None:
        hub.faults.add("cut", method="PATCH", times=None)
        checkout.page("a.md", title="A", body="New text of A.\n", sources=[ONE])
        assert checkout.call("apply", "--yes").code == 1
        assert len(checkout.state().in_doubt) == 1
        before = checkout.state_file.read_bytes()
        ended = checkout.call("state", *edit)
        assert ended.code == 1
        assert "a write to a.md got no answer, and may still land; nothing was ch" in ended.err
        assert "run execsync apply first: it looks what became of it" in ended.err
        assert checkout.state_file.read_bytes() == before
        hub.faults.clear()
        assert checkout.call("apply", "--yes").code == 0
        assert checkout.call("state", *edit).code == 0

    @pytest.mark.parametrize("edit", EDITS)
    def test_while_another_process_applies(self, checkout: Checkout, edit: list[str]) -> None:
        before = checkout.state_file.read_bytes()
        with hold(StateFolder(checkout.state_folder), {}, timeout=0):
            ended = checkout.call("state", *edit)
        assert (ended.code, ended.out) == (1, "")
        assert "error: another apply is running on this state" in ended.err
        assert checkout.state_file.read_bytes() == before
