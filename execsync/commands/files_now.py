"""The files as they are now, for a command that looks at the hub: read once somebody asks for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from execsync.config import Config
from execsync.core.planning.plan import Change
from execsync.core.resource import Page
from execsync.core.state import State
from execsync.workspace import Workspace

if TYPE_CHECKING:
    from execsync.content.reader import Content


@dataclass
class FilesNow:
    """Where nothing differs on the hub, nobody asks. A file that is broken is left out, and stops nothing."""

    config: Config
    workspace: Workspace
    known: State
    """For the ids of folders and skills that files name."""

    def pages(self) -> Iterator[Page]:
        """The pages of the files that are whole."""
        yield from self._content.pages

    def changes(self, state: State) -> tuple[Change, ...]:
        """What a plan from `state` would have to change."""
        from execsync.core.planning.deciding import make_plan

        read = self._content
        plan = make_plan([*read.pages], state, gaps=read.gaps, sites=read.sites)
        return plan.changes

    @cached_property
    def _content(self) -> "Content":
        from execsync.content import reader
        from execsync.content.naming import with_ids
        from execsync.core.naming import ids_in

        read = reader.load(self.config, skip=True)
        directory = self.workspace.directory((*self.known.pages.values(), *read.pages))
        return with_ids(read, directory, self.config, known=ids_in(self.known), skip=True)
