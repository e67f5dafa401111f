"""axe-core finds nothing to blame in any kind of view, light or dark."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from execsync.localhub import LocalHub

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .conftest import House, Tab

SCHEMES: dict[Literal["light", "dark"], dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()


def faults(page: Page) -> list[str]:
    """What axe-core blames in the light scheme, and what it blames of the colours in the dark one."""
    page.evaluate(AXE)
    found: list[Any] = []
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate("async options => (await axe.run(options)).violations", options)
    return [
        f"{fault['impact']}: {fault['help']}: {node['html'][:150]}"
        for fault in found
        for node in fault["nodes"]
    ]


def test_no_view_has_a_fault(tab: Tab, house: House) -> None:
    house.hub.change(per_minute=1)
    found = {kind: faults(tab.visit(path)) for kind, path in house.paths.items()}
    assert {kind: blamed for kind, blamed in found.items() if blamed} == {}


def test_no_state_in_between_has_a_fault(open_tab: Callable[..., Tab], house: House) -> None:
    tab = open_tab(viewport={"width": 390, "height": 800})
    page = tab.visit(house.paths["edit"])
    page.get_by_text("Archive this page").click()
    page.get_by_label("Title").fill(" ")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("alert").wait_for()
    assert faults(page) == []
    page = tab.visit("/")
    page.get_by_text("How to write to this hub").click()
    for source in house.hub.sources():
        house.hub.web.settle_source(source.id, "failed")
    page.get_by_role("main").get_by_text("failed").wait_for()
    assert faults(page) == []


def test_empty_hub_has_no_fault(tab: Tab) -> None:
    with LocalHub() as hub:
        tab.page.goto(hub.web_url)
        tab.page.get_by_role("heading", name="Nothing here yet").wait_for()
        assert faults(tab.page) == []
