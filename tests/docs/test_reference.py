"""docs/reference says what the code says, and the site is whole."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import state_keys, variables
from scripts.reference import made, stale
from tests.docs.blocks import ROOT


def test_no_block_is_stale() -> None:
    """After a change: python -m scripts.reference."""
    assert stale() == []


def test_an_option_that_is_gone_makes_a_block_stale() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    assert made(page.replace("`--summary`", "`--summaries`")) == page


def test_a_variable_that_nothing_is_said_of_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variables, "VARIABLES", {"EXEC_API_KEY": "the key"})
    with pytest.raises(LookupError, match="EXECSYNC_STATE_DIR"):
        variables.environment()


def test_a_key_of_state_that_nothing_is_said_of_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_keys, "_SOURCE", {"id": "the hub's id"})
    with pytest.raises(KeyError, match="cover"):
        state_keys.state()


class TestSite:
    """`make docs`: what it warns of is an error."""

    def build(self, folder: Path) -> "subprocess.CompletedProcess[str]":
        shutil.copy(ROOT / "zensical.toml", folder)
        if not (folder / "docs").exists():
            shutil.copytree(ROOT / "docs", folder / "docs")
        program = [sys.executable, "-m", "zensical", "build", "--strict"]
        return subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)

    def test_has_no_dead_link(self, tmp_path: Path) -> None:
        built = self.build(tmp_path)
        assert built.returncode == 0, built.stdout + built.stderr
        assert (tmp_path / "site/five-minutes/index.html").exists()

    def test_one_is_found(self, tmp_path: Path) -> None:
        shutil.copytree(ROOT / "docs", tmp_path / "docs")
        with (tmp_path / "docs/not.md").open("a", encoding="utf-8") as page:
            page.write("\nSee [this](nowhere.md).\n")
        assert self.build(tmp_path).returncode != 0

    def test_every_page_is_in_the_navigation(self) -> None:
        navigation = (ROOT / "zensical.toml").read_text("utf-8")
        pages = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")]
        assert [page for page in pages if f'"{page.as_posix()}"' not in navigation] == []
