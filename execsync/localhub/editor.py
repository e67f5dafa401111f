"""How a ProseMirror editor would store Markdown: read into a tree, and written out anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_MARKS = {"em": "*", "strong": "**", "s": "~~"}
_SPECIAL = re.compile(r"[\\`*\[\]~<]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_NUMBER = re.compile(r"\d{1,9}[.)]", flags=re.ASCII)


def reserialise(text: str) -> str:
    """Write `*` before points, blank lines between them, escapes, and each paragraph in one line.

    What such an editor cannot hold (HTML, tables) is kept, and so is a whole text whose meaning
    would be lost. Writing twice gives what writing once gave.
    """
    written = _write(text)
    if _meaning(written) != _meaning(text) or _write(written) != written:
        return text
    return written


def _write(text: str) -> str:
    tree = SyntaxTreeNode(_PARSER.parse(text))
    return "\n".join(_Writer(text).blocks(tree.children))


class _Writer:
    """Writes nodes as lines; `text` is what they were read from."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> list[str]:
        """The lines of blocks, with an empty one between two."""
        lines: list[str] = []
        for node in nodes:
            lines += [""] * bool(lines) + self._block(node)
        return lines

    def _block(self, node: SyntaxTreeNode) -> list[str]:
        match node.type:
            case "blockquote":
                return [f"> {line}".rstrip() for line in self.blocks(node.children)]
            case "bullet_list" | "ordered_list":
                return self._list(node)
            case "html_block" | "table":
                first, last = node.map or (0, 0)
                return "\n".join(self._lines[first:last]).rstrip("\n").split("\n")
        return _leaf(node)

    def _list(self, node: SyntaxTreeNode) -> list[str]:
        lines: list[str] = []
        first = int(node.attrs.get("start", 1))
        for number, item in enumerate(node.children, first):
            mark = "* " if node.type == "bullet_list" else f"{number}. "
            inner = self.blocks(item.children) or [""]
            rest = [f"{' ' * len(mark)}{line}".rstrip() for line in inner[1:]]
            lines += [""] * bool(lines) + [f"{mark}{inner[0]}".rstrip(), *rest]
        return lines


def _leaf(node: SyntaxTreeNode) -> list[str]:
    match node.type:
        case "paragraph":
            return [_started(line) for line in _inline(node.children).split("\n")]
        case "heading":
            return [f"{'#' * int(node.tag[1])} {_inline(node.children)}".rstrip()]
        case "fence" | "code_block":
            return _fenced(node)
    return ["---"]


def _fenced(node: SyntaxTreeNode) -> list[str]:
    longest = max((len(run) for run in re.findall("`+", node.content)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{node.info.strip()}", *node.content.split("\n")[:-1], fence]


def _inline(nodes: Iterable[SyntaxTreeNode]) -> str:
    return "".join(map(_span, nodes))


def _span(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text":
            return _SPECIAL.sub(r"\\\g<0>", node.content)
        case "softbreak" | "hardbreak":
            return " " if node.type == "softbreak" else "\\\n"
        case "code_inline":
            return _code(node.content)
        case "link" | "image":
            return _linked(node)
        case "html_inline":
            return node.content
    mark = _MARKS.get(node.type, "")
    return f"{mark}{_inline(node.children)}{mark}"


def _code(content: str) -> str:
    ticks = "`" * (max((len(run) for run in re.findall("`+", content)), default=0) + 1)
    blank = " " if content.startswith("`") or content.endswith("`") else ""
    return f"{ticks}{blank}{content}{blank}{ticks}"


def _linked(node: SyntaxTreeNode) -> str:
    inner = _inline(node.children)
    address = str(node.attrs.get("href", node.attrs.get("src", "")))
    if node.type == "link" and node.info == "auto":
        return f"<{address.removeprefix('mailto:')}>"
    title = str(node.attrs.get("title", ""))
    quoted = ' "' + title.replace("\\", "\\\\").replace('"', '\\"') + '"' if title else ""
    if re.search(r"[\s()<>]", address) or not address:
        address = f"<{address}>"
    return f"{'!' * (node.type == 'image')}[{inner}]({address}{quoted})"


def _started(line: str) -> str:
    """A line of a paragraph that is taken for nothing else."""
    number = _NUMBER.match(line)
    if number:
        return f"{line[: number.end() - 1]}\\{line[number.end() - 1 :]}"
    return f"\\{line}" if re.match(r"[#+\-=>]", line) else line


def _meaning(text: str) -> list[object]:
    """What a text says, whatever its spelling: texts, and what stands around them."""
    said: list[object] = []
    for token in _PARSER.parse(text):
        for part in token.children or [token]:
            if part.type not in ("text", "softbreak"):
                said.append(_event(part))
            elif said and isinstance(said[-1], str):
                said[-1] += part.content or " "
            else:
                said.append(part.content or " ")
    return said


def _event(token: Token) -> tuple[object, ...]:
    attributes = tuple(sorted(token.attrs.items()))
    info = token.info.strip() if token.type == "fence" else ""
    kind = "fence" if token.type == "code_block" else token.type
    content = "" if token.type == "inline" else token.content.strip("\n")
    return kind, token.tag, info, content, attributes
