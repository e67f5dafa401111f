"""The pacer by a fake clock, by threads and by processes."""

import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from execsync.client.clock import SystemClock
from execsync.client.ledger import Counts, Ledger, RateLimits
from execsync.client.notes import RequestNote, WaitNote
from execsync.client.pacing import Pacer
from execsync.client.settings import ClientSettings
from execsync.errors import AnswerLost, Incomplete, Interrupted

from . import answers
from .conftest import SECRET, Connect, FakeClock
from .stage import Stage, cut, reply, tell, wait_for

WINDOW = 61.0


def build_pacer(
    clock: FakeClock | SystemClock,
    *,
    ledger: Ledger | None = None,
    stop: threading.Event | None = None,
    waits: list[WaitNote] | None = None,
    **options: int | None,
) -> Pacer:
    return Pacer(
        ClientSettings(**options),  # type: ignore[arg-type]
        ledger=ledger,
        clock=clock,
        stop=stop or threading.Event(),
        on_wait=waits.append if waits is not None else lambda _: None,
    )


_ledgers: list[Ledger] = []


def in_memory() -> Ledger:
    """A count of this process, closed after the test."""
    _ledgers.append(Ledger(None, note=pytest.fail))
    return _ledgers[-1]


@pytest.fixture(autouse=True)
def _close_ledgers() -> Iterator[None]:
    yield
    while _ledgers:
        _ledgers.pop().close()


def most_in_a_window(times: Sequence[float], window: float = WINDOW) -> int:
    """How many of `times` lie within the fullest half-open window."""
    return max((sum(start <= at < start + window for at in times) for start in times), default=0)


def test_the_first_minute_goes_at_once_and_the_rest_as_room_is_made(clock: FakeClock) -> None:
    waits: list[WaitNote] = []
    pacer = build_pacer(clock, ledger=in_memory(), per_minute=60, waits=waits)
    for _ in range(60):
        pacer.take()
    assert clock.waits == []
    assert pacer.take().waited == pytest.approx(61)
    assert waits == [WaitNote(61.0, "minute's limit")]


Gaps = st.lists(st.floats(0, 130), max_size=60)


@settings(print_blob=True, deadline=None)
@given(gaps=Gaps, per_minute=st.integers(1, 8))
@example(gaps=[0.0] * 20, per_minute=1)
def test_no_window_ever_holds_more_than_the_limit(gaps: list[float], per_minute: int) -> None:
    clock = FakeClock()
    pacer = build_pacer(clock, ledger=in_memory(), per_minute=per_minute)
    sent = []
    for gap in gaps:
        clock.pass_by(gap)
        pacer.take()
        sent.append(clock.monotonic())
    # A clock near 1.7e9 resolves a quarter of a microsecond.
    assert most_in_a_window(sent, WINDOW - 1e-5) <= per_minute


@settings(print_blob=True, deadline=None)
@given(
    steps=st.lists(st.tuples(st.floats(0, 130), st.floats(0, 90_000)), max_size=40),
    per_minute=st.integers(1, 8),
)
def test_a_clock_set_back_lets_nothing_more_through(
    steps: list[tuple[float, float]], per_minute: int
) -> None:
    clock = FakeClock()
    pacer = build_pacer(clock, ledger=in_memory(), per_minute=per_minute)
    sent = []
    for gap, back in steps:
        clock.pass_by(gap)
        clock.set_back(back)
        assert pacer.take().waited <= WINDOW + 0.01
        sent.append(clock.monotonic())
    assert most_in_a_window(sent, WINDOW - 1e-5) <= per_minute


@settings(print_blob=True, deadline=None)
@given(gaps=Gaps, reserve=st.integers(1, 12))
def test_the_reserve_of_a_day_is_left_alone(gaps: list[float], reserve: int) -> None:
    clock = FakeClock()
    pacer = build_pacer(clock, ledger=in_memory(), per_minute=None, per_day=10, reserve=reserve)
    sent: list[float] = []
    for gap in gaps:
        clock.pass_by(gap)
        with suppress(Incomplete):
            pacer.take()
            sent.append(clock.monotonic())
    assert len(sent) == min(len(gaps), max(0, 10 - reserve))


