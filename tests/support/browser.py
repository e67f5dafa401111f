"""Chromium, started once for all tests that look at a page."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from scripts.chromium import MISSING, QUIET, find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

PATIENCE = 30_000
"""Milliseconds that a browser on a busy machine may take for anything."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. In CI on Linux it must be there; elsewhere these tests are skipped without it."""
    chromium = find_chromium()
    if chromium is None:
        must_be = os.environ.get("CI") and sys.platform == "linux"
        pytest.fail(MISSING) if must_be else pytest.skip(MISSING)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield running
        running.close()
