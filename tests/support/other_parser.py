"""Markdown as markdown-it-py reads it, told in the words of the parser that the program has."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

Event = Any


class _Parser(MarkdownIt):
    """Takes every link for one: whether a browser would follow it is not the question."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 (the parser's names)
        return True


_PARSER = _Parser("commonmark", {"strikethrough_single_tilde": True}).enable(
    ["table", "strikethrough"]
)
_TAGS = {
    "paragraph": "Paragraph",
    "blockquote": {"BlockQuote": None},
    "bullet_list": {"List": None},
    "list_item": "Item",
    "tr": "TableRow",
    "th": "TableCell",
    "td": "TableCell",
    "em": "Emphasis",
    "strong": "Strong",
    "s": "Strikethrough",
}
_SIDES = {"": "None", "text-align:left": "Left", "text-align:center": "Center"}


def tokens(text: str) -> list[Token]:
    """CommonMark with GitHub's tables and strikethrough."""
    return _PARSER.parse(text)


def html(text: str) -> str:
    return str(_PARSER.render(text))


def events(text: str) -> Iterator[Event]:
    """The tokens as events."""
    found = tokens(text)
    for number, token in enumerate(found):
        if token.type == "table_open":
            yield {"Start": {"Table": tuple(_sides(found[number:]))}}
        elif token.type == "inline":
            yield from _inlines(token.children or ())
        elif token.type not in ("thead_open", "thead_close", "tbody_open", "tbody_close"):
            yield from _block(token)


def _sides(table: Sequence[Token]) -> Iterator[str]:
    for token in table:
        if token.type == "thead_close":
            break
        if token.type == "th_open":
            yield _SIDES.get(str(token.attrs.get("style", "")), "Right")


def _block(token: Token) -> Iterator[Event]:
    match token.type:
        case "hr":
            yield "Rule"
        case "code_block" | "fence":
            info = {"Fenced": unescapeAll(token.info)} if token.type == "fence" else "Indented"
            yield from _around({"CodeBlock": info}, [{"Text": token.content}])
        case "html_block":
            yield from _around("HtmlBlock", [{"Html": token.content}])
        case _:
            yield _edge(token)


def _edge(token: Token) -> Event:
    name = token.type.rpartition("_")[0]
    tag: Event = _TAGS.get(name)
    if name == "heading":
        tag = {"Heading": {"level": token.tag.upper()}}
    elif name == "ordered_list":
        tag = {"List": int(token.attrs.get("start", 1))}
    elif name == "table":
        tag = {"Table": ()}
    elif name == "link":
        tag = {"Link": _data(token, "href")}
    return {"Start" if token.nesting > 0 else "End": tag}


def _data(token: Token, name: str) -> dict[str, str]:
    title = str(token.attrs.get("title", ""))
    return {"link_type": "Inline", "dest_url": str(token.attrs.get(name, "")), "title": title}


def _inlines(children: Iterable[Token]) -> Iterator[Event]:
    for token in children:
        match token.type:
            case "text":
                yield {"Text": token.content}
            case "code_inline":
                yield {"Code": token.content}
            case "html_inline":
                yield {"InlineHtml": token.content}
            case "softbreak":
                yield "SoftBreak"
            case "hardbreak":
                yield "HardBreak"
            case "image":
                yield from _around({"Image": _data(token, "src")}, _inlines(token.children or ()))
            case _:
                yield _edge(token)


def _around(tag: Event, inner: Iterable[Event]) -> Iterator[Event]:
    yield {"Start": tag}
    yield from inner
    yield {"End": tag}
