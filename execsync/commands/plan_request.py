"""What the command line asks of a plan, and what was found before anything was parsed."""

from typing import TYPE_CHECKING, NamedTuple

from execsync.core.planning.options import NONE, PlanOptions
from execsync.render.detail import Detail

if TYPE_CHECKING:
    from pathlib import Path

    from execsync.content.idle_plan import IdlePlanCache
    from execsync.content.tree import Tree
    from execsync.content.unchanged import UnchangedFiles
    from execsync.output.presenting import Format
    from execsync.sync.refresh import Refreshed
    from execsync.workspace import Loaded, Workspace


class PlanRequest(NamedTuple):
    """What to allow, how to show it, and where to keep it."""

    options: PlanOptions = NONE
    format: "Format" = "text"
    detail: Detail = Detail.USUAL
    out: "Path | None" = None
    json_into: "Path | None" = None
    detailed_exitcode: bool = False
    refresh: bool = False
    refresh_only: bool = False
    network: bool = True
    """Whether State may be asked for where it is kept on another machine."""

    @property
    def shows_changes_only(self) -> bool:
        """Whether pages that stay as they are have no part in the answer.

        JSON and a saved plan name every page, and some options need to know what every page says.
        """
        asked = self.options
        everything = self.format == "json" or self.out or self.json_into
        particular = (
            asked.targets or asked.allow_replace or asked.retry_sources or asked.prune_sources
        )
        return not everything and not particular

    @property
    def is_usual(self) -> bool:
        """Whether nothing is asked but what would change, in words."""
        is_plain = self.options == NONE and self.format == "text" and not self.refresh
        return is_plain and self.shows_changes_only


class Looked(NamedTuple):
    """The tree, State, and which files are as State has them."""

    tree: "Tree"
    workspace: "Workspace"
    loaded: "Loaded"
    unchanged: "UnchangedFiles"
    idle_plan: "IdlePlanCache"
    seen: "Refreshed | None" = None
    """What the hub has just shown, where it was asked: State is as if it had been recorded."""
