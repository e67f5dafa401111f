"""`execsync plan` as a command: what it reads, and that it writes nothing but what it is asked for."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout

LOST = "content (the text last applied is not at hand, so no lines are shown)"


def git(checkout: Checkout, *arguments: str) -> None:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=checkout.folder, check=True, capture_output=True)


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Two pages are applied, and one is edited since."""
    checkout.page("a.md", title="A", body="# A\n\nOld words.\n")
    checkout.page("b.md", title="B", body="Text of B.\n")
    assert checkout.call("apply", "--yes").code == 0
    return checkout


def edit(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", body="# A\n\nNew words.\n")


def files(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below `folder`, with what the files hold."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


class TestWritesNothing:
    @pytest.mark.parametrize(
        "arguments",
        [
            [],
            ["--format", "json"],
            ["--format", "markdown", "--prune", "--prune-sources"],
            ["--full", "--detailed-exitcode"],
            ["--target", "a.md", "-v"],
        ],
    )
    def test_to_the_checkout_or_the_hub(
        self, checkout: Checkout, hub: LocalHub, arguments: list[str]
    ) -> None:
        edit(checkout)
        before, asked = files(checkout.folder), len(hub.requests())
        checkout.call("plan", *arguments)
        assert files(checkout.folder) == before
        assert len(hub.requests()) == asked

    def test_to_a_checkout_without_state(self, tmp_path: Path) -> None:
        new = Checkout(tmp_path / "new")
        new.page("a.md", title="A")
        before = files(new.folder)
        assert new.call("plan", EXEC_API_KEY=None).code == 0
        assert files(new.folder) == before

    def test_but_the_files_that_are_asked_for(self, checkout: Checkout) -> None:
        edit(checkout)
        before = files(checkout.folder)
        checkout.call("plan", "--out", "saved.plan", "--json-into", "plan.json")
        now = files(checkout.folder)
        assert {name for name in now if now[name] != before.get(name)} == {
            "saved.plan",
            "plan.json",
        }


@pytest.mark.parametrize("format", ["text", "json", "markdown", "github"])
def test_json_can_be_written_beside_any_format(checkout: Checkout, format: str) -> None:
    edit(checkout)
    alone = checkout.call("plan", "--format", format)
    beside = checkout.call("plan", "--format", format, "--json-into", "plan.json")
    assert beside == alone
    document = json.loads((checkout.folder / "plan.json").read_text())
    assert document == json.loads(checkout.call("plan", "--format", "json").out)


def test_a_plan_is_the_same_each_time(checkout: Checkout) -> None:
    edit(checkout)
    first, second = (checkout.call("plan", "--format", "json") for _ in range(2))
    assert first == second


class TestTextLastApplied:
    """From the cache, else from Git by the id of the file, else it is said to be lost."""

    @pytest.fixture
    def uncached(self, checkout: Checkout) -> Checkout:
        """As a fresh checkout has it: committed, and no cache."""
        git(checkout, "init", "--quiet")
        git(checkout, "add", "--all", "--force", "content", "execsync.toml")
        git(checkout, "commit", "--quiet", "--message", "Pages")
        shutil.rmtree(checkout.state_folder / "cache")
        edit(checkout)
        return checkout

    def test_is_found_in_the_cache(self, checkout: Checkout) -> None:
        edit(checkout)
        out = checkout.call("plan").out
        assert "~ a.md  update    content +1 -1\n" in out
        assert "      - Old words.\n      + New words.\n" in out

    def test_is_found_in_git(self, uncached: Checkout) -> None:
        assert "      - Old words.\n      + New words.\n" in uncached.call("plan").out

    def test_is_found_in_git_after_the_edit_was_committed(self, uncached: Checkout) -> None:
        git(uncached, "commit", "--quiet", "--all", "--message", "Edit")
        assert "      - Old words.\n      + New words.\n" in uncached.call("plan").out

    def test_is_found_in_git_from_a_folder_below_its_root(self, uncached: Checkout) -> None:
        assert "- Old words." in uncached.call("plan", "-C", "content").out

    def test_is_said_to_be_lost_where_neither_has_it(self, checkout: Checkout) -> None:
        shutil.rmtree(checkout.state_folder / "cache")
        edit(checkout)
        ended = checkout.call("plan")
        assert ended.code == 0
        assert f"~ a.md  update    {LOST}\n" in ended.out
        assert "Old words" not in ended.out
        assert LOST in checkout.call("plan", "--format", "markdown").out.replace("\\", "")

    def test_is_not_believed_where_the_cache_was_damaged(self, checkout: Checkout) -> None:
        for path in (checkout.state_folder / "cache").rglob("*"):
            if path.is_file():
                path.write_text("Something else.\n")
        edit(checkout)
        assert LOST in checkout.call("plan").out

    def test_of_an_empty_page_needs_neither(self, checkout: Checkout) -> None:
        checkout.page("b.md", title="B", body="")
        assert checkout.call("apply", "--yes").code == 0
        shutil.rmtree(checkout.state_folder / "cache")
        checkout.page("b.md", title="B", body="Words.\n")
        assert "~ b.md  update    content +1 -0\n" in checkout.call("plan").out


class TestDefaults:
    def test_a_value_from_the_defaults_says_so(self, checkout: Checkout) -> None:
        toml = checkout.folder / "execsync.toml"
        toml.write_text(
            f'{toml.read_text()}[defaults]\nstatus = "published"\nfolder_ids = ["fld_1"]\n'
        )
        checkout.page("c.md", title="C", body="Text of C.\n", status="draft")
        out = checkout.call("plan").out
        assert (
            "~ a.md  update    status draft → published (from execsync.toml), "
            "folder_ids +fld_1 (from execsync.toml)\n" in out
        )
        assert "+ c.md  create    draft, workspace, in fld_1\n" in out


def test_drift_that_execsync_toml_lets_be_overwritten_is_planned_so(
    checkout: Checkout, hub: LocalHub
) -> None:
    hub.web.edit(checkout.state().pages["a.md"].id, title="Our A")
    edit(checkout)
    assert checkout.call("apply", "--yes").code == 1, "the edit is marked in State"
    assert checkout.call("plan").code == 1
    assert checkout.call("plan", "--on-drift", "overwrite").code == 0
    toml = checkout.folder / "execsync.toml"
    toml.write_text(f'{toml.read_text()}[apply]\non_drift = "overwrite"\n')
    assert "~ a.md  update" in checkout.call("plan").out
    assert checkout.call("plan", "--on-drift", "keep").code == 1


def test_annotations_name_files_from_the_root_of_the_repository(tmp_path: Path) -> None:
    inner = Checkout(tmp_path / "repository" / "hub")
    inner.page("a.md", title="A")
    root = str(tmp_path / "repository")
    out = inner.call("plan", "--format", "github", GITHUB_WORKSPACE=root).out
    assert "::notice title=execsync%3A create a.md,file=hub/content/a.md,line=1::" in out
    out = inner.call("plan", "--format", "github", GITHUB_WORKSPACE=None).out
    assert "file=content/a.md," in out


def test_a_plan_that_was_shown_is_not_lost_with_an_error_after_it(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is still in a buffer then, unless Python was told to have none."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    edit(checkout)
    ended = checkout.run("plan", "--json-into", "no-such-folder/plan.json")
    assert ended.code == 1
    assert "cannot be written" in ended.err
    assert "Plan: 1 to update." in ended.out
