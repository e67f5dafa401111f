"""The texts that were applied, kept as long as State names them."""

from dataclasses import replace
from pathlib import Path

from execsync.core.digest import digest
from execsync.core.state import State
from execsync.localhub import LocalHub
from execsync.state.bodies import Bodies
from execsync.state.folder import BODIES, StateFolder
from tests.support.checkout import Checkout
from tests.support.entries import creation, entry, observed
from tests.support.hub import live_pages


def test_texts_that_state_names_stay_and_the_rest_goes(tmp_path: Path) -> None:
    bodies = Bodies(StateFolder(tmp_path))
    texts = ("sent", "filled", "shown", "edited", "in doubt", "old")
    for text in texts:
        bodies.keep(text)
    (tmp_path / BODIES / "none").write_text("no text")
    pages = {
        "a.md": entry("a.md", text="sent", observed=observed(body=digest("shown"))),
        "b.md": entry("b.md", text="?", sent=digest("filled"), observed=None),
        "c.md": replace(entry("c.md"), drift=observed(body=digest("edited"))),
    }
    bodies.prune(State("lineage", pages=pages, in_doubt=(creation("d.md", text="in doubt"),)))
    kept = [text for text in texts if bodies.find(digest(text)) is not None]
    assert kept == ["sent", "filled", "shown", "edited", "in doubt"]


def test_nothing_outside_is_removed_and_nothing_needs_to_be_there(tmp_path: Path) -> None:
    folder, outside = tmp_path / "state", tmp_path / "outside"
    bodies = Bodies(StateFolder(folder))
    bodies.prune(State("lineage"))
    (outside / "ab").mkdir(parents=True)
    (outside / "ab" / "text").write_text("of somebody else")
    (folder / BODIES).mkdir(parents=True)
    (folder / BODIES / "ab").symlink_to(outside / "ab")
    bodies.prune(State("lineage"))
    assert (outside / "ab" / "text").exists()
    (folder / BODIES / "ab").unlink()
    (folder / BODIES).rmdir()
    (folder / BODIES).symlink_to(outside)
    bodies.prune(State("lineage"))
    assert (outside / "ab" / "text").exists()


def test_an_apply_forgets_the_texts_before_and_a_plan_still_shows_the_last(
    checkout: Checkout, hub: LocalHub
) -> None:
    for number in range(4):
        checkout.page("a.md", title="A", body=f"Text {number}.\n")
        assert checkout.call("apply", "--yes").code == 0
    folder = checkout.state_folder / BODIES
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1
    checkout.page("a.md", title="A", body="New.\n")
    assert "- Text 3." in checkout.call("plan").out
    hub.web.edit(live_pages(hub)[0].id, content="Theirs.")
    shown = checkout.call("apply", "--yes").out
    assert "Text 3." in shown
    assert "Theirs." in shown
