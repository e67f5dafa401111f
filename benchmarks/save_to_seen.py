"""A writer's wait: from a save to the words in the browser, with 900 pages in a `watch --local`."""

import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpus import write_hub
from benchmarks.figures import Choice, Figure, Result
from benchmarks.process import environment, execsync
from scripts.chromium import QUIET, find_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES, SAVES = 900, 50
PATIENCE = 60_000
"""Milliseconds."""
ABOUT = f"from a save to its words in Chromium, 0.3 s of quiet time among it; {SAVES} saves"


def save_to_seen(_choice: Choice) -> Result:
    """Single saves of a page that is open; nothing where there is no Chromium."""
    program = find_chromium()
    if program is None:
        return Result("save_to_seen", ABOUT, (), ("Left out: there is no Chromium here.",))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "hub"
        write_hub(root, pages=PAGES, sources=0)
        file = sorted((root / "content").rglob("*.md"))[PAGES // 2]
        with previewed(root) as address, opened(program, address) as page:
            page.goto(f"{address}search?q={file.relative_to(root)}")
            page.locator("#hits a").first.click()
            page.locator("#live[role=status]").wait_for()
            save(file, 0, page)
            seconds = tuple(save(file, number, page) for number in range(1, SAVES + 1))
    figures = (
        Figure("median", PAGES, "seconds", statistics.median(seconds), seconds),
        Figure("at most", PAGES, "seconds", max(seconds)),
    )
    return Result("save_to_seen", ABOUT, figures)


def save(file: Path, number: int, page: "Page") -> float:
    """Save the file with a new line. Returns the seconds until the page shows it."""
    begin = time.perf_counter()
    with file.open("a") as text:
        text.write(f"\nSaved as number {number}.\n")
    page.locator(".prose").get_by_text(f"Saved as number {number}.").wait_for()
    return time.perf_counter() - begin


@contextmanager
def previewed(root: Path) -> Iterator[str]:
    """The address of the local hub's page, for the block; every page is on it by then."""
    log = root.parent / "watch.log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            execsync("watch", "--local"),
            cwd=root,
            env=environment(XDG_STATE_HOME=str(root.parent)),
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        )
    with process:
        try:
            lines = iter(process.stdout or ())
            address = next(lines).strip()
            for _ in range(PAGES):
                next(line for line in lines if line.startswith("created: "))
            threading.Thread(
                target=list, args=(lines,), daemon=True
            ).start()  # a full pipe would stop it
            yield address
        except StopIteration:
            raise RuntimeError(log.read_text()) from None
        finally:
            process.send_signal(signal.SIGINT)


@contextmanager
def opened(program: str, address: str) -> "Iterator[Page]":
    """A tab of Chromium, for the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield page
        browser.close()
