"""A runner that is cancelled: SIGINT, SIGTERM after 7.5 s, SIGKILL 2.5 s later, to the step's own process.

Nothing here is timed. The hub answers nothing until the process has ended, so that one which waits for it
never ends, and State is held up on its way until the second signal has been taken.
"""

import os
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from execsync.core.planning.steps import StepKind
from execsync.core.serde import load_state
from execsync.localhub import LocalHub
from execsync.state.cells import Cells
from execsync.state.object_cells import ObjectCells
from tests.support.checkout import Checkout
from tests.support.hub import live_pages
from tests.support.running import Process
from tests.support.shared import NO_LIMITS, REF, SharedState
from tests.support.wire import Answered, Asked, PassOn, Wire, wire_to

if TYPE_CHECKING:
    from tests.support.clouds import Cloud

PAGES, PARALLELISM, MADE = 12, 4, 3
POSTS = "/knowledge-hub/pages"


@dataclass(frozen=True, slots=True)
class Place:
    """Where State goes. `hold` has its writes wait from then on, until the event that it gives is set."""

    checkout: Checkout
    cells: Callable[[], Cells]
    hold: Callable[[threading.Event], threading.Event]


def on_git(shared: SharedState, hub: LocalHub) -> Place:
    """A ref of a bare repository, whose hook holds up what is pushed there."""
    bare = shared.folder / "bare.git"
    began, go = bare / "began", bare / "go"
    os.mkfifo(began)
    os.mkfifo(go)
    hook = bare / "hooks/update"
    hook.parent.mkdir(exist_ok=True)

    def hold(reached: threading.Event) -> threading.Event:
        released = threading.Event()
        waits = f'echo > "{began}"; cat "{go}" > /dev/null'
        hook.write_text(f'#!/bin/sh\nif [ "$1" = {REF} ]; then {waits}; fi\n')
        hook.chmod(0o755)

        def wait() -> None:
            began.read_text()
            reached.set()
            released.wait()
            go.write_text("go\n")

        threading.Thread(target=wait, daemon=True).start()
        return released

    return Place(shared.checkout("one", hub.url), lambda: shared.cells, hold)


def in_s3(wire: Wire, location: str, folder: Path, hub: LocalHub) -> Place:
    """An object of a store, on the wire to which its writes are held up."""

    def hold(reached: threading.Event) -> threading.Event:
        released = threading.Event()

        def fate(asked: Asked, pass_on: PassOn) -> Answered | None:
            if asked.method == "PUT" and asked.target.partition("?")[0].endswith("/state.toml"):
                reached.set()
                released.wait()
            return pass_on(asked)

        wire.fate = fate
        return released

    config = f'{NO_LIMITS}[state]\nbackend = "s3"\nlocation = "{location}"\n'
    checkout = Checkout(folder / "one", hub.url, config=config)
    return Place(checkout, lambda: ObjectCells.at(location), hold)


@pytest.fixture(params=["git", "s3"])
def place(
    request: pytest.FixtureRequest,
    hub: LocalHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Place]:
    """Each kind of place in turn."""
    if request.param == "git":
        yield on_git(request.getfixturevalue("shared"), hub)
        return
    cloud: Cloud = request.getfixturevalue("s3_cloud")
    with wire_to(cloud.port) as wire:
        for name, value in cloud.variables(wire.port).items():
            monkeypatch.setenv(name, value)
        yield in_s3(wire, cloud.make(f"b{uuid.uuid4().hex}"), tmp_path, hub)


@dataclass
class SilentHub:
    """Answers the first creations, and carries out the others without an answer until it is released."""

    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def over(self, hub: LocalHub) -> Iterator[None]:
        waiting = threading.Semaphore(0)

        def hold() -> None:
            waiting.release()
            self.released.wait()

        for nth in range(MADE + 1, PAGES + 1):
            hub.after("POST", POSTS, nth, hold)

        def gather() -> None:
            for _ in range(PARALLELISM):
                waiting.acquire()
            self.reached.set()

        threading.Thread(target=gather, daemon=True).start()
        try:
            yield
        finally:
            self.released.set()


@dataclass
class Run:
    """An apply in a process of its own, with what it says on stderr as it says it."""

    process: Process
    said: list[str] = field(default_factory=list)

    def hear(self, text: str) -> bool:
        """Wait until it says that. False where it ends without."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if text in line:
                return True
        return False

    def end(self) -> int:
        """Wait for its end."""
        _, err = self.process.communicate()
        self.said.append(err)
        return self.process.returncode


def start(place: Place, script: Path | None = None) -> Run:
    for number in range(PAGES):
        place.checkout.page(f"{number}.md", title=f"Page {number}")
    return Run(place.checkout.start("apply", "--yes", script=script))


def assert_state_is_out(place: Place) -> None:
    """With a doubt for each creation that nobody has answered, and the lock let go."""
    stored, lock = (place.cells().read(name) for name in ("state", "lock"))
    assert stored is not None
    assert lock is not None
    state = load_state(stored.data)
    assert len(state.pages) == MADE
    assert len(state.in_doubt) == PARALLELISM
    assert {doubt.kind for doubt in state.in_doubt} == {StepKind.CREATE_PAGE.value}
    assert not any(doubt.announced for doubt in state.in_doubt)
    assert lock.data == b""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_state_is_out_when_the_process_ends_though_the_hub_never_answers(
    place: Place, hub: LocalHub, number: signal.Signals
) -> None:
    silent = SilentHub()
    with silent.over(hub):
        run = start(place)
        silent.reached.wait()
        run.process.send_signal(number)
        assert run.end() == 130, run.said
        assert_state_is_out(place)
    again = place.checkout.call("apply", "--yes")
    assert again.code == 0, again.err
    assert sorted(page.title for page in live_pages(hub)) == sorted(
        f"Page {number}" for number in range(PAGES)
    )


def test_what_the_client_cannot_give_up_is_not_waited_for(
    shared: SharedState, hub: LocalHub
) -> None:
    place, silent = on_git(shared, hub), SilentHub()
    with silent.over(hub):
        run = start(place, script=Path(__file__).with_name("patient_client.py"))
        silent.reached.wait()
        run.process.send_signal(signal.SIGINT)
        assert run.end() == 130, run.said
        assert_state_is_out(place)


def test_the_second_signal_of_a_runner_does_not_cut_off_the_writing_of_state(
    place: Place, hub: LocalHub
) -> None:
    silent, writing = SilentHub(), threading.Event()
    with silent.over(hub):
        run = start(place)
        silent.reached.wait()
        released = place.hold(writing)
        run.process.send_signal(signal.SIGINT)
        assert run.hear("stopping")
        writing.wait()
        run.process.send_signal(signal.SIGTERM)
        heard = run.hear("State is written first")
        released.set()
        assert heard, run.said
        assert run.end() == 130, run.said
        assert_state_is_out(place)
