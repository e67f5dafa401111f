"""What the hub has beside our pages, as far as a run must know it, in the fewest requests."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from execsync.core.diagnostic import Diagnostic
from execsync.core.planning.archiving import archives_source
from execsync.core.planning.drift import row_differs
from execsync.core.planning.others import LookAlikes, Others, compared_pages, makes_look
from execsync.core.planning.plan import Change, Plan
from execsync.core.planning.replacing import left_over
from execsync.core.resource import Page
from execsync.core.running.hub import HubCalls
from execsync.core.snapshot import PageRow, is_there
from execsync.state.recorder import Recorder
from execsync.sync.listing import list_all, list_titled, requests_for_all
from execsync.sync.lookup import look_at, look_at_id, with_folders
from execsync.sync.odd_pages import odd_pages
from execsync.sync.reconcile import Reconciled
from execsync.sync.refresh import Holds, Refreshed, See, examine, makers_of
from execsync.sync.unowned import Unowned


class Survey:
    """Pages and links of others, and which of ours were compared, by the lists and looks of one run.

    Each of the questions below takes a plan, and says whether another one is to be made of what it has found.
    """

    def __init__(
        self,
        hub: HubCalls,
        recorder: Recorder,
        unowned: Unowned,
        *,
        holds: Holds,
        see: See,
        note: Callable[[Iterable[Diagnostic]], None],
    ) -> None:
        self.is_news = False
        """Whether what was found is worth a write of State."""
        self.asked = 0
        """Requests that asked pages of others which sources they link."""
        self.unowned = unowned
        self.unread: dict[str, str] = {}
        """What is wrong with answers that could not be read, by the ids of pages."""
        self._hub = hub
        self._recorder = recorder
        self._holds = holds
        self._see = see
        self._note = note
        self._listed: set[str] = set()
        self._compared: set[str] = set()
        """The ids of pages of ours that are, or are marked to be, what State says of them."""
        self._replaced: dict[str, PageRow] = {}
        self._suspects: tuple[PageRow, ...] = ()
        self._links: dict[str, PageRow] = {}
        self._is_all_listed = False
        self._makers: frozenset[str] = frozenset()

    @property
    def others(self) -> Others:
        """What the hub has beside our pages, as far as it was asked."""
        unowned = tuple(self.unowned.rows.values())
        return Others(unowned, self._suspects, self._links, self.unread, self._replaced)

    def take_reconciled(self, found: Reconciled) -> None:
        """Take in what lost writes may have made."""
        self.suspect(page.row for pages in found.suspects.values() for page in pages)
        self.unread |= found.unread

    def take_refreshed(self, seen: Refreshed) -> None:
        """Take in what a refresh has listed."""
        self._recorder.know(seen.state)
        self.unowned = seen.unowned
        self._tell_odd(seen.odd)
        self._listed |= seen.listed
        self._compared |= seen.listed
        self.unread |= seen.unread
        self._is_all_listed = len(seen.listed) >= self._recorder.state.live
        self._makers = seen.makers
        self.is_news = self.is_news or bool(seen.outcomes) or seen.lists > 1

    def suspect(self, rows: Iterable[PageRow]) -> None:
        """Take in pages that a lost creation may have made."""
        self._suspects = (*self._suspects, *rows)

    def describe_replaced(self, plan: Plan) -> bool:
        """Ask for the pages that earlier replacements have left: a person knows them by their titles."""
        left = [page for change in plan.changes if (page := left_over(change))]
        for page_id in dict.fromkeys(page_id for page in left for page_id in page.retiring):
            if found := look_at_id(self._hub, page_id):
                self._replaced[page_id] = found.row
        return bool(left)

    def compare(self, plan: Plan) -> bool:
        """Compare the pages to be written with State, by one look each or by a full list.

        What a look shows may keep a page from being written.
        """
        pages = [page for page in compared_pages(plan) if page.id not in self._compared]
        self._compared |= {page.id for page in pages}
        if len(pages) > requests_for_all(self._recorder.state.live):
            rows = self._list_all()
            pages = [p for p in pages if p.id not in rows or row_differs(rows[p.id], p)]
        seen = examine(
            self._hub,
            self._recorder.state,
            pages,
            keep=self._recorder.take,
            holds=self._holds,
            see=self._see,
        )
        self._recorder.know(seen.state)
        self.unread |= seen.unread
        self.is_news = self.is_news or bool(seen.outcomes)
        return bool(pages)

    def list_others(self, plan: Plan) -> bool:
        """Get to know the pages that could be taken for those to be made, or that link sources which end.

        Before a source is archived, all live pages are listed in this run, and those of others that link
        sources are asked for them.
        """
        if any(archives_source(change) for change in plan.changes):
            self._links = self._find_links()
            return True
        wanted = [change for change in plan.changes if change.acts and makes_look(change)]
        if not wanted or self.unowned.complete:
            return False
        self._list_alike(wanted)
        return True

    def clear_up(self, plan: Plan) -> bool:
        """Ask for the folders of pages that may look like those to come."""
        alikes = LookAlikes(self.others)
        pages = [c.after for c in plan.changes if isinstance(c.after, Page) and makes_look(c)]
        rows = {row.id: row for page in pages for row in alikes.of(page)}
        asked = [with_folders(self._hub, row) for row in rows.values() if row.is_vague]
        self.unowned = self.unowned.joined(asked, self._recorder.state)
        return bool(asked)

    def drop_gone(self, plan: Plan) -> bool:
        """Forget pages that stood in a change's way by a list of an earlier run, and are gone."""
        alikes = LookAlikes(self.others)
        blocked = [c.after for c in plan.obstacles if isinstance(c.after, Page)]
        rows = {row.id for page in blocked for row in alikes.of(page)} - self._listed
        gone = [page_id for page_id in rows if self._is_gone(page_id)]
        self.unowned = self.unowned.without(gone)
        return bool(gone)

    @property
    def source_maker(self) -> str | None:
        """Who must have made a source that is archived; None on a hub that shows no owner of our pages."""
        return self._recorder.state.maker or (None if "" in self._makers else "")

    def _list_alike(self, wanted: Sequence[Change]) -> None:
        """Get to know the live pages that could be taken for those wanted, in the fewest requests."""
        titles = {c.after.title for c in wanted if isinstance(c.after, Page)}
        probe = next(
            (p for p in self._recorder.state.pages.values() if not p.archived and p.title), None
        )
        if probe and len(titles) + 1 < requests_for_all(self._recorder.state.live):
            found = list_titled(self._hub, [probe.title])
            if probe.id in found:
                rows = list_titled(self._hub, sorted(titles))
                self.unowned = self.unowned.joined(rows.values(), self._recorder.state)
                self._tell_odd(rows.values())
                self._listed |= rows.keys()
                return
        self._list_all()

    def _find_links(self) -> dict[str, PageRow]:
        """The pages of others by the sources that they link now: what is kept of their rows may be old."""
        if not self._is_all_listed:
            self._list_all()
        if self._recorder.state.maker not in self._makers:
            # A source is ours by who made it, and that State alone does not tell.
            self._recorder.tell(maker=min(filter(None, self._makers), default=""))
        links: dict[str, PageRow] = {}
        for row in self.unowned.linking:
            page = look_at(self._hub, row)
            self.asked += 1
            if is_there(page):
                # One whose sources cannot be read may link any.
                known = (source.id for source in self._recorder.state.sources.values())
                linked = known if "sources" in page.row.unread else page.source_ids
                links |= dict.fromkeys(linked, page.row)
        return links

    def _list_all(self) -> Mapping[str, PageRow]:
        listed = list_all(self._hub)
        self.unowned = self.unowned.joined(
            listed.rows.values(), self._recorder.state, complete=listed.complete
        )
        self._tell_odd(listed.rows.values())
        self._listed |= listed.rows.keys()
        self._is_all_listed = listed.complete
        self._makers |= makers_of(listed.rows.values(), self._recorder.state)
        times = [row.created_at for row in listed.rows.values()]
        self._recorder.tell_newest(times, live=listed.total)
        return listed.rows

    def _is_gone(self, page_id: str) -> bool:
        return not is_there(look_at_id(self._hub, page_id))

    def _tell_odd(self, rows: Iterable[PageRow]) -> None:
        """Name rows that are not as the contract has them, those of others once each."""
        known = {*self._recorder.state.owned_ids(), *self._listed}
        self._note(odd_pages(row for row in rows if row.id not in known))
