"""What the tests of commands share: a local hub, and a checkout bound to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import make_hub


@pytest.fixture
def hub() -> Iterator[LocalHub]:
    """A quick local hub without limits."""
    with make_hub() as running:
        yield running


@pytest.fixture
def checkout(tmp_path: Path, hub: LocalHub) -> Checkout:
    """An empty checkout bound to `hub`."""
    return Checkout(tmp_path / "checkout", hub.url)
