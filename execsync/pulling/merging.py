"""One page's web edit, put into the text of its file: in memory, nothing is written yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from execsync.content.checking import check_file
from execsync.content.file_bytes import read_bytes
from execsync.content.places import shown_path
from execsync.content.tree import File
from execsync.core.choices import TitleFrom
from execsync.core.diagnostic import Severity
from execsync.core.digest import bare_body, blob_id, body_digest
from execsync.core.directory import Directory
from execsync.core.documents.desired import text_of
from execsync.core.documents.document import Document, parse
from execsync.core.documents.read_error import ReadError
from execsync.core.documents.splicing import SpliceError
from execsync.core.documents.titles import title_of
from execsync.core.documents.translation import translate
from execsync.core.meaning import same_measure, says
from execsync.core.planning.linking import LinkTargets
from execsync.core.pulling.choices import OnConflict
from execsync.core.pulling.entry import pulled_page
from execsync.core.pulling.headings import is_retitled
from execsync.core.pulling.labels import conflict_labels
from execsync.core.pulling.pulled import Pulled, Result
from execsync.core.pulling.three_ways import Bodies, Sides, Writing, sides_of
from execsync.core.pulling.unsending import unsent
from execsync.core.pulling.web_values import (
    FileSide,
    WebValue,
    kept_title,
    title_value,
    web_values,
)
from execsync.core.resource import Body, Page
from execsync.pulling.bases import Bases
from execsync.pulling.losses import with_losses
from execsync.pulling.prepared import Prepared
from execsync.sync.web_pages import WebPage
from execsync.system.git_merge import merge_files

BY_HAND = "write it into the file by hand, then: execsync apply"
AGAIN = "run the same command again"
KEPT = "where both have changed the same, the file's side is kept: the next apply writes it over the web's"
OTHERWISE = "its file says it otherwise than the web does: the next plan shows how"
_FAVOURED: Mapping[OnConflict, Literal["ours", "theirs"]] = {
    OnConflict.OURS: "ours",
    OnConflict.THEIRS: "theirs",
}


@dataclass(frozen=True, slots=True)
class Merging:
    """What all pages of a pull are merged with."""

    bases: Bases
    targets: LinkTargets
    directory: Directory
    on_conflict: OnConflict

    def prepare(self, page: Page, web: WebPage, file: File) -> Prepared:
        """The page's new text. Raises GitMissing where that takes a merge and there is no Git."""
        config = self.bases.config
        told = Pulled(
            shown_path(page.path, config), web.known.id, Result.LEFT, web.fields, web.edit
        )
        data, trouble = read_bytes(file)
        if trouble is not None or blob_id(data) != page.blob:
            reason = "its file was changed while it was looked at"
            return Prepared(replace(told, reason=reason, hint=AGAIN, error=True), file)
        try:
            return _PageMerge(self, page, web, file, data, told).prepare()
        except (SpliceError, ReadError) as trouble:
            reason = f"what the web says cannot be put into its file: {trouble}"
            return Prepared(replace(told, reason=reason, hint=BY_HAND, error=True), file)


