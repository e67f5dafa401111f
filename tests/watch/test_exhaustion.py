"""A system that cannot tell of (more) changes: the watch goes on by looking every second."""

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from execsync.config import load
from execsync.localhub import LocalHub
from execsync.watch.observation import Observation
from tests.support.checkout import Checkout
from tests.watch.watching import Watching, texts, wait_for_writes

BY_THE_CLOCK = "looking every second, as --poll does"


def with_at_most(number: int, of: str) -> tuple[str, ...]:
    """What runs a command whose user may have so many inotify instances or watches, and no other's."""
    limit = f'echo {number} > /proc/sys/user/max_inotify_{of} && exec "$@"'
    return ("unshare", "--user", "--map-root-user", "sh", "-c", limit, "sh")


@pytest.fixture
def limits() -> None:
    """Skips where a process cannot have limits of its own."""
    try:
        done = subprocess.run(
            [*with_at_most(9, "instances"), "true"], check=False, capture_output=True
        )
    except OSError as error:
        pytest.skip(str(error))
    if done.returncode:
        pytest.skip(done.stderr.decode())


@pytest.mark.usefixtures("limits")
def test_out_of_instances_it_looks_by_the_clock(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes", before=with_at_most(0, "instances")) as watch:
        assert BY_THE_CLOCK in watch.said.err
        assert "fs.inotify.max_user_instances" in watch.said.err
        checkout.page("a.md", title="A", body="New.")
        wait_for_writes(hub, 2)
        assert watch.stop() == 0
    assert texts(hub) == [("A", "New.")]


@pytest.mark.usefixtures("limits")
def test_out_of_watches_at_the_start_it_looks_by_the_clock(
    checkout: Checkout, hub: LocalHub
) -> None:
    for number in range(5):
        checkout.page(f"folder-{number}/a.md", title=f"Page {number}")
    with Watching(checkout, "--yes", before=with_at_most(4, "watches")) as watch:
        assert BY_THE_CLOCK in watch.said.err
        assert "fs.inotify.max_user_watches" in watch.said.err
        for number in range(5):
            checkout.page(f"folder-{number}/a.md", title=f"Page {number}", body="New.")
        wait_for_writes(hub, 10)
        assert watch.stop() == 0


@pytest.mark.usefixtures("limits")
def test_out_of_watches_for_new_folders_it_looks_by_the_clock(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes", before=with_at_most(4, "watches")) as watch:
        assert BY_THE_CLOCK not in watch.said.err
        for number in range(4):
            (checkout.content / f"folder-{number}").mkdir()
        watch.wait_to_hear(BY_THE_CLOCK)
        for number in range(4):
            checkout.page(f"folder-{number}/a.md", title=f"Page {number}")
        wait_for_writes(hub, 5)
        assert watch.stop() == 0
        assert watch.said.err.count(BY_THE_CLOCK) == 1


@pytest.mark.parametrize("where", ["InotifyFD.__init__", "InotifyFD.start", "BaseObserver.start"])
def test_whatever_the_system_refuses_at_the_start_is_a_reason_and_no_error(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    room = "api" if where.startswith("Base") else "inotify_c"
    monkeypatch.setattr(f"watchdog.observers.{room}.{where}", refuse)
    with Observation(lambda: None) as observation:
        observation.follow(load(checkout.folder / "execsync.toml"))
        assert "Too many open files" in observation.failure


def test_nothing_of_the_system_is_kept_after_the_end(tmp_path: Path) -> None:
    """Each watch of one process has an inotify instance of its own, which is a file that is open."""
    checkout = Checkout(tmp_path / "checkout")
    files = Path("/proc/self/fd")
    if not files.exists() or not shutil.which("unshare"):
        pytest.skip("this system shows no open files")
    before = len(list(files.iterdir()))
    for _ in range(3):
        with Observation(lambda: None) as observation:
            observation.follow(load(checkout.folder / "execsync.toml"))
            assert not observation.failure
    assert len(list(files.iterdir())) == before
