"""Markdown as the web page shows it: rendered, then cleaned of everything that could act."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from execsync.localhub.web.cleaning import OF_TEXT, TURNED_OUTSIDE, clean
from execsync.localhub.web.code import colour
from execsync.localhub.web.files import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

LARGEST = 256 * 1024
"""Characters. A second's work; what is longer is shown as it is written."""

_MOST_KNOTS = 10_000
"""Of a kind. Brackets and tags that nothing closes cost time by their number squared."""

_MOST_COLOURED = 20_000
"""Characters of code in a text."""

_MOST_PENDING = 1_000
_LONGEST_PROTOCOL = len("mailto") + 1
"""Characters, with the one before, which may not be a letter."""

_DEEPEST = 60
"""Lists, quotes and their items within each other. Of a text that is deeper the rest is left out."""

_NOTE = re.compile(r"fn(ref)?\d+")
"""What footnotes, and the places that refer to them, have as anchors."""

_TASK = re.compile(r"\[([ xX])\]\s+")
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SRC = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)

_MARK = '<small class="only-here">only here</small>'
_OTHERS = r'(?: [\w-]+="[^"]*")*'
ONLY_HERE = {
    "links": re.compile(rf'<a{_OTHERS}? href="/pages/[^"]*"{_OTHERS}>.*?</a>', re.DOTALL),
    "images": re.compile(rf'<img{_OTHERS}? src="{BASE}[^"]*"{_OTHERS}>'),
}
"""As cleaned HTML has them: attributes in double quotes, and every end tag."""

_TABLE_BOX = '<div class="wide" role="group" tabindex="0" aria-label="Table">'


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text: `id` is that of its element, `level` counts from 1 within the text."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A text as HTML that is safe to show, its headings in their order, and what is marked in it.

    `direction` is that of its first letter, "ltr" or "rtl".
    """

    html: Markup
    headings: tuple[Heading, ...]
    only_here: tuple[str, ...] = ()
    direction: str = "ltr"


@lru_cache(maxsize=32)
def render(
    text: str, top: int = 2, *, origin: str = "", only_here: frozenset[str] = frozenset()
) -> Prose | None:
    """Markdown rendered, or None for what is too long or too deep to render.

    Links to pages below `origin`, the address of this site, are its own. Headings start at level `top`,
    whatever they start at in `text`. What `only_here` names, "links" to pages or "images" of
    the folder, is marked as something that the real hub would not have. Images from elsewhere
    are not loaded: their alternative text and their address stand in for them.
    """
    if len(text) > LARGEST or any(text.count(knot) > _MOST_KNOTS for knot in "[<"):
        return None
    headings: list[Heading] = []
    env: dict[str, Any] = {"top": top, "headings": headings}
    tokens = _PARSER.parse(text, env)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        return None
    html = _PARSER.renderer.render(tokens, _PARSER.options, env)
    shown, marked = _mark_only_here(clean(html, origin), only_here)
    return Prose(Markup(shown), tuple(headings), marked, _direction(tokens))  # noqa: S704


def _direction(tokens: Iterable[Token]) -> str:
    """The direction of the first letter. A browser takes seconds to find it around what has its own."""
    before = ""
    for token in tokens:
        if token.type == "inline" and before != "alert_title_open":
            for letter in _text_of(token):
                if (kind := unicodedata.bidirectional(letter)) in ("L", "R", "AL"):
                    return "ltr" if kind == "L" else "rtl"
        before = token.type
    return "ltr"


def _mark_only_here(html: str, wanted: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The HTML with a mark after each of what is wanted, and which of them there were."""
    marked = []
    for what in sorted(wanted, reverse=True):
        html, count = ONLY_HERE[what].subn(rf"\g<0>{_MARK}", html)
        marked += [what] if count else []
    return html, tuple(marked)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "alerts": True, "maxNesting": _DEEPEST})
    parser.enable(["table", "strikethrough"])
    parser.use(gfm_autolink_plugin)
    parser.inline.ruler.before("gfm_autolink_protocol", "short_pending", _shorten_pending)
    parser.use(footnote_plugin, inline=False)
    parser.core.ruler.push("headings", _set_headings)
    parser.core.ruler.push("tasks", _mark_tasks)
    parser.core.ruler.push("cells", _align_cells)
    parser.core.ruler.push("directions", _turn)
    for name, rule in {
        "image": _show_image,
        "html_inline": _show_html,
        "html_block": _show_html,
        "fence": _show_code,
        "code_block": _show_code,
        "heading_close": _close_heading,
        "table_open": _open_table,
        "table_close": _close_table,
    }.items():
        parser.add_render_rule(name, rule)
    return parser


