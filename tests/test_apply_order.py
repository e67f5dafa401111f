"""What an apply does first when a request has ended: the hub never waits until we have written."""

from unittest import mock

import pytest

from execsync.bodies import Bodies
from execsync.localhub import LocalHub
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
