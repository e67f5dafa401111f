"""What gives a page its title."""

import posixpath
import re
from typing import NamedTuple

from execsync.core.choices import TitleFrom
from execsync.core.documents.document import Document
from execsync.core.documents.position import InBody, InFront, Place
from execsync.core.documents.publication import POST
from execsync.core.documents.structure import Heading
from execsync.core.settings import RuleSettings


class Title(NamedTuple):
    """A page's title without blanks at its ends, what gave it, and where that is written.

    `source` is None, and the title empty, where nothing gives one.
    """

    text: str = ""
    source: TitleFrom | None = None
    at: Place = InFront(("title",))


NO_TITLE = Title()
_INDEXES = frozenset({"index", "readme", "_index"})
_DASHES = re.compile(r"[\s_-]+")
_MAY_BE_FIRST_LEVEL = re.compile(r"^ {0,3}(?:#(?:[ \t]|$)|=+[ \t]*$)", re.MULTILINE)


def title_of(document: Document, settings: RuleSettings) -> Title:
    """The title by the first of `settings.title_from` that gives one.

    Front matter that has the key does so, even if it makes no sense there.
    """
    for source in settings.title_from:
        if source is TitleFrom.FRONT_MATTER:
            found = _front_title(document)
        elif source is TitleFrom.HEADING:
            found = heading_title(document)
        else:
            found = Title(file_title(document.path), source, None)
        if found.text or found.source is TitleFrom.FRONT_MATTER:
            return found
    return NO_TITLE


def heading_title(document: Document) -> Title:
    """The title that the heading at the body's beginning gives."""
    heading = title_heading(document.body)
    return (
        Title(heading_text(heading), TitleFrom.HEADING, InBody(heading.start))
        if heading
        else NO_TITLE
    )


def title_heading(body: str) -> Heading | None:
    """The heading that may give a title: of level 1, and the first block of the body."""
    if not _MAY_BE_FIRST_LEVEL.search(body):
        return None
    from execsync.core.documents.markdown import parse

    first = parse(body).first
    return first if first and first.level == 1 else None


def heading_text(heading: Heading) -> str:
    """What a heading says, without an id at its end."""
    from execsync.core.documents.anchors import OWN_ID

    return OWN_ID.sub("", heading.text).strip()


def file_title(path: str) -> str:
    """The title that a file's name gives, or its folder's where the name says nothing; perhaps empty."""
    post = POST.search(path)
    name = post["name"] if post else posixpath.splitext(posixpath.basename(path))[0]
    if name.lower() in _INDEXES:
        name = posixpath.basename(posixpath.dirname(path))
    words = _DASHES.sub(" ", name).strip()
    return words[:1].upper() + words[1:]


def _front_title(document: Document) -> Title:
    if "title" not in document.front:
        return NO_TITLE
    title = document.front["title"]
    return Title(title.strip() if isinstance(title, str) else "", TitleFrom.FRONT_MATTER)
