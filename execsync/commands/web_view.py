"""What a look at the hub has shown of our pages, gathered for whoever tells of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from execsync.core.digest import bare_body
from execsync.core.planning.differences import Differences, edited_pages, find_differences
from execsync.core.planning.drift import web_edits
from execsync.core.planning.plan import Change
from execsync.core.snapshot import PageRow
from execsync.core.state import PageState, SourceState, State
from execsync.render.web_sides import WebSides
from execsync.workspace import Workspace


@dataclass
class WebView:
    """Is told of pages as they are looked at. `keep` is given each text that somebody wrote on the web."""

    workspace: Workspace
    keep: Callable[[str], None]
    before: State
    archived_at: dict[str, str] = field(default_factory=dict)

    def __call__(self, row: PageRow, body: str | None) -> None:
        """Take in a page that was edited, or archived."""
        if body is None:
            self.archived_at[row.id] = row.updated_at
        else:
            self.keep(bare_body(body))

    def without_text(self, state: State) -> list[PageState]:
        """The pages whose text somebody has edited, and is not at hand: an earlier run has found them."""
        sides = WebSides(self.workspace.history.find)
        pages = (page for page in edited_pages(state) if "content" in web_edits(page))
        return [page for page in pages if not page.archived and sides.web_body(page) is None]

    def differences(
        self, state: State, plan: Callable[[State], Iterable[Change]]
    ) -> tuple[Differences, WebSides]:
        """What differs, and what finds more of it; the files are asked only if anything does."""
        found = self._find(state, ())
        if edited_pages(state):
            found = self._find(state, plan(state))
        pages = (*found.edited, *found.archived)
        return found, self.workspace.web_sides(pages, self._sources(state))

    def _find(self, state: State, changes: Iterable[Change]) -> Differences:
        return find_differences(state, changes, self.before.sources, self.archived_at)

    def _sources(self, state: State) -> dict[str, SourceState]:
        return {**self.before.sources, **state.sources}
