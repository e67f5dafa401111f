"""A hub that a team has filled on the web, before it had any files."""

from execsync.localhub import LocalHub
from tests.support.hub import live_pages

HOSTILE = (
    "🚀 Launch",
    "🚀",
    "Either / or",
    "../../etc/passwd",
    "..",
    "CON",
    "nul.txt",
    "com1",
    ".hidden",
    "ends with a dot.",
    "x" * 300,
    "é" * 300,
    "مرحبا بالعالم",
    "\u2067abc\u2069 turned",
    "2024-01-01",
    "yes",
    "1:30",
    "# heading",
    "a: b",
    "'quoted' \"twice\"",
    "- item",
    "null",
    "!tag &anchor *alias",
    "{flow: [map]}",
    "back\\slash | pipe ? * < >",
    "README",
    "index",
    "Straße",
    "STRASSE",
    "Ünïcödé",
    "U\u0308ni\u0308co\u0308de\u0301",
    "tab\u00a0blank",
    "e\u0301 combining",
    "表示テスト",
)
BODIES = (
    "Plain text.",
    "---\ntitle: Not front matter\n---\n\nText.",
    "+++\ntitle = 'nor this'\n+++\n",
    "\n\n  \nText after blank lines.\n\n\n",
    "    indented code\n\nText.\r\n\r\nMore  \r\n",
    "* one\n* two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "# A heading\n\n---\n\n***\n\n```\n---\n```\n",
    "",
    "<!-- a comment -->\n\n<div>html</div>\n",
    "Ends with two blanks  ",
    "A [link](https://example.com/x) and ![image](https://example.com/y.png).",
    "line one\\\nline two\n\n\ttabbed",
    "---",
    "emoji 🚀 and \u2028 separators and \u00a0 blanks",
)


def fill(hub: LocalHub, number: int) -> None:
    """Make so many pages: drafts, private ones, nested folders, sources, titles that occur twice."""
    add = hub.catalogue.add_folder
    sales = add("Sales")
    deep = add("Pricing / 2024", parent=add("Pricing", parent=sales))
    other = add("Pricing", parent=add("CON"))
    skill = hub.catalogue.add_skill("Negotiation")
    sources = [hub.web.add_source(f"https://docs.example/{n}", f"Doc {n}") for n in range(3)]
    places: tuple[list[str], ...] = ([], [sales], [deep], [other], [deep, other], [sales, deep])
    titles = [*HOSTILE, *(f"Page {n // 2}" for n in range(number))]
    for n in range(number):
        made = hub.web.create(
            titles[n],
            BODIES[n % len(BODIES)],
            publish=n % 3 != 0,
            private=n % 5 == 0,
            folder_ids=places[n % len(places)],
            source_ids=sources[: n % 4],
        )
        if n % 7 == 0:
            hub.web.edit(made.id, skill_ids=[skill])
        if n % 6 == 1:
            hub.web.edit(made.id, content=f"A draft of {n}.", title=f"{titles[n]} (new)")


def shown(hub: LocalHub) -> list[tuple[object, ...]]:
    """What a reader and an editor see of each page."""
    return [
        (page.id, page.status, page.live_title, page.live_content, page.draft_title)
        for page in live_pages(hub)
    ]
