"""A text of the web, put back into the words of the file that it was made of."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from execsync.core.choices import TitleFrom
from execsync.core.documents.document import Document
from execsync.core.documents.titles import title_of
from execsync.core.meaning import says
from execsync.core.parser import TooCostly
from execsync.core.pulling.carrying import Carried, carry
from execsync.core.pulling.headings import is_left_out, with_heading
from execsync.core.pulling.localising import LocalText
from execsync.core.pulling.origins import Origins
from execsync.core.pulling.sending import Sending


class Unsent(NamedTuple):
    """What a file is to hold so that it says what the web does.

    `body` is as Document has it. `title` is what the field is to be set to in front matter (see
    `written_as`), None where the body or what is there gives it already. `faithful` says that the page, sent
    again, says what the web says, in its text and its title; where it is false, the next plan has something
    to do. `displaced` are parts that are never sent (comments, skipped parts) whose place was no more: they
    stand as near to it as can be.
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
    text, else in front matter, where `title_from` reads that first. A text that is nested too deeply to be
    parsed leaves the body as it is, and is not `faithful`.
    """
    try:
        return _unsent(sending, _trimmed(text), title)
    except TooCostly:
        return Unsent(sending.document.body, faithful=False)


def _unsent(sending: Sending, text: str, title: str) -> Unsent:
    told = says(text)
    tried: list[tuple[bool, Unsent]] = []
    for carried in _bodies(sending, text, told):
        for body, front in _titled(sending, carried.body, title):
            document = _document(sending, body, front)
            found = Unsent(body, front, displaced=tuple(carried.displaced))
            is_titled = title_of(document, sending.settings).text == title.strip()
            if is_titled and says(sending.text_of(document)) == told:
                return found
            tried.append((is_titled, found))
    best = next((found for is_titled, found in tried if is_titled), tried[0][1])
    return best._replace(faithful=False)


def _bodies(sending: Sending, text: str, told: str) -> Iterator[Carried]:
    """From the one that keeps most to the one that takes most from the web."""
    if told == says(sending.text):
        yield Carried(sending.document.body)
    origins = Origins(sending.document.body, sending.changes)
    web = LocalText(text, sending, origins)
    inlined = LocalText(text, sending, origins, inline=True)
    for items in (True, False):
        yield carry(origins, web, items=items, by_meaning=True)
        yield carry(origins, inlined, items=items, by_meaning=True, definitions=False)
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
    if heads:
        yield heads, None


def _document(sending: Sending, body: str, title: str | None) -> Document:
    document = replace(sending.document, body=body)
    return (
        document if title is None else replace(document, front={**document.front, "title": title})
    )


def _trimmed(text: str) -> str:
    """As a document's body is, without blank lines at its ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip(" \t"):
        lines.pop()
    while lines and not lines[0].strip(" \t"):
        del lines[0]
    return "\n".join(lines)
