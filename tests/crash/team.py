"""What a team keeps: 30 pages and 12 sources, some shared, some pages alike; and how it must end."""

from collections import Counter

from execsync.core.digest import digest
from execsync.localhub import LocalHub, Quirks
from execsync.localhub.markdown import normalise
from tests.crash.runs import Nursery
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

PAGES = 30
URLS = tuple(f"https://example.com/{n}" for n in range(12))
ALIKE = {27: 3, 28: 4, 29: 5}
"""Pages with the title and folders of another one; the last pair has the same text as well."""


QUIRKS = {
    "plain": Quirks(),
    "odd": Quirks(
        rewrites_markdown=True,
        # Shorter than the time between two looks.
        list_lag=0.03,
        draft_status="unpublishes",
        equal_draft="given",
        draft_edit_moves_updated_at=False,
        time_resolution="microseconds",
    ),
}
"""The hub as its reference reads, and otherwise wherever it is silent."""


def fill(checkout: Checkout) -> None:
    """Write the pages, and lift our own limits."""
    checkout.configure("[limits]\nper_minute = 0\nper_day = 0\n")
    for number in range(PAGES):
        twin = ALIKE.get(number, number)
        checkout.page(
            f"part-{number % 3}/page-{number:02}.md",
            title=f"Page {twin}",
            body=text(twin if number == PAGES - 1 else number),
            status="published" if twin % 2 else "draft",
            folder_ids=[f"folder-{twin % 4}"],
            sources=[URLS[number % 12], URLS[(number * 5 + 1) % 12]] if number % 3 else [],
        )


def text(number: int) -> str:
    """A body that a rich-text editor would store in another way."""
    return f"About\n=====\n\n* point {number}\n* and _more_"


def assert_ended(born: Nursery, checkout: Checkout, hub: LocalHub, code: int) -> None:
    """The last run was fine, one more changes nothing, and all is as it should be."""
    log = checkout.folder / "run.log"
    assert code == 0, log.read_text() if log.exists() else ""
    before = len(writes(hub))
    assert born.apply(checkout) == 0, log.read_text()
    assert len(writes(hub)) == before
    assert_settled(checkout, hub)


def assert_settled(checkout: Checkout, hub: LocalHub) -> None:
    """Every file is one page, every address one source, and State says exactly what the hub keeps."""
    assert not checkout.journal.exists()
    state, rewrites = checkout.state(), hub.settings.quirks.rewrites_markdown
    assert state.in_doubt == ()
    files = {
        path.relative_to(checkout.content).as_posix() for path in checkout.content.rglob("*.md")
    }
    assert set(state.pages) == files
    live = {page.id: page for page in live_pages(hub)}
    assert Counter(page.id for page in state.pages.values()) == Counter(live.keys())
    for path, known in state.pages.items():
        page = live[known.id]
        body = (checkout.content / path).read_text().split("---\n", 2)[2].rstrip("\n")
        assert known.body == digest(body)
        assert page.draft_content == (normalise(body) if rewrites else body)
        live_text = page.draft_content if known.status == "published" else None
        assert page.live_content == live_text, (page, known)
        assert (page.title, page.status) == (known.title, known.status)
        assert page.folder_ids == known.folder_ids
        assert set(page.source_ids) == {state.sources[url].id for url in known.sources}
    sources = [source for source in hub.sources() if source.archived_at is None]
    assert {source.url: source.id for source in sources} == {
        url: source.id for url, source in state.sources.items()
    }
    assert len(sources) == len(state.sources)


def edit(checkout: Checkout) -> None:
    """Change ten texts, publish three drafts, rename four files and move two pages to another folder."""
    for number in range(PAGES):
        old = f"part-{number % 3}/page-{number:02}.md"
        file = checkout.content / old
        if number < 10:
            file.write_text(f"{file.read_text()}\nAdded later.\n")
        if number in (2, 12, 22):
            file.write_text(file.read_text().replace('"draft"', '"published"'))
        if number in (5, 15):
            file.write_text(file.read_text().replace(f"folder-{number % 4}", "folder-x"))
        if number % 8 == 1:
            checkout.rename(old, f"moved/page-{number:02}.md")
