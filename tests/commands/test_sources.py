"""What an apply makes of sources that fail, lag, answer nonsense, or are not ours."""

from collections.abc import Iterator

import pytest

from execsync.localhub import LocalHub
from tests.commands.conftest import NO_LIMITS
from tests.commands.test_apply_json import apply as apply_json
from tests.crash.quick import quick
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

SOURCES, SOURCE = "/knowledge-hub/sources", "/knowledge-hub/sources/{id}"
POLLED = (("GET", SOURCES), ("GET", SOURCE))

each_number = pytest.mark.parametrize("number", [1, 4], ids=["one", "many"])


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with quick(look_again=0.02):
        yield


def url(number: int) -> str:
    return f"https://source.example/{number}"


def write(checkout: Checkout, number: int) -> None:
    """So many pages, each with a source of its own."""
    for index in range(number):
        checkout.page(f"{index}.md", title=f"Page {index}", sources=[url(index)])


def polls(hub: LocalHub) -> list[str]:
    return [e.path for e in hub.requests() if (e.method, e.route) in POLLED]


class TestReady:
    """Only what was seen ready is ready."""

    def test_is_no_source_that_fails_before_any_list_shows_it(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.change(quirks={"list_lag": 3600.0}, extraction_seconds=0.05, failing_sources=("*",))
        write(checkout, 4)
        done = checkout.call("apply", "--yes")
        assert (done.code, live_pages(hub)) == (1, [])
        assert done.err.count("the hub could not extract its text") == 4
        assert {source.status for source in checkout.state().sources.values()} == {"failed"}

    def test_is_a_source_in_no_list_once_the_hub_says_so_of_it(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.change(quirks={"list_lag": 36_000.0}, extraction_seconds=3600.0)
        write(checkout, 12)
        hub.after("GET", SOURCE, 3, lambda: hub.advance(3600))
        done = checkout.call("apply", "--yes")
        assert (done.code, len(live_pages(hub))) == (0, 12), done
        ready = {source.id: source.processed_at for source in hub.sources()}
        assert all(page.created_at >= (ready[page.source_ids[0]] or 0) for page in live_pages(hub))
        assert set(polls(hub)) == {SOURCES, *(f"{SOURCES}/{source_id}" for source_id in ready)}

    @pytest.mark.parametrize("status", ["ready", "failed"])
    def test_or_failed_is_what_the_answer_to_the_post_says(
        self, status: str, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.web.settle_source(hub.web.add_source(url(0), "Of a colleague"), status)
        write(checkout, 1)
        done = checkout.call("apply", "--yes")
        assert done.code == (0 if status == "ready" else 1)
        assert polls(hub) == []


class TestFound:
    """A 200 to a POST: the source was there already, and was not made."""

    @pytest.fixture
    def known(self, checkout: Checkout, hub: LocalHub) -> Checkout:
        """Five sources are named, two of which a colleague has added before."""
        for number in (0, 3):
            hub.web.add_source(url(number), "Of a colleague")
        write(checkout, 5)
        return checkout

    def test_is_told_as_found(self, known: Checkout) -> None:
        done = known.call("apply", "--yes")
        assert done.code == 0, done
        assert "Done: 5 pages created, 2 sources found, 3 made; " in done.out
        lines = [line.partition("] ")[2] for line in done.err.splitlines()]
        told = {f"{url(n)}: source {'found' if n in (0, 3) else 'made'}" for n in range(5)}
        assert told == {line for line in lines if ": source " in line}

    def test_is_told_as_found_in_json(self, known: Checkout) -> None:
        _, lines = apply_json(known)
        ended = [line for line in lines if line["type"] == "apply_complete"]
        made = {e["address"]: e.get("found") for e in ended if e["action"] == "create_source"}
        assert made == {f"source:{url(n)}": True if n in (0, 3) else None for n in range(5)}
        assert (lines[-1]["create_source"], lines[-1]["found_source"]) == (3, 2)


class TestNotOurs:
    """A source of a colleague that fails is theirs to mend: no option archives it."""

    @pytest.fixture
    def held(self, checkout: Checkout, hub: LocalHub) -> Checkout:
        """A page waits for a source of a colleague; one apply has run."""
        hub.web.settle_source(hub.web.add_source(url(0), "Of a colleague"), "failed")
        write(checkout, 1)
        done = checkout.call("apply", "--yes")
        assert done.code == 1
        assert "it is not ours, Web colleague made it" in done.err
        assert "--retry-sources" not in done.err
        return checkout

    def test_is_blocked_in_the_plan(self, held: Checkout) -> None:
        planned = held.call("plan", "--retry-sources")
        assert planned.code == 1
        assert "blocked: it is not ours, Web colleague made it; " in planned.out
        assert "1 blocked" in planned.out

    def test_is_never_archived(self, held: Checkout, hub: LocalHub) -> None:
        before = len(writes(hub))
        done = held.call("apply", "--yes", "--retry-sources")
        assert done.code == 1
        assert "have it mended or deleted on the web" in done.out
        assert len(writes(hub)) == before
        assert hub.sources()[0].archived_at is None

    def test_is_gone_on_with_once_it_was_mended(self, held: Checkout, hub: LocalHub) -> None:
        hub.web.settle_source(hub.sources()[0].id, "ready")
        assert held.call("apply", "--yes").code == 0
        assert [page.title for page in live_pages(hub)] == ["Page 0"]


class TestPollThatGoesWrong:
    """Its error is told: once, and while it may pass the wait goes on."""

    @each_number
    def test_is_told_once_while_it_may_pass(
        self, number: int, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.change(extraction_seconds=3600.0)
        write(checkout, number)
        hub.faults.add("error", method="GET", path=f"{SOURCES}*", status=502, times=15)
        hub.after("GET", SOURCE if number == 1 else SOURCES, 16, lambda: hub.advance(3600))
        done = checkout.call("apply", "--yes")
        assert (done.code, len(live_pages(hub))) == (0, number), done
        (told,) = [line for line in done.err.splitlines() if "502" in line]
        assert "the hub failed (5 attempts): 502" in told
        assert "it is asked again" in told

    @each_number
    def test_is_named_when_the_time_is_up(
        self, number: int, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.change(extraction_seconds=3600.0)
        checkout.configure(f"{NO_LIMITS}[apply]\nsource_timeout = 0.5\n")
        write(checkout, number)
        hub.faults.add("error", method="GET", path=f"{SOURCES}*", status=503, times=None)
        done = checkout.call("apply", "--yes")
        assert done.code == 3
        late = "its text was not extracted within 0.5 s; the last question ended with: GET"
        assert done.err.count(late) == number
        assert done.err.count("503") >= number

    def test_that_went_well_again_is_forgotten(self, checkout: Checkout, hub: LocalHub) -> None:
        hub.change(extraction_seconds=3600.0)
        checkout.configure(f"{NO_LIMITS}[apply]\nsource_timeout = 1.0\n")
        write(checkout, 1)
        hub.faults.add("error", method="GET", path=f"{SOURCES}*", status=503, times=5)
        done = checkout.call("apply", "--yes")
        assert done.code == 3
        assert "its text was not extracted within 1 s\n" in done.err

    @each_number
    def test_ends_the_run_where_the_key_is_not_let_in(
        self, number: int, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.change(extraction_seconds=3600.0)
        write(checkout, number)
        hub.faults.add("error", method="GET", path=f"{SOURCES}*", status=403, times=None)
        done = checkout.call("apply", "--yes")
        assert done.code == 1
        assert "Stopped: GET /knowledge-hub/sources" in done.out
        assert "the hub does not let this key in: 403" in done.out

    @each_number
    def test_ends_the_wait_for_a_source_of_an_unknown_status(
        self, number: int, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.change(extraction_seconds=3600.0)
        write(checkout, number)

        def settle() -> None:
            odd, *others = hub.sources()
            hub.web.settle_source(odd.id, "quarantined\x1b[2J")
            for other in others:
                hub.web.settle_source(other.id, "ready")

        hub.before("GET", SOURCE if number == 1 else SOURCES, 1, settle)
        done = checkout.call("apply", "--yes")
        assert (done.code, len(live_pages(hub))) == (1, number - 1), done
        odd = hub.sources()[0].id
        assert f"source {odd}: its status is 'quarantined\\x1b[2J'" in done.err
        assert "pending, processing, ready or failed" in done.err

    @pytest.mark.parametrize("number", [1, 4])
    def test_of_an_unknown_status_in_the_answer_to_the_post_names_it_too(
        self, number: int, checkout: Checkout, hub: LocalHub
    ) -> None:
        for index in range(number):
            hub.web.settle_source(hub.web.add_source(url(index), "Odd"), "quarantined")
        write(checkout, number)
        done = checkout.call("apply", "--yes")
        assert done.code == 1
        assert done.err.count("its status is 'quarantined'") == number
        assert live_pages(hub) == []
