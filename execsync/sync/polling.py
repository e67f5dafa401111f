"""Asking how far the extraction of sources is: in few requests, and believing only what was seen."""

from collections.abc import Collection
from dataclasses import dataclass, field

from execsync.core.excerpt import show
from execsync.core.running.hub import HubCalls
from execsync.core.running.waiting import ENDED, RUNNING
from execsync.core.snapshot import SourceSnapshot
from execsync.core.state import GONE
from execsync.errors import (
    BadAnswer,
    ExecsyncError,
    HubError,
    Incomplete,
    Interrupted,
    NotFound,
    RequestRefused,
)
from execsync.sync.paging import listings

FEW = 2
"""Up to so many sources are asked for one by one: no more requests than the lists would take."""
MOST_ASKED = 5
"""So many sources that no list shows are asked for one by one at a time; the others come next time."""


@dataclass(slots=True)
class PollAnswers:
    """What a question brought, by the ids of sources.

    `statuses` are those that were seen, GONE for a source that is not there; `refused` are answers that
    another question would only bring again. `error` is what went wrong with the question as a whole.
    """

    statuses: dict[str, str] = field(default_factory=dict)
    refused: dict[str, HubError] = field(default_factory=dict)
    error: ExecsyncError | None = None


def poll(hub: HubCalls, ids: Collection[str]) -> PollAnswers:
    """What the hub says of these sources. One that was not seen is in no part of the answer.

    1. Few are asked for one by one.
    2. The lists of pending and of processing sources tell which have surely not ended.
    3. The lists of ready and of failed ones tell what became of the others, as long as that takes fewer
       requests than to ask one by one.
    4. What no list shows is asked for: it was made a moment ago, or archived, or the rows have moved.

    Raises nothing that the hub's calls raise: what was seen before an error counts.
    """
    question = _Question(hub, ids)
    try:
        question.ask()
    except (HubError, Incomplete, Interrupted) as error:
        question.answers.error = error
    return question.answers


class _Question:
    def __init__(self, hub: HubCalls, ids: Collection[str]) -> None:
        self.answers = PollAnswers()
        self._hub = hub
        self._missing = dict.fromkeys(ids)

    def ask(self) -> None:
        if len(self._missing) > FEW:
            try:
                for status in (*RUNNING, *ENDED):
                    self._list(status)
            except (RequestRefused, BadAnswer) as error:
                self.answers.error = error  # there is another way to ask
        for source_id in [*self._missing][:MOST_ASKED]:
            self._get(source_id)

    def _list(self, status: str) -> None:
        if not self._is_worth_it(1, FEW):
            return
        for listing in listings(lambda n: self._hub.sources(status=status, page=n)):
            before = len(self._missing)
            for row in listing.rows:
                if row.id in self._missing and row.status:
                    self._judge(row)
            left = 1 if listing.total_pages is None else listing.total_pages - listing.page
            if not self._is_worth_it(left, before - len(self._missing)):
                return

    def _is_worth_it(self, pages: int, found: int) -> bool:
        """Whether to list on: the last hundred rows had several of ours, or fewer hundreds are left."""
        missing = len(self._missing)
        return missing > 1 and (found > 1 or pages < missing)

    def _get(self, source_id: str) -> None:
        try:
            self._judge(self._hub.source(source_id))
        except NotFound:
            self._see(source_id, GONE)
        except (RequestRefused, BadAnswer) as error:
            self._missing.pop(source_id, None)
            self.answers.refused[source_id] = error

    def _judge(self, source: SourceSnapshot) -> None:
        """Take in a source by its own status: a list may hold more than it was asked for."""
        if source.status in (*RUNNING, *ENDED):
            self._see(source.id, source.status)
            return
        self._missing.pop(source.id, None)
        self.answers.refused[source.id] = BadAnswer(
            f"source {show(source.id)}: its status is '{show(source.status)}', and should be pending, "
            "processing, ready or failed",
            hint="the hub's API may have changed; look at the source on the web",
        )

    def _see(self, source_id: str, status: str) -> None:
        self._missing.pop(source_id, None)
        self.answers.statuses[source_id] = status