@pytest.mark.parametrize("_round", range(3))
def test_threads_together_keep_the_limit(_round: int, clock: FakeClock) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    dice = random.Random(seed)
    pacer = build_pacer(clock, ledger=in_memory(), per_minute=5)
    sent: list[float] = []

    def work(pauses: list[float]) -> None:
        for pause in pauses:
            clock.pass_by(pause)
            booking = pacer.take().booking
            assert booking is not None
            sent.append(booking.at)

    threads = [
        threading.Thread(target=work, args=([dice.uniform(0, 20) for _ in range(20)],))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 120
    assert most_in_a_window(sent, WINDOW - 1e-5) <= 5


def test_processes_together_keep_the_limit(tmp_path: Path) -> None:
    program = f"""
import sys, threading, time
from pathlib import Path
from execsync.client.ledger import Ledger, RateLimits
ledger = Ledger(Path({str(tmp_path / "ledger")!r}), note=sys.exit)
sent = 0
while sent < 30:
    booking = ledger.book(time.time, RateLimits(20, window=0.5))
    if booking.wait:
        time.sleep(booking.wait)
    else:
        sent += 1
        print(repr(booking.at))
"""
    children = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    times = [float(line) for child in children for line in child.communicate()[0].split()]
    assert [child.returncode for child in children] == [0, 0, 0]
    assert len(times) == 90
    assert most_in_a_window(times, 0.5 - 1e-5) <= 20


def test_two_checkouts_share_one_minute(state_home: Path) -> None:
    program = f"""
import sys, threading
from execsync.client.connection import connect
from execsync.client.key import Key
from execsync.client.settings import ClientSettings
from execsync.errors import Interrupted
stop = threading.Event()
settings = ClientSettings(address=sys.argv[1], per_minute=20)
with connect(settings, key=Key({SECRET!r}), stop=stop, on_wait=lambda _: stop.set()) as hub:
    try:
        while True:
            hub.workspace()
    except Interrupted:
        print(hub.sent)
"""
    with Stage(reply(200, answers.workspace())) as stage:
        children = [
            subprocess.Popen(
                [sys.executable, "-c", program, stage.url],
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "XDG_STATE_HOME": str(state_home)},
            )
            for _ in range(2)
        ]
        sent = [int(child.communicate()[0]) for child in children]
        assert sum(sent) == len(stage.seen) == 20


class TestBounds:
    """What stops a run by our own count, and what does not."""

    def test_a_used_up_day_alone_stops_nothing(self, clock: FakeClock) -> None:
        pacer = build_pacer(clock, ledger=in_memory(), per_minute=None, per_day=3)
        for _ in range(10):
            pacer.take()

    def test_the_reserve_names_its_numbers_and_the_way_around(self, clock: FakeClock) -> None:
        pacer = build_pacer(clock, ledger=in_memory(), per_day=1000, reserve=998)
        pacer.take()
        clock.pass_by(100)
        pacer.take()
        with pytest.raises(Incomplete) as caught:
            pacer.take()
        assert "2 requests" in caught.value.message
        assert "reserve = 998" in caught.value.message
        assert "1,000" in caught.value.message
        assert "lower reserve in [limits]" in caught.value.hint
        assert caught.value.retry_after == pytest.approx(86_300)

    def test_the_reserve_makes_room_as_requests_grow_a_day_old(self, clock: FakeClock) -> None:
        pacer = build_pacer(clock, ledger=in_memory(), per_day=10, reserve=9)
        pacer.take()
        clock.pass_by(86_401)
        pacer.take()

    def test_a_reserve_as_large_as_the_day_lets_nothing_through(self, clock: FakeClock) -> None:
        pacer = build_pacer(clock, ledger=in_memory(), per_day=10, reserve=10)
        with pytest.raises(Incomplete):
            pacer.take()

    def test_max_requests_bounds_this_run(self, connected: Connect) -> None:
        with Stage(reply(200, answers.workspace())) as stage:
            hub = connected(stage.url, max_requests=3)
            for _ in range(3):
                hub.workspace()
            with pytest.raises(Incomplete, match=r"3 requests.*--max-requests"):
                hub.workspace()
            assert len(stage.seen) == 3

    def test_max_requests_counts_repetitions(self, connected: Connect) -> None:
        with Stage(cut, reply(200, answers.workspace())) as stage:
            hub = connected(stage.url, max_requests=2)
            hub.workspace()
            with pytest.raises(Incomplete):
                hub.workspace()

    def test_what_was_not_sent_is_not_counted(self, connected: Connect) -> None:
        with Stage(reply(200, answers.workspace()), silent=True) as stage:

            def open_after_the_first(note: RequestNote) -> None:
                if note.attempt == 1:
                    stage.open()

            hub = connected(
                stage.url, max_requests=1, per_minute=60, on_request=open_after_the_first
            )
            hub.workspace()
            assert hub.sent == 1
            assert hub.counts() == Counts(1, 1)


