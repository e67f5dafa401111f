"""A write whose answer is lost, and that is held up before it can be sent again: looked at, then decided."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from execsync.client.hub import Hub
from execsync.core.running.outcome import found_page
from execsync.core.snapshot import PageSnapshot
from execsync.core.state import InDoubtWrite, PageState
from execsync.errors import AnswerLost, TooLate
from execsync.localhub import LocalHub
from execsync.sync.checked_write import Written, archive_checked, update_checked
from execsync.sync.look_first import Edited
from tests.support.calls import calls_of
from tests.support.entries import TEXT, entry, update

NEW, THEIRS = "New words.", "Of a colleague."


class HeldUp:
    """Calls of which the first write gets no answer, and could not be sent again in time."""

    def __init__(self, calls: Hub, *, is_done: bool, then: Callable[[], object]) -> None:
        self._calls = calls
        self._is_done = is_done
        self._then = then
        self.writes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._calls, name)

    def update_page(
        self, page_id: str, fields: Mapping[str, object], *, within: float | None = None
    ) -> PageSnapshot | None:
        if self._is_first():
            self._lose(lambda: self._calls.update_page(page_id, fields))
        return self._calls.update_page(page_id, fields, within=within)

    def archive_page(self, page_id: str, *, within: float | None = None) -> None:
        if self._is_first():
            self._lose(lambda: self._calls.archive_page(page_id))
        self._calls.archive_page(page_id, within=within)

    def _is_first(self) -> bool:
        self.writes += 1
        return self.writes == 1

    def _lose(self, write: Callable[[], object]) -> None:
        if self._is_done:
            write()
        self._then()
        raise TooLate("held back", in_doubt=True)


@pytest.fixture
def calls(hub: LocalHub) -> Iterator[Hub]:
    with calls_of(hub) as calls:
        yield calls


@pytest.fixture
def known(calls: Hub, hub: LocalHub) -> PageState:
    made = hub.web.create("Title", TEXT, publish=True)
    return found_page(entry("a.md"), calls.page(made.id))


def change(known: PageState) -> tuple[dict[str, object], InDoubtWrite]:
    return {"content": NEW, "status": "published"}, update(known, text=NEW)


def test_an_archiving_is_not_sent_again_where_the_page_was_edited(
    calls: Hub, hub: LocalHub, known: PageState
) -> None:
    held = HeldUp(
        calls, is_done=False, then=lambda: hub.web.edit(known.id, content=THEIRS, publish=True)
    )
    result = archive_checked(held, known, known.id)
    assert isinstance(result, Edited)
    assert result.fields == ("content",)
    assert held.writes == 1


@pytest.mark.parametrize("is_done", [True, False])
def test_an_archiving_is_done_where_nobody_edits(
    is_done: bool, calls: Hub, hub: LocalHub, known: PageState
) -> None:
    held = HeldUp(calls, is_done=is_done, then=lambda: None)
    assert archive_checked(held, known, known.id) == Written(None)
    assert hub.pages()[0].status == "archived"
    assert held.writes == (1 if is_done else 2)


def test_an_update_that_was_undone_on_the_web_is_not_sent_again(
    calls: Hub, hub: LocalHub, known: PageState
) -> None:
    fields, doubt = change(known)
    held = HeldUp(calls, is_done=True, then=lambda: hub.web.restore(known.id, 1))
    with pytest.raises(AnswerLost, match="undone on the web"):
        update_checked(held, known, fields, doubt, look=True)
    assert held.writes == 1
    assert hub.pages()[0].live_content == TEXT


def test_an_update_that_landed_after_somebody_published_tells_of_it(
    calls: Hub, hub: LocalHub, known: PageState
) -> None:
    """Between our look and our write: what they wrote is in the page's versions."""
    fields, doubt = change(known)
    hub.before(
        "PATCH",
        "/knowledge-hub/pages/{id}",
        1,
        lambda: hub.web.edit(known.id, content=THEIRS, publish=True),
    )
    held = HeldUp(calls, is_done=True, then=lambda: None)
    result = update_checked(held, known, fields, doubt, look=True)
    assert isinstance(result, Written)
    assert result.jumped
