"""Links between pages: what is put into them, as far as State and a plan know the ids."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from execsync.core.linked_text import NO_IDS, Filling, form_of
from execsync.core.planning.plan import Change, makes_page
from execsync.core.resource import Body, Page
from execsync.core.state import PageState, State


@dataclass(frozen=True, slots=True)
class LinkSites:
    """Where pages are, by execsync.toml and the files.

    `unmanaged` are the ids of pages that are linked and never written, by the paths of their files; `others`
    are those of pages that are no part of a plan.
    """

    page_url: str = ""
    unmanaged: Mapping[str, str] = field(default_factory=lambda: NO_IDS)
    others: Mapping[str, str] = field(default_factory=lambda: NO_IDS)

    def with_pages(self, pages: Iterable[PageState]) -> "LinkSites":
        """The same, with pages that are no part of a plan."""
        if not self.page_url:
            return self
        return replace(self, others=_live_ids(pages))


NO_SITES = LinkSites()


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """Where each page is, or is to be: see Filling."""

    form: str
    ids: Mapping[str, str]
    coming: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, sites: LinkSites, state: State, origins: Mapping[str, str] = NO_IDS
    ) -> "LinkTargets":
        """Those of `state`. `origins` maps the path of a renamed file to the one that State has.

        A page that was archived on the web has no address any more.
        """
        there = _live_ids(state.pages.values())
        moved = {path: there[old] for path, old in origins.items() if old in there}
        left = set(origins.values())
        stay = {path: page_id for path, page_id in there.items() if path not in left}
        ids = {**sites.others, **stay, **moved, **sites.unmanaged}
        return cls(form_of(sites.page_url, state.workspace_slug), ids)

    def with_ids(self, ids: Mapping[str, str]) -> "LinkTargets":
        """The same, with ids of pages that State does not have yet."""
        return replace(self, ids={**self.ids, **ids})

    def has_filled(self, known: PageState) -> bool:
        """Whether the links of a page that State has are filled as they would be now."""
        pairs = zip(known.links, known.link_ids, strict=False)
        return known.link_form == self.form and all(
            page_id == self.ids.get(path, page_id) for path, page_id in pairs
        )

    def fill(self, page: Page, known: PageState | None) -> Page:
        """The page with its links filled.

        What State has put into a link whose page is not to be found any more stays: on the hub, it still
        leads there.
        """
        if not page.body.links:
            return page
        kept = _kept(page.body, known) if known else NO_IDS
        links = page.body.links
        ids = {path: self.ids.get(path) or kept.get(path, "") for path in links}
        coming = self.coming.intersection(links) - {page.path}
        return replace(page, body=page.body.filled(Filling(page.path, self.form, ids, coming)))


def _live_ids(pages: Iterable[PageState]) -> dict[str, str]:
    return {page.path: page.id for page in pages if not page.archived}


def _kept(body: Body, known: PageState) -> Mapping[str, str]:
    """The ids that were put in; in the text of a file that was renamed, links stand in the same order."""
    same = body.digest == known.body and len(body.links) == len(known.links)
    return dict(zip(body.links if same else known.links, known.link_ids, strict=False))


def decide_linked(
    pages: Sequence[Page],
    targets: LinkTargets,
    known: Callable[[Page], PageState | None],
    decide: Callable[[Iterable[Page]], list[Change]],
) -> list[Change]:
    """What is decided of pages once their links are filled; `known` is what State has of one.

    Whether a page that is linked is made is known only once that is decided: where it is not, as was expected
    first, all is decided once more.
    """
    linked = {path for page in pages for path in page.body.links}
    if not linked:
        return decide(pages)

    def decide_for(coming: Iterable[str]) -> list[Change]:
        there = replace(targets, coming=frozenset(coming))
        return decide([there.fill(page, known(page)) for page in pages])

    expected = {page.path for page in pages if page.path in linked and _is_new(page, known(page))}
    changes = decide_for(expected)
    made = linked.intersection(_creations(changes))
    return changes if made == expected else decide_for(made)


def _is_new(page: Page, known: PageState | None) -> bool:
    return known is None or known.visibility != page.visibility.value


def _creations(changes: Iterable[Change]) -> Iterator[str]:
    """The paths of the pages that are made."""
    for change in changes:
        if isinstance(change.after, Page) and makes_page(change):
            yield change.after.path
