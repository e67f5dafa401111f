"""Saves under a watch: each burst is one request, whatever way an editor has of saving."""

import shutil
import signal

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.watch.editors import EDITORS
from tests.watch.watching import Watching, wait_for_writes, writes_of

USABLE = {
    name: save
    for name, save in EDITORS.items()
    if not name.startswith("vim") or shutil.which("vim")
}


@pytest.mark.skipif(not shutil.which("vim"), reason="vim is not installed: its saves are not tried")
def test_the_real_vim_is_among_the_editors() -> None:
    assert USABLE.keys() == EDITORS.keys()


def test_each_save_is_one_patch_in_every_editor(checkout: Checkout, hub: LocalHub) -> None:
    for name in USABLE:
        checkout.page(f"{name}/page.md", title=name, body="First line.\nLast line.\n")
    with Watching(checkout, "--yes") as watch:
        wait_for_writes(hub, len(USABLE))
        for number, (name, save) in enumerate(USABLE.items(), len(USABLE) + 1):
            save(checkout.content / name / "page.md", f"Saved by {name}.")
            last = wait_for_writes(hub, number)[-1]
            assert (last.method, last.body) == (
                "PATCH",
                {"content": f"First line.\nSaved by {name}."},
            )
        assert watch.stop() == 0
        assert len(writes_of(hub.requests())) == 2 * len(USABLE)
    assert " error " not in watch.said.err


def test_a_burst_of_saves_is_one_patch_in_every_editor(checkout: Checkout, hub: LocalHub) -> None:
    for name in USABLE:
        checkout.page(f"{name}/page.md", title=name, body="First line.\nLast line.\n")
    with Watching(checkout, "--yes") as watch:
        wait_for_writes(hub, len(USABLE))
        for number, (name, save) in enumerate(USABLE.items(), len(USABLE) + 1):
            # Stopped for as long as a busy machine may take for three saves.
            watch.process.send_signal(signal.SIGSTOP)
            for line in ("One.", "Two.", "Three."):
                save(checkout.content / name / "page.md", line)
            watch.process.send_signal(signal.SIGCONT)
            assert wait_for_writes(hub, number)[-1].body == {"content": "First line.\nThree."}
        assert watch.stop() == 0
        assert len(writes_of(hub.requests())) == 2 * len(USABLE)
