"""State is made to lie in a repository: whoever can read it learns no text of a page, and no key."""

import subprocess
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.security.test_key import KEY, SECRET
from tests.support.checkout import Checkout

TEXT = "The margin is forty percent.\n"


@pytest.fixture
def applied(checkout: Checkout, hub: LocalHub) -> Checkout:
    """A checkout whose page was made, edited on the web, and edited here."""
    checkout.page("a.md", title="A", body=TEXT, sources=["https://e.example/a"])
    assert checkout.call("apply", "--yes", EXEC_API_KEY=KEY).code == 0
    hub.advance(60)
    hub.web.edit(checkout.state().pages["a.md"].id, content=f"Of the web. {TEXT}", publish=True)
    checkout.page("b.md", title="B", body=f"More. {TEXT}")
    assert checkout.call("apply", "--yes", EXEC_API_KEY=KEY).code == 1
    return checkout


def test_state_tells_neither_texts_nor_the_key(applied: Checkout) -> None:
    text = applied.state_file.read_text()
    assert "margin" not in text
    for file in applied.folder.rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes(), file


def test_git_takes_nothing_else(applied: Checkout) -> None:
    assert any("margin" in file.read_text() for file in _files(applied.state_folder / "cache"))
    for command in (["init", "--quiet"], ["add", "--all", ".execsync"]):
        subprocess.run(["git", *command], cwd=applied.folder, check=True)
    taken = subprocess.run(
        ["git", "ls-files"], cwd=applied.folder, check=True, capture_output=True, text=True
    )
    assert taken.stdout.splitlines() == [".execsync/.gitignore", ".execsync/state.toml"]


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]
