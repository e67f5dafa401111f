"""The table of retries, cell by cell, over real sockets."""

import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from execsync.client import transport
from execsync.client.hub import Hub
from execsync.client.notes import RequestNote, WaitNote
from execsync.client.retry import (
    RULES,
    Backoff,
    Call,
    FailureKind,
    RetryDecision,
    failure_of_status,
)
from execsync.errors import (
    AnswerLost,
    BadAnswer,
    HubError,
    HubUnreachable,
    Incomplete,
    Interrupted,
    KeyRejected,
    NotFound,
    RequestRefused,
    UnclearWrite,
)

from . import answers
from .conftest import Connect, FakeClock
from .stage import (
    Play,
    Stage,
    break_off,
    cut,
    garbage,
    hush,
    raw,
    refusal,
    reply,
    reset,
    tell,
    wait_for,
)

CALLS: dict[Call, tuple[Callable[[Hub], object], Play]] = {
    Call.READ: (lambda hub: hub.page("page-1"), reply(200, answers.page())),
    Call.UPDATE: (
        lambda hub: hub.update_page("page-1", {"title": "T"}),
        reply(200, answers.page()),
    ),
    Call.ARCHIVE: (lambda hub: hub.archive_page("page-1"), reply(200, answers.deleted())),
    Call.CREATE_SOURCE: (
        lambda hub: hub.create_source({"type": "url", "title": "T", "url": "https://e.com"}),
        reply(201, answers.source()),
    ),
    Call.CREATE_PAGE: (lambda hub: hub.create_page({"title": "T"}), reply(201, answers.page())),
}

ONCE_MORE, LOOK, STOP, DONE = "once more", "look", "stop", "done"


@dataclass(frozen=True)
class Case:
    """Plays that end in one failure, and what each kind of call makes of it."""

    failure: FailureKind
    plays: tuple[Play, ...]
    error: type[HubError]
    outcome: str = STOP
    exceptions: tuple[tuple[Call, str], ...] = ()

    def expected(self, call: Call) -> str:
        return dict(self.exceptions).get(call, self.outcome)


def _in_doubt(failure: FailureKind, *plays: Play) -> Case:
    return Case(failure, plays, AnswerLost, ONCE_MORE, ((Call.CREATE_PAGE, LOOK),))


BOMB = reply(200, b" " * 3_000_000, zipped=True)

CASES = {
    "cut": _in_doubt(FailureKind.LOST, cut),
    "reset": _in_doubt(FailureKind.LOST, reset),
    "not HTTP": _in_doubt(FailureKind.LOST, garbage),
    "half an answer": _in_doubt(FailureKind.LOST, break_off(200)),
    "half a creation": _in_doubt(FailureKind.LOST, break_off(201)),
    "500": _in_doubt(FailureKind.BROKE, refusal(500)),
    "502": _in_doubt(FailureKind.BROKE, reply(502, b"<html>Bad Gateway</html>")),
    "503": _in_doubt(FailureKind.BROKE, refusal(503)),
    "504": _in_doubt(FailureKind.BROKE, refusal(504)),
    "599": _in_doubt(FailureKind.BROKE, refusal(599)),
    "408": _in_doubt(FailureKind.BROKE, refusal(408)),
    "500, its body cut": _in_doubt(FailureKind.BROKE, break_off(500)),
    "429": Case(FailureKind.LIMITED, (refusal(429, retry_after=7),), HubError, ONCE_MORE),
    "429, its body cut": Case(FailureKind.LIMITED, (break_off(429),), HubError, ONCE_MORE),
    "400": Case(FailureKind.REFUSED, (refusal(400),), RequestRefused),
    "400, its body cut": Case(FailureKind.REFUSED, (break_off(400),), RequestRefused),
    "400, its body huge": Case(
        FailureKind.REFUSED, (reply(400, b" " * 3_000_000),), RequestRefused
    ),
    "405": Case(FailureKind.REFUSED, (refusal(405),), RequestRefused),
    "409": Case(FailureKind.REFUSED, (refusal(409),), RequestRefused),
    "413": Case(FailureKind.REFUSED, (refusal(413),), RequestRefused),
    "422": Case(FailureKind.REFUSED, (refusal(422),), RequestRefused),
    "401": Case(FailureKind.KEY, (refusal(401),), KeyRejected),
    "403": Case(FailureKind.KEY, (refusal(403),), KeyRejected),
    "404": Case(FailureKind.MISSING, (refusal(404),), NotFound),
    "410": Case(FailureKind.MISSING, (refusal(410),), NotFound),
    "301": Case(FailureKind.REDIRECT, (reply(301, headers={"Location": "/x"}),), RequestRefused),
    "302": Case(FailureKind.REDIRECT, (reply(302, headers={"Location": "/x"}),), RequestRefused),
    "300": _in_doubt(FailureKind.SENSELESS, reply(300, [])),
    "304": _in_doubt(FailureKind.SENSELESS, raw(304, {}, b"")),
    "305": _in_doubt(FailureKind.SENSELESS, raw(305, {"Content-Length": "0"}, b"")),
    "307": Case(FailureKind.REDIRECT, (reply(307, headers={"Location": "/x"}),), RequestRefused),
    "308": Case(FailureKind.REDIRECT, (reply(308, headers={"Location": "/x"}),), RequestRefused),
    "huge": Case(FailureKind.UNREADABLE, (reply(200, b" " * 3_000_000),), BadAnswer),
    "bomb": Case(FailureKind.UNREADABLE, (BOMB,), BadAnswer),
    "not gzip": Case(
        FailureKind.UNREADABLE,
        (reply(200, b"not gzip", headers={"Content-Encoding": "gzip"}),),
        BadAnswer,
    ),
    "lost, then 404": Case(
        FailureKind.MISSING_AFTER_DOUBT,
        (cut, refusal(404)),
        NotFound,
        STOP,
        ((Call.ARCHIVE, DONE), (Call.CREATE_PAGE, LOOK)),
    ),
    "lost, then 410": Case(
        FailureKind.MISSING_AFTER_DOUBT,
        (cut, refusal(410)),
        NotFound,
        STOP,
        ((Call.ARCHIVE, DONE), (Call.CREATE_PAGE, LOOK)),
    ),
}


