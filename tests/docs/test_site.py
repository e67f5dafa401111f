"""`make docs`: the site is whole, on a telephone as well, and takes nothing from elsewhere."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.docs.blocks import ROOT
from tests.support.loopback import Server, serving

if find_spec("zensical") is None:
    pytest.skip("zensical, which `make test-lowest` leaves out", allow_module_level=True)

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
NUMBERS = {"promises/index.html"}
"""Pages with tables of many numbers, which a telephone scrolls."""
TOO_WIDE = """
    () => [...document.querySelectorAll("article table")]
        .filter(table => table.scrollWidth > document.documentElement.clientWidth)
        .map(table => table.innerText.split("\\n")[0])
"""
SCROLLED = """
    () => [...document.querySelectorAll("article .md-typeset__scrollwrap")]
        .filter(around => around.scrollWidth > around.clientWidth)
        .map(around => around.innerText.split("\\n")[0])
"""


def build(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Build the docs in a folder, or what is there as docs."""
    shutil.copy(ROOT / "zensical.toml", folder)
    if not (folder / "docs").exists():
        shutil.copytree(ROOT / "docs", folder / "docs")
    program = [sys.executable, "-m", "zensical", "build", "--strict"]
    return subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    built = build(folder)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "site"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(Server(partial(Quiet, directory=str(site)))) as server:  # type: ignore[arg-type]
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=PHONE) as context:  # type: ignore[arg-type]
        yield context.new_page()


@pytest.mark.long
def test_a_dead_link_is_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    with (tmp_path / "docs/not.md").open("a", encoding="utf-8") as page:
        page.write("\nSee [this](nowhere.md).\n")
    assert build(tmp_path).returncode != 0


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "zensical.toml").read_text("utf-8")
    pages = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")]
    assert [page for page in pages if f'"{page.as_posix()}"' not in navigation] == []


@pytest.mark.long
def test_no_table_is_wider_than_a_telephone(site: Path, address: str, phone: Page) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    wide: dict[str, list[str]] = {}
    for file in sorted(site.rglob("index.html")):
        name = file.relative_to(site).as_posix()
        phone.goto(f"{address}/{name}")
        if found := phone.evaluate(TOO_WIDE):
            wide[name] = found
    assert wide.keys() == NUMBERS, wide
    assert [url for url in asked if not url.startswith(address)] == []


def test_tables_of_numbers_fit_a_desk(address: str, browser: Browser) -> None:
    with browser.new_context(viewport=DESK) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for name in NUMBERS:
            page.goto(f"{address}/{name}")
            assert page.evaluate(SCROLLED) == []
