"""Where the destination of a link stands, which the parser gives by its meaning only."""

import re

from execsync.core.documents.position import Span
from execsync.core.parser import definitions

_BLANK = re.compile(r"[ \t]*(?:\n[ \t>]*)?")
"""A sign `>` that begins a line is a quote's: no destination begins with it there."""
_ANGLED = re.compile(r"<((?:[^<>\n\\]|\\.)*)>")
_BARE = re.compile(r"[^\s<]\S*")
_PARENTHESIS = re.compile(r"\\.|[()]")
_LABEL = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]:", re.DOTALL)
_END = re.compile(r"[\s)]|$")


def in_link(text: str, after_label: int, end: int, meant: str) -> Span | None:
    """That of a link or an image `[label](…)` whose label's content ends at `after_label`.

    What is found means `meant`, as the parser reads it; inside the angle brackets, if it has some.
    """
    bracket = text.find("](", after_label, end)
    return None if bracket < 0 else _find(text, bracket + 2, end, meant)


def in_definition(text: str, whole: Span, meant: str) -> Span | None:
    """That of a definition `[label]: …`."""
    label = _LABEL.match(text, *whole)
    return label and _find(text, label.end(), whole.end, meant)


def _find(text: str, start: int, end: int, meant: str) -> Span | None:
    blank = _BLANK.match(text, start, end)
    return _read(text, blank.end() if blank else start, end, meant)


def _read(text: str, at: int, end: int, meant: str) -> Span | None:
    if angled := _ANGLED.match(text, at, end):
        return Span(*angled.span(1)) if _means(angled[0], angled[1], meant) else None
    if text.startswith(meant, at) and _END.match(text, at + len(meant), end):
        return Span(at, at + len(meant))  # what ends there has no escapes: it would be longer
    if bare := _BARE.match(text, at, end):
        written = _balanced(bare[0])
        return Span(at, at + len(written)) if _means(written, written, meant) else None
    return None


def _means(written: str, inner: str, meant: str) -> bool:
    """Whether the parser takes a destination as written for one that means `meant`."""
    if inner == meant and "\\" not in inner and "&" not in inner:
        return True
    definition = definitions(f"[x]: {written}\n").get("x")
    return definition is not None and definition["dest"] == meant


def _balanced(bare: str) -> str:
    """A destination up to the parenthesis that ends the link."""
    depth = 0
    for match in _PARENTHESIS.finditer(bare):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth < 0:
            return bare[: match.start()]
    return bare
