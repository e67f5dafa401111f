"""Pages as they are on the web, fetched whole, for their files to take over."""

from dataclasses import dataclass, replace

from execsync.core.page_fields import FIELDS
from execsync.core.planning.drift import drifted_fields
from execsync.core.planning.web_edit import WebEdit
from execsync.core.running.hub import HubCalls
from execsync.core.running.outcome import contested_page
from execsync.core.snapshot import PageSnapshot, is_there
from execsync.core.state import Observed, PageState, SourceState, State
from execsync.core.web_address import sent_or_same
from execsync.errors import NotFound
from execsync.sync.lookup import get_page
from execsync.sync.web_edits import find_web_edit

REQUESTS = 2
"""That a page takes at most: itself, and its versions. A source that State does not know takes one more."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page as the web has it now, and what somebody changed of it since our last write.

    `known` is what State says of it, marked with what the web shows now. `urls` and `source_ids` are those of
    the sources that a file can name; `sources` are the entries of those that State does not know yet, and
    `unnamed` the ids of the others, which are no web addresses.
    """

    known: PageState
    snapshot: PageSnapshot
    fields: tuple[str, ...]
    edit: WebEdit
    urls: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    sources: tuple[SourceState, ...] = ()
    unnamed: tuple[str, ...] = ()

    @property
    def web(self) -> Observed:
        """What the hub shows now."""
        return Observed.of(self.snapshot)


def fetch_page(hub: HubCalls, known: PageState, state: State) -> WebPage | None:
    """A page with what was changed of it; None where it is archived or gone. Raises HubError and Incomplete.

    One request; one more where its versions can tell who it was, and one for each source that State does
    not know.
    """
    snapshot = get_page(hub, known.id)
    if not is_there(snapshot):
        return None
    marked = contested_page(known, snapshot)
    web = Observed.of(snapshot)
    before = marked.observed
    fields = drifted_fields(web, before, marked.source_ids) if before else ()
    page = WebPage(marked, snapshot, fields, find_web_edit(hub, marked) or WebEdit(web.updated_at))
    if "sources" in fields:
        return _with_sources(hub, page, state)
    if not (before and marked.foreign_ids):
        return page
    # What others attached is no edit; an address among it comes along into a file that is pulled.
    linked = _with_sources(hub, page, state)
    if set(linked.source_ids) <= set(marked.source_ids):
        return page
    return replace(linked, fields=tuple(name for name in FIELDS if name in (*fields, "sources")))


def _with_sources(hub: HubCalls, page: WebPage, state: State) -> WebPage:
    urls = {source.id: url for url, source in state.sources.items()}
    found: list[SourceState] = []
    named: dict[str, str] = {}
    for source_id in page.snapshot.source_ids:
        if source_id in urls:
            named[source_id] = urls[source_id]
        elif source := _source(hub, source_id):
            named[source_id] = source.url
            found += [source] if source.url not in state.sources else []
    unnamed = tuple(i for i in page.snapshot.source_ids if i not in named)
    return replace(
        page,
        urls=tuple(dict.fromkeys(named.values())),
        source_ids=tuple(named),
        sources=tuple(found),
        unnamed=unnamed,
    )


def _source(hub: HubCalls, source_id: str) -> SourceState | None:
    """The entry of a source that somebody attached on the web; None where a file cannot name it."""
    try:
        shown = hub.source(source_id)
    except NotFound:
        return None
    if not shown.url:
        return None
    url = sent_or_same(shown.url)
    return SourceState(
        url, shown.id, shown.title, status=shown.status or "pending", maker=shown.maker
    )
