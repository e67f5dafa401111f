"""What the tests of commands share: a local hub, and a checkout bound to it."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from execsync.localhub import LocalHub
from tests.support import clouds
from tests.support.browser import browser
from tests.support.checkout import Checkout
from tests.support.clouds import Cloud
from tests.support.examples import SHARE
from tests.support.hub import make_hub
from tests.support.shared import SharedState
from tests.support.slow import is_slow

__all__ = ["browser"]  # a fixture for all

# What these start, limit and end takes the signals, terminals and accounts of a POSIX system.
POSIX_ONLY = [
    "crash",
    "fuzz",
    "security/test_programs_we_start.py",
    "watch/test_exhaustion.py",
    "watch/test_terminal.py",
]
collect_ignore = POSIX_ONLY if sys.platform == "win32" else []

# How long an example takes depends on what else the machine does.
settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
# `make test` tries the same examples each time, so that a change is blamed for its own failures alone.
settings.register_profile(
    "same",
    settings.get_profile("untimed"),
    derandomize=True,
    database=None,
    max_examples=100 // SHARE,
)
settings.load_profile("untimed")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Spare `make test` the reading of what it leaves out."""
    leaves_out = "not slow" in config.getoption("markexpr")
    return True if leaves_out and is_slow(collection_path) else None


@pytest.hookimpl(tryfirst=True)  # before those of other marks are left out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in `tests/support/slow.py`."""
    for item in items:
        if is_slow(item.path):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(optionalhook=True)  # `scripts.mutants` runs tests without xdist
def pytest_xdist_auto_num_workers() -> int:
    """Three for two cores: a test waits for a hub, a disk or a program for a good part of its time.

    Four take as long, and more of the processor, for each collects all tests and has a browser of its own.
    """
    return min(12, -(-3 * (os.cpu_count() or 1) // 2))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave what collecting makes, which stays to the end, out of every search for garbage."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have counted, which nobody would see of those that passed."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "counted":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {value}")


@pytest.fixture
def hub() -> Iterator[LocalHub]:
    """A quick local hub without limits."""
    with make_hub() as running:
        yield running


@pytest.fixture
def checkout(tmp_path: Path, hub: LocalHub) -> Checkout:
    """An empty checkout bound to `hub`."""
    return Checkout(tmp_path / "checkout", hub.url)


@pytest.fixture
def shared(tmp_path: Path) -> SharedState:
    """State on a ref of a bare repository."""
    return SharedState(tmp_path / "shared")


@pytest.fixture(scope="session")
def s3_cloud() -> Iterator[Cloud]:
    """S3 on loopback."""
    with clouds.s3() as cloud:
        yield cloud


@pytest.fixture(scope="session")
def azure_cloud() -> Iterator[Cloud]:
    """Azure's blobs on loopback."""
    with ExitStack() as stack:
        try:
            yield stack.enter_context(clouds.azure())
        except FileNotFoundError:
            pytest.skip("Azurite needs node and npm")