@dataclass
class _PageMerge:
    """The merge of one page."""

    merging: Merging
    page: Page
    web: WebPage
    file: File
    data: bytes
    told: Pulled
    notes: list[str] = field(default_factory=list)
    _is_restored: bool = False
    _is_kept: bool = False

    def prepare(self) -> Prepared:
        """Make the three sides, and merge them."""
        values = [*self._values()]
        bodies, titled = self._bodies()
        if titled is not None:
            values.append(titled)
        self._is_kept = self._keeps_ours and any(value.is_local for value in values)
        sides = sides_of(self._text, values, bodies, self._writing, self.merging.on_conflict)
        document, found = self._checked(sides.theirs)
        if document is None or found:
            reason = "what the web says would make no page of its file"
            told = found[0] if document else "it could not be read"
            return self._left(f"{reason}: {told}")
        if self._lacks_title(document):
            return self._left(
                "what the web says cannot be put into its file: it cannot say the title"
            )
        after, conflicts = self._merged(sides)
        if not conflicts and (found := self._checked(after.decode())[1]):
            return self._left(f"merged, its file would make no page: {found[0]}")
        body = self._body(document)
        if body is None and after == self.data:
            return self._left("what was changed on the web is in no part of its file")
        return self._prepared(sides, values, body, after, conflicts)

    @cached_property
    def _text(self) -> str:
        return self.data.decode()

    @property
    def _writing(self) -> Writing:
        bases = self.merging.bases
        return Writing(self.page.path, bases.config.rules, bases.now)

    @cached_property
    def _document(self) -> Document:
        bases = self.merging.bases
        document, _ = parse(self.page.path, self.data)
        if document is None:
            raise ReadError("EX001")  # it was read a moment ago
        return translate(document, bases.config.rules, bases.now)

    def _checked(self, text: str) -> tuple[Document | None, list[str]]:
        """The document in a text, if it can be read, and what keeps that from being a page, in words."""
        bases = self.merging.bases
        document, found = check_file(
            self.page.path, text.encode(), None, bases.config.rules, bases.now, bases.images
        )
        errors = [f"{one.code} {one.summary}" for one in found if one.severity is Severity.ERROR]
        return document, errors

    @property
    def _side(self) -> FileSide:
        return FileSide(self.page, self._document)

    def _values(self) -> Sequence[WebValue]:
        web = self.web
        return web_values(
            self._side,
            web.known,
            web.web,
            web.fields,
            urls=web.urls,
            directory=self.merging.directory,
        )

    @cached_property
    def _says_so(self) -> bool:
        """Whether the file's text says by now what the web's does."""
        return says(self._filled.text()) == self.web.web.says

    @cached_property
    def _filled(self) -> Body:
        """The file's text with its links filled."""
        return self.merging.targets.fill(self.page, self.web.known).body

    def _bodies(self) -> tuple[Bodies | None, WebValue | None]:
        """Both bodies, where the text or the title was edited, and the title if front matter gives it."""
        web, known = self.web.web, self.web.known
        is_edited = "content" in self.web.fields and not self._says_so
        has_title = "title" in self.web.fields
        if not is_edited and not has_title:
            return None, None
        base = self.merging.bases.find(self._document, self.page.blob, known)
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
            body = self._document.body
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

    def _title_value(self) -> WebValue | None:
        """What front matter is to have for the title: without it, another heading would retitle the page."""
        if "title" in self.web.fields:
            return title_value(self._side, self.web.known, self.web.web)
        now = title_of(self._document, self.merging.bases.config.rules)
        return None if now.source is TitleFrom.FRONT_MATTER else kept_title(now.text)

    def _lacks_title(self, document: Document) -> bool:
        """Whether the web's title was to be the file's, and the file as the web has it does not say it."""
        web, known = self.web.web, self.web.known
        is_local = self.page.title != known.title
        if "title" not in self.web.fields or (is_local and self._keeps_ours):
            return False
        said = title_of(document, self.merging.bases.config.rules).text
        return said != web.title.strip()

    @property
    def _keeps_ours(self) -> bool:
        return self.merging.on_conflict is OnConflict.OURS

    def _merged(self, sides: Sides) -> tuple[bytes, int]:
        """The file's new bytes, and in how many places both sides have changed it."""
        if sides.settled is not None:
            return sides.settled.encode(), 0
        texts = [side.encode() for side in (sides.ours, sides.base, sides.theirs)]
        labels = conflict_labels(self.web.edit)
        merged = merge_files(*texts, labels=labels)
        favour = _FAVOURED.get(self.merging.on_conflict)
        if not merged.conflicts or favour is None:
            return merged.data, merged.conflicts
        self._is_kept = self._is_kept or self._keeps_ours
        return merge_files(*texts, labels=labels, favour=favour).data, 0

    def _body(self, document: Document) -> Body | None:
        """The text of the web's side as it would be sent; None where that does not say what the web says."""
        if "content" not in self.web.fields:
            return self.page.body
        bases, web = self.merging.bases, self.web.web
        if self._says_so:
            return self._filled
        linked = text_of(document, bases.config.rules, bases.site, bases.images)
        page = replace(self.page, body=Body.of(linked))
        body = self.merging.targets.fill(page, self.web.known).body
        now = says(body.text())
        is_same = (
            now == web.says if same_measure(now, web.says) else web.body == body_digest(body.text())
        )
        return body if is_same or self._is_restored else None

    def _prepared(
        self,
        sides: Sides,
        values: Sequence[WebValue],
        body: Body | None,
        after: bytes,
        conflicts: int,
    ) -> Prepared:
        web = self.web
        entry = pulled_page(
            web.known,
            web.web,
            web.fields,
            values=values,
            body=body,
            urls=web.urls,
            source_ids=web.source_ids,
        )
        is_webs = after == sides.theirs.encode()
        texts = [web.snapshot.body and bare_body(web.snapshot.body), body and body.text()]
        told = replace(
            self.told,
            result=self._result(sides, after, conflicts),
            conflicts=conflicts,
            clashing=sides.clashing if conflicts else (),
            before=self._text,
            after=after.decode(),
            notes=tuple(self._notes(body, is_written=after != self.data)),
        )
        return Prepared(
            told,
            self.file,
            self.data,
            after,
            replace(entry, blob=blob_id(after) if is_webs else ""),
            web.sources,
            tuple(text for text in texts if text),
        )

    def _result(self, sides: Sides, after: bytes, conflicts: int) -> Result:
        if conflicts:
            return Result.CLASHED
        if after == self.data:
            return Result.KEPT if self._is_kept else Result.SAME
        return Result.PULLED if after == sides.theirs.encode() else Result.MERGED

    def _notes(self, body: Body | None, *, is_written: bool) -> Sequence[str]:
        notes = [*self.notes]
        if self._is_kept and is_written:
            notes.append(KEPT)
        if self.web.web.has_draft:
            notes.append("it is a draft there, and not published yet: the next plan publishes it")
        if body is None:
            notes.append(OTHERWISE)
        if self.web.unnamed:
            notes.append(
                f"sources without a web address stay on the page alone: {', '.join(self.web.unnamed)}"
            )
        return notes

    def _left(self, reason: str) -> Prepared:
        return Prepared(replace(self.told, reason=reason, hint=BY_HAND, error=True), self.file)
