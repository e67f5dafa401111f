"""How a file says a value in its own words: by a key of another tool, where a preset or the map reads one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from execsync.core.choices import Status
from execsync.core.documents.document import Document
from execsync.core.documents.front_matter import Syntax
from execsync.core.documents.presets import TOOLS, taken_keys
from execsync.core.documents.publication import plain_key, read_key
from execsync.core.documents.splicing import SpliceError, same
from execsync.core.documents.translation import translate
from execsync.core.front_matter_map import as_word
from execsync.core.settings import RuleSettings
from execsync.core.web_address import sent_or_same

_Values = Mapping[str, object]
_FLAGS = {"draft": Status.DRAFT, "unlisted": Status.DRAFT, "published": Status.PUBLISHED}
_FLAGS |= {"publish": Status.PUBLISHED}
"""Keys with true or false, and the status that true means."""


def written_as(
    document: Document, settings: RuleSettings, now: datetime, field: str, value: object
) -> Mapping[str, object]:
    """The keys and values of the front matter, for `spliced`, that give `field` this value.

    `document` is as it was parsed, not translated; `now` knows its time zone. A list has the items that stay
    as they are written and where they stand, then the new ones: order means nothing, and for `sources` the
    addresses are enough. Empty where the field has that value already. The key that gives the value now is
    kept (`draft`, `sidebar_label`, what the map names), if it can say the new one; else our own key is
    added, where that wins. What is found is tried: translated again, the field has the value and all others
    have theirs. Raises SpliceError where no way leads there.
    """
    return _Wording(document, settings, now).words(field, value)


class _Wording:
    """That of one document."""

    def __init__(self, document: Document, settings: RuleSettings, now: datetime) -> None:
        self._document = document
        self._settings = settings
        self._now = now
        self._read = translate(document, settings, now)

    def words(self, field: str, value: object) -> _Values:
        """See `written_as`."""
        wanted = self._in_file_order(field, value)
        if field in self._read.front and same(self._read.front[field], wanted):
            return {}
        for values in self._ways(field, wanted):
            if self._gives(values, field, wanted):
                return values
        raise SpliceError(field, self._reason(field))

    def _in_file_order(self, field: str, value: object) -> object:
        old = self._read.front.get(field)
        if not isinstance(value, list | tuple):
            return value
        items = old if isinstance(old, list) else []
        if field == "sources":
            return self._sources(items, value)
        return in_file_order(items, value)

    def _sources(self, old: Sequence[Any], value: Sequence[Any]) -> list[Any]:
        """Tables in TOML where the others are: a list of `[[sources]]` can hold nothing else."""
        block = self._document.block
        tables = bool(old) and all(isinstance(item, dict) for item in old)
        if block and block.syntax is Syntax.TOML and tables:
            value = [{"url": one} if isinstance(one, str) else one for one in value]
        return in_file_order(old, value, key=source_address)

    def _ways(self, field: str, value: object) -> Iterator[_Values]:
        """First by the key that gives the value now."""
        given = self._read.foreign.given.get(field)
        front = self._document.front
        taken = taken_keys(preset, front) if (preset := self._settings.front_matter.preset) else ()
        source = self._settings.front_matter.map.get(field)
        if source and (given is None or given.key == source.key):
            words = [word for word, meaning in source.values if same(meaning, value)]
            known = [*(_typed(word, front.get(source.key)) for word in words), value]
            if source.key in front:
                yield from ({source.key: one} for one in known)
        if field == "status":
            yield from self._flags(value, given.key if given else None)
        if field in taken:
            return
        yield {field: value}

    def _flags(self, status: object, first: object) -> Iterator[_Values]:
        """By keys of other tools that say true or false: the one that gives it now, then all of them."""
        says = {
            key: (_FLAGS[plain_key(key)] == status)
            for key, value in self._document.front.items()
            if isinstance(key, str) and plain_key(key) in _FLAGS and self._is_flag(key, value)
        }
        if first in says:
            yield {str(first): says[str(first)]}
        if says:
            yield dict(says)

    def _is_flag(self, key: str, value: object) -> bool:
        """Whether the preset asks for this key, and what it says is neither a time nor a riddle."""
        preset = self._settings.front_matter.preset
        known = preset is not None and plain_key(key) in TOOLS[preset].says
        return known and read_key(plain_key(key), value, self._now).sure and as_word(value) != ""

    def _gives(self, values: _Values, field: str, wanted: object) -> bool:
        """Whether the document says what is wanted then, and else what it says now."""
        front = {key: one for key, one in self._document.front.items() if key not in values}
        front |= {key: one for key, one in values.items() if one is not None}
        read = translate(replace(self._document, front=front), self._settings, self._now)
        others = {*read.front, *self._read.front} - {field, *values}
        return (
            same(read.front.get(field), wanted)
            and all(same(read.front.get(key), self._read.front.get(key)) for key in others)
            and not (field == "status" and wanted == Status.PUBLISHED and read.foreign.marks)
            and len(read.foreign.marks) <= len(self._read.foreign.marks)
        )

    def _reason(self, field: str) -> str:
        given = self._read.foreign.given.get(field)
        if given and given.key is not None:
            return f"`{given.key}` gives it, and has no word for the new value"
        return "the path of the file gives it" if given else "another key of the front matter wins"


def in_file_order(
    old: Sequence[Any], new: Sequence[Any], key: Callable[[Any], object] = lambda item: item
) -> list[Any]:
    """The items of `old` that are in `new`, as they are in `old`, then the rest of `new`; each key once."""
    wanted = {key(item) for item in new}
    found: dict[object, Any] = {}
    for item in [*(item for item in old if key(item) in wanted), *new]:
        found.setdefault(key(item), item)
    return [*found.values()]


def source_address(item: Any) -> object:
    """What tells sources apart: the address as it is sent."""
    url = item.get("url") if isinstance(item, dict) else item
    return sent_or_same(url) if isinstance(url, str) else repr(item)


def _typed(word: str, old: object) -> object:
    """A word of the map as a value of the kind that stands there."""
    if isinstance(old, bool) and word in ("true", "false"):
        return word == "true"
    return word
