"""Leaving pages out of a Plan for now, with the sources that only they need."""

from collections.abc import Callable, Collection
from dataclasses import replace

from execsync.core.planning.plan import Change, PageChange, Plan
from execsync.core.resource import Page, Source, gather_sources


def hold_back(plan: Plan, is_held: Callable[[Change], bool]) -> tuple[Plan, tuple[Change, ...]]:
    """The Plan without those changes of pages that would do something and are held back, and those.

    What would be done with a source stays where a page that is left needs it, and no source is archived
    while anything is held back: what is held back may need it.
    """
    held = tuple(c for c in plan.changes if c.acts and _is_page(c) and is_held(c))
    if not held:
        return plan, ()
    addresses = {change.address for change in held}
    left = [change for change in plan.changes if change.address not in addresses]
    pages = [change.after for change in left if change.acts and isinstance(change.after, Page)]
    needed = gather_sources(pages).keys()
    changes = tuple(change for change in left if _is_page(change) or _is_needed(change, needed))
    return replace(plan, changes=changes), held


def _is_page(change: Change) -> bool:
    return isinstance(change, PageChange)


def _is_needed(change: Change, urls: Collection[str]) -> bool:
    return isinstance(change.after, Source) and change.after.url in urls
