"""docs/reference says what the code says."""

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
