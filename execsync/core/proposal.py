"""The execsync.toml that fits what lies in a folder: its settings as data, each with its reason."""

from collections.abc import Iterator
from typing import NamedTuple

from execsync.core.choices import Preset, Status, TitleFrom, Visibility
from execsync.core.inventory import Inventory, Layout

TOOLS = {
    Preset.HUGO: "Hugo",
    Preset.DOCUSAURUS: "Docusaurus",
    Preset.JEKYLL: "Jekyll",
    Preset.MKDOCS: "MkDocs",
    Preset.OBSIDIAN: "Obsidian",
}
"""The names of tools, as their makers write them."""
MOST_KEYS, LONGEST_KEY = 12, 40
WAY_TO_PAGE_URL = "execsync init --page-link ADDRESS"
"""The end of the remark that stands for `[links] page_url`, as long as nobody has set it."""

_PLACES = {
    TitleFrom.FRONT_MATTER: "in front matter",
    TitleFrom.HEADING: "in a first heading",
    TitleFrom.FILE_NAME: "in the file's name",
}

Value = str | bool | tuple[str, ...] | dict[str, str]


class Setting(NamedTuple):
    """A key of a table with its value; where there is no `value`, a remark on the table."""

    table: str
    key: str
    value: Value | None
    reason: str


def propose(found: Inventory) -> tuple[Setting, ...]:
    """The settings, tables together. What is left out is as it should be by itself."""
    return (
        *_content(found),
        *_defaults(found),
        *_front_matter(found),
        *_links(found),
        *_assets(found),
        *_rules(found),
    )


def sources_of(found: Inventory) -> tuple[TitleFrom, ...]:
    """What must be looked at for titles, in the order in which it counts."""
    needed = (source for source in TitleFrom if found.titles.get(source))
    return tuple(dict.fromkeys((TitleFrom.FRONT_MATTER, *needed)))


def titles_in_words(found: Inventory) -> str:
    """How many titles stand where."""
    counts = [(found.titles.get(source, 0), _PLACES[source]) for source in TitleFrom]
    return ", ".join(f"{number:,} {place}" for number, place in counts if number) or "none"


def _content(found: Inventory) -> Iterator[Setting]:
    layout = found.layout
    yield Setting("content", "root", layout.root, _root_reason(layout))
    if layout.include:
        files = _many(layout.endings[".mdx"], "file ends", "files end")
        yield Setting(
            "content", "include", layout.include, f"{files} in .mdx, which would be no pages"
        )
    if layout.exclude:
        patterns = tuple(one.pattern for one in layout.exclude)
        reasons = "; ".join(dict.fromkeys(one.reason for one in layout.exclude))
        yield Setting("content", "exclude", patterns, reasons)
    sources = tuple(str(source) for source in sources_of(found))
    yield Setting("content", "title_from", sources, f"titles: {titles_in_words(found)}")
    if found.headed:
        pages = _many(found.headed, "page begins", "pages begin")
        reason = f"{pages} with the title, which would be shown twice"
        yield Setting("content", "strip_title_heading", value=True, reason=reason)
    if found.keys and not _too_many(found):
        yield Setting("content", "ignore_keys", tuple(found.keys), "they mean nothing to the hub")


def _root_reason(layout: Layout) -> str:
    if layout.sign:
        return f"the pages of {TOOLS[layout.sign.tool]}, by {layout.sign.name}"
    return "where the Markdown is"


def _defaults(found: Inventory) -> Iterator[Setting]:
    live = ""
    if found.live:
        live = f"; {_many(found.live, 'page says', 'pages say')} in front matter: published"
    yield Setting(
        "defaults", "status", str(Status.DRAFT), f"nothing goes live that was not looked at{live}"
    )
    yield Setting(
        "defaults", "visibility", str(Visibility.WORKSPACE), "can only be set when a page is made"
    )


def _front_matter(found: Inventory) -> Iterator[Setting]:
    if found.layout.sign:
        tool = found.layout.sign.tool
        yield Setting(
            "front_matter", "preset", str(tool), f"what keys of {TOOLS[tool]} say, as of drafts"
        )


def _links(found: Inventory) -> Iterator[Setting]:
    if found.site_roots:
        links = _many(
            sum(found.site_roots.values()), "link to a page begins", "links to pages begin"
        )
        roots = {root.prefix: root.folder.rstrip("/") or "." for root in found.site_roots}
        yield Setting("links", "site_roots", roots, f"{links} so")
    if found.links:
        links = _many(found.links, "link leads", "links lead")
        remark = f"{links} to pages, whose addresses the API does not tell: {WAY_TO_PAGE_URL}"
        yield Setting("links", "page_url", None, remark)


def _assets(found: Inventory) -> Iterator[Setting]:
    if found.images:
        images = _many(found.images, "image is a local file", "images are local files")
        remark = f"{images}: put them on the web, and say where, with {{path}} in the address"
        yield Setting("assets", "base_url", None, remark)


def _rules(found: Inventory) -> Iterator[Setting]:
    if _too_many(found):
        reason = (
            "front matter has many keys of other tools" if found.keys else "odd keys of other tools"
        )
        yield Setting("rules.severity", "EX022", "off", reason)


def _too_many(found: Inventory) -> bool:
    """Whether the keys are better not named one by one."""
    are_plain = all(len(key) <= LONGEST_KEY and key.isprintable() for key in found.keys)
    return found.odd_keys or len(found.keys) > MOST_KEYS or not are_plain


def _many(number: int, one: str, several: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {several}"
