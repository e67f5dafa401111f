"""How far an apply is, as a person sees it while time passes: on a terminal, and in a log."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from execsync.client.ledger import Counts
from execsync.core.address import Address
from execsync.core.planning.cost import Cost
from execsync.core.planning.steps import StepKind
from execsync.core.running.events import Event, EventKind
from execsync.output.console import Console
from execsync.output.progress import RECENT, SILENCE, Progress
from execsync.render.cells import cells
from execsync.render.summary_text import ShownLimits
from tests.output.screen import screen
from tests.render import golden

FOLDER = "departments/engineering/guides/how-we-work-together-in-a-growing-company"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Stage:
    """An apply of 938 steps, by a clock of its own."""

    def __init__(self, err: io.StringIO) -> None:
        self.now = 0.0
        self.err = err
        self.console = Console(io.StringIO(), err, "never")
        self.progress = Progress(self.console, lambda: self.now)
        self.progress.expect(Cost(11, 919, 19), ShownLimits(60, 1000))
        self.counts: Counts | None = Counts(11, 11)
        self.asked = 0
        self.done = 0

    def usage(self) -> Counts | None:
        self.asked += 1
        return self.counts

    @contextmanager
    def live(self) -> Iterator[None]:
        with self.progress.live(self.usage):
            yield

    def tell(
        self,
        kind: EventKind,
        name: str,
        action: StepKind = StepKind.CREATE_PAGE,
        text: str = "",
        hint: str = "",
    ) -> None:
        self.done += kind is EventKind.COMPLETE
        is_source = action is StepKind.AWAIT_SOURCE
        address = Address("source", name) if is_source else Address("page", name)
        event = Event(kind, address, action.value, text=text, hint=hint, done=self.done, total=938)
        self.progress.listen(event)

    def create(self, number: int) -> None:
        for _ in range(number):
            name = f"{FOLDER}/page-{self.done:03}.md"
            self.tell(EventKind.COMPLETE, name)

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.progress.listen(None)

    @property
    def screen(self) -> list[str]:
        return screen(self.err.getvalue())


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("COLUMNS", "80")
    return Stage(Terminal())


@pytest.fixture
def log() -> Stage:
    return Stage(io.StringIO())


def test_what_went_well_scrolls_away_and_what_failed_stays(terminal: Stage) -> None:
    with terminal.live():
        terminal.create(2)
        terminal.tell(EventKind.ERRORED, "bad.md", text="the hub refuses it", hint="mend it")
        terminal.create(20)
        *stay, live = terminal.screen
        assert stay[:2] == ["✗ [2/938] bad.md: the hub refuses it", "      mend it"]
        assert len(stay[2:]) == RECENT
        assert stay[-1] == "✓ [22/938] departments/engineering/guides/…/page-021.md: created"
        assert "22/938" in live
    assert terminal.screen == stay, "what was done last stays, and no live line"


def test_no_line_is_wider_than_the_terminal(terminal: Stage) -> None:
    with terminal.live():
        terminal.console.waits.begin("minute's limit", 50.0)
        terminal.tell(EventKind.WAITING, "https://x.example/a", StepKind.AWAIT_SOURCE)
        terminal.create(412)
        terminal.pass_time(13.0)
        assert max(map(cells, terminal.screen)) < 80


@pytest.mark.parametrize("columns", [80, 120])
def test_a_wait_for_the_limit_is_counted_down(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    terminal = Stage(Terminal())
    with terminal.live():
        terminal.create(49)
        terminal.counts = Counts(60, 60)
        terminal.console.waits.begin("minute's limit", 59.0)
        terminal.pass_time(1.5)
        first = terminal.screen[-1]
        terminal.pass_time(20.0)
        second = terminal.screen[-1]
        terminal.pass_time(40.0)
        third = terminal.screen[-1]
    told = [line.partition("ends")[0] for line in (first, second, third)]
    assert "minute's limit: next in 58 s" in told[0]
    assert "minute's limit: next in 38 s" in told[1]
    assert "limit" not in told[2]
    golden.check(f"screen-limit-{columns}.txt", "".join(f"{line.rstrip()}\n" for line in told))


def test_texts_that_are_being_read_are_counted_while_it_lasts(terminal: Stage) -> None:
    with terminal.live():
        terminal.create(1)
        for name in ("a", "b"):
            terminal.tell(EventKind.WAITING, f"https://x.example/{name}", StepKind.AWAIT_SOURCE)
        terminal.pass_time(25.0)
        assert "2 texts being read, 25 s" in terminal.screen[-1]
        terminal.tell(EventKind.COMPLETE, "https://x.example/a", StepKind.AWAIT_SOURCE)
        assert "1 text being read, 25 s" in terminal.screen[-1]
        failed = "the hub could not extract its text"
        terminal.tell(EventKind.ERRORED, "https://x.example/b", StepKind.AWAIT_SOURCE, text=failed)
        assert "being read" not in terminal.screen[-1]


def test_requests_are_counted_once_a_second_at_most(terminal: Stage) -> None:
    with terminal.live():
        for _ in range(50):
            terminal.create(1)
            terminal.pass_time(0.1)
    assert 5 <= terminal.asked <= 7
    assert terminal.counts is not None


def test_a_log_has_a_line_a_step(log: Stage) -> None:
    with log.live():
        log.create(5)
    lines = log.err.getvalue().splitlines()
    assert lines == [f"✓ [{n}/938] {FOLDER}/page-{n - 1:03}.md: created" for n in range(1, 6)]


def test_a_log_is_told_how_it_stands_where_it_was_silent_for_long(log: Stage) -> None:
    with log.live():
        log.create(1)
        log.tell(EventKind.WAITING, "https://x.example/a", StepKind.AWAIT_SOURCE)
        for _ in range(int(3 * SILENCE)):
            log.pass_time(1.0)
    _, *told = log.err.getvalue().splitlines()
    assert len(told) == 3
    assert told[0].startswith("  1/938, 1 text being read, 30 s, ")
    assert told[0].endswith(", today 11 of 1,000, 11 requests/min")


def test_waits_have_no_lines_of_their_own_while_the_live_line_shows_them(terminal: Stage) -> None:
    shown = [terminal.console.waits.are_shown]
    with terminal.live():
        shown.append(terminal.console.waits.are_shown)
    shown.append(terminal.console.waits.are_shown)
    assert shown == [False, True, False]
