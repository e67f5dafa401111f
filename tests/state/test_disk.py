"""A disk that is full and a folder that cannot be written end a run before it changes the hub."""

import errno
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes

PAGES = 40
POSTS = "/knowledge-hub/pages"
UNLIMITED = "[limits]\nper_minute = 0\nper_day = 0\n"


def mount(*arguments: str) -> None:
    try:
        subprocess.run(["mount", *arguments], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting is not allowed here")


def unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def write_pages(checkout: Checkout) -> None:
    for number in range(PAGES):
        checkout.page(f"{number}.md", title=f"Page {number}")


@pytest.fixture
def small_disk(tmp_path: Path, hub: LocalHub) -> Iterator[Checkout]:
    """A checkout whose state folder is a disk of its own, of 1 MiB."""
    checkout = Checkout(tmp_path, hub.url, config=UNLIMITED)
    write_pages(checkout)
    checkout.state_folder.mkdir()
    mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", str(checkout.state_folder))
    try:
        yield checkout
    finally:
        unmount(checkout.state_folder)


def fill_up(folder: Path, *, leave: int = 0) -> Path:
    """A file that takes all the room that is left, but `leave` bytes."""
    file = folder / "something-else"
    free = os.statvfs(folder)
    room = free.f_bavail * free.f_frsize - leave
    file.write_bytes(b"\0" * room)
    return file


def test_a_full_disk_ends_a_run_before_it_changes_the_hub(
    small_disk: Checkout, hub: LocalHub
) -> None:
    big = fill_up(small_disk.state_folder)
    ended = small_disk.run("apply", "--yes")
    assert ended.code == 1
    assert "No space left on device" in ended.err
    assert writes(hub) == []
    big.unlink()
    assert small_disk.run("apply", "--yes").code == 0
    assert len(live_pages(hub)) == PAGES


def assert_tells_what_was_done(ended: Ended, checkout: Checkout) -> None:
    done = re.search(r"^Done: (\d+) pages? created; ", ended.out, re.MULTILINE)
    left = re.search(r"^Left: (\d+)\.", ended.out, re.MULTILINE)
    assert done, ended
    assert left, ended
    assert int(done[1]) + int(left[1]) == PAGES
    assert "Traceback" not in ended.err
    told = " ".join(ended.out.split())
    assert "cannot be written: No space left on device" in told
    assert f"what was done is in {checkout.journal}" in told
    assert "run the same command again" in told


@pytest.mark.parametrize(
    ("call", "saves_every"), [("os.fsync", 3600.0), ("os.replace", 0.0)], ids=["journal", "state"]
)
def test_what_can_be_written_no_more_in_a_run_ends_it_with_what_was_done(
    call: str,
    saves_every: float,
    checkout: Checkout,
    hub: LocalHub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("execsync.workspace.SAVE_EVERY", saves_every)
    checkout.configure(UNLIMITED)
    write_pages(checkout)
    hub.before("POST", POSTS, 5, lambda: monkeypatch.setattr(call, refuse))
    ended = checkout.call("apply", "--yes")
    assert ended.code == 1
    assert_tells_what_was_done(ended, checkout)
    monkeypatch.undo()
    assert checkout.call("apply", "--yes").code == 0
    assert len(hub.pages()) == PAGES


def refuse(*_of: object, **_at: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_fills_up_in_a_run_loses_nothing_that_the_hub_took(
    small_disk: Checkout, hub: LocalHub
) -> None:
    big = fill_up(small_disk.state_folder, leave=48 * 1024)
    ended = small_disk.run("apply", "--yes")
    assert ended.code == 1
    assert 0 < len(hub.pages()) < PAGES
    assert_tells_what_was_done(ended, small_disk)
    big.unlink()
    again = small_disk.run("apply", "--yes")
    assert again.code == 0, again.err
    assert len(hub.pages()) == PAGES
    owned = {page.id for page in small_disk.state().pages.values()}
    assert owned == {page.id for page in hub.pages()}


def test_a_state_folder_that_is_read_only_ends_a_run_before_it_changes_the_hub(
    checkout: Checkout, hub: LocalHub
) -> None:
    write_pages(checkout)
    folder = checkout.state_folder
    folder.mkdir()
    mount("--bind", str(folder), str(folder))
    try:
        mount("-o", "remount,bind,ro", str(folder))
        ended = checkout.run("apply", "--yes")
    finally:
        unmount(folder)
    assert ended.code == 1
    assert ".execsync" in ended.err
    assert "Read-only file system" in ended.err
    assert hub.requests() == []


@pytest.mark.parametrize("name", ["", "lock", "journal.jsonl", "state.toml"])
def test_something_in_the_way_ends_a_run_before_it_changes_the_hub(
    name: str, checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    if name:
        (checkout.state_folder / name).mkdir(parents=True)
    else:
        checkout.state_folder.write_text("a file where a folder should be")
    ended = checkout.run("apply", "--yes")
    assert ended.code == 1
    assert f".execsync/{name}".rstrip("/") in ended.err
    assert "bug" not in ended.err
    assert writes(hub) == []
