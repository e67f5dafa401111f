"""The sides of a page that somebody edited on the web: what we wrote last, what the web and the file have."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from execsync.core.page_fields import FIELDS, ID_LISTS
from execsync.core.planning.drift import web_edits
from execsync.core.planning.plan import Action, PageChange
from execsync.core.resource import Page
from execsync.core.state import Observed, PageState, SourceState

Value = str | tuple[str, ...] | None
"""A title, a status or a text's digest; ids, or addresses of sources; None where nothing tells."""


@dataclass(frozen=True, slots=True)
class FieldSides:
    """One field on each side.

    `before` is None where State has no record of what the hub had, and `file` where no file is at hand.
    `on_web` says that the web has another value than before. What web and file say alike is the web's value.
    """

    field: str
    before: Value
    web: Value
    file: Value
    on_web: bool

    @property
    def in_file(self) -> bool:
        """Whether the file has another value than what we last wrote."""
        known = self.before is not None and self.file is not None
        return known and not _is_same(self.before, self.file)

    @property
    def is_settled(self) -> bool:
        """Whether web and file have the same by now."""
        return self.file is not None and _is_same(self.web, self.file)


def sides_of(change: PageChange, sources: Mapping[str, SourceState]) -> tuple[FieldSides, ...]:
    """The fields that differ on any side from what we last wrote; none where nobody edited the page.

    `sources` are those of State, by address.
    """
    known = change.edited
    if known is None or known.drift is None:
        return ()
    urls = {source.id: source.url for source in sources.values()}
    before = _sent(known) if known.observed else {}
    web, file = _shown(known.drift, urls, change.foreign_ids), _wanted(change.after)
    edited = web_edits(known)
    for name in edited:
        if _is_settled(change, name):
            file[name] = web[name]
    every = (
        FieldSides(
            name,
            before.get(name),
            web[name] if name in edited else before.get(name, web[name]),
            file.get(name),
            name in edited,
        )
        for name in FIELDS
    )
    return tuple(side for side in every if _differs(side))


def _differs(side: FieldSides) -> bool:
    is_alike = side.before is None and side.is_settled
    return (side.on_web and not is_alike) or side.in_file


def _is_settled(change: PageChange, name: str) -> bool:
    """Whether the file says by now what somebody wrote into a field on the web."""
    is_compared = change.after is not None and change.action in (Action.UPDATE, Action.MOVE)
    return is_compared and all(field.field != name for field in change.fields)


def _sent(known: PageState) -> dict[str, Value]:
    return {
        "title": known.title,
        "content": known.sent_digest,
        "status": known.status,
        "sources": known.sources,
        **{name: getattr(known, name) for name in ID_LISTS},
    }


def _shown(web: Observed, urls: Mapping[str, str], foreign: Collection[str]) -> dict[str, Value]:
    """What the web has, its sources by their addresses as far as State knows them.

    Those of others that stay on the page are nobody's to fight over.
    """
    return {
        "title": web.title,
        "content": web.body,
        "status": web.status,
        "sources": tuple(urls.get(i, i) for i in web.source_ids if i not in foreign),
        **{name: getattr(web, name) for name in ID_LISTS},
    }


def _wanted(page: Page | None) -> dict[str, Value]:
    if page is None:
        return {}
    return {
        "title": page.title,
        "content": page.body.sent_digest,
        "status": page.status.value,
        "sources": tuple(dict.fromkeys(ref.url for ref in page.sources)),
        **{name: getattr(page, name) for name in ID_LISTS},
    }


def _is_same(one: Value, other: Value) -> bool:
    """Whether two values are the same: the order of ids means nothing."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return set(one) == set(other)
    return one == other
