"""What a watch says, where, and how often."""

import io
from dataclasses import replace

import pytest

from execsync.core.address import Address
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.plan import (
    Action,
    ActionReason,
    Change,
    Obstacle,
    ObstacleKind,
    PageChange,
)
from execsync.core.running.events import Event, EventKind
from execsync.errors import AnswerLost, HubUnreachable
from execsync.output.console import Console
from execsync.output.live_line import CLEAR
from execsync.watch.reporter import MOST, WatchReporter
from execsync.watch.status import WatchStatus


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


BROKEN = Diagnostic("EX010", Severity.ERROR, "never ends", "content/a.md", 1, 1)


@pytest.fixture
def console() -> Console:
    return Console(io.StringIO(), io.StringIO(), "never")


@pytest.fixture
def terminal() -> Console:
    both = Terminal()
    return Console(both, both, "never")


def written(stream: object) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def conflict(path: str) -> Change:
    obstacle = Obstacle(ObstacleKind.CONFLICT, "edited on the web", "settle it")
    return PageChange(
        Address("page", path), Action.UPDATE, ActionReason.EDITED_ON_WEB, obstacle=obstacle
    )


def test_results_go_to_out_and_the_rest_to_err(console: Console) -> None:
    reporter = WatchReporter(console)
    reporter.listen(Event(EventKind.COMPLETE, Address("page", "a.md"), "update_page"))
    reporter.listen(
        Event(EventKind.ERRORED, Address("page", "b.md"), "update_page", text="no", hint="mend it")
    )
    reporter.show(WatchStatus(pages=2, requests=3))
    assert written(console.out) == "updated: a.md\n"
    assert written(console.err) == "✗ b.md: no\n    mend it\nwatching 2 pages · 3 requests\n"


def test_text_from_elsewhere_does_nothing_to_the_terminal(console: Console) -> None:
    reporter = WatchReporter(console)
    reporter.listen(Event(EventKind.COMPLETE, Address("page", "\x1b[2J.md"), "update_page"))
    reporter.listen(
        Event(EventKind.ERRORED, Address("page", "a.md"), "update_page", text="\x1b[2J")
    )
    assert "\x1b" not in written(console.out) + written(console.err)


def test_everything_is_told_once_as_long_as_it_lasts(console: Console) -> None:
    reporter = WatchReporter(console)
    failed = Event(EventKind.ERRORED, Address("page", "b.md"), "update_page", text="the hub failed")
    for _ in range(3):
        reporter.findings([BROKEN])
        reporter.notes([replace(BROKEN, code="EX901")])
        reporter.obstacles([conflict("a.md")])
        reporter.condition("root", "content is not there")
        reporter.trouble(AnswerLost("no answer"))
        reporter.listen(failed)
        reporter.show(WatchStatus(pages=2, requests=3))
    lines = written(console.err).splitlines()
    assert len(lines) == len(set(lines)) == 8
    reporter.listen(Event(EventKind.COMPLETE, Address("page", "b.md"), "update_page"))
    reporter.listen(failed)
    assert written(console.err).count("the hub failed") == 2, "it is news again"


def test_what_is_over_is_told_too(console: Console) -> None:
    reporter = WatchReporter(console)
    reporter.findings([BROKEN, replace(BROKEN, path="content/b.md", severity=Severity.WARNING)])
    reporter.condition("root", "content is not there", over="content: is there again")
    reporter.trouble(HubUnreachable("no way", hint="look at the network"))
    told = len(written(console.err).splitlines())
    reporter.findings([])
    reporter.condition("root", "", over="content: is there again")
    reporter.trouble(None)
    assert written(console.err).splitlines()[told:] == [
        "content/a.md: no error any more",
        "content: is there again",
        "going on",
    ]
    assert "look at the network" in written(console.err)


def test_a_flood_is_cut_short(console: Console) -> None:
    reporter = WatchReporter(console)
    reporter.findings([replace(BROKEN, path=f"{n}.md") for n in range(MOST + 5)])
    reporter.obstacles([conflict(f"{n}.md") for n in range(MOST + 7)])
    assert "and 5 more; execsync validate shows them" in written(console.err)
    assert "and 7 more; execsync plan shows them" in written(console.err)
    assert len(written(console.err).splitlines()) == MOST + 1 + 2 * MOST + 1


def test_on_a_terminal_the_status_stays_below_what_is_said(terminal: Console) -> None:
    reporter = WatchReporter(terminal)
    reporter.show(WatchStatus(pages=1, requests=2))
    reporter.listen(Event(EventKind.COMPLETE, Address("page", "a.md"), "update_page"))
    reporter.tell("a note")
    status = "watching 1 page · 2 requests"
    assert written(terminal.err) == (
        f"{CLEAR}{status}{CLEAR}updated: a.md\n{CLEAR}{status}{CLEAR}a note\n{CLEAR}{status}"
    )
    reporter.clear()
    assert written(terminal.err).endswith(f"{status}{CLEAR}")


def test_the_live_line_is_cut_to_the_terminal(
    terminal: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    WatchReporter(terminal).show(WatchStatus(pages=1000, requests=2))
    assert written(terminal.err) == f"{CLEAR}watching 1,000 pag…"


def test_a_status_says_all_that_a_writer_wants_to_know() -> None:
    status = WatchStatus(
        pages=1234,
        requests=1,
        today=17,
        day_limit=1000,
        waiting=3,
        failed=1,
        applied="14:05:09",
        trouble="waiting for the hub",
        as_draft=True,
    )
    assert str(status) == (
        "watching 1,234 pages · 1 request (today 17 of 1,000) · 3 waiting · 1 failed · "
        "last apply 14:05:09 · waiting for the hub · as drafts (execsync apply publishes)"
    )
    assert str(WatchStatus(1, 0, today=5)) == "watching 1 page · 0 requests (today 5)"
    local = WatchStatus(1, 0, as_draft=True, page="http://127.0.0.1:4000/")
    assert str(local) == "http://127.0.0.1:4000/ · watching 1 page · 0 requests · as drafts"


def test_the_address_of_the_page_is_said_once_where_lines_stay(console: Console) -> None:
    WatchReporter(console).show(WatchStatus(1, 0, page="http://127.0.0.1:4000/"))
    assert written(console.err) == "watching 1 page · 0 requests\n"


def test_what_is_to_be_archived_is_counted_down_on_a_terminal_alone(
    console: Console, terminal: Console
) -> None:
    quiet, live = WatchReporter(console), WatchReporter(terminal)
    for seconds in (39.2, 38.2):
        status = WatchStatus(pages=9, requests=3, leaving=2, leaving_in=seconds)
        quiet.show(status)
        live.show(status)
    assert written(console.err) == "watching 9 pages · 3 requests · 2 to be archived\n"
    assert "2 to be archived in 40 s" in written(terminal.err)
    assert "2 to be archived in 39 s" in written(terminal.err)


def test_a_page_that_is_to_be_archived_is_told_once_each_time(console: Console) -> None:
    reporter, gone = (
        WatchReporter(console),
        PageChange(Address("page", "a.md"), Action.ARCHIVE, ActionReason.FILE_GONE),
    )
    for changes in ([gone], [gone], [], [gone]):
        reporter.leaving(changes, 59.5)
    text = "a.md: its file is gone: archived in 60 s unless it comes back"
    assert written(console.err).count(text) == 2