@pytest.mark.parametrize("call", Call, ids=lambda call: call.name)
@pytest.mark.parametrize("name", CASES)
def test_each_cell_does_what_the_table_says(name: str, call: Call, connected: Connect) -> None:
    case = CASES[name]
    perform, success = CALLS[call]
    expected = case.expected(call)
    with Stage(*case.plays, success) as stage:
        hub = connected(stage.url, max_answer=1_000_000)
        if expected in (ONCE_MORE, DONE):
            perform(hub)
        else:
            with pytest.raises(AnswerLost if expected == LOOK else case.error):
                perform(hub)
        sendings = {ONCE_MORE: len(case.plays) + 1, LOOK: 1}.get(expected, len(case.plays))
        assert len(stage.seen) == hub.sent == sendings


@pytest.mark.parametrize("call", Call, ids=lambda call: call.name)
def test_an_answer_that_does_not_come_in_time_is_lost(call: Call, connected: Connect) -> None:
    perform, success = CALLS[call]
    with Stage(hush, success) as stage:

        def be_patient(note: RequestNote) -> None:
            hub._transport._client.timeout = httpx.Timeout(60)

        hub = connected(stage.url, read_timeout=0.1, on_request=be_patient)
        if call is Call.CREATE_PAGE:
            with pytest.raises(AnswerLost, match="ReadTimeout"):
                perform(hub)
        else:
            perform(hub)
        assert len(stage.seen) == (1 if call is Call.CREATE_PAGE else 2)


@pytest.mark.parametrize("call", Call, ids=lambda call: call.name)
def test_a_request_that_was_not_sent_is_sent_again(call: Call, connected: Connect) -> None:
    perform, success = CALLS[call]
    notes: list[RequestNote] = []

    with Stage(success, silent=True) as stage:

        def open_after_the_first(note: RequestNote) -> None:
            notes.append(note)
            if len(notes) == 1:
                stage.open()

        hub = connected(stage.url, on_request=open_after_the_first)
        perform(hub)
        assert len(stage.seen) == hub.sent == 1
    assert [note.status is None for note in notes] == [True, False]


