"""The Markdown files of a hub: read, checked and turned into pages."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.content.checking import check_file, find_clashes, judged, unread
from execsync.content.file_bytes import read_bytes
from execsync.content.images import ImagesOnDisk
from execsync.content.places import relocate, shown_path
from execsync.content.tree import File, MissingRoot, Tree, walk
from execsync.core.diagnostic import ContentError, Diagnostic, Severity
from execsync.core.digest import blob_id, digest
from execsync.core.documents.desired import page_of, text_of
from execsync.core.documents.document import Document
from execsync.core.documents.fields import source_urls
from execsync.core.documents.images import follows_files
from execsync.core.documents.site import Site
from execsync.core.linked_text import LinkedText
from execsync.core.planning.gaps import NO_GAPS, Gaps
from execsync.core.planning.linking import NO_SITES, LinkSites
from execsync.core.planning.targets import matches, resolve
from execsync.core.resource import Body, Page
from execsync.core.rules import check_hub, explain, makes_no_page, outline, read
from execsync.core.settings import digest_of
from execsync.core.web_address import sent_or_same
from execsync.system.stamp import stamp_of

if TYPE_CHECKING:
    from execsync.content.unchanged import UnchangedFiles


@dataclass(frozen=True, slots=True)
class Content:
    """What the content root holds.

    `pages` are those of the documents without an error, sorted by path, and `diagnostics` are
    sorted as a reader meets them. `unchanged` are the paths of the pages that were not read any further,
    because State has them as they are. `missing_root` says so where the content root is no folder.

    Where only some pages are meant, `targets` says which, and `elsewhere` is what was found in other files.
    `skipped` are the errors of files whose pages are to be left as they are. Both leave `gaps`. `sites` says
    where pages are that others link, and which are not managed. `volatile` says that the same pages may
    say something else later, by the date or by what happens to their images.
    """

    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]
    unchanged: frozenset[str] = frozenset()
    missing_root: MissingRoot | None = None
    targets: tuple[str, ...] = ()
    gaps: Gaps = NO_GAPS
    sites: LinkSites = NO_SITES
    volatile: bool = False
    elsewhere: tuple[Diagnostic, ...] = ()
    skipped: tuple[Diagnostic, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What must be mended before anything is applied."""
        return tuple(found for found in self.diagnostics if found.severity is Severity.ERROR)

    @property
    def complete(self) -> bool:
        """Whether every file became a page: only then is a page that is not here surely gone."""
        return not (self.missing_root or self.errors or self.gaps.broken or self.gaps.hidden)

    def since(self, earlier: "Content") -> "Content":
        """The content with only what was found in it after an earlier one."""
        return replace(
            self,
            diagnostics=_without(self.diagnostics, earlier.diagnostics),
            elsewhere=_without(self.elsewhere, earlier.elsewhere),
            skipped=_without(self.skipped, earlier.skipped),
        )


def load(config: Config, *, targets: Collection[str] = (), skip: bool = False) -> Content:
    """Every page of the hub, and all that is wrong with one. What is wrong is never raised.

    With `targets`, patterns of pages, only these are meant. `skip` leaves pages with errors as they are.
    """
    tree = walk(config)
    reading = _Reading(config, tree, targets=targets, skip=skip)
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
    skip: bool = False,
) -> Content:
    """The same for a look only: without the files that are what State has of them.

    A text is not kept, and found again when somebody asks for it. Unless `hashed`, nobody will ask
    for ids of files, and few for digests of texts.
    """
    reading = _Reading(config, tree, keep_texts=False, hashed=hashed, targets=targets, skip=skip)
    files = dict(unchanged.files)
    for file in tree.files:
        if file.path not in files:
            reading.take(file)
    disputed = {*unchanged.pages.disputed(reading.documents, files)}
    disputed.update(unchanged.pages.misled(reading.pages, files))
    for path in sorted(disputed):
        reading.take(files.pop(path))
    return reading.content(tree, frozenset(files))


