"""A text of the web, put back into the words of the file that it was made of."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from execsync.core.choices import TitleFrom
from execsync.core.digest import bare_body
from execsync.core.documents.document import Document
from execsync.core.documents.titles import title_of
from execsync.core.meaning import read, says
from execsync.core.parser import TooCostly
from execsync.core.pulling.carrying import Carried, carry
from execsync.core.pulling.headings import is_left_out, with_heading, without_heading
from execsync.core.pulling.localising import LocalText
from execsync.core.pulling.origins import Origins
from execsync.core.pulling.sending import Sending
from execsync.core.pulling.units import written_definitions

if TYPE_CHECKING:
    from execsync.core.blocks import Block


class Unsent(NamedTuple):
    """What a file is to hold so that it says what the web does.

    `body` is as Document has it. `title` is what the field is to be set to in front matter (see
    `written_as`), None where the body or what is there gives it already. `faithful` says that the page, sent
    again, says what the web says, in its text and its title; where it is false, the next plan has something
    to do, and this is what comes nearest, wherever the notice stands. `displaced` are parts that are never
    sent (comments, skipped parts) whose place was no more: they stand as near to it as can be.
    """

    body: str
    title: str | None = None
    faithful: bool = True
    displaced: tuple[str, ...] = ()


def unsent(sending: Sending, text: str, title: str) -> Unsent:
    """What makes the file say `text` and `title`, which are the web's.

    Blocks that say what they said when they were sent keep the file's bytes, whatever the web's spelling.
    Links to pages come back as the file had them, new ones become relative; local images come back as
    paths; the notice goes; comments, skipped parts and the title's heading that were left out stand where
    they stood. A title that the heading gave is changed in the heading where that is left out of the
    text, else in front matter, where `title_from` reads that first; a heading that was left out, and cannot
    say the new title, goes then. A text that is nested too deeply to be
    parsed leaves the body as it is, and is not `faithful`.
    """
    try:
        lines = text.replace("\r\n", "\n").replace("\r", "\n")
        return _unsent(sending, bare_body(lines), title)
    except TooCostly:
        return Unsent(sending.document.body, faithful=False)


def _unsent(sending: Sending, text: str, title: str) -> Unsent:
    told = says(text)
    tried: list[tuple[bool, str, Unsent]] = []
    for carried in _bodies(sending, text, told):
        for body, front in _titled(sending, carried.body, title):
            document = _document(sending, body, front)
            found = Unsent(body, front, displaced=tuple(carried.displaced))
            is_titled = title_of(document, sending.settings).text == title.strip()
            sent = sending.text_of(document)
            if is_titled and says(sent) == told:
                return found
            tried.append((is_titled, sent, found))
    return _nearest(text, tried)._replace(faithful=False)


def _nearest(text: str, tried: Sequence[tuple[bool, str, Unsent]]) -> Unsent:
    """Of those with the title, if there are any, the first of those that say most of what the web says."""
    wanted = Counter(read(text))
    best = min(tried, key=lambda one: (not one[0], _distance(wanted, Counter(read(one[1])))))
    return best[2]


def _distance(one: "Counter[Block]", other: "Counter[Block]") -> int:
    """How many blocks either text has that the other one has not, wherever they stand."""
    return (one - other).total() + (other - one).total()


def _bodies(sending: Sending, text: str, told: str) -> Iterator[Carried]:
    """From the one that keeps most to the one that takes most from the web."""
    if told == says(sending.text):
        yield Carried(sending.document.body)
    origins = Origins(sending.document.body, sending.changes)
    web = LocalText(text, sending, origins)
    inlined = LocalText(text, sending, origins, inline=True)
    # An editor that knows no definitions has taken them all out: nobody else did.
    ways = [(web, True), (inlined, False)]
    if not written_definitions(text):
        ways.reverse()
    for items in (True, False):
        for local, definitions in ways:
            yield carry(origins, local, items=items, by_meaning=True, definitions=definitions)
    yield carry(origins, web, items=False, by_meaning=False)


def _titled(sending: Sending, body: str, title: str) -> Iterator[tuple[str, str | None]]:
    """Bodies and titles of front matter that may give a page the title."""
    yield body, None
    heads = with_heading(body, title)
    in_front = TitleFrom.FRONT_MATTER in sending.settings.title_from
    if heads and is_left_out(sending.document, sending.settings):
        yield heads, None
        if in_front:
            yield heads, title
    if in_front:
        yield body, title
        if is_left_out(sending.document, sending.settings):
            yield without_heading(body), title
    if heads:
        yield heads, None


def _document(sending: Sending, body: str, title: str | None) -> Document:
    document = replace(sending.document, body=body)
    return (
        document if title is None else replace(document, front={**document.front, "title": title})
    )
