"""What an apply does first when a request has ended: the hub never waits until we have written."""

from collections.abc import Iterable, Mapping
from typing import Any
from unittest import mock

import pytest

from execsync.localhub import LocalHub
from execsync.state.bodies import Bodies
from execsync.state.journal import Journal
from tests.support.checkout import Checkout

PAGES = 6


@pytest.mark.parametrize("parallelism", [1, 3])
def test_the_next_request_is_sent_before_an_answer_is_written_down(
    parallelism: int, checkout: Checkout, hub: LocalHub
) -> None:
    """As slow a disk as can be: each answer is written down only once the next request was answered."""
    checkout.configure(
        f"[apply]\nparallelism = {parallelism}\n[limits]\nper_minute = 0\nper_day = 0\n"
    )
    for number in range(PAGES):
        checkout.page(f"{number}.md", title=f"Page {number}")
    in_time: list[bool] = []

    def keep(_bodies: Bodies, _text: str) -> None:
        enough = min(len(in_time) + 2, PAGES)
        in_time.append(
            hub.wait_for(lambda seen: sum(e.method == "POST" for e in seen) >= enough, timeout=5)
        )

    with mock.patch.object(Bodies, "keep", keep):
        assert checkout.call("apply", "--yes").code == 0
    assert in_time == [True] * PAGES


@pytest.mark.parametrize("parallelism", [1, 3, 8])
def test_answers_that_come_at_once_do_not_pile_up_before_they_are_written_down(
    parallelism: int, checkout: Checkout, hub: LocalHub
) -> None:
    """Each is written down only once the hub has answered all that was sent.

    What is not yet written down at a kill is in doubt, and takes the next run a request each.
    """
    checkout.configure(
        f"[apply]\nparallelism = {parallelism}\n[limits]\nper_minute = 0\nper_day = 0\n"
    )
    for number in range(60):
        checkout.page(f"{number}.md", title=f"Page {number}")
    sent, unsettled, most = 0, 0, 0
    write = Journal._write

    def note(journal: Journal, lines: Iterable[Mapping[str, Any]], *, sync: bool) -> None:
        nonlocal sent, unsettled, most
        batch = list(lines)
        if any("outcome" in line for line in batch):
            answered = sent
            assert hub.wait_for(
                lambda seen: sum(e.method == "POST" for e in seen) >= answered, timeout=60
            )
        new = sum("intent" in line for line in batch)
        sent, unsettled = sent + new, unsettled + new - sum("outcome" in line for line in batch)
        most = max(most, unsettled)
        write(journal, batch, sync=sync)

    with mock.patch.object(Journal, "_write", note):
        assert checkout.call("apply", "--yes").code == 0
    assert (sent, unsettled) == (60, 0)
    assert parallelism <= most <= 2 * parallelism
