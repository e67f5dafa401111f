"""The front matter of other tools, put into our words by a preset or by the map of execsync.toml."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from execsync.core.choices import Status
from execsync.core.documents.document import Document
from execsync.core.documents.fields import FIELDS, FieldKind
from execsync.core.documents.foreign import Foreign, Given, Mark
from execsync.core.documents.position import InFront
from execsync.core.documents.presets import TOOLS, ToolKeys, taken_keys
from execsync.core.documents.publication import (
    POST,
    STARTS,
    Hint,
    may_speak,
    plain_key,
    read_key,
    read_path,
)
from execsync.core.settings import RuleSettings

_NO_TOOL = ToolKeys(frozenset(), frozenset())
_LISTS = frozenset({FieldKind.TEXTS, FieldKind.SOURCES})


def translate(document: Document, settings: RuleSettings, now: datetime) -> Document:
    """The document with our fields in its front matter, and without the keys that mean nothing to us.

    Our own key wins over any other, but for a `status` that publishes what another key hides: that is a
    mark, which the rules refuse. `now` knows its time zone.
    """
    chosen = settings.front_matter
    is_ours = document.front.keys() <= FIELDS.keys() and not may_speak(document.path)
    if is_ours and chosen.preset is None and not chosen.map:
        return document
    return _Translation(document, settings, now).document()


class _Word(NamedTuple):
    """A status that something other than our own key gives, and what it says that the page is."""

    status: object
    given: Given
    says: str = "a draft"

    @property
    def mark(self) -> Mark:
        return Mark(_place(self.given.key), self.says)


class _Translation:
    """That of one document."""

    def __init__(self, document: Document, settings: RuleSettings, now: datetime) -> None:
        self._document = document
        self._preset = settings.front_matter.preset
        self._tool = TOOLS[self._preset] if self._preset else _NO_TOOL
        self._map = settings.front_matter.map
        self._mapped = {source.key for source in self._map.values()}
        self._idle = self._tool.known | self._tool.says
        self._ignored = settings.ignore_keys
        self._hints = [*_hints(document, self._tool, self._mapped, now)]
        taken = taken_keys(self._preset, document.front) if self._preset else ()
        self._front = {k: value for k, value in document.front.items() if k not in taken}
        self._given: dict[str, Given] = {}

    def document(self) -> Document:
        """The document in our words."""
        words = [*self._mapped_status(), *self._known_words()]
        marks = [*self._unknown_marks()]
        if "status" in self._front and "status" not in self._mapped:
            marks += [word.mark for word in words if word.status == Status.DRAFT]
        elif words:
            word = min(words, key=_rashness)
            self._set("status", word.status, word.given)
        self._map_fields()
        if self._tool.has_folders:
            self._name_post()
        front = {key: value for key, value in self._front.items() if not self._is_foreign(key)}
        is_timed = any(hint.timed for _, hint in self._hints)
        return replace(
            self._document, front=front, foreign=Foreign(self._given, tuple(marks), is_timed)
        )

    def _mapped_status(self) -> Iterator[_Word]:
        source = self._map.get("status")
        if source and (value := self._document.front.get(source.key)) is not None:
            yield _Word(source.wanted(value), Given(source.key, "map"))

    def _known_words(self) -> Iterator[_Word]:
        """What the preset makes of the keys and folders that it knows; what it cannot read hides."""
        for key, hint in self._hints:
            if hint.hides is not None and self._knows(key):
                status = Status.DRAFT if hint.hides else Status.PUBLISHED
                yield _Word(status.value, Given(key, f"preset {self._preset}"), hint.says)

    def _unknown_marks(self) -> Iterator[Mark]:
        for key, hint in self._hints:
            if hint.hides and hint.sure and not self._knows(key):
                yield Mark(_place(key), hint.says)

    def _knows(self, key: str | None) -> bool:
        if key is None:
            return self._tool.has_folders
        return plain_key(key) in self._tool.says or (self._tool.has_date and key.lower() == "date")

    def _map_fields(self) -> None:
        for name, source in self._map.items():
            value = self._document.front.get(source.key)
            is_free = name not in self._document.front or name == source.key
            if name != "status" and is_free and value is not None:
                wanted = source.wanted(value)
                is_item = FIELDS[name] in _LISTS and isinstance(wanted, str)
                self._set(name, [wanted] if is_item else wanted, Given(source.key, "map"))

    def _name_post(self) -> None:
        """Jekyll makes a post's title of its file's name where nothing else gives one."""
        post = POST.search(self._document.path)
        if post and "title" not in self._front:
            words = " ".join(word.capitalize() for word in post["name"].split("-"))
            self._set("title", words, Given(None, f"preset {self._preset}"))

    def _set(self, name: str, value: object, given: Given) -> None:
        self._front[name] = value
        self._given[name] = given

    def _is_foreign(self, key: object) -> bool:
        """Whether a key says nothing to us beyond what was understood."""
        if not isinstance(key, str) or key in FIELDS:
            return False
        return key in self._ignored or key in self._mapped or plain_key(key) in self._idle


def _hints(
    document: Document, tool: ToolKeys, mapped: set[str], now: datetime
) -> Iterator[tuple[str | None, Hint]]:
    """What each key says of publishing that the map does not take, then what the path says (None)."""
    front = document.front
    keys = [(plain_key(k), k) for k in front if isinstance(k, str) and k not in mapped]
    names = {name for name, _ in keys}
    is_post = POST.search(document.path) is not None
    is_dated = tool.has_date and (is_post or not tool.has_folders) and not STARTS & names
    for name, key in keys:
        if name != "date" or is_dated:
            yield key, read_key(name, front[key], now)
    has_other_day = tool.has_folders and is_post and "date" in names
    if may_speak(document.path) and not has_other_day:
        yield None, read_path(document.path, now)


def _place(key: object) -> InFront | None:
    return None if key is None else InFront((key,), "key")


def _rashness(word: _Word) -> int:
    """How far a word goes towards publishing: a draft stays one, and a strange word must be seen."""
    return 0 if word.status == Status.DRAFT else 2 if word.status == Status.PUBLISHED else 1
