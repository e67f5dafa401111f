"""A checkout that waits for nothing, whichever promise is tried on it."""

from collections.abc import Iterator

import pytest

from tests.crash.quick import quick
from tests.support.checkout import Checkout


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """No pause between two looks, and none after a failure."""
    with quick(look_again=0.0):
        yield


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """An empty checkout bound to `hub`, without limits."""
    checkout.configure("[limits]\nper_minute = 0\nper_day = 0\n")
    return checkout
