"""The Markdown files of a hub: read, checked and turned into pages."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.content.checking import check_file, judged
from execsync.content.file_bytes import read_bytes
from execsync.content.places import relocate, shown_path
from execsync.content.tree import File, Tree, walk
from execsync.core.addresses import sent_or_same
from execsync.core.diagnostic import ContentError, Diagnostic, Severity
from execsync.core.digest import blob_id, digest
from execsync.core.documents.desired import page_of
from execsync.core.documents.document import Document, parse
from execsync.core.documents.fields import source_urls
from execsync.core.planning.gaps import NO_GAPS, Gaps
from execsync.core.planning.targets import matches, resolve
from execsync.core.resource import Body, Page
from execsync.core.rules import check_hub, explain, makes_no_page, outline
from execsync.core.settings import digest_of
from execsync.system.stamp import stamp_of

if TYPE_CHECKING:
    from execsync.content.unchanged import UnchangedFiles

LEFT_OUT = "an error: its page is left out"
"""Said of what is wrong with a file that nobody means."""


@dataclass(frozen=True, slots=True)
class Content:
    """What the content root holds.

    `pages` are those of the documents without an error, sorted by path, and `diagnostics` are
    sorted as a reader meets them. `unchanged` are the paths of the pages that were not read any further,
    because State has them as they are. `missing_root` says that there is no content root at all.

    Where only some pages are meant, `targets` says which, and the others' errors are warnings: `gaps` are
    the files that have some.

    `linked_only` are the hub's ids of the pages that are not managed, by path. `timed` says that the same
    files will say something else at a later time.
    """

    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]
    unchanged: frozenset[str] = frozenset()
    missing_root: bool = False
    targets: tuple[str, ...] = ()
    gaps: Gaps = NO_GAPS
    linked_only: Mapping[str, str] = field(default_factory=dict)
    timed: bool = False

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What must be mended before anything is applied."""
        return tuple(found for found in self.diagnostics if found.severity is Severity.ERROR)

    @property
    def complete(self) -> bool:
        """Whether every file became a page: only then is a page that is not here surely gone."""
        return not (self.missing_root or self.errors or self.gaps.broken or self.gaps.hidden)


def load(config: Config, *, targets: Collection[str] = ()) -> Content:
    """Every page of the hub, and all that is wrong with one. What is wrong is never raised.

    With `targets`, patterns of pages, only these are meant.
    """
    tree = walk(config)
    reading = _Reading(config, targets=targets)
    for file in tree.files:
        reading.take(file)
    return reading.content(tree)


def load_others(
    config: Config,
    tree: Tree,
    unchanged: "UnchangedFiles",
    *,
    hashed: bool,
    targets: Collection[str] = (),
) -> Content:
    """The same for a look only: without the files that are what State has of them.

    A text is not kept, and found again when somebody asks for it. Unless `hashed`, nobody will ask
    for ids of files, and few for digests of texts.
    """
    reading = _Reading(config, keep_texts=False, hashed=hashed, targets=targets)
    files = dict(unchanged.files)
    for file in tree.files:
        if file.path not in files:
            reading.take(file)
    for path in sorted(unchanged.pages.disputed(reading.documents, files)):
        reading.take(files.pop(path))
    return reading.content(tree, frozenset(files))


