"""One page's web edit, put into the text of its file: in memory, nothing is written yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from execsync.content.checking import check_file
from execsync.content.file_bytes import read_bytes
from execsync.content.places import shown_path
from execsync.content.tree import File
from execsync.core.diagnostic import Severity
from execsync.core.digest import bare_body, blob_id
from execsync.core.directory import Directory
from execsync.core.documents.document import Document, parse
from execsync.core.documents.read_error import ReadError
from execsync.core.documents.splicing import SpliceError
from execsync.core.documents.titles import title_of
from execsync.core.documents.translation import translate
from execsync.core.planning.linking import LinkTargets
from execsync.core.pulling.choices import OnConflict
from execsync.core.pulling.entry import pulled_page
from execsync.core.pulling.labels import conflict_labels
from execsync.core.pulling.pulled import Pulled, Result
from execsync.core.pulling.three_ways import Sides, Writing, sides_of
from execsync.core.pulling.web_values import (
    FileSide,
    WebValue,
    web_values,
)
from execsync.core.resource import Body, Page
from execsync.pulling.bases import Bases
from execsync.pulling.prepared import Prepared
from execsync.pulling.web_text import OTHERWISE, WebText
from execsync.sync.web_pages import WebPage
from execsync.system.git_merge import merge_files

BY_HAND = "write it into the file by hand, then: execsync apply"
AGAIN = "run the same command again"
KEPT = "where both have changed the same, the file's side is kept: the next apply writes it over the web's"
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
    _is_kept: bool = False

    def prepare(self) -> Prepared:
        """Make the three sides, and merge them."""
        values = [*self._values()]
        bodies, titled = self._web_text.bodies()
        if titled is not None:
            values.append(titled)
        self._is_kept = self._keeps_ours and any(value.is_local for value in values)
        sides = sides_of(self._text, values, bodies, self._writing, self.merging.on_conflict)
        document, found = self._checked(sides.theirs)
        if document is None or found:
            reason = "what the web says would make no page of its file"
            told = found[0] if found else "it could not be read"
            return self._left(f"{reason}: {told}")
        if self._lacks_title(document):
            return self._left(
                "what the web says cannot be put into its file: it cannot say the title"
            )
        after, conflicts = self._merged(sides)
        if not conflicts and (found := self._checked(after.decode())[1]):
            return self._left(f"merged, its file would make no page: {found[0]}")
        body = self._web_text.body(document)
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

    @cached_property
    def _web_text(self) -> WebText:
        return WebText(self.merging.bases, self.merging.targets, self._side, self.web)

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
        notes = [*self._web_text.notes]
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
