"""The parts of a body that mean only themselves: code, comments, bare addresses. No link stands in them."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.token import Token

_SIGN = re.compile(r"\\.|`+|<!--|<", re.DOTALL)
_RUN = re.compile(r"`+")
_TAG = re.compile(HTML_TAG_RE.pattern.removeprefix("^"))
_BARE_ADDRESS = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>")
_BLOCKS = frozenset({"fence", "code_block"})
_LONGEST_TAG = 1000
"""Characters in which a tag must end: else a text full of `<` would take square time."""


def literal_ranges(body: str, tokens: Iterable[Token]) -> list[range]:
    """Their offsets in `body`, which `tokens` were made of, in order."""
    starts = [0, *(match.end() for match in re.finditer("\n", body)), len(body)]
    ranges: list[range] = []
    for token in tokens:
        if token.map is None:
            continue
        begin, end = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
        if token.type in _BLOCKS:
            ranges.append(range(begin, end))
        elif token.type == "html_block":
            ranges += _comments(body, begin, end)
        elif token.type == "inline" and ("`" in token.content or "<" in token.content):
            ranges += _in_line(body, begin, end)
    return ranges


def _comments(text: str, begin: int, end: int) -> Iterator[range]:
    while (start := text.find("<!--", begin, end)) >= 0:
        begin = _after_comment(text, start, end)
        if begin < 0:
            break
        yield range(start, begin)


def _after_comment(text: str, start: int, end: int) -> int:
    """The offset after the comment that begins at `start`; -1 where it never ends."""
    closing = text.find("-->", start + 2, end)
    return closing + 3 if closing >= 0 else -1


def _in_line(text: str, begin: int, end: int) -> Iterator[range]:
    """Those of a paragraph or a heading, read from the left, as Markdown does it."""
    runs: dict[int, list[int]] = defaultdict(list)
    for run in _RUN.finditer(text, begin, end):
        runs[len(run[0])].append(run.start())
    last_comment = text.rfind("-->", begin, end)
    at = begin
    while sign := _SIGN.search(text, at, end):
        start, at = sign.span()
        after = -1
        if sign[0].startswith("`"):
            closing = runs[at - start]
            place = bisect_left(closing, at)
            after = closing[place] + at - start if place < len(closing) else -1
        elif sign[0] == "<!--" and start < last_comment:
            after = _after_comment(text, start, end)
        elif sign[0] == "<":
            most = min(end, start + _LONGEST_TAG)
            if bare := _BARE_ADDRESS.match(text, start, most):
                after = bare.end()
            elif tag := _TAG.match(text, start, most):
                at = tag.end()
        if after >= 0:
            yield range(start, after)
            at = after
