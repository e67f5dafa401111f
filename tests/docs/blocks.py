"""The fenced blocks of README and docs.

`console` is what was typed, behind `$ `, with what was printed below it; `bash` is to be typed, all of it.
A block whose fence says `title="FILE"` is that file's text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
SHELL = ("bash", "console")
_FENCE = re.compile(r"^( *)```(\w+)([^\n]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r' title="([^"]+)"')
_GOES_ON = re.compile(r"\\\n")


@dataclass(frozen=True, slots=True)
class Command:
    """One command line, and what a page shows below it: nothing in a block of `bash`."""

    text: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its page, the line of its fence, its language, its text, and the file whose text it is."""

    page: Path
    line: int
    language: str
    text: str
    title: str = ""

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def commands(self) -> list[Command]:
        """Its commands, in order; a line that ends with a backslash goes on."""
        if self.language == "console":
            parts = re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]
            typed = [part.partition("\n") for part in parts]
            return [Command(command, shown) for command, _, shown in typed]
        lines = _GOES_ON.sub(" ", self.text).splitlines()
        return [Command(line) for line in lines if line.strip() and not line.startswith("#")]


def blocks(page: Path) -> Iterator[Block]:
    """All blocks of a page that have a language."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        indent, language, info, body = found.groups()
        line = text.count("\n", 0, found.start()) + 1
        title = _TITLE.search(info)
        plain = re.sub(f"^{indent}", "", body, flags=re.MULTILINE)
        yield Block(page, line, language, plain, title[1] if title else "")


def every(*languages: str) -> list[Block]:
    """The blocks of all pages in one of these languages."""
    return [block for page in PAGES for block in blocks(page) if block.language in languages]
