"""A file for a page that has none, made so that a plan finds nothing to do about the two."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from execsync.core.choices import Status, TitleFrom, Visibility
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.digest import bare_body
from execsync.core.directory import Directory
from execsync.core.documents.desired import page_of, text_of
from execsync.core.documents.document import Document
from execsync.core.documents.images import ImageFiles
from execsync.core.documents.page_file import page_file
from execsync.core.documents.site import Site
from execsync.core.linked_text import Filling
from execsync.core.naming import look_up
from execsync.core.page_fields import ID_LISTS, NAME_LISTS, OTHER_WAY
from execsync.core.planning.diff import compare
from execsync.core.planning.drift import web_edits
from execsync.core.planning.linking import LinkTargets
from execsync.core.pulling.localising import LocalText
from execsync.core.pulling.origins import Origins
from execsync.core.pulling.sending import Sending
from execsync.core.resource import Body, Page
from execsync.core.rules import check, judge, read
from execsync.core.running.rebuild import adopt, adopt_sources
from execsync.core.settings import RuleSettings
from execsync.core.snapshot import PageSnapshot, SourceSnapshot
from execsync.core.state import Observed, PageState, SourceState
from execsync.core.web_address import BadAddress, has_user, sent_form

URL = "url"
"""The type of the sources that a file can name; one whose type the hub does not tell is taken for one."""


class LeftOut(Exception):
    """Why a page gets no file, in words for a person."""


@dataclass(frozen=True, slots=True)
class Making:
    """What a file is made with, beside its page.

    `site` and `targets` have the pages that are there and those that are to come. `linked` are the hub's
    sources by id, `sources` those that State has by address.
    """

    settings: RuleSettings
    now: datetime
    directory: Directory
    site: Site
    targets: LinkTargets
    files: ImageFiles
    linked: Mapping[str, SourceSnapshot]


@dataclass(frozen=True, slots=True)
class Made:
    """A file's bytes, and what State says of its page and of sources that it did not know."""

    data: bytes
    entry: PageState
    sources: tuple[SourceState, ...]


def make_file(
    path: str, snapshot: PageSnapshot, known: Mapping[str, SourceState], making: Making
) -> Made:
    """The file at a path for a page in full; `known` are the sources that State has.

    It is read again as a plan reads it, and what that would send is held against the page. Raises LeftOut
    where no file gives just this page.
    """
    _refuse(snapshot)
    front = {**_front(snapshot, making), **_lists(path, snapshot, known, making)}
    reasons = []
    for body in _bodies(path, snapshot, making):
        try:
            return _made(path, front, body, snapshot, known, making)
        except LeftOut as reason:
            reasons.append(reason)
    raise reasons[0]


def _refuse(snapshot: PageSnapshot) -> None:
    row = snapshot.row
    if row.unread:
        raise LeftOut(f"what the hub shows of it cannot be read: {', '.join(row.unread)}")
    if row.status not in {*Status}:
        raise LeftOut(f"its status is {row.status}")
    if row.visibility not in {*Visibility}:
        raise LeftOut(f"it is {row.visibility}, which no file can say")


def _front(snapshot: PageSnapshot, making: Making) -> dict[str, Any]:
    """What a page is; a draft beside a live version is a draft, which leaves the live version alone."""
    web = Observed.of(snapshot)
    title = {"title": web.title} if TitleFrom.FRONT_MATTER in making.settings.title_from else {}
    status = Status.DRAFT.value if web.has_draft else web.status
    return {**title, "status": status, "visibility": snapshot.row.visibility}


def _lists(
    path: str, snapshot: PageSnapshot, known: Mapping[str, SourceState], making: Making
) -> dict[str, Any]:
    """Folders and skills by name, else by id, and sources; an empty list where a default would fill it."""
    defaults = making.settings.defaults_of(path)
    found: dict[str, list[str]] = {}
    for things, ids in NAME_LISTS.items():
        own, listed = getattr(snapshot.row, ids), making.directory.get(things)
        names = {i: listed.shortest(i) for i in own} if listed else {}
        found[things] = [names[i] for i in own if names.get(i)]
        found[ids] = [i for i in own if not names.get(i)]
    found["sources"] = [*dict.fromkeys(_addresses(snapshot, known, making.linked))]
    given = {name for name, value in defaults._asdict().items() if value}
    given |= {OTHER_WAY[name] for name in given if name in OTHER_WAY}
    empty = given.difference(*(_both_ways(name) for name, value in found.items() if value))
    return {n: value for n, value in found.items() if value or (n in empty and n not in ID_LISTS)}


