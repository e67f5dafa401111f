"""What beginnings of links seem to stand for, in pages that were made for a web site."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from execsync.core.documents.document import Document
from execsync.core.documents.site import Site
from execsync.core.documents.structure import Link
from execsync.core.link_settings import LinkSettings, SiteRoots

MOST_TRIED, MOST_ROOTS, DEEPEST = 10, 3, 3


class SiteRoot(NamedTuple):
    """A beginning of links and the folder that it stands for, empty for the content root; both end in /."""

    prefix: str
    folder: str


def likely_site_roots(
    documents: Iterable[Document], paths: Sequence[str]
) -> Mapping[SiteRoot, int]:
    """Those that have more links lead to pages, and how many more; the best come first.

    The beginnings of most links are tried, for the content root, and `/` for the folders that have most
    pages, down to the third level. A beginning that names a folder at the top is a slip of somebody's. One
    that has less than half of the links that begin so lead to pages hits those by chance.
    """
    links = [*_rooted(documents)]
    tops = {path.partition("/")[0] for path in paths if "/" in path}
    folders = Counter(folder for path in paths for folder in _folders(path))
    begins = Counter(prefix for link, _ in links for prefix in _prefixes(link.target))
    tried = [
        SiteRoot(one, "")
        for one, _ in begins.most_common(MOST_TRIED)
        if one.split("/")[1] not in tops
    ]
    tried += [SiteRoot("/", folder) for folder, _ in folders.most_common(MOST_TRIED)]
    roots: dict[SiteRoot, int] = {}
    reached = _reached(links, paths, ())
    while len(roots) < MOST_ROOTS:
        gains = {one: _reached(links, paths, (*roots, one)) - reached for one in tried}
        tried = [one for one in tried if gains[one] > 0]
        likely = [one for one in tried if _explains(one, links, paths, roots)]
        if not likely:
            break
        best = max(likely, key=gains.__getitem__)
        roots[best] = gains[best]
        reached += gains[best]
        tried = [one for one in tried if one.prefix != best.prefix]
    return roots


def _folders(path: str) -> Iterator[str]:
    """`a/`, `a/b/` and `a/b/c/` of `a/b/c/d/e.md`."""
    parts = path.split("/")
    for length in range(1, min(len(parts), DEEPEST + 1)):
        yield f"{'/'.join(parts[:length])}/"


def _explains(
    root: SiteRoot,
    links: Iterable[tuple[Link, str]],
    paths: Sequence[str],
    roots: Iterable[SiteRoot],
) -> bool:
    """Whether half of the links that begin as the root says, or more, lead to pages with it and `roots`."""
    such = [link for link in links if f"{link[0].target}/".startswith(root.prefix)]
    return 2 * _reached(such, paths, (*roots, root)) >= len(such)


def in_order(roots: Iterable[SiteRoot]) -> SiteRoots:
    """Roots as settings have them."""
    return tuple(sorted(roots, key=lambda root: (-len(root.prefix), root)))


def _rooted(documents: Iterable[Document]) -> Iterator[tuple[Link, str]]:
    """Every link that begins with a slash, and the page that it stands on."""
    from execsync.core.documents.markdown import parse

    for document in documents:
        if "/" in document.body:
            for link in parse(document.body).destinations:
                if link.target.startswith("/") and not link.image:
                    yield link, document.path


def _reached(
    links: Sequence[tuple[Link, str]], paths: Sequence[str], roots: Iterable[SiteRoot]
) -> int:
    """How many links lead to a page."""
    site = Site(paths, LinkSettings(site_roots=in_order(roots)))
    targets = (site.target(link, page) for link, page in links)
    return sum(target is not None and target.path in site.paths for target in targets)


def _prefixes(target: str) -> Iterator[str]:
    """`/a/` and `/a/b/` of `/a/b/c`."""
    parts = target.partition("#")[0].partition("?")[0].split("/")
    for length in range(2, min(len(parts), 3) + 1):
        if all(parts[1:length]):
            yield f"{'/'.join(parts[:length])}/"
