"""The block at the top of a document, told apart from the body and read into plain values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from frontmatter.default_handlers import BaseHandler

from execsync.core.documents import toml_block, yaml_block
from execsync.core.documents.position import Keys, Position, Span, position_in
from execsync.core.documents.read_error import ReadError

SIZE_LIMIT = 16 * 1024
"""Bytes of front matter; more is refused before anything reads it."""

Front = Mapping[Any, object]
"""What a block says; YAML's keys need not be text."""


class Syntax(StrEnum):
    """The language of a block."""

    YAML = "YAML"
    TOML = "TOML"


class _Language(Protocol):
    """What a language's module offers; offsets are those of the block's text."""

    @property
    def HANDLER(self) -> BaseHandler: ...  # noqa: N802
    def load(self, text: str) -> tuple[object, tuple[tuple[str, int], ...]]: ...
    def find(self, text: str, keys: Keys, *, key: bool) -> Span: ...


_LANGUAGES: Mapping[Syntax, _Language] = {Syntax.YAML: yaml_block, Syntax.TOML: toml_block}


@dataclass(frozen=True, slots=True)
class FrontMatterBlock:
    """Front matter as written, from the end of the opening fence to the closing fence.

    `text` begins with the line end of the opening fence, so its first line is the file's first.
    """

    syntax: Syntax
    text: str

    def load(self) -> tuple[Front, list[ReadError]]:
        """The values, and a ReadError for each key that stands twice. Raises any other ReadError."""
        if len(self.text) * 4 > SIZE_LIMIT and len(self.text.encode()) > SIZE_LIMIT:
            raise ReadError("EX013", line=1, column=1)
        if control := _CONTROL.search(self.text):
            detail = f"U+{ord(control[0]):04X}"
            raise ReadError.at("EX018", self.text, control.start(), detail=detail)
        front, repeats = _LANGUAGES[self.syntax].load(self.text)
        if front is None:
            return {}, []
        if not isinstance(front, Mapping):
            detail = "a list" if isinstance(front, list) else "a single value"
            raise ReadError("EX016", line=2, column=1, detail=detail)
        return front, [
            ReadError.at("EX012", self.text, offset, detail=f"`{key}` stands twice")
            for key, offset in repeats
        ]

    def position(self, offset: int) -> Position:
        """The position in the file of an offset in the block."""
        return position_in(self.text, offset)

    def find(self, keys: Keys, *, key: bool = False) -> Span:
        """The stretch of a value, or of its key; of what is nearest if it is not written here."""
        return _LANGUAGES[self.syntax].find(self.text, keys, key=key)


def split(text: str) -> tuple[FrontMatterBlock | None, str]:
    """The front matter, if any, and what follows it. Raises ReadError if it never ends."""
    for syntax, language in _LANGUAGES.items():
        if language.HANDLER.detect(text):
            try:
                front, rest = language.HANDLER.split(text)
            except ValueError:
                raise ReadError("EX010", line=1, column=1, detail=text[:3]) from None
            return FrontMatterBlock(syntax, front), rest
    return None, text


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
