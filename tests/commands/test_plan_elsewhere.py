"""`execsync plan` and its kin where State is kept on another machine: the network's word is not needed."""

import json
import shutil
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.git import Repository
from tests.support.shared import SharedState

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "plan.schema.json").read_text())


def test_a_plan_is_made_from_what_others_have_applied(
    applied: Checkout, shared: SharedState, hub: LocalHub
) -> None:
    other = shared.checkout("two", hub.url)
    other.page("a.md", title="A")
    assert "No changes" in other.call("plan").out
    other.page("b.md", title="B")
    assert other.call("apply", "--yes").code == 0
    applied.page("b.md", title="B")
    assert "No changes" in applied.call("plan").out


class TestWithoutTheRemote:
    def test_it_is_made_from_what_was_read_here_last_and_says_so(
        self, applied: Checkout, shared: SharedState
    ) -> None:
        serial = shared.state().serial
        shared.hide()
        applied.page("b.md", title="B")
        ended = applied.call("plan")
        assert ended.code == 0, ended.err
        assert (
            f"EX913 this is made from State as it was read here last (serial {serial})" in ended.err
        )
        assert "b.md" in ended.out
        assert "1 to create" in ended.out

    def test_so_do_show_explain_and_the_state_commands(
        self, applied: Checkout, shared: SharedState
    ) -> None:
        assert applied.call("plan", "--out", "plan.json").code == 0
        shared.hide()
        for command in (
            ("explain", "content/a.md"),
            ("state", "list"),
            ("state", "show", "a.md"),
        ):
            ended = applied.call(*command)
            assert (ended.code, "EX913" in ended.err) == (0, True), command
        assert applied.call("show", "plan.json").code == 0

    def test_an_apply_is_refused(self, applied: Checkout, shared: SharedState) -> None:
        shared.hide()
        applied.page("b.md", title="B")
        assert applied.call("apply", "--yes").code == 1


def test_the_network_can_be_forbidden(applied: Checkout) -> None:
    ended = applied.call("plan", "--no-network")
    assert ended.code == 0
    assert "as --no-network says" in ended.err
    shutil.rmtree(applied.state_folder / "cache")
    ended = applied.call("plan", "--no-network")
    assert ended.code == 0
    assert "State cannot be read here" in ended.out


class TestAFork:
    """Neither the remote nor what was read here: the check of a fork's pull request."""

    @pytest.fixture
    def fork(self, shared: SharedState, hub: LocalHub) -> Checkout:
        """A merge of a branch that adds a page, changes one and removes one, and a new file beside."""
        checkout = shared.checkout("fork", hub.url)
        repository = Repository(checkout.folder)
        for name in "abc":
            checkout.page(f"{name}.md", title=name.upper())
        checkout.write("../.gitignore", ".state-home/\n")
        repository.commit()
        repository.branch("theirs")
        checkout.page("new.md", title="New")
        checkout.page("a.md", title="A", body="Another text.\n")
        checkout.remove("b.md")
        repository.commit()
        repository.run("checkout", "--quiet", "main")
        repository.commit(message="meanwhile")
        repository.run("merge", "--quiet", "--no-ff", "--no-edit", "theirs")
        checkout.page("beside.md", title="Beside")
        shared.hide()
        return checkout

    def test_it_says_so_and_what_the_commit_changes_and_calls_no_page_new(
        self, fork: Checkout
    ) -> None:
        ended = fork.call("plan")
        assert ended.code == 0, ended.err
        assert "State cannot be read here" in ended.out
        assert "2 added, 1 changed, 1 removed" in ended.out
        assert [line for line in ended.out.splitlines() if line.startswith("  ")] == [
            "  ~ a.md",
            "  - b.md",
            "  + beside.md",
            "  + new.md",
        ]
        assert "to create" not in ended.out

    def test_it_ends_with_1_where_a_file_has_an_error(self, fork: Checkout) -> None:
        fork.write("new.md", "No title.\n")
        ended = fork.call("plan")
        assert ended.code == 1
        assert "new.md" in ended.err
        assert "  ~ a.md" in ended.out

    def test_json_has_it_too(self, fork: Checkout) -> None:
        ended = fork.call("plan", "--format", "json")
        assert ended.code == 0, ended.err
        document = json.loads(ended.out)
        jsonschema.validate(document, SCHEMA)
        assert document["resource_changes"] == []
        assert not document["applyable"]
        assert document["state_unknown"]["changed_files"] == [
            {"path": "a.md", "action": "changed"},
            {"path": "b.md", "action": "removed"},
            {"path": "beside.md", "action": "added"},
            {"path": "new.md", "action": "added"},
        ]

    @pytest.mark.parametrize("format", ["markdown", "github"])
    def test_so_have_a_comment_and_annotations(self, format: str, fork: Checkout) -> None:
        ended = fork.call("plan", "--format", format)
        assert ended.code == 0, ended.err
        assert "2 added, 1 changed, 1 removed" in ended.out

    def test_no_plan_can_be_kept(self, fork: Checkout) -> None:
        ended = fork.call("plan", "--out", "plan.json")
        assert (ended.code, "no plan can be kept" in ended.err) == (1, True)
        assert not (fork.folder / "plan.json").exists()

    def test_a_clone_with_one_commit_says_that_git_does_not_tell(
        self, fork: Checkout, shared: SharedState, hub: LocalHub
    ) -> None:
        folder = shared.folder / "shallow"
        Repository(shared.folder / "x").run(
            "clone", "--quiet", "--depth", "1", fork.folder.as_uri(), str(folder)
        )
        ended = Checkout(folder, hub.url, config=shared.config).call("plan")
        assert ended.code == 0, ended.err
        assert "Git does not tell" in ended.out
