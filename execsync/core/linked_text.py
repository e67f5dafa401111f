"""A text with links between pages, and the addresses that are put in once the hub has told their ids."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NO_IDS: Mapping[str, str] = MappingProxyType({})
"""For where none are known."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A place in a text, from `start` to `end` in characters, where the address of a page goes.

    `path` is the page's, relative to the content root, and `anchor` what follows the # of the link. `before`
    and `after` stand around the address where the link is not written as Markdown has it.
    """

    start: int
    end: int
    path: str
    anchor: str = ""
    before: str = ""
    after: str = ""

    def filled(self, address: str) -> str:
        """What stands in the text once the address is in it."""
        return f"{self.before}{in_markup(address)}{self.after}"


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A text as its author wrote it, and its links to pages in the order in which they stand there."""

    text: str
    links: tuple[PageLink, ...] = ()

    def filled(self, address_of: Callable[[PageLink], str]) -> str:
        """The text with addresses in it. Where there is none (an empty one), what was written stays."""
        parts, at = [], 0
        for link in self.links:
            if address := address_of(link):
                parts += [self.text[at : link.start], link.filled(address)]
                at = link.end
        return "".join((*parts, self.text[at:]))

    @property
    def paths(self) -> tuple[str, ...]:
        """The pages that it links, each once, in the order of first mention."""
        return tuple(dict.fromkeys(link.path for link in self.links))

    @property
    def is_loose(self) -> bool:
        """Whether a link does not name a file whole: other files may change where it leads."""
        return any(link.path.rpartition("/")[2] not in self._written(link) for link in self.links)

    def _written(self, link: PageLink) -> str:
        return "" if link.before else self.text[link.start : link.end]


@dataclass(frozen=True, slots=True)
class Filling:
    """What is put into the links of the page at `path`.

    `form` is the address of a page with `{id}`, and perhaps `{anchor}`, in it; without one nothing is put
    in. `ids` are those of the pages that are on the hub, by their paths; `coming` are the paths of those that
    are to be made first.
    """

    path: str = ""
    form: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    coming: frozenset[str] = frozenset()

    def address(self, link: PageLink) -> str:
        """Where a link leads; empty where that is not known. One to its own page is an anchor of it."""
        if not self.form:
            return ""
        if link.path == self.path:
            return f"#{_quoted(link.anchor)}"
        page_id = self.ids.get(link.path, "")
        return address_in(self.form, page_id, link.anchor) if page_id else ""

    def ids_of(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The ids of pages, with an empty one for each that is not known."""
        return tuple(self.ids.get(path, "") for path in paths)


UNFILLED = Filling()
"""Puts in nothing."""


def form_of(page_url: str, workspace_slug: str) -> str:
    """The form of addresses on one workspace; empty where its slug is needed and not known."""
    if "{workspace_slug}" not in page_url:
        return page_url
    slug = _quoted(workspace_slug)
    return page_url.replace("{workspace_slug}", slug) if slug else ""


def address_in(form: str, page_id: str, anchor: str = "") -> str:
    """The address of a page, in a form that has its id in it; an anchor goes where that says, or last."""
    sharp = f"#{_quoted(anchor)}" if anchor else ""
    whole = form if "{anchor}" in form else f"{form}{{anchor}}"
    return whole.replace("{id}", _quoted(page_id)).replace("{anchor}", sharp)


def _quoted(part: str) -> str:
    """A part of an address without anything that could end a link in Markdown or HTML."""
    from urllib.parse import quote

    return quote(part, safe="-._~!$&*+,;=:@")


def in_markup(address: str) -> str:
    """An address as Markdown and HTML have it, where `&copy` would be a sign."""
    return address.replace("&", "&amp;")
