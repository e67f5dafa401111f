"""A page as it was sent from files that other pages stand beside, for tests of what comes back."""

from collections.abc import Sequence

from execsync.core.choices import TitleFrom
from execsync.core.documents.document import Document, parse
from execsync.core.documents.site import Site
from execsync.core.link_settings import LinkSettings
from execsync.core.linked_text import Filling
from execsync.core.pulling.sending import Sending
from execsync.core.settings import RuleSettings
from execsync.core.text_settings import AssetSettings, Notice, TransformSettings

FORM = "https://hub.example/{workspace_slug}/p/{id}{anchor}"
ADDRESS = "https://hub.example/w/p/{id}{anchor}"
IDS = {"sales/page.md": "p1", "sales/prices.md": "p2", "on call/who is.md": "p3", "index.md": "p4"}
BARE = RuleSettings(title_from=(TitleFrom.FRONT_MATTER, TitleFrom.HEADING))
LINKED = BARE._replace(links=LinkSettings(page_url=FORM))
FULL = LINKED._replace(
    strip_title_heading=True,
    notice=Notice("*Written in Git: [edit](https://git.example/{path})*\n\n---"),
    transform=TransformSettings(strip_comments=True),
    assets=AssetSettings("https://files.example/{path}"),
)
SETTINGS: Sequence[RuleSettings] = (
    BARE,
    LINKED,
    FULL,
    FULL._replace(notice=Notice("> From Git", first=True)),
    FULL._replace(transform=TransformSettings(), strip_title_heading=False),
)


def document(text: str) -> Document:
    read, _ = parse(
        "sales/page.md", f"\n{text}".encode()
    )  # no front matter, whatever it begins with
    assert read
    return read


def sending(text: str, settings: RuleSettings = FULL, form: str = ADDRESS) -> Sending:
    filling = Filling("sales/page.md", form if settings.links.page_url else "", IDS)
    return Sending(document(text), settings, Site(IDS, settings.links), filling)
