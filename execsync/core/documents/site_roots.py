"""What beginnings of links seem to stand for, in pages that were made for a web site."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from execsync.core.documents.document import Document
from execsync.core.documents.site import Site
from execsync.core.documents.structure import Link
from execsync.core.link_settings import LinkSettings, SiteRoots

MOST_TRIED, MOST_ROOTS = 10, 3


class SiteRoot(NamedTuple):
    """A beginning of links and the folder that it stands for, empty for the content root; both end in /."""

    prefix: str
    folder: str


def likely_site_roots(
    documents: Iterable[Document], paths: Sequence[str]
) -> Mapping[SiteRoot, int]:
    """Those that have more links lead to pages, and how many more; the best come first.

    The beginnings of most links are tried, for the content root, and `/` for the folders that have most
    pages. A beginning that names a folder at the top is a slip of somebody's.
    """
    links = [*_rooted(documents)]
    tops = Counter(path.partition("/")[0] for path in paths if "/" in path)
    begins = Counter(prefix for link, _ in links for prefix in _prefixes(link.target))
    tried = [
        SiteRoot(one, "")
        for one, _ in begins.most_common(MOST_TRIED)
        if one.split("/")[1] not in tops
    ]
    tried += [SiteRoot("/", f"{top}/") for top, _ in tops.most_common(MOST_TRIED)]
    roots: dict[SiteRoot, int] = {}
    reached = _reached(links, paths, ())
    while tried and len(roots) < MOST_ROOTS:
        gains = {one: _reached(links, paths, (*roots, one)) - reached for one in tried}
        best = max(tried, key=gains.__getitem__)
        if gains[best] <= 0:
            break
        roots[best] = gains[best]
        reached += gains[best]
        tried = [one for one in tried if gains[one] > 0 and one.prefix != best.prefix]
    return roots


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
