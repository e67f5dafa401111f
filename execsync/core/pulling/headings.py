"""The heading that gives a page its title, with another title in it."""

import re
from dataclasses import replace
from unicodedata import normalize

from execsync.core.documents.anchors import OWN_ID
from execsync.core.documents.document import Document
from execsync.core.documents.titles import heading_text, title_heading, title_of
from execsync.core.pulling.sending import Sending
from execsync.core.settings import RuleSettings

_ATX = re.compile(r"( {0,3}#[ \t]+)(.*?)([ \t]+#+)?([ \t]*)", re.DOTALL)
_SIGN = re.compile(r"([\\`*_\[\]<>&~|!#])")
_ANY_SIGN = re.compile(r"([!-/:-@\[-`{-~])")


def is_left_out(document: Document, settings: RuleSettings) -> bool:
    """Whether a document's body goes without the heading that says its title."""
    heading = title_heading(document.body) if settings.strip_title_heading else None
    if heading is None:
        return False
    title = title_of(document, settings).text
    return normalize("NFC", title) == normalize("NFC", heading_text(heading))


def is_retitled(sending: Sending, text: str, title: str) -> bool:
    """Whether a text of the web gives the page another title than it has there."""
    document, settings = sending.document, sending.settings
    if is_left_out(document, settings):
        return False
    return title_of(replace(document, body=text), settings).text != title


def with_heading(body: str, title: str) -> str | None:
    """The body whose first heading says a title, and all else what it said; None where there is no way.

    Its signs, its underline and an id at its end stay. Signs of Markdown in the title are escaped if they
    must be.
    """
    heading = title_heading(body)
    if heading is None or not title.strip():
        return None
    written = body[heading.start : heading.end]
    said_plainly = title.strip()
    escaped = [sign.sub(r"\\\1", said_plainly) for sign in (_SIGN, _ANY_SIGN)]
    for said in (said_plainly, *escaped):
        new = body[: heading.start] + _with_words(written, said) + body[heading.end :]
        found = title_heading(new)
        if found and normalize("NFC", heading_text(found)) == normalize("NFC", title.strip()):
            rest = new[found.end :]
            if found.start == heading.start and rest == body[heading.end :]:
                return new
    return None


def without_heading(body: str) -> str:
    """The body without its first heading, where it has one that may give a title."""
    heading = title_heading(body)
    if heading is None:
        return body
    return body[: heading.start] + body[heading.end :].lstrip("\n")


def _with_words(written: str, said: str) -> str:
    words, newline, underline = written.rpartition("\n")
    atx = _ATX.fullmatch(written)
    if newline and not atx:
        own = OWN_ID.search(words)
        indent = words[: len(words) - len(words.lstrip(" "))]
        return f"{indent}{said}{own[0] if own else ''}\n{underline}"
    if not atx:
        return f"# {said}"
    own = OWN_ID.search(atx[2])
    return f"{atx[1]}{said}{own[0] if own else ''}{atx[3] or ''}{atx[4]}"
