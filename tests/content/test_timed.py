"""Pages that begin or end at a time of their own are looked at anew each time: no cache keeps them live."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import pytest

from execsync import config
from execsync.core.choices import Status
from execsync.localhub import LocalHub
from execsync.localhub.quirks import Quirks
from execsync.state.folder import IDLE_PLAN
from execsync.watch.content_cache import ContentCache
from tests.content.test_unchanged import LATER
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, make_hub

HUGO = '[defaults]\nstatus = "published"\n\n[front_matter]\npreset = "hugo"\n'
NO_CHANGES = "No changes: the hub is as the files want it, as far as State knows.\n"
SOON = "2030-05-01T12:00:00Z"


class Clock(datetime):
    """The machine's clock, put to another time."""

    shown = datetime(2030, 5, 1, 11, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromisoformat(cls.shown.astimezone(tz).isoformat())


@pytest.fixture
def hub() -> Iterator[LocalHub]:
    """One that takes a page down that is sent as a draft."""
    with make_hub(quirks=Quirks(draft_status="unpublishes")) as running:
        yield running


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    """An hour before SOON, wherever content is read."""
    clock = type("clock", (Clock,), {})
    for module in ("content.reader", "content.validate", "content.fix", "watch.content_cache"):
        monkeypatch.setattr(f"execsync.{module}.datetime", clock)
    return clock


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as old enough for their stamps to be trusted."""
    now = time.time_ns
    monkeypatch.setattr("time.time_ns", lambda: now() + LATER)


@pytest.fixture
def checkout(checkout: Checkout, clock: type[Clock]) -> Checkout:
    """Applied: one page that ends soon, one that begins soon, and one of all times."""
    checkout.configure(HUGO)
    checkout.page("ends.md", title="Ends", expiryDate=SOON)
    checkout.page("begins.md", title="Begins", publishDate=SOON)
    checkout.page("stays.md", title="Stays", expiryDate="2999-01-01", draft=True)
    checkout.page("past.md", title="Past", expiryDate="2001-01-01")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended.err
    return checkout


def test_each_is_changed_once_its_time_has_come(
    checkout: Checkout, hub: LocalHub, clock: type[Clock]
) -> None:
    assert checkout.call("plan").out == NO_CHANGES
    clock.shown += timedelta(hours=1)
    out = checkout.call("plan").out
    assert "~ begins.md  update    status draft → published" in out
    assert "~ ends.md    update    status published → draft" in out
    assert "Plan: 2 to update." in out
    assert checkout.call("apply", "--yes").code == 0
    status = {page.title: page.status for page in live_pages(hub)}
    assert status == {"Ends": "draft", "Begins": "published", "Stays": "draft", "Past": "draft"}


def test_no_answer_is_kept_for_a_later_time(
    checkout: Checkout, clock: type[Clock], later: None
) -> None:
    for _ in range(3):
        assert checkout.call("plan").out == NO_CHANGES
    kept = checkout.state_folder / IDLE_PLAN
    assert not kept.exists() or not kept.read_bytes()
    clock.shown += timedelta(hours=1)
    assert "Plan: 2 to update." in checkout.call("plan").out


def test_only_those_that_a_later_time_changes_are_read_again(checkout: Checkout) -> None:
    clean = {path for path, page in checkout.state().pages.items() if page.clean}
    assert clean == {"past.md"}


def test_a_watch_sees_that_a_time_has_come(
    checkout: Checkout, clock: type[Clock], later: None
) -> None:
    cache = ContentCache(config.load(checkout.folder / "execsync.toml"))
    cache.look()
    assert [page.path for page in cache.working_set.pages if page.clean] == ["past.md"]
    assert not cache.look().changed
    clock.shown += timedelta(hours=1)
    look = cache.look()
    assert (look.changed, look.settled) == (True, True)
    status = {page.path: page.status for page in cache.working_set.pages}
    assert (status["ends.md"], status["begins.md"]) == (Status.DRAFT, Status.PUBLISHED)
    clean = {page.path for page in cache.working_set.pages if page.clean}
    assert clean == {"begins.md", "ends.md", "past.md"}, "their times have come"
    assert not cache.look().changed


def test_what_would_be_overlooked_is_an_error_from_then_on(
    checkout: Checkout, clock: type[Clock]
) -> None:
    checkout.configure(HUGO.partition("[front_matter]")[0])
    assert overlooked(checkout) == {"begins.md", "past.md", "stays.md"}
    clock.shown += timedelta(hours=1)
    assert overlooked(checkout) == {"ends.md", "past.md", "stays.md"}


def overlooked(checkout: Checkout) -> set[str]:
    found = json.loads(checkout.call("validate", "--format", "json").out)["diagnostics"]
    return {one["path"].removeprefix("content/") for one in found if one["code"] == "EX034"}
