"""A checkout whose watch never waits: no limits, and a page may be written again at once."""

import pytest

from tests.support.checkout import Checkout

AT_ONCE = "[limits]\nper_minute = 0\nper_day = 0\n[watch]\nmin_interval = 0\n"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """An empty checkout bound to `hub`, without limits and intervals."""
    checkout.configure(AT_ONCE)
    return checkout
