"""Parts of two texts that are held against each other: blocks, in them lines, in those words."""

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from execsync.core.documents.markdown import parse
from execsync.core.documents.passages import Passage, passages
from execsync.core.documents.position import Span
from execsync.core.meaning import says


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a text, and what it is known by."""

    start: int
    end: int
    key: Hashable
    is_item: bool = False


LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]")
_LABELS = re.compile(rf"\\.|{LABEL.pattern}")
"""Passes over what is escaped: else each such bracket would be searched from, to the end of the text."""
_MARKER = re.compile(r"[ ]{0,3}(?:[-+*]|\d{1,9}[.)])(?=[ \t\n]|$)")


def blocks(text: str, *, items: bool, by_meaning: bool, definitions: bool) -> list[Unit]:
    """The blocks of a text, known by what they say or by their bytes, and perhaps `definitions` of links."""
    known = written_definitions(text) if by_meaning else {}
    return [
        Unit(
            one.start,
            one.end,
            _told(text, one, known) if by_meaning else text[one.start : one.end],
            one.kind == "Item",
        )
        for one in passages(text, items=items)
        if definitions or one.kind
    ]


def lines(text: str, start: int, end: int) -> list[Unit]:
    """The lines of a stretch that have words."""
    found = re.compile(r"[^\n]*[^\s][^\n]*").finditer(text, start, end)
    return [Unit(*_inner(line), line[0].strip()) for line in found]


def words(text: str, start: int, end: int, whole: Sequence[Span]) -> list[Unit]:
    """The words of a stretch; what lies in one of `whole`, in order, is in one word."""
    found: list[Unit] = []
    first = bisect_left(whole, start, key=lambda span: span.end)
    spans = chain(islice(whole, first, None), [Span(len(text) + 1, len(text) + 1)])
    span = next(spans)
    for word in re.compile(r"\S+").finditer(text, start, end):
        while span.end <= word.start():
            span = next(spans)
        if found and span.start < found[-1].end and word.start() < span.end:
            begin = found.pop().start
            found.append(Unit(begin, word.end(), text[begin : word.end()]))
        else:
            found.append(Unit(*word.span(), word[0]))
    return found


def marker(text: str, unit: Unit) -> str:
    """The sign before an item of a list; empty where it is none."""
    found = _MARKER.match(text, unit.start, unit.end) if unit.is_item else None
    return found[0].strip() if found else ""


def _inner(match: re.Match[str]) -> tuple[int, int]:
    text = match[0]
    return match.start() + len(text) - len(text.lstrip()), match.start() + len(text.rstrip())


def _told(text: str, one: Passage, definitions: Mapping[str, str]) -> Hashable:
    said = text[one.start : one.end]
    if not one.kind:
        return "definition", said
    if one.kind == "Item" and (found := _MARKER.match(said)):
        sign = found[0].strip()
        width = len(sign)
        kind = "number" if width > 1 else "bullet"
        if width <= 4:
            said = f"{said[: found.end() - width]}-{' ' * (width - 1)}{said[found.end() :]}"
        return kind, says(_defined(said, definitions))
    return one.kind == "Item", says(_defined(said, definitions))


def _defined(said: str, definitions: Mapping[str, str]) -> str:
    """A block with the definitions that it needs."""
    names = dict.fromkeys(folded(found[1]) for found in _LABELS.finditer(said) if found[1])
    needed = [definitions[name] for name in names if name in definitions]
    return "\n\n".join((said, *needed))


@lru_cache(maxsize=2)
def written_definitions(text: str) -> Mapping[str, str]:
    """The definitions of links that count, as they are written, by their names as `folded` gives them."""
    return dict(_each_definition(text))


def _each_definition(text: str) -> Iterator[tuple[str, str]]:
    for link in parse(text).definitions:
        if label := LABEL.match(text, link.start):
            yield folded(label[1]), text[link.start : link.end].strip()


def folded(name: str) -> str:
    """A name as references are held against it."""
    return " ".join(name.split()).casefold()
