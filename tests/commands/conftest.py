"""A checkout whose commands never wait for a minute to pass."""

import pytest

from tests.support.checkout import Checkout

NO_LIMITS = "[limits]\nper_minute = 0\nper_day = 0\n"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """An empty checkout bound to `hub`, without limits."""
    checkout.configure(NO_LIMITS)
    return checkout
