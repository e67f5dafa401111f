"""Every execsync.toml of README and docs is one that we take."""

import tomllib
from pathlib import Path

import pytest

from execsync.config import TABLES, load
from execsync.errors import ConfigError
from tests.docs.blocks import PAGES, ROOT, blocks

RULES = (
    ROOT / "docs/rules.md"
)  # its examples are tried by tests/core/rules, the wrong ones for being wrong
OURS = [
    pytest.param(block.text, id=str(block))
    for page in PAGES
    if page != RULES
    for block in blocks(page)
    if block.language == "toml" and tomllib.loads(block.text).keys() <= TABLES
]


@pytest.mark.parametrize("text", OURS)
def test_is_taken(text: str, tmp_path: Path) -> None:
    file = tmp_path / "execsync.toml"
    file.write_text(text, "utf-8")
    load(file)


def test_a_setting_that_is_gone_is_not(tmp_path: Path) -> None:
    file = tmp_path / "execsync.toml"
    file.write_text("[apply]\nprunes = true\n", "utf-8")
    with pytest.raises(ConfigError, match="prunes"):
        load(file)


def test_there_are_as_many_as_one_would_think() -> None:
    assert len(OURS) > 8
