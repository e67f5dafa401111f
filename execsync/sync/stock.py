"""What the hub has by its lists: its live pages, and what their folders, skills and sources are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from execsync.core.directory import Directory, Names
from execsync.core.running.hub import HubCalls
from execsync.core.snapshot import PageRow, SourceSnapshot
from execsync.core.state import State
from execsync.sync.listing import list_all
from execsync.sync.names import HubLists, NamesFile, ask
from execsync.sync.paging import every


class HubStock(HubCalls, HubLists, Protocol):
    """The calls that this takes."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Live pages by id, all lists of names, and sources by id, where any page that is not ours has one."""

    rows: Mapping[str, PageRow]
    directory: Directory
    sources: Mapping[str, SourceSnapshot]

    @property
    def folders(self) -> Names:
        """The hub's folders."""
        return self.directory["folders"]


def take_stock(
    hub: HubStock, state: State, names: NamesFile, *, needs_sources: bool = False
) -> Stock:
    """Ask for the lists: a request for each hundred pages, folders, and skills and sources if need be.

    The names are kept, so that a plan knows what is called so. Raises HubError.
    """
    rows = list_all(hub).rows
    owned = state.owned_ids()
    others = [row for row in rows.values() if row.id not in owned]
    has_skills = any(row.skill_ids or "skills" in row.unread for row in others)
    things = {"folders", "skills"} if has_skills else {"folders"}
    directory = names.learn(hub, ask(hub, things))
    has_sources = any(row.source_count or "source_count" in row.unread for row in others)
    sources: dict[str, SourceSnapshot] = {}
    if has_sources or needs_sources:
        sources = {source.id: source for source in every(lambda n: hub.sources(page=n))}
    return Stock(rows, directory, sources)
