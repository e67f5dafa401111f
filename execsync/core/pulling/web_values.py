"""Values of front matter that were changed on the web: as we wrote them, and as web and file have them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from execsync.core.directory import Directory
from execsync.core.documents.document import Document
from execsync.core.documents.own_words import in_file_order, source_address
from execsync.core.page_fields import ID_LISTS, named_ids
from execsync.core.resource import Page, SourceRef
from execsync.core.state import Observed, PageState

Written = Mapping[str, object]
"""Fields of front matter, in our words, and the values that they are to have."""


NOBODY_KNOWS = "nobody-knows"
"""Stands for a value that no side has: merged, it leaves the other two in conflict, and shows nowhere."""


@dataclass(frozen=True, slots=True)
class WebValue:
    """A field that differs on the web from what we wrote. `base` and `web` are how a file says either.

    `is_local` says that the file has a third value. `names` are those of the web's folders or skills that the
    file says by name, by their ids.
    """

    name: str
    base: Written
    web: Written
    is_local: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileSide:
    """A file as it is now: the page that it wants, its names looked up, and the document that says so."""

    page: Page
    document: Document


def web_values(
    file: FileSide,
    known: PageState,
    web: Observed,
    edited: Sequence[str],
    *,
    urls: Sequence[str],
    directory: Directory,
) -> tuple[WebValue, ...]:
    """The values of the `edited` fields but for title and text, which the body may give (`unsent`).

    Where nobody knows what they were before, each that differs counts as changed on both sides.

    `urls` are the addresses of the sources that the page links on the web, and `directory` has the names of
    folders and skills.
    """
    return tuple(_values(file, _before(known), web, edited, urls, directory))


def title_value(file: FileSide, known: PageState, web: Observed) -> WebValue:
    """The title, where front matter says it: without blanks at its ends, as it is read again."""
    known, title = _before(known), web.title.strip()
    base, new = {"title": known.title}, {"title": title}
    return _value("title", file.page.title, known.title, title, base, new)


def kept_title(title: str) -> WebValue:
    """The title that a file has, in its front matter: where the web's heading would give it another one."""
    return WebValue("title", {"title": title}, {"title": title})


def _before(known: PageState) -> PageState:
    """The page as it was before the edit, in the words of a third side where nobody knows that."""
    if not known.unbased:
        return known
    lists: dict[str, Any] = dict.fromkeys(ID_LISTS, (NOBODY_KNOWS,))
    return replace(
        known, title=NOBODY_KNOWS, sources=(f"https://{NOBODY_KNOWS}.invalid/",), **lists
    )


def _values(
    file: FileSide,
    known: PageState,
    web: Observed,
    edited: Sequence[str],
    urls: Sequence[str],
    directory: Directory,
) -> Iterator[WebValue]:
    page = file.page
    if "status" in edited:
        base = _base_status(known)
        now = page.status.value
        yield _value("status", now, base, web.status, {"status": base}, {"status": web.status})
    for ids in ID_LISTS:
        if ids in edited:
            now_ids, base_ids, web_ids = (getattr(side, ids) for side in (page, known, web))
            lists = _Lists(file, ids, directory)
            written = (lists.of(base_ids), lists.of(web_ids))
            value = _value(ids, set(now_ids), set(base_ids), set(web_ids), *written)
            yield replace(value, names=lists.names(web_ids))
    if "sources" in edited:
        now_urls = {ref.url for ref in page.sources}
        written = (_sources(file, known.sources), _sources(file, urls))
        yield _value("sources", now_urls, set(known.sources), set(urls), *written)


def _base_status(known: PageState) -> str:
    """The status that the hub had shown: a draft saved beside a live version leaves that as it is."""
    return known.observed.status if known.stays_live and known.observed else known.status


def _value(
    name: str, now: Any, base: Any, web: Any, base_says: Written, web_says: Written
) -> WebValue:
    return WebValue(name, base_says, web_says, is_local=now not in (base, web))


class _Lists:
    """Writes folders or skills as a file does: by name, by id, or some in one way and some in the other."""

    def __init__(self, file: FileSide, ids: str, directory: Directory) -> None:
        self._ids, self._things = ids, ID_LISTS[ids]
        self._front = file.document.front
        self._page = file.page
        self._known = directory.get(self._things)

    def of(self, wanted: Sequence[str]) -> Written:
        """What the two keys are to say, so that the page has those ids. What stays keeps its place."""
        names = self.names(wanted)
        now = getattr(self._page, self._ids)
        by_id = in_file_order(now, [i for i in wanted if i not in names])
        return dict(self._keys([*names.values()], by_id))

    def names(self, wanted: Sequence[str]) -> dict[str, str]:
        """The names by which the file says some of those ids: the ones that it has, then new ones."""
        page = self._page
        names = {i: name for name, i in named_ids(page, self._things) if i in wanted}
        now = getattr(page, self._ids)
        return names | {i: name for i in wanted if i not in now and (name := self._name(i))}

    def _name(self, thing_id: str) -> str:
        uses_names = self._things in self._front or bool(getattr(self._page, self._things))
        is_free = (
            not uses_names and self._ids not in self._front and not getattr(self._page, self._ids)
        )
        if self._known is None or not (uses_names or is_free):
            return ""
        return self._known.shortest(thing_id)

    def _keys(self, by_name: list[str], by_id: list[str]) -> Iterator[tuple[str, object]]:
        """Keys that are there get what they are to say, and one that is not only where it says something."""
        if self._things in self._front or by_name:
            yield self._things, by_name
        if self._ids in self._front or by_id or not (self._things in self._front or by_name):
            yield self._ids, by_id


def _sources(file: FileSide, urls: Sequence[str]) -> Written:
    """The list with these addresses: those that stay as they are written there, others as bare addresses."""
    written = file.document.front.get("sources")
    items: list[Any] = written if isinstance(written, list) else [*map(_item, file.page.sources)]
    return {"sources": in_file_order(items, urls, key=source_address)}


def _item(ref: SourceRef) -> object:
    """A source that execsync.toml has given, as a file says it."""
    more = {"title": ref.title, "cover": ref.cover, "folder_ids": [*ref.folder_ids]}
    given = {name: value for name, value in more.items() if value}
    return {"url": ref.url, **given} if given else ref.url
