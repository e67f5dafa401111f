"""The Markdown files of a hub: read, checked and turned into pages."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.core import rules
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.digest import blob_id, digest
from execsync.core.documents.desired import page_of
from execsync.core.documents.document import Document, parse
from execsync.core.resource import Body, Page
from execsync.core.rules import check, check_hub, explain, judge, makes_no_page, outline
from execsync.core.settings import digest_of
from execsync.errors import ContentError
from execsync.file_bytes import read_bytes
from execsync.gc_pause import uncollected
from execsync.places import relocate, shown_path
from execsync.stamp import stamp_of
from execsync.tree import File, Tree, walk

if TYPE_CHECKING:
    from execsync.still import Still


@dataclass(frozen=True, slots=True)
class Content:
    """What the content root holds.

    `pages` are those of the documents without an error, sorted by path, and `diagnostics` are
    sorted as a reader meets them. `settled` are the paths of the pages that were not read any further,
    because State has them as they are. `missing_root` says that there is no content root at all.
    """

    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]
    settled: frozenset[str] = frozenset()
    missing_root: bool = False

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What must be mended before anything is applied."""
        return tuple(found for found in self.diagnostics if found.severity is Severity.ERROR)

    @property
    def complete(self) -> bool:
        """Whether every file became a page: only then is a page that is not here surely gone."""
        return not self.missing_root and not self.errors


def load(config: Config) -> Content:
    """Every page of the hub, and all that is wrong with one. What is wrong is never raised."""
    with uncollected():
        tree = walk(config)
        reading = _Reading(config)
        for file in tree.files:
            reading.take(file)
        return reading.content(tree)


def load_others(config: Config, tree: Tree, still: "Still", *, hashed: bool) -> Content:
    """The same for a look only: without the files that are still what State has of them.

    A text is not kept, and found again when somebody asks for it. Unless `hashed`, nobody will ask
    for ids of files, and few for digests of texts.
    """
    reading = _Reading(config, keep_texts=False, hashed=hashed)
    files = dict(still.files)
    for file in tree.files:
        if file.path not in files:
            reading.take(file)
    for path in sorted(still.settled.disputed(reading.documents, files)):
        reading.take(files.pop(path))
    return reading.content(tree, frozenset(files))


class _Reading:
    """Takes files one after another, and keeps what is needed of them."""

    def __init__(self, config: Config, *, keep_texts: bool = True, hashed: bool = True) -> None:
        self.documents: list[Document] = []
        self.found: list[Diagnostic] = []
        self._pages: list[Page] = []
        self._config = config
        self._keep_texts = keep_texts
        self._hashed = hashed
        self._settings = digest_of(config.rules)

    def take(self, file: File) -> None:
        """Read a document, check it, and make a page of it if it can be one."""
        if not self._keep_texts and file.stamp is None:
            file = file._replace(stamp=stamp_of(file.location))
        data, trouble = read_bytes(file)
        if trouble:
            self.found.append(explain(file.path, trouble))
            return
        document, found = rules.read(file.path, data)
        if document:
            found += check(document, self._config.rules)
            if not found or not makes_no_page(found):
                blob = blob_id(data) if self._hashed else ""
                self._pages.append(self._page(file, document, blob, clean=not found))
            if matters := outline(document):
                self.documents.append(matters)
        self.found += found

    def content(self, tree: Tree, settled: frozenset[str] = frozenset()) -> Content:
        """All that was read of `tree`, and what is wrong between documents."""
        self.found += [explain(path, trouble) for path, trouble in tree.troubles]
        self.documents.sort(key=lambda document: document.path)
        between = check_hub(self.documents, paths=[file.path for file in tree.files])
        diagnostics = judge(relocate(self.found + between, self._config), self._config.rules)
        bad = {found.path for found in diagnostics if found.severity is Severity.ERROR}
        pages = sorted(self._pages, key=lambda page: page.path)
        if bad:
            pages = [page for page in pages if shown_path(page.path, self._config) not in bad]
        noted = {found.path for found in between}
        return Content(
            pages=tuple(replace(p, clean="") if p.path in noted else p for p in pages),
            diagnostics=tuple(diagnostics),
            settled=settled,
            missing_root=tree.missing,
        )

    def _page(self, file: File, document: Document, blob: str, *, clean: bool) -> Page:
        body = None
        if not self._keep_texts:
            known = digest(document.body) if self._hashed else ""
            body = Body(partial(_text_again, file), known)
        settings = self._settings if clean else ""
        return page_of(document, self._config.rules, body, blob=blob, clean=settings)


def _text_again(file: File) -> str:
    """The body of a file that was read before. Raises ContentError where it is another one by now."""
    data, _ = read_bytes(file)
    document, _ = parse(file.path, data)
    if document is None or stamp_of(file.location) != file.stamp:
        message = f"{file.path} was changed while it was looked at"
        raise ContentError(message, (), hint="run the same command again")
    return document.body
