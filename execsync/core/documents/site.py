"""The pages of a hub, as links name them."""

import posixpath
import re
from collections.abc import Collection, Iterator
from functools import cached_property
from unicodedata import normalize
from urllib.parse import unquote

from execsync.core.config_tables import PAGE_ENDINGS
from execsync.core.documents.links import Target, is_external
from execsync.core.documents.structure import Link, LinkKind
from execsync.core.link_settings import LinkSettings, SiteRoots

_INDEXES = ("index", "README", "_index")
_FILE_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


class Site:
    """Finds the page that a link means. Paths are relative to the content root, with /, and NFC."""

    def __init__(self, paths: Collection[str], settings: LinkSettings | None = None) -> None:
        self.paths = frozenset(paths)
        settings = settings or LinkSettings()
        self._roots: SiteRoots = settings.site_roots
        self._has_wikilinks = settings.wikilinks

    @cached_property
    def endings(self) -> tuple[str, ...]:
        """How the names of pages end, in small letters; `[content] include` may have added some."""
        named = {posixpath.splitext(path)[1].lower() for path in self.paths} - {""}
        return tuple(dict.fromkeys((*PAGE_ENDINGS, *sorted(named))))

    def target(self, link: Link, page: str) -> Target | None:
        """Where a link on the page at path `page` leads; None for one to the web, or what is no link here."""
        if is_external(link.target):
            return None
        if link.kind is LinkKind.WIKILINK:
            return self._wiki(link.target, page) if self._has_wikilinks else None
        written, _, anchor = link.target.partition("#")
        written = normalize("NFC", unquote(written.partition("?")[0]))
        anchor = unquote(anchor)
        if not written:
            return Target("", anchor)
        return self._at(written, anchor, page)

    def names_page(self, path: str) -> bool:
        """Whether a file at `path` would be a page, by its ending."""
        return path.lower().endswith(self.endings)

    def _at(self, written: str, anchor: str, page: str) -> Target:
        """What a path means that is written from the folder of a page, or from the root."""
        path = self._path(written, page.rpartition("/")[0])
        if path in self.paths:
            return Target(path, anchor)
        if path == ".." or path.startswith("../"):
            return Target(path, anchor, outside=True)
        names = [*self._names(path, folder=written.endswith("/"))]
        if written.endswith("/"):  # an address of a site, where each page has a folder of its own
            names += self._names(self._path(written, self._without_ending(page)), folder=True)
        for name in names:
            if name in self.paths:
                return Target(name, anchor)
        for name in names:
            if len(alike := self._by_case.get(name.casefold(), [])) == 1:
                return Target(alike[0], anchor, other_case=True)
        return Target(path, anchor)

    def _path(self, written: str, folder: str) -> str:
        if written.startswith("/"):
            slashed = f"{written}/"
            for prefix, root in self._roots:
                if slashed.startswith(prefix):
                    return posixpath.normpath(f"./{root}{slashed.removeprefix(prefix)}")
            return posixpath.normpath(written.lstrip("/"))
        return posixpath.normpath(f"{folder}/{written}" if folder else written)

    def _names(self, path: str, *, folder: bool) -> Iterator[str]:
        """The paths that a link to `path` may stand for: without ending, or a folder."""
        yield path
        if self.names_page(path):
            return
        pages = [f"{path}{ending}" for ending in self.endings] if path != "." else []
        below = "" if path == "." else f"{path}/"
        indexes = [f"{below}{index}{ending}" for index in _INDEXES for ending in self.endings]
        yield from (*indexes, *pages) if folder else (*pages, *indexes)

    def _wiki(self, written: str, page: str) -> Target:
        """What `[[written]]` means: the one page whose path ends with it, by whole names.

        Of several that one whose whole path it is, if it names a folder; else nobody knows which.
        """
        name, _, heading = normalize("NFC", written).partition("#")
        name, heading = name.strip(), heading.rpartition("#")[2].strip()
        anchor = "" if heading.startswith("^") else heading
        if not name:
            return Target("", anchor)
        if name.startswith(("/", "./", "../")):
            return self._at(name, anchor, page)
        found = self._ending_with(name)
        whole = [path for path in found if path in (name, *self._names(name, folder=False))]
        if len(found) > 1 and not ("/" in name and whole):
            return Target("", anchor, candidates=tuple(found))
        if found:
            return Target((whole or found)[0], anchor)
        is_file = self.names_page(name) or _FILE_ENDING.search(name)
        return Target(posixpath.normpath(name if is_file else f"{name}{PAGE_ENDINGS[0]}"), anchor)

    def _ending_with(self, name: str) -> list[str]:
        """The pages whose path ends with whole names; in another case only if there are none in that one."""
        bare = self._without_ending(name)
        ending = name[len(bare) :].lower()
        alike = [
            path
            for path in self._by_name.get(posixpath.basename(bare).casefold(), ())
            if path.lower().endswith(ending)
            and f"/{self._without_ending(path)}".casefold().endswith(f"/{bare}".casefold())
        ]
        same = [path for path in alike if f"/{self._without_ending(path)}".endswith(f"/{bare}")]
        return same or alike

    def _without_ending(self, path: str) -> str:
        return posixpath.splitext(path)[0] if self.names_page(path) else path

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """Pages by their names, whatever the case, without folder and ending."""
        groups: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            name = posixpath.basename(self._without_ending(path)).casefold()
            groups.setdefault(name, []).append(path)
        return groups

    @cached_property
    def _by_case(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            groups.setdefault(path.casefold(), []).append(path)
        return groups
