"""A page's text as the web has it, in the words of its file."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from execsync.core.choices import TitleFrom
from execsync.core.digest import bare_body, body_digest
from execsync.core.documents.desired import text_of
from execsync.core.documents.document import Document
from execsync.core.documents.splicing import SpliceError
from execsync.core.documents.titles import title_of
from execsync.core.meaning import same_measure, says
from execsync.core.planning.linking import LinkTargets
from execsync.core.pulling.headings import is_retitled
from execsync.core.pulling.three_ways import Bodies
from execsync.core.pulling.unsending import unsent
from execsync.core.pulling.web_values import FileSide, WebValue, kept_title, title_value
from execsync.core.resource import Body
from execsync.pulling.bases import Bases
from execsync.pulling.losses import with_losses
from execsync.sync.web_pages import WebPage

OTHERWISE = "its file says it otherwise than the web does: the next plan shows how"


@dataclass
class WebText:
    """The text of one page. `notes` are what `bodies` finds to tell a person."""

    bases: Bases
    targets: LinkTargets
    file: FileSide
    web: WebPage
    notes: list[str] = field(default_factory=list)
    _is_restored: bool = False

    def bodies(self) -> tuple[Bodies | None, WebValue | None]:
        """Both bodies, where the text or the title was edited, and the title if front matter gives it."""
        web, known = self.web.web, self.web.known
        is_edited = "content" in self.web.fields and not self._says_so
        has_title = "title" in self.web.fields
        if not is_edited and not has_title:
            return None, None
        base = self.bases.find(self.file.document, self.file.page.blob, known)
        title = web.title if has_title else known.title
        text = base.sending.text if base.text is None else base.text
        body = base.body
        if is_edited:
            text = bare_body(self.web.snapshot.body or "")
            if body is None:
                self.notes.append(
                    "nobody knows any more what its text was before the edit: both texts stand side by side"
                )
        elif body is None:
            body = self.file.document.body
        made = unsent(base.sending, text, title)
        if known.unbased and made.body != body:
            body = None
        self.notes += [
            f"`{part.splitlines()[0]}` has lost its place" for part in made.displaced if part
        ]
        is_told = made.faithful or made.title is not None or has_title
        if not is_told and is_retitled(base.sending, text, known.title):
            raise SpliceError(
                "title", "a heading of the web's text would give the page another one"
            )
        if not made.faithful and not is_edited:
            self.notes.append(OTHERWISE)
        bodies = with_losses(base, Bodies(body or "", made.body))
        self._is_restored = bodies.web != made.body and made.faithful
        titled = self._title_value() if made.title is not None else None
        return (None if bodies.base == bodies.web else bodies), titled

    def body(self, document: Document) -> Body | None:
        """The text of the web's side as it would be sent; None where that does not say what the web says."""
        if "content" not in self.web.fields:
            return self.file.page.body
        bases, web = self.bases, self.web.web
        if self._says_so:
            return self._filled
        linked = text_of(document, bases.config.rules, bases.site, bases.images)
        page = replace(self.file.page, body=Body.of(linked))
        body = self.targets.fill(page, self.web.known).body
        now = says(body.text())
        is_same = (
            now == web.says if same_measure(now, web.says) else web.body == body_digest(body.text())
        )
        return body if is_same or self._is_restored else None

    @cached_property
    def _says_so(self) -> bool:
        """Whether the file's text says by now what the web's does."""
        return says(self._filled.text()) == self.web.web.says

    @cached_property
    def _filled(self) -> Body:
        """The file's text with its links filled."""
        return self.targets.fill(self.file.page, self.web.known).body

    def _title_value(self) -> WebValue | None:
        """What front matter is to have for the title: without it, another heading would retitle the page."""
        if "title" in self.web.fields:
            return title_value(self.file, self.web.known, self.web.web)
        now = title_of(self.file.document, self.bases.config.rules)
        return None if now.source is TitleFrom.FRONT_MATTER else kept_title(now.text)
