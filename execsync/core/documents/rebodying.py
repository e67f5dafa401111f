"""Another body for a file, with its front matter as it was, byte for byte."""

from collections.abc import Iterator

from execsync.core.documents.document import is_json
from execsync.core.documents.front_matter import split
from execsync.core.documents.line_ends import LineEnds
from execsync.core.documents.read_error import ReadError

_EMPTY = "---\n---\n\n"


def rebodied(text: str, body: str) -> str:
    """The text of a whole file with another body.

    `text` is the file as it is: with its byte-order mark and its own line ends; `body` is as Document has it.
    Front matter, the blank lines around the body and the end of the file stay, and so do the lines that both
    bodies begin and end with. A body that would be read as front matter, or begin some, gets empty front
    matter before it, where the file has none. Raises ReadError if the front matter never ends.
    """
    file = LineEnds(text)
    block, rest = split(file.text)
    offset = len(file.text) - len(rest)
    last = len(rest.rstrip(" \t\n"))
    if not last and not body:
        return text
    stop = rest.find("\n", last) if last else len(rest)
    stop = len(rest) if stop < 0 else stop
    blank = rest[:stop][: len(rest[:stop]) - len(rest[:stop].lstrip(" \t\n"))]
    start = (blank if last else rest).rfind("\n") + 1
    edits = _line_edits(rest[start:stop], body)
    apart = "\n" if not last and body and rest.count("\n") < 2 and offset else ""
    changed = [(offset + start + at, offset + start + end, apart + put) for at, end, put in edits]
    made = file.edited(changed)
    return made if block or not _has_front(made) else LineEnds(made).edited([(0, 0, _EMPTY)])


def _has_front(text: str) -> bool:
    """Whether what a file begins with is taken for front matter, be it that it never ends, or is not read."""
    text = LineEnds(text).text
    try:
        block, _ = split(text)
    except ReadError:
        return True
    return block is not None or is_json(text)


def _line_edits(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """The lines between those that both begin and end with."""
    if old == new:
        return
    lines, others = old.split("\n"), new.split("\n")
    first = 0
    while first < min(len(lines), len(others)) and lines[first] == others[first]:
        first += 1
    last = 0
    while last < min(len(lines), len(others)) - first and lines[-1 - last] == others[-1 - last]:
        last += 1
    if not last:
        head = len("\n".join(lines[:first]))
        head += 0 < first < min(len(lines), len(others))
        yield head, len(old), new[head:]
        return
    start = sum(len(line) + 1 for line in lines[:first])
    tail = sum(len(line) + 1 for line in lines[len(lines) - last :]) - 1
    yield start, len(old) - tail, new[start : len(new) - tail]