@pytest.mark.parametrize("call", Call, ids=lambda call: call.name)
def test_no_free_connection_means_not_sent(call: Call, connected: Connect) -> None:
    perform, success = CALLS[call]
    taken, release = threading.Event(), threading.Event()
    notes: list[RequestNote] = []

    def release_the_other(note: RequestNote) -> None:
        notes.append(note)
        if note.status is None:
            release.set()
            other.join()

    with Stage(tell(taken, wait_for(release, success)), success) as stage:
        hub = connected(stage.url, parallelism=1, pool_timeout=0.05, on_request=release_the_other)
        other = threading.Thread(target=perform, args=(hub,))
        other.start()
        assert taken.wait(10)
        perform(hub)
        other.join()
        assert len(stage.seen) == hub.sent == 2
    assert "PoolTimeout" in notes[0].outcome


@pytest.mark.parametrize("call", Call, ids=lambda call: call.name)
def test_an_untrusted_certificate_stops_before_anything_is_sent(
    call: Call, connected: Connect
) -> None:
    perform, success = CALLS[call]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("untrusted.pem"))
    notes: list[RequestNote] = []
    with Stage(success, tls=context) as stage:
        hub = connected(stage.url, on_request=notes.append)
        with pytest.raises(
            HubUnreachable, match=r"certificate is not trusted.*self.signed"
        ) as caught:
            perform(hub)
        assert stage.seen == []
        assert hub.sent == 0
    assert "SSL_CERT_FILE" in caught.value.hint
    assert len(notes) == 1


