from pathlib import Path

from execsync.client.key import Key
from execsync.core.state import State
from execsync.state.folder import StateFolder
from execsync.sync.unowned import Unowned, UnownedFile
from tests.support.entries import entry, row

KEY = Key("of this test")
STATE = State("lineage", workspace_id="ws", watermark="2027-01-15T12:00:00Z")


def test_what_was_kept_is_found_with_the_same_watermark(tmp_path: Path) -> None:
    cache = UnownedFile(StateFolder(tmp_path))
    cache.keep(Unowned({"p1": row("p1")}, complete=True), STATE, KEY.sign)
    assert cache.find(STATE, KEY.sign) == Unowned({"p1": row("p1")}, complete=True)


def test_a_page_that_another_branch_made_is_none_of_others_once_state_has_it(
    tmp_path: Path,
) -> None:
    """State was merged with that of the branch, and kept the watermark of this one."""
    cache = UnownedFile(StateFolder(tmp_path))
    cache.keep(Unowned({"p1": row("p1"), "p2": row("p2")}, complete=True), STATE, KEY.sign)
    merged = STATE.with_pages([entry("a.md", id="p1")])
    assert cache.find(merged, KEY.sign) == Unowned({"p2": row("p2")}, complete=True)
