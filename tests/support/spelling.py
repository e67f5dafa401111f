"""Writing a text made up by `prose` as Markdown, in one of the many ways to spell it."""

import random
import re
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import quote

from tests.support.prose import (
    Address,
    Block,
    Break,
    Bullets,
    Code,
    CodeBlock,
    Heading,
    Html,
    Image,
    Inline,
    Inlines,
    Item,
    Link,
    Marked,
    Numbers,
    Paragraph,
    Quote,
    Row,
    Rule,
    Table,
    Tag,
    Text,
    Word,
)

Choice = TypeVar("Choice")
SIGNIFICANT = set("\\`*_{}[]<>()#+-.!|~&:=@\"'")
SPELLED = {"em": "*_", "strong": ("**", "__"), "strike": ("~~", "~")}
RULES = ("***", "---", "___", "- - -", "* * *", "_____")
SIDES = {"": "-", "left": ":-", "right": "-:", "center": ":-:"}


def spell(text: Text, dice: random.Random) -> str:
    """The text as Markdown, spelled by throwing `dice`."""
    return _Speller(dice).text(text)


class _Speller:
    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._definitions: list[str] = []

    def text(self, text: Text) -> str:
        lines = self._blocks(text)
        after = self._dice.random() < 0.5
        parts = [lines, self._definitions] if after else [self._definitions, lines]
        body = "\n\n".join("\n".join(part) for part in parts if part)
        return "\n" * self._pick([0, 0, 1, 2]) + body + "\n" * self._pick([0, 1, 1, 3])

    def _pick(self, choices: Sequence[Choice]) -> Choice:
        return self._dice.choice(choices)

    def _blocks(self, blocks: Sequence[Block], *, tight: bool = False) -> list[str]:
        """Their lines. In a tight list only a list may follow a paragraph without a blank line."""
        lines: list[str] = []
        before: Block | None = None
        for block in blocks:
            joined = tight and isinstance(before, Paragraph) and isinstance(block, Bullets)
            if before is not None and not joined:
                lines += [""] * self._pick([1, 1, 1, 2])
            lines += self._block(block, after_list=isinstance(before, Bullets | Numbers))
            before = block
        return lines

    def _block(self, block: Block, *, after_list: bool) -> list[str]:
        match block:
            case Paragraph(inner=inner):
                lines = self._inlines(inner, breaks=True).split("\n")
            case Heading():
                lines = self._heading(block)
            case Bullets() | Numbers():
                lines = self._list(block)
            case Quote(inner=inner):
                lines = [self._quoted(line) for line in self._blocks(inner)]
            case CodeBlock():
                lines = self._code_block(block, fenced=after_list or self._dice.random() < 0.7)
            case Table():
                lines = self._table(block)
            case Html(text=text):
                lines = text.split("\n")
            case Rule():
                lines = [self._pick(RULES)]
        return lines

    def _heading(self, heading: Heading) -> list[str]:
        if heading.level < 3 and self._dice.random() < 0.4:
            lines = self._inlines(heading.inner, breaks=True).split("\n")
            return [*lines, ("=" if heading.level == 1 else "-") * self._pick([1, 3, 20])]
        closing = self._pick(["", "", " #", " ######"])
        return [
            f"{'#' * heading.level}{self._pick([' ', '  '])}{self._inlines(heading.inner)}{closing}"
        ]

    def _quoted(self, line: str) -> str:
        close = not line.startswith((" ", "\t")) and self._dice.random() < 0.3
        return f">{line}" if close else f"> {line}".rstrip() if not line else f"> {line}"

    def _list(self, block: Bullets | Numbers) -> list[str]:
        marks = self._marks(block)
        tight = self._dice.random() < 0.6
        lines: list[str] = []
        for number, item in enumerate(block.items):
            if number and not tight:
                lines += [""] * self._pick([1, 1, 2])
            lines += self._item(item, marks(number), tight=tight)
        return lines

    def _marks(self, block: Bullets | Numbers) -> Callable[[int], str]:
        if isinstance(block, Bullets):
            mark = self._pick("-*+")
            return lambda _: mark
        start, step, end = block.start, self._pick([0, 1, 1]), self._pick(".)")
        return lambda number: f"{start + step * number}{end}"

    def _item(self, item: Item, mark: str, *, tight: bool) -> list[str]:
        mark += " " * self._pick([1, 1, 2, 3])
        first, *rest = self._blocks(item.inner, tight=tight)
        indent = " " * len(mark)
        return [f"{mark}{first}", *(f"{indent}{line}" if line else "" for line in rest)]

    def _code_block(self, block: CodeBlock, *, fenced: bool) -> list[str]:
        lines = block.text.split("\n")
        if not fenced and not block.info:
            return [f"    {line}" if line else "" for line in lines]
        sign = "`" if "~~~" in block.text else self._pick("`~")
        longest = max((len(run) for run in re.findall(f"{sign}+", block.text)), default=0)
        fence = sign * max(self._pick([3, 3, 5]), longest + 1)
        return [f"{fence}{self._pick(['', ' '])}{block.info}", *lines, fence]

    def _table(self, table: Table) -> list[str]:
        rows = [self._cells(row) for row in table.rows]
        ends = [cell for row in rows for cell in (row[0], row[-1])]
        bars = len(table.aligned) == 1 or not all(ends) or self._dice.random() < 0.6
        width = self._pick([1, 1, 3, 9] if bars else [3, 9])
        rule = [SIDES[side].replace("-", "-" * max(1, width)) for side in table.aligned]
        head, *body = rows
        return [self._row(cells, bars=bars) for cells in (head, rule, *body)]

    def _cells(self, row: Row) -> list[str]:
        """A backslash at a cell's end would take away what the bar after it means."""
        cells = (self._inlines(cell.inner) for cell in row.cells)
        return [f"{cell} " if cell.endswith("\\") else cell for cell in cells]

    def _row(self, cells: Sequence[str], *, bars: bool) -> str:
        pad = self._pick(["", " ", "   "])
        line = f"{pad}|{pad}".join(cells)
        return f"|{pad}{line}{pad}|" if bars else line

    def _inlines(self, inlines: Inlines, *, breaks: bool = False) -> str:
        """Their Markdown, with blanks between them; with `breaks` a line may end at any of those."""
        written = ""
        before: Inline | None = None
        for inline in inlines:
            if (
                before is not None
                and not isinstance(inline, Break)
                and not isinstance(before, Break)
            ):
                apart = not breaks or isinstance(inline, Tag) or isinstance(before, Tag)
                written += self._pick([" ", "  "] if apart else [" ", " ", " ", "  ", "\n", " \n"])
            written += self._inline(inline)
            before = inline
        return written

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Word(text=text):
                written = text if text.isalnum() else "".join(map(self._sign, text))
            case Marked():
                written = self._marked(inline)
            case Code(text=text):
                written = self._code(text)
            case Link(inner=inner):
                written = self._pointing(f"[{self._edged(self._inlines(inner))}]", inline)
            case Image(text=text):
                words = " ".join(self._inline(Word(word)) for word in text.split())
                written = self._pointing(f"![{words}]", inline)
            case Address(address=address):
                written = self._address(address)
            case Tag(text=text):
                written = text
            case Break():
                written = self._pick(["\\\n", "  \n", "     \n"])
        return written

    def _sign(self, sign: str) -> str:
        if not (sign.isascii() and not sign.isalnum()):
            return sign
        if sign in SIGNIFICANT or self._dice.random() < 0.2:
            return str(
                self._pick([f"\\{sign}", f"\\{sign}", f"&#{ord(sign)};", f"&#x{ord(sign):x};"])
            )
        return sign

    def _edged(self, text: str) -> str:
        """The text of a link, in which blanks at the ends are none."""
        return f"{self._pick(['', '', '', ' '])}{text}"

    def _marked(self, marked: Marked) -> str:
        text = self._inlines(marked.inner)
        for mark in self._dice.sample(sorted(marked.marks), k=len(marked.marks)):
            sign = self._pick(SPELLED[mark])
            text = f"{sign}{text}{sign}"
        return text

    def _code(self, text: str) -> str:
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        ticks = "`" * self._pick([longest + 1, longest + 1, longest + 2])
        pad = " " if text[0] == "`" or text[-1] == "`" else self._pick(["", "", " "])
        return f"{ticks}{pad}{text}{pad}{ticks}"

    def _address(self, address: str) -> str:
        target = f"mailto:{address}" if "@" in address else address
        return self._pick([address, f"<{address}>", f"[{address}]({target})"])

    def _pointing(self, text: str, link: Link | Image) -> str:
        title = self._title(link.title)
        if self._dice.random() < 0.3:
            name = f"{self._pick(['ref', 'The Ref', '§'])} {len(self._definitions)}"
            self._definitions.append(f"[{name}]: {self._target(link.address)}{title}")
            return f"{text}[{self._pick([name, name.upper()])}]"
        return f"{text}({self._target(link.address)}{title})"

    def _target(self, address: str) -> str:
        plain = quote(address, safe="/:?&=#%._~()*@-")
        return self._pick([plain, f"<{address}>", plain.replace("&", "&amp;")])

    def _title(self, title: str) -> str:
        if not title:
            return ""
        opening, closing = self._pick([("'", "'"), ('"', '"'), ("(", ")")])
        inner = "".join(f"\\{sign}" if sign in f"\\{opening}{closing}" else sign for sign in title)
        return f" {opening}{inner}{closing}"
