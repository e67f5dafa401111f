"""Where each value of a page comes from, for a person who wonders."""

from collections.abc import Iterator
from dataclasses import dataclass

from execsync.core.choices import TitleFrom
from execsync.core.documents.document import Document
from execsync.core.documents.fields import FIELDS
from execsync.core.documents.position import InFront, Position
from execsync.core.documents.titles import title_of
from execsync.core.page_fields import ID_LISTS, NAME_LISTS, OTHER_WAY
from execsync.core.resource import Page
from execsync.core.settings import Keys, RuleSettings

_RARE = frozenset({"moved_from", *NAME_LISTS})
"""Fields that are not worth a line where they are empty."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What gives a value or a part of it: a place in the page's file, the way to a key of execsync.toml, or
    neither.
    """

    what: str
    position: Position | None = None
    setting: Keys = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """A field with the value that the page has, and where that comes from."""

    name: str
    value: object
    origins: tuple[Origin, ...]


def explain_fields(document: Document, page: Page, settings: RuleSettings) -> Iterator[Explained]:
    """Each field of the page that the document wants."""
    given = settings.given(document.path)
    for name in FIELDS:
        if not hasattr(page, name) or (name in _RARE and not getattr(page, name)):
            continue
        # Ids come from names, too: whoever gives one of the two lists, gets no default of the other.
        names = (name, ID_LISTS[name]) if name in ID_LISTS else (name,)
        written = [one for one in names if one in document.front]
        origins = tuple(_in_front(document, one) for one in written)
        if name == "title":
            origins = (_title(document, settings),)
        elif not document.front.keys() & {name, OTHER_WAY.get(name)}:
            parts = [part for one in names for part in given.get(one, ())]
            origins = tuple(Origin(_table(keys), setting=keys) for keys, _ in parts)
        yield Explained(name, getattr(page, name), origins or (Origin("default"),))


def _in_front(document: Document, name: str) -> Origin:
    given = document.foreign.given.get(name)
    if given is None:
        return Origin("front matter", document.locate(InFront((name,), "key")))
    if given.key is None:
        return Origin(f"path, {given.by}")
    return Origin(f"front matter, {given.by}", document.locate(InFront((name,), "key")))


def _title(document: Document, settings: RuleSettings) -> Origin:
    _, source, at = title_of(document, settings)
    if source is TitleFrom.FRONT_MATTER:
        return _in_front(document, "title")
    is_heading = source is TitleFrom.HEADING
    return Origin("heading", document.locate(at)) if is_heading else Origin("file name")


def _table(keys: Keys) -> str:
    return "[defaults]" if keys[0] == "defaults" else f"[[{keys[0]}]]"
