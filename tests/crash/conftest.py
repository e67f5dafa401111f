"""One nursery for the tests of a worker: it is slow to start, and keeps nothing between two runs."""

from collections.abc import Iterator

import pytest

from tests.crash.runs import Nursery, nursery


@pytest.fixture(scope="session")
def born() -> Iterator[Nursery]:
    with nursery() as running:
        yield running