class _Reading:
    """Takes files one after another, and keeps what is needed of them."""

    def __init__(
        self,
        config: Config,
        *,
        keep_texts: bool = True,
        hashed: bool = True,
        targets: Collection[str] = (),
    ) -> None:
        self.documents: list[Document] = []
        self.found: list[Diagnostic] = []
        self._pages: list[Page] = []
        self._config = config
        self._keep_texts = keep_texts
        self._hashed = hashed
        self._settings = digest_of(config.rules)
        self._targets = targets
        self._named: dict[str, list[str]] = {}
        self._linked_only: dict[str, str] = {}
        self._now = datetime.now(UTC)
        self._timed = False

    def take(self, file: File) -> None:
        """Read a document, check it, and make a page of it if it can be one."""
        if not self._keep_texts and file.stamp is None:
            file = file._replace(stamp=stamp_of(file.location))
        data, trouble = read_bytes(file)
        document, found = check_file(file.path, data, trouble, self._config.rules, self._now)
        if document:
            if not found or not makes_no_page(found):
                self._keep(file, document, data, clean=not found)
            self._timed |= document.foreign.timed
            if matters := outline(document):
                self.documents.append(matters)
            if self._targets:
                self._named[file.path] = [*self._source_names(document)]
        self.found += found

    def _keep(self, file: File, document: Document, data: bytes, *, clean: bool) -> None:
        if document.is_managed:
            blob = blob_id(data) if self._hashed else ""
            is_lasting = clean and not document.foreign.timed
            self._pages.append(self._page(file, document, blob, clean=is_lasting))
        else:
            self._linked_only[file.path] = str(document.front["id"])

    def _source_names(self, document: Document) -> Iterator[str]:
        """The addresses of a document's sources, which it may have from execsync.toml."""
        if "sources" in document.front:
            yield from (sent_or_same(url) for _, url in source_urls(document.front))
        else:
            given = self._config.rules.defaults_of(document.path).sources
            yield from (ref.url for ref in given or ())

    def content(self, tree: Tree, unchanged: frozenset[str] = frozenset()) -> Content:
        """All that was read of `tree`, and what is wrong between documents."""
        self.found += [explain(path, trouble) for path, trouble in tree.troubles]
        self.documents.sort(key=lambda document: document.path)
        paths = [file.path for file in tree.files]
        between = check_hub(self.documents, paths=paths)
        diagnostics = judged(self.found + between, self._config)
        bad = {found.path for found in diagnostics if found.severity is Severity.ERROR}
        pages = sorted(self._pages, key=lambda page: page.path)
        if bad:
            pages = [page for page in pages if shown_path(page.path, self._config) not in bad]
        content = Content(
            pages=tuple(pages),
            diagnostics=tuple(diagnostics),
            unchanged=unchanged,
            missing_root=tree.missing,
            linked_only=self._linked_only,
            timed=self._timed,
        )
        return self._meant(content, tree, paths) if self._targets else content

    def _meant(self, content: Content, tree: Tree, paths: list[str]) -> Content:
        """The content with errors only where they have to do with what is meant."""
        config = self._config
        targets = resolve(self._targets, self._named, root=config.content.root)
        shown = {path: shown_path(path, config) for path in paths}
        shown |= {path: shown_path(path, config) for path, _ in tree.troubles}
        meant = {path for path in shown if matches(targets, path)}
        between = relocate(check_hub(self.documents, paths=paths, only=meant), config)
        places = {shown[path] for path in meant}
        own = (found for found in content.errors if found.path in places)
        stops = {found.sort_key for found in (*own, *between)}
        bad = {found.path for found in content.errors}
        return replace(
            content,
            diagnostics=tuple(_left_out(found, stops) for found in content.diagnostics),
            targets=targets,
            gaps=_gaps([path for path in shown if shown[path] in bad]),
        )

    def _page(self, file: File, document: Document, blob: str, *, clean: bool) -> Page:
        body = None
        if not self._keep_texts:
            known = digest(document.body) if self._hashed else ""
            body = Body(partial(_text_again, file), known)
        settings = self._settings if clean else ""
        return page_of(document, self._config.rules, body, blob=blob, clean=settings)


def _left_out(found: Diagnostic, stops: Collection[object]) -> Diagnostic:
    """A finding as it is told where it stops nothing."""
    if found.severity is not Severity.ERROR or found.sort_key in stops:
        return found
    return replace(found, severity=Severity.WARNING, detail=LEFT_OUT)


def _gaps(paths: Collection[str]) -> Gaps:
    """The gaps that files and folders leave; a folder's path is empty or ends in /."""
    folders = {path for path in paths if not path or path.endswith("/")}
    return Gaps(frozenset(paths) - folders, tuple(sorted(folders)))


def _text_again(file: File) -> str:
    """The body of a file that was read before. Raises ContentError where it is another one by now."""
    data, _ = read_bytes(file)
    document, _ = parse(file.path, data)
    if document is None or stamp_of(file.location) != file.stamp:
        message = f"{file.path} was changed while it was looked at"
        raise ContentError(message, (), hint="run the same command again")
    return document.body