class TestNoLimit:
    """per_minute = 0 or None."""

    @pytest.mark.parametrize("per_minute", [0, None])
    def test_never_waits_and_keeps_no_ledger(
        self, per_minute: int | None, connected: Connect, clock: FakeClock, state_home: Path
    ) -> None:
        with Stage(reply(200, answers.workspace())) as stage:
            hub = connected(stage.url, per_minute=per_minute, per_day=None)
            for _ in range(100):
                hub.workspace()
        assert clock.waits == []
        assert hub.counts() is None
        assert not state_home.exists()

    def test_of_a_minute_alone_still_counts_the_day(
        self, connected: Connect, clock: FakeClock
    ) -> None:
        with Stage(reply(200, answers.workspace())) as stage:
            hub = connected(stage.url, per_minute=0, per_day=50)
            for _ in range(100):
                hub.workspace()
            assert clock.waits == []
            assert hub.counts() == Counts(100, 100)

    def test_takes_no_lock_on_the_way_of_many_requests(self, clock: FakeClock) -> None:
        pacer = build_pacer(clock, per_minute=None)
        assert [pacer.take().booking for _ in range(10_000)] == [None] * 10_000


class TestBeforeWrite:
    """What may keep a write back: another run may have taken the lock."""

    def test_is_asked_right_before_each_sending_of_a_write_and_of_no_read(
        self, connected: Connect
    ) -> None:
        asked: list[int] = []
        with Stage(
            reply(200, answers.workspace()), cut, reply(200, answers.page()), reply(204)
        ) as stage:
            hub = connected(stage.url, before_write=lambda: asked.append(len(stage.seen)))
            hub.workspace()
            assert asked == []
            hub.update_page("p1", {"title": "T"})
            hub.archive_page("p1")
            assert asked == [1, 2, 3]

    def test_what_it_keeps_back_is_neither_sent_nor_counted(self, connected: Connect) -> None:
        def refuse() -> None:
            raise Incomplete("the lock was lost")

        with Stage(reply(200, answers.workspace())) as stage:
            hub = connected(stage.url, max_requests=1, per_minute=60, before_write=refuse)
            with pytest.raises(Incomplete, match="lock was lost"):
                hub.create_page({"title": "T"})
            assert stage.seen == []
            assert hub.counts() == Counts(0, 0)
            assert hub.workspace().name == "Acme"

    def test_a_write_that_may_have_been_done_before_stays_in_doubt(
        self, connected: Connect
    ) -> None:
        sendings: list[int] = []

        def refuse_the_second() -> None:
            sendings.append(1)
            if len(sendings) > 1:
                raise Incomplete("the lock was lost")

        with Stage(cut) as stage:
            hub = connected(stage.url, before_write=refuse_the_second)
            with pytest.raises(AnswerLost, match="lock was lost"):
                hub.update_page("p1", {"title": "T"})
            assert len(stage.seen) == 1


class TestStop:
    """Once stop is set, nothing leaves; what is in flight ends."""

    def test_before_a_request(self, connected: Connect) -> None:
        stop = threading.Event()
        stop.set()
        with Stage(reply(200, answers.workspace())) as stage:
            hub = connected(stage.url, stop=stop)
            with pytest.raises(Interrupted):
                hub.workspace()
            assert stage.seen == []

    def test_while_waiting_for_the_limit(self) -> None:
        stop, waiting = threading.Event(), threading.Event()
        pacer = Pacer(
            ClientSettings(per_minute=1),
            ledger=in_memory(),
            clock=SystemClock(),
            stop=stop,
            on_wait=lambda _: waiting.set(),
        )
        pacer.take()
        caught: list[BaseException] = []
        thread = threading.Thread(target=_collect, args=(pacer, caught))
        thread.start()
        assert waiting.wait(10)
        stop.set()
        thread.join(10)
        assert not thread.is_alive()
        assert isinstance(caught[0], Interrupted)

    def test_while_a_request_is_in_flight_lets_it_end(self, connected: Connect) -> None:
        stop, arrived, release = threading.Event(), threading.Event(), threading.Event()
        names: list[str] = []
        play = tell(arrived, wait_for(release, reply(200, answers.workspace())))
        with Stage(play) as stage:
            hub = connected(stage.url, stop=stop)
            thread = threading.Thread(target=lambda: names.append(hub.workspace().name))
            thread.start()
            assert arrived.wait(10)
            stop.set()
            release.set()
            thread.join(10)
            assert names == ["Acme"]
            with pytest.raises(Interrupted):
                hub.workspace()
            assert len(stage.seen) == 1

    def test_does_not_count_what_did_not_leave(self, clock: FakeClock) -> None:
        stop = threading.Event()
        stop.set()
        ledger = in_memory()
        pacer = build_pacer(clock, ledger=ledger, stop=stop, per_minute=60)
        with pytest.raises(Interrupted):
            pacer.take()
        assert ledger.counts(clock.now()) == Counts(0, 0)


def _collect(pacer: Pacer, caught: list[BaseException]) -> None:
    try:
        pacer.take()
    except BaseException as error:
        caught.append(error)


def test_the_window_is_one_second_longer_than_the_minute() -> None:
    assert RateLimits(60).window == 61
