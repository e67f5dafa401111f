"""Chromium, wherever it is driven: by tests, a benchmark and the pictures of the docs."""

import shutil

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first of them does without what nobody looks at here, and takes half of the time."""
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Arguments for a browser that nobody else uses, and that asks nobody but us."""
MISSING = "there is no Chromium on this machine (Debian: apt-get install chromium-headless-shell)"


def find_chromium() -> str | None:
    """The path of the program, where there is one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)
