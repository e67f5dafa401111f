"""A checkout whose commands never wait for a minute to pass."""

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.shared import SharedState

NO_LIMITS = "[limits]\nper_minute = 0\nper_day = 0\n"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """An empty checkout bound to `hub`, without limits."""
    checkout.configure(NO_LIMITS)
    return checkout


@pytest.fixture
def applied(shared: SharedState, hub: LocalHub) -> Checkout:
    """A checkout whose State is shared, with a page, which was applied."""
    checkout = shared.checkout("one", hub.url)
    checkout.page("a.md", title="A")
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0, ended.err
    return checkout
