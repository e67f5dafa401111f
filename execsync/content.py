"""The Markdown files of a hub: read, checked and turned into pages."""

import gc
import os
import posixpath
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from execsync.config import Config
from execsync.core import rules
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.documents.desired import page_of
from execsync.core.documents.document import SIZE_LIMIT, Document, too_large
from execsync.core.documents.trouble import Trouble
from execsync.core.resource import Page
from execsync.core.rules import check, check_hub, explain, judge
from execsync.tree import File, reason, walk


@dataclass(frozen=True, slots=True)
class Content:
    """What the content root holds.

    `pages` are those of the documents without an error, sorted by path, and `diagnostics` are
    sorted as a reader meets them. `missing_root` says that there is no content root at all.
    """

    pages: tuple[Page, ...]
    documents: tuple[Document, ...]
    diagnostics: tuple[Diagnostic, ...]
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
        return _load(config)


@contextmanager
def uncollected() -> Iterator[None]:
    """Reading makes a million values and no cycle: looking for cycles takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(config: Config) -> Content:
    tree = walk(config)
    found = [explain(path, trouble) for path, trouble in tree.troubles]
    documents = []
    for file in tree.files:
        document, wrong = read(file)
        found += wrong
        if document:
            documents.append(document)
            found += check(document, config.rules)
    found += check_hub(documents)
    diagnostics = judge(relocate(found, config), config.rules)
    bad = {found.path for found in diagnostics if found.severity is Severity.ERROR}
    return Content(
        pages=tuple(
            page_of(document, config.rules)
            for document in documents
            if not bad or shown_path(document.path, config) not in bad
        ),
        documents=tuple(documents),
        diagnostics=tuple(diagnostics),
        missing_root=tree.missing,
    )


def read(file: File) -> tuple[Document | None, list[Diagnostic]]:
    """The document in `file`, if it can be read, and what is wrong with reading it."""
    data, trouble = read_bytes(file)
    if trouble:
        return None, [explain(file.path, trouble)]
    return rules.read(file.path, data)


def read_bytes(file: File) -> tuple[bytes, Trouble | None]:
    """What `file` holds, or why that cannot be known."""
    try:
        with open(file.location, "rb", buffering=0) as stream:
            size = os.fstat(stream.fileno()).st_size
            return (b"", too_large(size)) if size > SIZE_LIMIT else (stream.readall(), None)
    except OSError as error:
        return b"", Trouble("EX001", detail=reason(error))


def shown_path(path: str, config: Config) -> str:
    """A page's path as diagnostics give it: relative to the folder of execsync.toml."""
    return posixpath.normpath(posixpath.join(config.content.root, path))


def relocate(diagnostics: Iterable[Diagnostic], config: Config) -> list[Diagnostic]:
    """`diagnostics` with paths relative to the folder of execsync.toml."""
    return [replace(found, path=shown_path(found.path, config)) for found in diagnostics]
