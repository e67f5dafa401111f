"""axe-core finds nothing to blame in any kind of view, light or dark, on a desk or a phone."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import pytest
from playwright.sync_api import ViewportSize

from execsync.localhub import LocalHub

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .conftest import House, Tab

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DESK = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=800)
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()


def faults(page: Page, *schemes: Literal["light", "dark"]) -> list[str]:
    """What axe-core blames by any of its rules, in each of the schemes: both where none is named."""
    page.evaluate(AXE)
    found: list[Any] = []
    for scheme in schemes or SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(
            "async () => (await axe.run({ resultTypes: ['violations'] })).violations"
        )
    return [
        f"{fault['impact']}: {fault['help']}: {node['html'][:150]}"
        for fault in found
        for node in fault["nodes"]
    ]


@pytest.mark.long
def test_no_view_has_a_fault(tab: Tab, house: House) -> None:
    """A phone's layout is another one, and in the dark its colours are those of the desk's."""
    house.hub.change(per_minute=1)
    found = {}
    for kind, path in house.paths.items():
        tab.page.set_viewport_size(DESK)
        page = tab.visit(path)
        found[kind] = faults(page)
        page.set_viewport_size(PHONE)
        found[kind] += faults(page, "dark")
    assert {kind: blamed for kind, blamed in found.items() if blamed} == {}


def test_drawer_of_a_phone_has_no_fault(open_tab: Callable[..., Tab]) -> None:
    page = open_tab(viewport=PHONE).visit("/")
    page.get_by_role("button", name="All pages").click()
    page.get_by_role("button", name="Close").wait_for()
    assert faults(page) == []


def test_no_state_in_between_has_a_fault(open_tab: Callable[..., Tab], house: House) -> None:
    tab = open_tab(viewport=PHONE)
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