def test_a_name_that_does_not_resolve_is_unreachable(
    connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve_nothing(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    # The one thing here that no server of ours can play.
    monkeypatch.setattr(socket, "getaddrinfo", resolve_nothing)
    notes: list[RequestNote] = []
    hub = connected("https://hub.invalid/rest/v1", on_request=notes.append)
    with pytest.raises(HubUnreachable, match=r"cannot be reached.*Name or service"):
        hub.create_page({"title": "T"})
    assert len(notes) == 5
    assert hub.sent == 0


def test_a_connection_closed_while_idle_leaves_a_page_in_doubt(connected: Connect) -> None:
    # The hub hangs up on the second request of a connection, as one that closes idle ones does.
    with Stage(reply(200, answers.workspace()), cut, reply(201, answers.page())) as stage:
        hub = connected(stage.url)
        hub.workspace()
        with pytest.raises(AnswerLost):
            hub.create_page({"title": "T"})
        assert [seen.connection for seen in stage.seen] == [1, 1]


def test_every_cell_has_a_rule_and_a_reason() -> None:
    assert set(RULES) == set(FailureKind)
    for cells in RULES.values():
        assert set(cells) == set(Call)
        assert all(rule.why for rule in cells.values())


def test_a_page_is_never_posted_again_after_doubt() -> None:
    doubtful = [failure for failure in FailureKind if RULES[failure] is RULES[FailureKind.LOST]]
    assert doubtful == [FailureKind.LOST, FailureKind.BROKE, FailureKind.SENSELESS]
    assert all(
        RULES[failure][Call.CREATE_PAGE].decision is RetryDecision.LOOK for failure in doubtful
    )


def test_only_2xx_is_no_failure() -> None:
    fine = [n for n in range(100, 600) if failure_of_status(n, in_doubt=False) is None]
    assert fine == list(range(200, 300))


def test_what_httpx_may_raise_counts_as_lost_unless_it_was_surely_not_sent() -> None:
    unsent = {
        kind
        for kind in _family(httpx.TransportError)
        if transport._explain(kind("…")).failure is FailureKind.NOT_SENT
    }
    assert unsent == {
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
        httpx.LocalProtocolError,
    }


def _family(kind: type[httpx.TransportError]) -> set[type[httpx.TransportError]]:
    return {kind}.union(*(_family(child) for child in kind.__subclasses__()))


@pytest.mark.parametrize("call", Call, ids=lambda call: call.name)
@pytest.mark.parametrize("name", ["huge", "bomb", "not gzip"])
def test_only_a_write_is_said_to_have_been_carried_out(
    name: str, call: Call, connected: Connect
) -> None:
    with Stage(*CASES[name].plays) as stage, pytest.raises(BadAnswer) as caught:
        CALLS[call][0](connected(stage.url, max_answer=1_000_000))
    assert ("carried out" in caught.value.message) is (call is not Call.READ)
    assert isinstance(caught.value, UnclearWrite) is (call is not Call.READ)


def test_an_answer_that_says_nothing_has_changed_is_no_other_place(connected: Connect) -> None:
    with Stage(raw(304, {}, b"")) as stage, pytest.raises(AnswerLost) as caught:
        connected(stage.url).workspace()
    assert caught.value.message == (
        "GET /workspace: the answer says nothing here (5 attempts): 304"
    )
    assert "a cache or a proxy may be in between" in caught.value.hint


REPEATABLE = [call for call in Call if call is not Call.CREATE_PAGE]


@pytest.mark.parametrize("call", REPEATABLE, ids=lambda call: call.name)
@pytest.mark.parametrize("play", [cut, refusal(500)], ids=["cut", "500"])
def test_repetitions_are_bounded(call: Call, play: Play, connected: Connect) -> None:
    with Stage(play) as stage:
        hub = connected(stage.url)
        with pytest.raises(AnswerLost, match=r"5 attempts"):
            CALLS[call][0](hub)
        assert len(stage.seen) == 5


def test_back_off_grows_is_capped_and_jitters_over_its_whole_range() -> None:
    longest = Backoff(lambda: 1.0)
    assert [longest.delay(n) for n in range(1, 9)] == [0.5, 1, 2, 4, 8, 16, 20, 20]
    assert Backoff(lambda: 0.0).delay(5) == 0
    assert Backoff(lambda: 0.5).delay(5) == 4


def test_back_off_is_waited_for_by_the_clock(connected: Connect, clock: FakeClock) -> None:
    waits: list[WaitNote] = []
    with Stage(cut, refusal(500), reply(200, answers.workspace())) as stage:
        hub = connected(stage.url, backoff=Backoff(lambda: 1.0), on_wait=waits.append)
        hub.workspace()
    assert clock.waits == [0.5, 1.0]
    assert [wait.seconds for wait in waits] == [0.5, 1.0]
    assert "attempt 2 of 5" in waits[0].reason


def test_a_503_that_names_a_time_is_believed(connected: Connect, clock: FakeClock) -> None:
    busy = reply(503, b"", headers={"Retry-After": "9"})
    with Stage(busy, reply(200, answers.workspace())) as stage:
        connected(stage.url).workspace()
    assert clock.waits == [9.0]


class TestDoubt:
    """An obstacle on the way to the repetition must not read as "not done"."""

    @pytest.mark.parametrize(
        ("obstacle", "told"),
        [
            (refusal(401), "rejects the key"),
            (refusal(403), "does not let"),
            (refusal(429, retry_after=4000), "no more requests"),
        ],
        ids=["401", "403", "429"],
    )
    def test_stays_through_a_refusal_of_the_repetition(
        self, obstacle: Play, told: str, connected: Connect
    ) -> None:
        with Stage(cut, obstacle) as stage:
            hub = connected(stage.url)
            with pytest.raises(AnswerLost, match=told):
                hub.update_page("page-1", {"title": "T"})
            assert len(stage.seen) == 2

    def test_stays_when_the_hub_cannot_be_reached_again(self, connected: Connect) -> None:
        with Stage(cut) as stage:

            def leave(note: RequestNote) -> None:
                stage.__exit__(None, None, None)

            hub = connected(stage.url, on_request=leave)
            with pytest.raises(AnswerLost, match="cannot be reached"):
                hub.update_page("page-1", {"title": "T"})

    def test_stays_when_the_run_is_stopped(self, connected: Connect) -> None:
        stop = threading.Event()
        with Stage(cut) as stage:
            hub = connected(stage.url, stop=stop, on_request=lambda _: stop.set())
            with pytest.raises(AnswerLost, match="stopped"):
                hub.archive_page("page-1")
            assert len(stage.seen) == 1

    def test_stays_when_the_requests_are_used_up(self, connected: Connect) -> None:
        with Stage(cut) as stage:
            hub = connected(stage.url, max_requests=1)
            with pytest.raises(AnswerLost, match="--max-requests"):
                hub.update_page("page-1", {"title": "T"})

    def test_is_settled_by_a_refusal_of_the_request_itself(self, connected: Connect) -> None:
        with Stage(cut, refusal(400)) as stage, pytest.raises(RequestRefused):
            connected(stage.url).update_page("page-1", {"title": "T"})

    def test_is_unknown_to_reading(self, connected: Connect) -> None:
        with Stage(cut, refusal(401)) as stage, pytest.raises(KeyRejected):
            connected(stage.url).page("page-1")


class PatientClock(FakeClock):
    """A stop ends a wait before any time has passed."""

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        return stop.is_set() or super().wait(seconds, stop)


class TestLimited:
    """429."""

    @pytest.mark.parametrize(
        "play",
        [
            refusal(429, retry_after=30),
            refusal(429, retry_after="30"),
            refusal(429, retry_after=30.0),
            reply(429, {"error": {"message": "slow", "retry_after": 30}}),
            reply(429, b"", headers={"Retry-After": "30"}),
            reply(429, b"", headers={"Retry-After": "Tue, 04 Mar 2025 10:21:00 GMT"}),
        ],
        ids=["body", "text", "float", "in error", "header", "date"],
    )
    def test_waits_as_long_as_the_hub_says(
        self, play: Play, connected: Connect, clock: FakeClock
    ) -> None:
        with Stage(play, reply(200, answers.workspace())) as stage:
            connected(stage.url).workspace()
        assert clock.waits == [30.0]

    @pytest.mark.parametrize("told", [None, True, "soon", [1], "nan", "inf", 10**400])
    def test_waits_a_minute_where_the_hub_says_nothing_sensible(
        self, told: object, connected: Connect, clock: FakeClock
    ) -> None:
        with Stage(refusal(429, retry_after=told), reply(200, answers.workspace())) as stage:
            connected(stage.url).workspace()
        assert clock.waits == [60.0]

    @pytest.mark.parametrize(
        "head",
        [
            {"Retry-After": "Fri, 31 Dec 9999 23:59:59 -2359"},
            {
                "Retry-After": "Tue, 04 Mar 2025 10:21:00 GMT",
                "Date": "Fri, 31 Dec 9999 23:59:59 -2359",
            },
        ],
        ids=["told", "of the hub's clock"],
    )
    def test_survives_a_time_that_no_calendar_has(
        self, head: dict[str, str], connected: Connect, clock: FakeClock
    ) -> None:
        with Stage(reply(429, b"", headers=head), reply(200, answers.workspace())) as stage:
            connected(stage.url).workspace()
        assert clock.waits == [60.0]

    def test_ends_the_run_where_the_wait_is_long(
        self, connected: Connect, clock: FakeClock
    ) -> None:
        with Stage(refusal(429, retry_after=121)) as stage:
            with pytest.raises(Incomplete) as caught:
                connected(stage.url).workspace()
            assert len(stage.seen) == 1
        assert caught.value.exit_code == 3
        assert caught.value.retry_after == 121
        assert "the day's limit is met" in caught.value.message
        assert re.search(r"in 2 min, at \d\d:\d\d", caught.value.hint)
        assert clock.waits == []

    def test_takes_max_wait_from_the_settings(self, connected: Connect, clock: FakeClock) -> None:
        with Stage(refusal(429, retry_after=121), reply(200, answers.workspace())) as stage:
            connected(stage.url, max_wait=121.0).workspace()
        assert clock.waits == [121.0]

    def test_survives_an_absurd_time(self, connected: Connect) -> None:
        with Stage(refusal(429, retry_after=1e300)) as stage, pytest.raises(Incomplete):
            connected(stage.url).workspace()

    def test_ends_the_run_when_the_hub_goes_on_saying_no(self, connected: Connect) -> None:
        with Stage(refusal(429, retry_after=1)) as stage:
            with pytest.raises(Incomplete):
                connected(stage.url).workspace()
            assert len(stage.seen) == 5

    def test_holds_back_every_request(self, connected: Connect) -> None:
        stop, waits = threading.Event(), []

        def stop_the_first(note: WaitNote) -> None:
            waits.append(note.seconds)
            if len(waits) == 1:
                stop.set()

        clock = PatientClock()
        with Stage(refusal(429, retry_after=50), reply(200, answers.workspace())) as stage:
            hub = connected(stage.url, on_wait=stop_the_first, stop=stop, clock=clock)
            with pytest.raises(Interrupted):
                hub.workspace()
            stop.clear()
            hub.workspace()
        assert waits == [50.0, 50.0]

    def test_nothing_is_remembered_by_the_next_run(self, connected: Connect) -> None:
        with Stage(refusal(429, retry_after=4000), reply(200, answers.workspace())) as stage:
            with pytest.raises(Incomplete):
                connected(stage.url, per_minute=60).workspace()
            connected(stage.url, per_minute=60).workspace()
            assert len(stage.seen) == 2