class _Reading:
    """Takes files one after another, and keeps what is needed of them."""

    def __init__(
        self,
        config: Config,
        tree: Tree,
        *,
        keep_texts: bool = True,
        hashed: bool = True,
        targets: Collection[str] = (),
        skip: bool = False,
    ) -> None:
        self.documents: list[Document] = []
        self.found: list[Diagnostic] = []
        self.pages: list[Page] = []
        self._config = config
        self._site = Site([file.path for file in tree.files], config.rules.links)
        self._keep_texts = keep_texts
        self._hashed = hashed
        self._settings = digest_of(config.rules)
        self._targets = targets
        self._skip = skip
        self._named: dict[str, list[str]] = {}
        self._linked_only: dict[str, str] = {}
        self._now = datetime.now(UTC)
        self._volatile = False
        self._images = ImagesOnDisk(config)

    def take(self, file: File) -> None:
        """Read a document, check it, and make a page of it if it can be one."""
        if not self._keep_texts and file.stamp is None:
            file = file._replace(stamp=stamp_of(file.location))
        data, trouble = read_bytes(file)
        rules, images = self._config.rules, self._images
        document, found = check_file(file.path, data, trouble, rules, self._now, images)
        if document:
            is_volatile = document.foreign.timed or follows_files(document, rules, images)
            if not found or not makes_no_page(found):
                self._keep(file, document, data, clean=not (found or is_volatile))
            self._volatile |= is_volatile
            if matters := outline(document):
                self.documents.append(matters)
            if self._targets:
                self._named[file.path] = [*self._source_names(document)]
        self.found += found

    def _keep(self, file: File, document: Document, data: bytes, *, clean: bool) -> None:
        if document.is_managed:
            blob = blob_id(data) if self._hashed else ""
            self.pages.append(self._page(file, document, blob, clean=clean))
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
        self.found += unread(self._config, tree)
        self.documents.sort(key=lambda document: document.path)
        paths = [file.path for file in tree.files]
        between = check_hub(self.documents, paths=paths)
        diagnostics = judged(self.found + between, self._config)
        bad = {found.path for found in diagnostics if found.severity is Severity.ERROR}
        pages = sorted(self.pages, key=lambda page: page.path)
        if bad:
            pages = [page for page in pages if shown_path(page.path, self._config) not in bad]
        content = Content(
            pages=tuple(pages),
            diagnostics=tuple(diagnostics),
            unchanged=unchanged,
            missing_root=tree.missing,
            sites=LinkSites(self._config.rules.links.page_url, self._linked_only),
            volatile=self._volatile,
        )
        return self._known(content, tree, paths) if self._targets or self._skip else content

    def _known(self, content: Content, tree: Tree, paths: list[str]) -> Content:
        """The content with errors only where they are to stop anything, and the gaps that others leave."""
        bad = {found.path for found in content.errors}
        every = [*paths, *(path for path, _ in tree.troubles)]
        broken = {path for path in every if shown_path(path, self._config) in bad}
        if self._targets:
            content = self._meant(content, every, paths)
        if self._skip:
            broken |= find_clashes(self.documents, content.errors, paths)
            rest = [one for one in content.diagnostics if one.severity is not Severity.ERROR]
            content = replace(content, diagnostics=tuple(rest), skipped=content.errors)
        pages = tuple(page for page in content.pages if page.path not in broken)
        return replace(content, pages=pages, gaps=_gaps(broken))

    def _meant(self, content: Content, every: Sequence[str], paths: Sequence[str]) -> Content:
        """The content without what was found in other files, unless it has to do with what is meant."""
        config = self._config
        targets = resolve(self._targets, self._named, root=config.content.root)
        meant = {path for path in every if matches(targets, path)}
        between = relocate(check_hub(self.documents, paths=paths, only=meant), config)
        places = {shown_path(path, config) for path in meant}
        ours = {found.sort_key for found in between}
        own: list[Diagnostic] = []
        others: list[Diagnostic] = []
        for one in content.diagnostics:
            (own if one.path in places or one.sort_key in ours else others).append(one)
        return replace(content, diagnostics=tuple(own), elsewhere=tuple(others), targets=targets)

    def _page(self, file: File, document: Document, blob: str, *, clean: bool) -> Page:
        linked = text_of(document, self._config.rules, self._site, self._images)
        body = Body.of(linked)
        if not self._keep_texts:
            known = digest(linked.text) if self._hashed else ""
            again = partial(self._text_again, file)
            body = Body(again, known, linked.paths, is_loose=linked.is_loose)
        settings = self._settings if clean else ""
        return page_of(document, self._config.rules, body, blob=blob, clean=settings)

    def _text_again(self, file: File) -> LinkedText:
        """The text of a file that was read before. Raises ContentError where it is another one by now."""
        data, _ = read_bytes(file)
        document, _ = read(file.path, data, self._config.rules, self._now)
        if document is None or stamp_of(file.location) != file.stamp:
            message = f"{file.path} was changed while it was looked at"
            raise ContentError(message, (), hint="run the same command again")
        return text_of(document, self._config.rules, self._site, self._images)


def _without(found: Sequence[Diagnostic], told: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(one for one in found if one not in told) if told else tuple(found)


def _gaps(paths: Collection[str]) -> Gaps:
    """The gaps that files and folders leave; a folder's path is empty or ends in /."""
    folders = {path for path in paths if not path or path.endswith("/")}
    return Gaps(frozenset(paths) - folders, tuple(sorted(folders)))
