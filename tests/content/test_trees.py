"""Trees of other tools: with the preset no draft is live, and without it each is an error."""

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from execsync import config
from execsync.content.reader import load
from execsync.core.choices import Preset, Status
from tests.commands.hub import run_validate

TREES = Path(__file__).parent.parent / "cases" / "trees"


@pytest.fixture(params=list(Preset))
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    shutil.copytree(TREES / request.param, tmp_path / "tree")
    return tmp_path / "tree"


def expected(tree: Path) -> dict[str, Any]:
    return tomllib.loads((tree / "expected.toml").read_text(encoding="utf-8"))


def test_with_the_preset_nothing_is_wrong(tree: Path) -> None:
    result = run_validate(tree, strict=True)
    assert result.code == 0, result.out


def test_with_the_preset_no_draft_is_live(tree: Path) -> None:
    pages = load(config.load(tree / "execsync.toml")).pages
    by_status = {status: [p.path for p in pages if p.status is status] for status in Status}
    assert by_status[Status.PUBLISHED] == expected(tree)["published"]
    assert by_status[Status.DRAFT] == expected(tree)["drafts"]


def test_without_the_preset_each_draft_is_an_error(tree: Path) -> None:
    toml = tree / "execsync.toml"
    text, _, _ = toml.read_text(encoding="utf-8").partition("[front_matter]")
    toml.write_text(text, encoding="utf-8")
    root = tomllib.loads(text)["content"]["root"]
    found = json.loads(run_validate(tree, format="json").out)["diagnostics"]
    wrong = {one["path"].removeprefix(f"{root}/") for one in found if one["code"] == "EX034"}
    drafts = set(expected(tree)["drafts"])
    assert wrong == drafts - set(expected(tree).get("not_errors", []))
    live = [p.path for p in load(config.load(toml)).pages if p.status is Status.PUBLISHED]
    assert not set(live) & wrong


def test_jekyll_names_a_post_without_a_title_by_its_file() -> None:
    pages = load(config.load(TREES / "jekyll" / "execsync.toml")).pages
    assert "Opening Hours" in [page.title for page in pages]
