"""A hub with one of everything, and a browser to look at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from tests.support.browser import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx
    from playwright.sync_api import Browser, BrowserContext, Page

    from execsync.localhub import LocalHub

PAGES = "/knowledge-hub/pages"
BODY = """\
## First part

Some *text* with a [link](https://example.com/a) and [another part](#second-part).

| left | right |
| :--- | ----: |
| a | 1 |

- [ ] to do
- [x] done

## Second part

```python
print("a line of code that is longer than a phone is wide, and so has to scroll in its own box")
```

![A chart](https://images.example.com/chart.png)
"""


@dataclass(frozen=True, slots=True)
class House:
    """A hub with one of everything; `paths` has one address for each kind of view."""

    hub: LocalHub
    page_id: str
    paths: dict[str, str]

    @property
    def origin(self) -> str:
        return self.hub.web_url.removesuffix("/")


@dataclass(slots=True)
class Tab:
    """A page in a browser, and everything that went on in it that nobody asked for."""

    page: Page
    house: House
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def visit(self, path: str) -> Page:
        """Open a path and wait until the live parts listen."""
        self.page.goto(self.house.origin + path)
        self.wait_for_scripts()
        return self.page

    def wait_for_scripts(self) -> None:
        """Wait until the live parts of a page listen; keys that are pressed before are heard by nobody."""
        self.page.locator("#live[role=status]").wait_for()

    def foreign_requests(self) -> list[str]:
        return [url for url in self.requests if not url.startswith(self.house.origin + "/")]


@pytest.fixture
def site(hub: LocalHub) -> Client:
    """Asks the web page, in-process."""
    return Client(hub.app)


@pytest.fixture
def house(hub: LocalHub, client: httpx.Client) -> House:
    """A hub with folders, skills, sources, and a page in each state."""
    sales = hub.catalogue.add_folder("Sales", id="sales", emoji="💼")
    hub.catalogue.add_folder("Deals", id="deals", parent=sales)
    skill = hub.catalogue.add_skill("Negotiation", id="negotiation")
    source = hub.web.add_source("https://example.com/terms", "Terms of service")
    made = client.post(
        PAGES,
        json={
            "title": "Refund policy",
            "content": BODY,
            "status": "published",
            "folder_ids": ["deals"],
            "skill_ids": [skill],
            "source_ids": [source],
        },
    ).json()["id"]
    hub.web.edit(made, content=f"{BODY}\nMore.\n", publish=True)
    hub.web.edit(made, title="Refunds", content=BODY.replace("Some", "Any"))
    draft = hub.web.create("Roadmap", "Soon.").id
    archived = hub.web.create("Old prices", "10", publish=True).id
    hub.web.archive(archived)
    paths = {
        "home": "/",
        "folder": "/folders/sales",
        "unfiled": "/unfiled",
        "archived": "/archived",
        "search": "/search?q=refund",
        "requests": "/requests",
        "page": f"/pages/{made}",
        "draft": f"/pages/{made}/draft",
        "history": f"/pages/{made}/history",
        "version": f"/pages/{made}/history/2",
        "edit": f"/pages/{made}/edit",
        "draft page": f"/pages/{draft}",
        "archived page": f"/pages/{archived}",
        "new": "/pages/new",
        "nothing found": "/search?q=nowhere",
        "missing": "/pages/none",
    }
    return House(hub, made, paths)


@pytest.fixture
def open_tab(browser: Browser, house: House) -> Iterator[Callable[..., Tab]]:
    """Opens tabs on the hub, each in a context of its own; `options` are the context's."""
    contexts: list[BrowserContext] = []

    def open_one(**options: Any) -> Tab:
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        tab = Tab(context.new_page(), house)
        tab.page.on("console", lambda message: tab.messages.append(message.text))
        tab.page.on("pageerror", lambda error: tab.messages.append(str(error)))
        tab.page.on("request", lambda request: tab.requests.append(request.url))
        return tab

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def tab(open_tab: Callable[..., Tab]) -> Tab:
    return open_tab()
