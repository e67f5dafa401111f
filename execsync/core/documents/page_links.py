"""The links of a page to other pages, and where their addresses go."""

from collections.abc import Iterator

from execsync.core.documents.anchors import slug
from execsync.core.documents.links import Target
from execsync.core.documents.site import Site
from execsync.core.documents.structure import REFERENCES, Link, LinkKind, Structure
from execsync.core.documents.wikilinks import is_escaped, shown_text
from execsync.core.linked_text import PageLink


def page_links(body: str, structure: Structure, page: str, site: Site) -> tuple[PageLink, ...]:
    """Those of a body with this structure, of the page at path `page`, in order; none overlaps another.

    Links to pages that `site` does not have yet are among them. Those within the page are not, but for
    wikilinks, which no reader of Markdown takes for links.
    """
    return tuple(sorted(_page_links(body, structure, page, site), key=lambda link: link.start))


def _page_links(body: str, structure: Structure, page: str, site: Site) -> Iterator[PageLink]:
    used = {link.at for link in structure.links if link.kind in REFERENCES and not link.image}
    for link in structure.destinations:
        wiki = link.kind is LinkKind.WIKILINK
        unused = link.kind is LinkKind.DEFINITION and link.at not in used
        if unused or (link.image and not wiki):
            continue
        target = site.target(link, page)
        if target is None or target.outside or target.candidates:
            continue
        path = target.path or (page if wiki else "")
        if path in site.paths or (path and site.names_page(path)):
            yield (_from_wiki(body, link, target, path) if wiki else _in_place(link, target, path))


def _in_place(link: Link, target: Target, path: str) -> PageLink:
    return PageLink(*link.at, path, target.anchor, link.quote, link.quote)


def _from_wiki(body: str, link: Link, target: Target, path: str) -> PageLink:
    """The link that a wikilink becomes. A `!` before it would make an image of it: that is escaped."""
    parts = (part.strip() for part in link.target.split("#"))
    name = " > ".join(part for part in parts if part and not part.startswith("^"))
    shown = shown_text(link.text, name, embed=link.image)
    start, before = link.start, f"[{shown}]("
    if body.endswith("!", 0, start) and not is_escaped(body, start - 1):
        start, before = start - 1, f"\\!{before}"
    return PageLink(start, link.end, path, slug(target.anchor), before, ")")
