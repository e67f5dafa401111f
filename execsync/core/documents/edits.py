"""Changes of a body on its way to the hub: what is left out of it, and what stands there instead."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from execsync.core.linked_text import LinkedText, PageLink

_BLANKS = " \t"


class Edit(NamedTuple):
    """`body[start:end]` gives way to `text`; offsets are in characters of the body as it is written."""

    start: int
    end: int
    text: str = ""


def edited(body: str, edits: Sequence[Edit], links: "Iterable[PageLink]" = ()) -> "LinkedText":
    """The body with edits made that are in order and do not overlap.

    `links` are those of the body as it is written. Those in what is left out or rewritten are dropped.
    """
    from execsync.core.linked_text import LinkedText

    if not edits:
        return LinkedText(body, tuple(links))
    parts, at = [], 0
    for edit in edits:
        parts += [body[at : edit.start], edit.text]
        at = edit.end
    return LinkedText("".join((*parts, body[at:])), tuple(_moved(links, edits)))


def with_links(
    edits: Sequence[Edit],
    links: "Iterable[PageLink]",
    address_of: "Callable[[PageLink], str]",
) -> tuple[Edit, ...]:
    """The edits, and those that fill links of the same body, in order: all that makes of it what is sent."""
    ends = [edit.end for edit in edits]
    fills = []
    for link in links:
        done = bisect_right(ends, link.start)
        is_left = done == len(edits) or edits[done].start >= link.end
        if is_left and (address := address_of(link)):
            fills.append(Edit(link.start, link.end, link.filled(address)))
    return tuple(sorted([*edits, *fills], key=lambda edit: (edit.start, edit.end)))


def _moved(links: "Iterable[PageLink]", edits: Sequence[Edit]) -> "Iterator[PageLink]":
    ends = [edit.end for edit in edits]
    shifts = [0, *accumulate(len(edit.text) - (edit.end - edit.start) for edit in edits)]
    for link in links:
        done = bisect_right(ends, link.start)
        if done == len(edits) or edits[done].start >= link.end:
            shift = shifts[done]
            yield replace(link, start=link.start + shift, end=link.end + shift)


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in order, with one in the place of those that overlap: what any of them leaves out, goes."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        last = found[-1] if found else None
        if last is None or edit.start >= last.end:
            found.append(edit)
        elif edit.end > last.end:
            found[-1] = Edit(last.start, edit.end, edit.text)
    return found


def cut(body: str, start: int, end: int, *, block: bool) -> Edit:
    """The edit that leaves out `body[start:end]`.

    What has its lines to itself goes with their line ends; a blank line stays where a `block` has kept two
    others apart. Else, the blanks go that would be at the beginning or the end of a line.
    """
    left, right = _left(body, start, _BLANKS), _right(body, end)
    begins, ends = body[left - 1 : left] in ("", "\n"), body[right : right + 1] in ("", "\n")
    if not ends:
        return Edit(start, right if begins else end)
    begin = left if begins else start
    is_quoted = not begins and _left(body, left, f"{_BLANKS}>") in (
        0,
        body.rfind("\n", 0, left) + 1,
    )
    apart = "\n" if block and not is_quoted and _is_between(body, begin, right) else ""
    return Edit(left, min(right + 1, len(body)) if begins else right, apart)


def _left(body: str, offset: int, signs: str) -> int:
    """Where the signs before an offset begin."""
    while offset and body[offset - 1] in signs:
        offset -= 1
    return offset


def _right(body: str, offset: int) -> int:
    """Where the blanks from an offset on end."""
    while offset < len(body) and body[offset] in _BLANKS:
        offset += 1
    return offset


def _is_between(body: str, start: int, line_end: int) -> bool:
    """Whether something stands on the line that ends before `start`, and on the one after `line_end`."""
    before = body[body.rfind("\n", 0, max(start - 1, 0)) + 1 : start]
    after_end = body.find("\n", line_end + 1)
    after = body[line_end + 1 : after_end if after_end >= 0 else len(body)]
    return bool(before.strip() and after.strip())


def trimmed(body: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits with those that a text needs to have no blank lines at its ends, as a body has none."""
    first, start = 0, 0
    while first < len(edits) and not _says(edits[first], body[start : edits[first].start]):
        start, first = edits[first].end, first + 1
    last, end = len(edits), len(body)
    while last > first and not _says(edits[last - 1], body[edits[last - 1].end : end]):
        end, last = edits[last - 1].start, last - 1
    kept = [*edits[first:last]]
    if first:
        rest = body[start : kept[0].start if kept else end]
        start += len(rest) - len(rest.lstrip(f"{_BLANKS}\n"))
        start = max(body.rfind("\n", 0, start) + 1, edits[first - 1].end)
        kept.insert(0, Edit(0, start))
    if last < len(edits):
        floor = kept[-1].end if kept else 0
        end = max(floor, len(body[:end].rstrip(f"{_BLANKS}\n")))
        kept.append(Edit(end, len(body)))
    return kept


def _says(edit: Edit, beside: str) -> bool:
    return bool(edit.text.strip() or beside.strip())
