"""Parts of a body that stay in Git: from a comment `execsync: skip` to a comment `execsync: end`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from execsync.core.documents.position import Span
from execsync.core.documents.structure import Structure, first_block

_MARK = re.compile(r"<!--\s*execsync\s*:\s*(\w*)", re.IGNORECASE)


class Mark(NamedTuple):
    """A comment that is meant for us, with its first word in small letters; no `end` where it never ends."""

    word: str
    start: int
    end: int | None


class Parts(NamedTuple):
    """The parts that are skipped, and what is wrong with the marks around them: where, and in words."""

    skipped: tuple[Span, ...] = ()
    faults: tuple[tuple[int, str], ...] = ()


def has_marks(body: str) -> bool:
    """Whether a body may hold marks: without them, it need not be parsed for their sake."""
    return "<!--" in body and _MARK.search(body) is not None


def parts_in(body: str, structure: Structure) -> Parts:
    """The parts between marks. One that never ends goes to the end of the body."""
    skipped, faults, start = [], [], None
    for mark in _marks(body, structure):
        if mark.end is None:
            faults.append((mark.start, "the comment never ends"))
        elif mark.word == "skip" and start is None:
            start = mark.start
        elif mark.word == "end" and start is not None:
            skipped.append(Span(start, mark.end))
            start = None
        elif mark.word == "skip":
            faults.append((mark.start, "a part that is skipped begins within another one"))
        elif mark.word == "end":
            faults.append((mark.start, "no part that is skipped ends here"))
        elif mark.word != "ignore":
            faults.append((mark.start, f"`execsync: {mark.word}` means nothing"))
    if start is not None:
        skipped.append(Span(start, len(body)))
        faults.append((start, "the part that is skipped never ends"))
    return Parts(tuple(skipped), tuple(sorted(faults)))


def without_parts(body: str, structure: Structure) -> Structure:
    """The structure of what is left of a body: no link, heading or definition of its skipped parts."""
    skipped = parts_in(body, structure).skipped
    rest = replace(structure, skipped=skipped)
    links = tuple(link for link in structure.links if not rest.is_skipped(link.start))
    definitions = tuple(one for one in structure.definitions if not rest.is_skipped(one.start))
    headings = tuple(one for one in structure.headings if not rest.is_skipped(one.start))
    first = first_block(body, headings, [*definitions, *structure.comments, *skipped])
    return replace(rest, links=links, definitions=definitions, headings=headings, first=first)


def _marks(body: str, structure: Structure) -> Iterator[Mark]:
    comments = {comment.start: comment for comment in structure.comments}
    for match in _MARK.finditer(body):
        comment = comments.get(match.start())
        if comment or not structure.is_literal(match.start()):
            ends = comment is not None and body.endswith("-->", comment.start, comment.end)
            yield Mark(match[1].lower(), match.start(), comment.end if comment and ends else None)
