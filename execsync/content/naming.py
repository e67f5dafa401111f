"""The folders and skills that files name, looked up; and where those are written that nothing is called."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from execsync.config import Config, line_in
from execsync.content.file_bytes import read_bytes
from execsync.content.places import shown_path
from execsync.content.reader import Content
from execsync.content.tree import walk
from execsync.core.diagnostic import Diagnostic
from execsync.core.directory import Directory
from execsync.core.documents.document import Document
from execsync.core.documents.position import InFront, Position
from execsync.core.documents.wanted import wanted_names
from execsync.core.naming import KnownIds, LostName, look_up
from execsync.core.planning.gaps import Gaps
from execsync.core.planning.targets import matches
from execsync.core.resource import Body, Page
from execsync.core.rules import read
from execsync.core.rules.names import unknown_name


def with_ids(
    content: Content, directory: Directory, config: Config, *, known: KnownIds, skip: bool
) -> Content:
    """The content with ids for the names in its pages; `known` has those of lists that are not there.

    A page with a name that is lost is none, as if its file had another error: `skip` is as `reader.load`
    has it.
    """
    named = look_up(content.pages, directory, known)
    if not named.lost:
        return replace(content, pages=named.pages)
    meant = [one for one in named.lost if is_meant(one, content)]
    found = lost_names(meant, config)
    others = lost_names((one for one in named.lost if not is_meant(one, content)), config)
    content = replace(content, pages=named.pages, elsewhere=(*content.elsewhere, *others))
    if content.targets or skip:
        broken = content.gaps.broken | {one.path for one in named.lost}
        content = replace(content, gaps=Gaps(broken, content.gaps.hidden))
    if skip:
        return replace(content, skipped=(*content.skipped, *found))
    every = sorted((*content.diagnostics, *found), key=lambda one: one.sort_key)
    return replace(content, diagnostics=tuple(every))


def is_meant(one: Page | LostName, content: Content) -> bool:
    """Whether a page is among those that are to be written."""
    return not content.targets or matches(content.targets, one.path)


def lost_names(lost: Iterable[LostName], config: Config) -> list[Diagnostic]:
    """What is to be said of lost names, at the places where they are written, each once."""
    lost = list(lost)
    documents = dict(_documents({one.path for one in lost}, config))
    return _told(lost, documents, config)


def lost_in(
    documents: Iterable[Document], directory: Directory, config: Config
) -> list[Diagnostic]:
    """What is to be said of names in documents, as far as the directory has the lists."""
    by_path = {document.path: document for document in documents}
    pages = [
        Page(path, "", NO_BODY, **wanted_names(document, config.rules))
        for path, document in by_path.items()
    ]
    return _told(look_up(pages, directory, {}).lost, by_path, config)


NO_BODY = Body.of("")
"""Of pages that are looked at for their names alone."""


def _told(
    lost: Iterable[LostName], documents: Mapping[str, Document | None], config: Config
) -> list[Diagnostic]:
    return list(dict.fromkeys(_placed(one, documents[one.path], config) for one in lost))


def _documents(paths: Iterable[str], config: Config) -> Iterator[tuple[str, Document | None]]:
    if not paths:
        return
    files, now = {file.path: file for file in walk(config).files}, datetime.now(UTC)
    for path in paths:
        data, _ = read_bytes(files[path]) if path in files else (b"", None)
        yield path, read(path, data, config.rules, now)[0]


def _placed(lost: LostName, document: Document | None, config: Config) -> Diagnostic:
    names = document.front.get(lost.things) if document else None
    if isinstance(names, list):
        index = names.index(lost.name) if lost.name in names else 0
        finding = unknown_name.check(lost, InFront((lost.things, index)))
        return unknown_name.report(shown_path(lost.path, config), finding, document)
    text = config.path.read_text(encoding="utf-8-sig", errors="replace")
    parts = config.rules.given(lost.path).get(lost.things, ())
    keys = next((keys for keys, value in parts if lost.name in value), (lost.things,))
    finding = unknown_name.check(lost, Position(line_in(text, keys), 1))
    return unknown_name.report(os.path.basename(config.file), finding, None)
