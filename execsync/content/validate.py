"""A hub, or some files of it, checked with all rules: what `execsync validate` does."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from execsync.config import Config
from execsync.content.checking import check_file, unread
from execsync.content.file_bytes import read_bytes
from execsync.content.images import ImagesOnDisk
from execsync.content.others import others
from execsync.content.places import relocate
from execsync.content.tree import File, Tree
from execsync.core.diagnostic import Diagnostic
from execsync.core.directory import Directory
from execsync.core.documents.document import NO_FRONT, Document, parse
from execsync.core.documents.site import Site
from execsync.core.documents.wanted import wanted_names
from execsync.core.rules import (
    HubPages,
    Prose,
    check_config,
    check_hub,
    check_prose,
    explain,
    judge,
    links,
)
from execsync.core.rules.identity import moved_from


@dataclass(frozen=True, slots=True)
class Validated:
    """What was found in how many files; paths are relative to the folder of execsync.toml."""

    diagnostics: tuple[Diagnostic, ...]
    files: int


_NONE: Mapping[str, int] = MappingProxyType({})


class _Checked(NamedTuple):
    """What a check found: the paths that it told something of, and how many others each page links."""

    validated: Validated
    hub: HubPages
    documents: Sequence[Document]
    told: Collection[str]
    links: Mapping[str, int]


def validate_hub(
    config: Config, tree: Tree, directory: Callable[[], Directory], *, only: Collection[str] | None
) -> Validated:
    """Check the pages of `tree`, or those whose path is in `only` with what they need of the rest.

    `directory` gives the hub's lists, as far as they are known; it is called only where a page names things.
    """
    if only is not None:
        return _check(config, tree, directory, only=only).validated
    from execsync.content.passed import PassedPages, passing

    passed = PassedPages(config, tree)
    checked = _check(config, tree, directory, passed=passed.links)
    if not passed.hold(checked.hub):
        passed.forget()
        checked = _check(config, tree, directory)
    if not passed.is_kept:
        return checked.validated
    sure = passing(checked.documents, checked.told, config.rules)
    passed.keep(checked.hub, {path: checked.links[path] for path in sure})
    return checked.validated


def _check(
    config: Config,
    tree: Tree,
    directory: Callable[[], Directory],
    *,
    only: Collection[str] | None = None,
    passed: Mapping[str, int] = _NONE,
) -> _Checked:
    """All of it, without the pages that have `passed`, of which is known how many others they link."""
    now = datetime.now(UTC)
    chosen = [file for file in tree.files if only is None or file.path in only]
    unsure = (file for file in chosen if file.path not in passed)
    documents, found = _read_all(unsure, config, now)
    found += [
        explain(path, trouble) for path, trouble in tree.troubles if only is None or path in only
    ]
    if only is None:
        found += unread(config, tree)
    around = [] if only is None else others(tree, only, documents, config.rules, now)
    everyone = sorted([*documents, *around], key=lambda document: document.path)
    paths = [file.path for file in tree.files]
    moved = {old: document.path for document in everyone for _, old in moved_from(document)}
    hub = HubPages(Site(paths, config.rules.links), _Bodies(tree, documents), moved)
    is_silent = only is not None or config.rules.links.page_url
    linked: dict[str, int] = {}
    for document in filter(attrgetter("is_managed"), documents):
        prose = Prose(document, hub)
        found += check_prose(prose)
        linked[document.path] = 0 if is_silent else prose.page_links
        hub.leave(document.path)
    found += check_hub(everyone, paths=paths, only=only)
    told = {one.path for one in found}
    found = relocate(found, config) + _check_toml(config, [*passed.values(), *linked.values()])
    found += _lost_names(documents, directory, config)
    judged = _with_images_counted(judge(found, config.rules), config)
    return _Checked(Validated(tuple(judged), len(chosen)), hub, documents, told, linked)


def _with_images_counted(found: list[Diagnostic], config: Config) -> list[Diagnostic]:
    """What was found, with one word on all local images: what mends them is a setting."""
    rest = [one for one in found if one.code != links.local_image.code]
    if config.rules.assets.base_url or len(rest) == len(found):
        return rest
    images = [one for one in found if one.code == links.local_image.code]
    count, files = len(images), len({one.path for one in images})
    where = f" of {files:,} pages" if files > 1 else ""
    what = f"{count:,} images{where} are local files" if count > 1 else "an image is a local file"
    summary = f"{what}, and the hub takes no uploads"
    path = config.path.relative_to(config.root).as_posix()
    told = replace(images[0], path=path, line=None, column=None, summary=summary)
    return sorted([*rest, told], key=attrgetter("sort_key"))


def _read_all(
    files: Iterable[File], config: Config, now: datetime
) -> tuple[list[Document], list[Diagnostic]]:
    documents, found, images = [], [], ImagesOnDisk(config)
    for file in files:
        document, wrong = check_file(file.path, *read_bytes(file), config.rules, now, images)
        found += wrong
        if document:
            documents.append(document)
    return documents, found


def _lost_names(
    documents: Iterable[Document], directory: Callable[[], Directory], config: Config
) -> list[Diagnostic]:
    managed = filter(attrgetter("is_managed"), documents)
    naming = [document for document in managed if wanted_names(document, config.rules)]
    if not naming:
        return []
    from execsync.content.naming import lost_in

    return lost_in(naming, directory(), config)


class _Bodies:
    """Bodies by path; of a page that is not checked itself, only when a link asks for it."""

    def __init__(self, tree: Tree, documents: Iterable[Document]) -> None:
        self._files = {file.path: file for file in tree.files}
        self._bodies = {document.path: document.body for document in documents}

    def __call__(self, path: str) -> str:
        if path not in self._bodies:
            document, _ = parse(path, read_bytes(self._files[path])[0])
            self._bodies[path] = document.body if document else ""
        return self._bodies[path]


def _check_toml(config: Config, links: list[int]) -> list[Diagnostic]:
    text = config.path.read_text(encoding="utf-8-sig", errors="replace")
    path = config.path.relative_to(config.root).as_posix()
    return check_config(Document(path, NO_FRONT, text), config.rules, links)
