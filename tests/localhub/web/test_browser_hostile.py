"""Whatever stands in titles, texts and requests, nothing of it acts in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .conftest import PAGES
from .test_prose import GONE

if TYPE_CHECKING:
    import httpx
    from playwright.sync_api import Dialog

    from .conftest import House, Tab

TITLES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %}",
    "a\x1b[31m\x1b]8;;https://example.com\x07b\u202etxt.exe\u2066",
    "\u200b\u200d",
    "مرحبا \u202b" + "x" * 2000,
]
ALIVE = """() => [...document.querySelectorAll("*")].flatMap(element => [
    ...[...element.attributes].filter(a => a.name.startsWith("on")).map(a => a.name),
    ...["href", "src", "action", "formaction"].map(name => element.getAttribute(name) ?? "")
        .filter(address => /^\\s*(javascript|data|vbscript):/i.test(address)),
    ...(element.matches("iframe, object, embed, base, style, svg script") ? [element.tagName] : []),
])"""


@pytest.fixture
def hostile(house: House, client: httpx.Client) -> list[str]:
    """Puts hostile text wherever text can go; returns the addresses to look at."""
    body = "\n\n".join(GONE.values())
    hub = house.hub
    folder = hub.catalogue.add_folder(TITLES[1], id='"><script>', emoji="<svg onload=alert(1)>")
    skill = hub.catalogue.add_skill(TITLES[0])
    source = hub.web.add_source("javascript:alert(1)//https://example.com", TITLES[1])
    paths = ["/", "/archived", "/requests", f"/folders/{folder}"]
    for title in TITLES:
        page = client.post(
            PAGES,
            json={
                "title": title,
                "content": body,
                "status": "published",
                "folder_ids": [folder],
                "skill_ids": [skill],
                "source_ids": [source],
            },
        ).json()["id"]
        hub.web.edit(page, title=title[::-1], content=f"{title}\n\n{body}\n\n{title}")
        paths.append(f"/pages/{page}")
    paths += [f"{paths[-1]}{view}" for view in ("/draft", "/history", "/history/1", "/edit")]
    hub.web.archive(hub.web.create(TITLES[0], body).id)
    client.get("/<script>alert(1)</script>", params={"q": TITLES[1]})
    return paths


def test_nothing_acts(tab: Tab, house: House, hostile: list[str]) -> None:
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    tab.page.on("dialog", dismiss)
    for path in hostile:
        tab.page.goto(house.origin + path)
        assert tab.page.evaluate(ALIVE) == [], path
        assert tab.page.evaluate("document.querySelectorAll('main').length") == 1, path
    assert dialogs == []
    # A policy that had to stop something would say so here.
    assert tab.messages == []
    assert tab.foreign_requests() == []


def test_hostile_text_that_arrives_live_does_not_act(tab: Tab, house: House) -> None:
    page = tab.visit(house.paths["page"])
    for title in TITLES:
        house.hub.web.edit(house.page_id, title=title, content="\n\n".join(GONE.values()))
        house.hub.web.edit(house.page_id, publish=True)
    expect(page.get_by_role("heading", level=1)).to_contain_text("مرحبا")
    assert page.evaluate(ALIVE) == []
    assert (tab.messages, tab.foreign_requests()) == ([], [])


def test_policy_stops_what_would_slip_through(tab: Tab, house: House) -> None:
    page = tab.visit("/")
    page.evaluate(
        """() => {
            const box = document.body.appendChild(document.createElement("div"));
            box.innerHTML = `<img src="https://example.com/x.png" onerror="window.acted = true">
                <iframe src="https://example.com"></iframe><p style="position:fixed">x</p>`;
            const script = document.createElement("script");
            script.textContent = "window.acted = true";
            box.append(script);
        }"""
    )
    expect(page.locator("body > div img")).to_be_attached()
    assert page.evaluate("window.acted") is None
    assert (
        page.evaluate("getComputedStyle(document.querySelector('p[style]')).position") == "static"
    )
    assert any("Content Security Policy" in message for message in tab.messages)


def test_unseen_letters_are_shown_and_turn_nothing(tab: Tab, house: House) -> None:
    page_id = house.hub.web.create("invoice\u202efdp.exe").id
    heading = tab.visit(f"/pages/{page_id}").get_by_role("heading", level=1)
    expect(heading).to_have_text("invoice[U+202E]fdp.exe")


def test_other_site_cannot_write_through_the_browser(tab: Tab, house: House) -> None:
    before = house.hub.pages()
    tab.page.route(
        "http://elsewhere.test/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"""<form method=post action="{house.origin}{house.paths["edit"]}">
                <input name=title value=Taken><input name=publish value=yes></form>
                <iframe src="{house.origin}/"></iframe>""",
        ),
    )
    tab.page.goto("http://elsewhere.test/")
    asked = tab.page.evaluate(f"fetch('{house.origin}/').then(() => 'read', () => 'refused')")
    assert asked == "refused"
    assert tab.page.frames[1].url == "chrome-error://chromewebdata/"
    with tab.page.expect_navigation():
        tab.page.evaluate("document.forms[0].submit()")
    expect(tab.page.get_by_role("main")).to_contain_text("another web page")
    assert house.hub.pages() == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("table", "| a | b |\n|-|-|\n" + "| one | two |\n" * 2000),
        ("text", ("word " * 19 + "\n") * 10_500),
        ("line", "x" * 1_000_000),
    ],
)
@pytest.mark.long
def test_huge_page_can_be_looked_at(name: str, text: str, tab: Tab, house: House) -> None:
    house.hub.web.edit(house.page_id, content=text)
    for view in ("draft", "edit"):
        tab.visit(house.paths[view])
    house.hub.web.edit(house.page_id, publish=True)
    page = tab.visit(house.paths["page"])
    shown = page.get_by_role("row") if name == "table" else page.locator("pre.plain")
    expect(shown).to_have_count(2001 if name == "table" else 1)
