"""Saying in State which pages are unchanged, so that the next plan need not parse their files."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from execsync.core.page_fields import id_lists, name_lists
from execsync.core.planning.diff import compare
from execsync.core.planning.linking import LinkSites, LinkTargets
from execsync.core.planning.source_notes import is_as_made
from execsync.core.resource import Page
from execsync.core.state import PageState, State


def mark_unchanged(state: State, pages: Iterable[Page], sites: LinkSites) -> Iterator[PageState]:
    """The entries to be marked anew after a run: a page is unchanged if a plan would leave it alone."""
    targets = LinkTargets.of(sites, state)
    for wanted in pages:
        entry = state.pages.get(wanted.path)
        page = targets.fill(wanted, entry)
        if entry is None or compare(page, entry, state.sources):
            continue
        clean = page.clean if is_as_made(page, state.sources) else ""
        if (entry.blob, entry.clean) != (page.blob, clean):
            lists = {**page.body.links_as_sent(), **id_lists(page), **name_lists(page)}
            yield replace(entry, blob=page.blob, clean=clean, body=page.body.digest, **lists)
