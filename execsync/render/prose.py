"""Markdown of our own, with its paragraphs in lines that fit the terminal."""

from collections.abc import Iterable, Iterator

from execsync.render.flow import flow
from execsync.render.style import Style


def prose(text: str, style: Style) -> str:
    """Headings, paragraphs and fenced code, each line ended; off a terminal, the lines as they are."""
    lines = text.splitlines()
    if style.width is not None:
        lines = [line for block in _blocks(lines) for line in flow(block, style)]
    return "".join(f"{line}\n" for line in lines)


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    """Those of a paragraph as one line, all others as they are."""
    paragraph: list[str] = []
    fence = ""
    for line in lines:
        opens = "`" * (len(line) - len(line.lstrip("`"))) if line.startswith("```") else ""
        if line and not fence and not opens:
            paragraph.append(line)
            continue
        if paragraph:
            yield " ".join(paragraph)
            paragraph = []
        yield line
        if not fence:
            fence = opens
        elif line == fence:
            fence = ""
    if paragraph:
        yield " ".join(paragraph)