def _shorten_pending(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (called by the parser)
    """Leave little of the text since the last mark: the next rule looks through it at each colon."""
    if not silent and len(state.pending) > _MOST_PENDING:
        state.pending, tail = state.pending[:-_LONGEST_PROTOCOL], state.pending[-_LONGEST_PROTOCOL:]
        state.pushPending()
        state.pending = tail
    return False


def _set_headings(state: StateCore) -> None:
    """Have the highest heading be of the level asked for, and give each an id as GitHub would."""
    found = [token for token in state.tokens if token.type.startswith("heading_")]
    highest = min((int(token.tag[1]) for token in found), default=1)
    shift = state.env["top"] - highest
    taken: dict[str, int] = {}
    for token, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type == "heading_open":
            said = _text_of(inline)
            anchor = _anchor(said, taken)
            token.attrSet("id", anchor)
            level = int(token.tag[1]) - highest + 1
            state.env["headings"].append(Heading(level, f"{OF_TEXT}{anchor}", said))
    for token in found:
        token.tag = f"h{min(int(token.tag[1]) + shift, 6)}"


def _anchor(said: str, taken: dict[str, int]) -> str:
    """The anchor of a heading, as GitHub makes it: one that no other heading has, and no footnote."""
    name = re.sub(r"[^\w\- ]", "", said.lower()).strip().replace(" ", "-")
    count, anchor = taken.get(name, 0), name
    while anchor in taken or _NOTE.fullmatch(anchor):
        count += 1
        anchor = f"{name}-{count}"
    taken[name] = count
    taken.setdefault(anchor, 0)
    return anchor


def _text_of(inline: Token) -> str:
    """What an inline says, without its marks; an image says its alternative text."""
    parts = inline.children or ()
    said = (" " if part.type in ("softbreak", "hardbreak") else part.content for part in parts)
    return "".join(
        text for part, text in zip(parts, said, strict=True) if part.type != "html_inline"
    )


def _mark_tasks(state: StateCore) -> None:
    """Put a box in the place of the `[ ]` or `[x]` that begins a list item."""
    for item, inline in zip(state.tokens, state.tokens[2:], strict=False):
        if item.type != "list_item_open" or inline.type != "inline" or not inline.children:
            continue
        first = inline.children[0]
        if found := _TASK.match(first.content):
            first.content = f"{'☐' if found[1] == ' ' else '☑'} {first.content[found.end() :]}"
            item.attrSet("class", "task")


def _align_cells(state: StateCore) -> None:
    """Align by class, since the policy lets no style into an element."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and "style" in token.attrs:
            side = str(token.attrs.pop("style")).removeprefix("text-align:")
            token.attrSet("class", f"to-{side}")


def _turn(state: StateCore) -> None:
    """Have each list go in the direction of its text; the lists within it go with it."""
    tokens = state.tokens
    for at, token in enumerate(tokens):
        if token.level == 0 and token.nesting == 1 and token.tag in TURNED_OUTSIDE:
            later = (tokens[place] for place in range(at + 1, len(tokens)))
            token.attrSet("dir", _direction(takewhile(lambda within: within.level > 0, later)))


def _show_image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    token = tokens[index]
    alt = renderer.renderInlineAsText(token.children, options, env)
    return _image(alt, str(token.attrGet("src") or ""))


def _show_html(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    return _IMAGE.sub(_show_tag, tokens[index].content)


def _show_tag(tag: re.Match[str]) -> str:
    alt, source = (pattern.search(tag[0]) for pattern in (_ALT, _SRC))
    return _image(
        *(unescape(next(filter(None, m.groups()), "")) if m else "" for m in (alt, source))
    )


def _image(alt: str, source: str) -> str:
    if source.startswith(BASE):
        return f'<img src="{escape(source)}" alt="{escape(alt)}">'
    address = source if len(source) <= 200 else f"{source[:200]}…"
    return f'<span class="image">Image: {escape(alt)} <code>{escape(address)}</code></span>'


def _show_code(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: Any
) -> str:
    token = tokens[index]
    env["code"] = env.get("code", 0) + len(token.content)
    language = (token.info.split() or [""])[0] if env["code"] <= _MOST_COLOURED else ""
    return f'<div class="code"><pre><code>{colour(token.content, language)}</code></pre></div>\n'


def _close_heading(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    """End a heading with a link to it, whose sign the style sheet draws, lest it be read as its text.

    The first heading that has no letters has no address: `#` alone leads to the top of a page.
    """
    name = str(tokens[index - 2].attrGet("id") or "")
    if not name:
        return f"</{tokens[index].tag}>\n"
    link = f'<a class="anchor" href="#{escape(name)}" aria-label="Link to this part"></a>'
    return f"{link}</{tokens[index].tag}>\n"


def _open_table(*_: Any) -> str:
    return f"{_TABLE_BOX}<table>"


def _close_table(*_: Any) -> str:
    return "</table></div>"


_PARSER = _parser()
