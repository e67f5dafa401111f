"""Hints: which events are worth a look, and what happens where the system has none to give."""

import threading
from pathlib import Path

import pytest

from execsync.config import Config, load
from execsync.watch.batch_deadline import LEAST, BatchDeadline
from execsync.watch.config_file import ConfigFile
from execsync.watch.content_cache import TreeLook
from execsync.watch.hints import Hints
from execsync.watch.observation import Observation
from tests.support.checkout import Checkout
from tests.watch.clock import StoppedClock
from tests.watch.watching import PATIENCE


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path / "checkout")
    made.page("a.md", title="A")
    return made


def config_of(checkout: Checkout) -> Config:
    return load(checkout.folder / "execsync.toml")


class Notes:
    """Counts hints, and waits for one."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.number = 0

    def __call__(self) -> None:
        with self.changed:
            self.number += 1
            self.changed.notify_all()

    def take(self) -> None:
        """Wait for a hint, and forget all so far."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.number, PATIENCE)
            self.number = 0


def test_files_of_the_endings_that_execsync_toml_includes_give_hints(checkout: Checkout) -> None:
    notes = Notes()
    with Observation(notes) as observation:
        observation.follow(config_of(checkout))
        checkout.configure('[content]\ninclude = ["*.md", "**/*.mdx"]\n')
        notes.take()
        observation.follow(config_of(checkout))
        checkout.page("b.mdx", title="B")
        notes.take()
        assert not observation.failure


def test_pages_folders_and_the_configuration_give_hints(checkout: Checkout) -> None:
    notes = Notes()
    with Observation(notes) as observation:
        observation.follow(config_of(checkout))
        checkout.page("a.md", title="New")
        notes.take()
        (checkout.content / "folder").mkdir()
        notes.take()
        checkout.configure("[watch]\nquiet = 1\n")
        notes.take()
        assert not observation.failure


def test_backups_git_and_our_own_files_give_none(checkout: Checkout) -> None:
    notes = Notes()
    checkout.configure('[content]\nroot = "."\n')
    for folder in (".git", ".execsync"):
        (checkout.folder / folder).mkdir()
    with Observation(notes) as observation:
        observation.follow(config_of(checkout))
        for name in ("a.md~", ".a.md.swp", "4913", "#a.md#", ".#a.md", "a.md___jb_tmp___", "x.tmp"):
            (checkout.content / name).write_text("no page")
        for folder in (".git", ".execsync"):
            (checkout.folder / folder / "page.md").write_text("no page")
        (checkout.content / "last.md").mkdir()
        notes.take()
        assert notes.number == 0, "of all these, the last is the only one"


def test_a_content_root_in_the_place_of_another_is_followed(checkout: Checkout) -> None:
    notes = Notes()
    config = config_of(checkout)
    with Observation(notes) as observation:
        observation.follow(config)
        checkout.content.rename(checkout.folder / "old")
        checkout.content.mkdir()
        observation.follow(config)
        checkout.page("b.md", title="B")
        notes.take()


def test_a_system_that_can_watch_no_more_is_told(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    with Observation(Notes()) as observation:
        monkeypatch.setattr("watchdog.observers.api.BaseObserver.schedule", refuse)
        observation.follow(config_of(checkout))
        assert observation.failure.startswith("inotify watch limit reached")


def test_hints_gather_until_it_is_quiet_or_the_time_is_up() -> None:
    clock = StoppedClock()
    hints = Hints(clock)
    hints.note()
    clock.now += 1
    hints.settle(quiet=1, until=hints.since + 10)
    hints.note()
    end = hints.since + 10
    clock.now += 9.5
    hints.note()
    clock.now += 0.5
    hints.settle(quiet=1, until=end)  # the last hint is half a second old, but the first one ten
    assert not hints.pending


def test_nobody_waits_once_it_has_ended() -> None:
    hints = Hints()
    hints.end()
    hints.wait(PATIENCE * 10)
    hints.settle(PATIENCE * 10, hints.since + PATIENCE * 10)


def test_a_batch_has_its_turn_however_many_hints_there_are() -> None:
    clock, stop, lost = StoppedClock(), threading.Event(), threading.Event()
    hints = Hints(clock)
    turn = BatchDeadline(stop, lost, hints, clock)
    hints.note()
    assert not turn.is_set()
    clock.now += LEAST
    assert turn.is_set()
    stop.set()
    assert BatchDeadline(stop, lost, hints, clock).is_set()


def test_without_hints_a_batch_goes_on_to_its_end() -> None:
    clock, lost = StoppedClock(), threading.Event()
    turn = BatchDeadline(threading.Event(), lost, Hints(clock), clock)
    clock.now += 1000
    assert not turn.is_set()
    lost.set()
    assert turn.is_set()


def test_a_configuration_with_an_error_leaves_the_last_one_in_force(checkout: Checkout) -> None:
    checkout.configure("[watch]\nquiet = 1\n")
    config_file = ConfigFile(config_of(checkout))
    assert config_file.look() == TreeLook(changed=False, settled=True)
    checkout.configure("[watch]\nquite = 2\n")
    assert config_file.look() == TreeLook(changed=False, settled=True)
    assert "quite" in str(config_file.error)
    assert config_file.config.watch.quiet == 1
    checkout.configure("[watch]\nquiet = 2\n")
    assert config_file.look() == TreeLook(changed=True, settled=True)
    assert config_file.config.watch.quiet == 2
    assert config_file.error is None


def test_half_of_a_saved_configuration_is_waited_over(checkout: Checkout) -> None:
    checkout.configure("[watch]\nquiet = 1\n")
    config_file = ConfigFile(config_of(checkout))
    config_file.look()
    checkout.configure("")
    assert config_file.look() == TreeLook(changed=False, settled=False)
    checkout.configure("[watch]\nquiet = 2\n")
    assert config_file.look() == TreeLook(changed=True, settled=True)
    checkout.configure("")
    config_file.look()
    assert config_file.look() == TreeLook(changed=True, settled=True), "it is really empty"