def _both_ways(name: str) -> set[str]:
    return {name, OTHER_WAY.get(name, name)}


def _addresses(
    snapshot: PageSnapshot,
    known: Mapping[str, SourceState],
    linked: Mapping[str, SourceSnapshot],
) -> Iterator[str]:
    """The addresses of a page's sources; those without one that a file could name stay other people's."""
    for source_id in snapshot.source_ids:
        source = linked.get(source_id)
        if source is None or source.type not in ("", URL):
            continue
        try:
            url = sent_form(source.url)
        except BadAddress:
            continue
        if not has_user(url) and (url not in known or known[url].id == source_id):
            yield url


def _bodies(path: str, snapshot: PageSnapshot, making: Making) -> Iterator[str]:
    """The bodies that may give the page's text, from the one that says most in a file's own words.

    Without our notice, with links to pages as paths, and as it is; then with the title's heading, which is
    left out of what is sent.
    """
    settings, body = making.settings, bare_body(snapshot.body or "")
    bare = _without_notice(body, path, settings)
    heading = f"# {Observed.of(snapshot).title}\n\n"
    found = [_relinked(path, bare, making), bare, body]
    if settings.strip_title_heading:
        found += [f"{heading}{one}".strip("\n") for one in found]
    return iter(dict.fromkeys(found))


def _without_notice(body: str, path: str, settings: RuleSettings) -> str:
    if settings.notice is None:
        return body
    says = settings.notice.block(settings.shown_path(path))
    return bare_body(body.removeprefix(says) if settings.notice.first else body.removesuffix(says))


def _relinked(path: str, body: str, making: Making) -> str:
    """The body with the ways to files where it has addresses of pages and images of ours."""
    targets = making.targets
    sending = Sending(
        Document(path, {}, ""),
        making.settings,
        making.site,
        Filling(path, targets.form, targets.ids),
        making.files,
    )
    return LocalText(body, sending, Origins("", ())).part(0, len(body))


def _made(
    path: str,
    front: Mapping[str, Any],
    body: str,
    snapshot: PageSnapshot,
    known: Mapping[str, SourceState],
    making: Making,
) -> Made:
    try:
        data = page_file(front, body)
    except UnicodeEncodeError:
        raise LeftOut("it holds characters that are no text") from None
    document = _read(path, data, making)
    page = _page(document, making)
    linked = [making.linked[i] for i in snapshot.source_ids if i in making.linked]
    sources = {**adopt_sources([page], linked), **known}
    entry = adopt(page, snapshot, sources)
    differing = [*web_edits(entry), *(one.field for one in compare(page, entry, sources))]
    if differing:
        fields = ", ".join(dict.fromkeys(differing))
        raise LeftOut(f"its file, sent again, would not give the same: {fields}")
    named = {ref.url for ref in page.sources}
    return Made(
        data, replace(entry, imported=True), tuple(sources[url] for url in named - known.keys())
    )


def _read(path: str, data: bytes, making: Making) -> Document:
    document, found = read(path, data, making.settings, making.now)
    if document is not None:
        found = [*found, *check(document, making.settings, making.files)]
    for error in _errors(found, making.settings):
        raise LeftOut(f"{error.code}: {error.summary}")
    if document is None:
        raise LeftOut("its file could not be read again")
    return document


def _errors(found: Iterable[Diagnostic], settings: RuleSettings) -> Sequence[Diagnostic]:
    placed = [replace(one, path=settings.shown_path(one.path)) for one in found]
    return [one for one in judge(placed, settings) if one.severity is Severity.ERROR]


def _page(document: Document, making: Making) -> Page:
    text = text_of(document, making.settings, making.site, making.files)
    named = look_up([page_of(document, making.settings, Body.of(text))], making.directory, {})
    for lost in named.lost:
        raise LeftOut(f"nothing tells what {lost.name} in {lost.things} is")
    return making.targets.fill(named.pages[0], None)
