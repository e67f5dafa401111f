"""Chromium, started once for all tests that look at a page."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first of them does without what no test looks at, and takes half of the time."""
PATIENCE = 30_000
"""Milliseconds that a browser on a busy machine may take for anything."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. In CI on Linux it must be there; elsewhere these tests are skipped without it."""
    chromium = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if chromium is None:
        message = "there is no Chromium on this machine (apt-get install chromium-headless-shell)"
        must_be = os.environ.get("CI") and sys.platform == "linux"
        pytest.fail(message) if must_be else pytest.skip(message)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        running.close()
