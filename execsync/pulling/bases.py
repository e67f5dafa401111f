"""What a page's file was when it was last sent: from Git, the file as it is, or the cache of texts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from execsync.config import Config
from execsync.content.images import ImagesOnDisk
from execsync.content.tree import Tree
from execsync.core.digest import digest
from execsync.core.documents.document import Document, parse
from execsync.core.documents.site import Site
from execsync.core.documents.titles import title_of
from execsync.core.documents.translation import translate
from execsync.core.linked_text import Filling
from execsync.core.meaning import same_measure
from execsync.core.pulling.sending import Sending
from execsync.core.pulling.unsending import unsent
from execsync.core.state import PageState, State
from execsync.state.bodies import Bodies
from execsync.state.history import History


@dataclass(frozen=True, slots=True)
class Base:
    """What a web edit is measured against.

    `sending` is what made the text. `text` is the text as the hub had it before somebody edited it, and
    `body` the same in the file's words; both are None where nobody knows it any more. `sent` is the body as
    it was sent, where the hub has lost something of it.
    """

    sending: Sending
    text: str | None
    body: str | None
    sent: str | None = None


@dataclass(frozen=True, slots=True)
class Bases:
    """Finds them, by the rules and the files of one hub."""

    config: Config
    state: State
    history: History
    bodies: Bodies
    site: Site
    images: ImagesOnDisk
    now: datetime

    @classmethod
    def of(
        cls,
        config: Config,
        tree: Tree,
        state: State,
        history: History,
        bodies: Bodies,
        now: datetime,
    ) -> "Bases":
        """Those of a walked content root; `now` knows its time zone."""
        site = Site([file.path for file in tree.files], config.rules.links)
        return cls(config, state, history, bodies, site, ImagesOnDisk(config), now)

    def sending(self, document: Document, known: PageState) -> Sending:
        """What makes the text of a page's file, its links filled as State says they were."""
        pages = self.state.pages.values()
        ids = {page.path: page.id for page in pages if not page.archived}
        filled = {path: i for path, i in zip(known.links, known.link_ids, strict=False) if i}
        filling = Filling(document.path, known.link_form, {**ids, **filled})
        return Sending(document, self.config.rules, self.site, filling, self.images)

    def find(self, document: Document, blob: str, known: PageState) -> Base:
        """The base of a page whose file holds `document` now, and has this id in Git."""
        now = self.sending(document, known)
        if known.unbased:
            return Base(now, None, None)
        for sending in self._candidates(now, blob, known):
            if digest(sending.text) == known.sent_digest:
                sent = _titled(sending, known.title)
                return self._as_shown(known, sent, sending.text, sent.document.body)
        text = self.bodies.find(known.sent_digest)
        if text is not None:
            return self._as_shown(known, now, text, unsent(now, text, known.title).body)
        if blob == known.blob:
            # Settings have changed since: it is the file that was sent, all the same.
            return self._as_shown(known, now, now.text, document.body)
        return Base(now, None, None)

    def _candidates(self, now: Sending, blob: str, known: PageState) -> Iterator[Sending]:
        """What may have made the text: the file itself, or the one that Git has kept."""
        if blob != known.blob and (data := self.history.file(known)):
            document, _ = parse(now.document.path, data)
            if document is not None:
                yield self.sending(translate(document, self.config.rules, self.now), known)
        yield now

    def _as_shown(self, known: PageState, sending: Sending, text: str, body: str) -> Base:
        """The base, where the hub had kept the text as it was sent: else the hub's own, if it is here."""
        shown = known.observed
        if shown is None or not same_measure(shown.says, known.says) or shown.says == known.says:
            return Base(sending, text, body)
        kept = self.bodies.find(shown.body)
        if kept is None:
            return Base(sending, None, None)
        return Base(sending, kept, unsent(sending, kept, known.title).body, sent=body)


def _titled(sending: Sending, title: str) -> Sending:
    """The same, of a document with the title that was sent: a heading that is left out may say another."""
    document = sending.document
    if title_of(document, sending.settings).text == title:
        return sending
    made = unsent(sending, sending.text, title)
    front = document.front if made.title is None else {**document.front, "title": made.title}
    return replace(sending, document=replace(document, body=made.body, front=front))
