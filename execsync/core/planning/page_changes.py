"""What becomes of one page after another: its change, and what keeps that back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from execsync.core.address import Address
from execsync.core.choices import OnArchived, Status
from execsync.core.look_alike import title_key
from execsync.core.meaning import same_measure, says
from execsync.core.page_fields import id_lists
from execsync.core.page_sources import named_ids, own_ids
from execsync.core.planning.conflicts import (
    ARCHIVED_AND_EDITED,
    ON_DRIFT,
    archived_obstacle,
    edited_reason,
    look_alike_obstacle,
    orphans_obstacle,
    suspects_obstacle,
)
from execsync.core.planning.diff import FieldChange, compare
from execsync.core.planning.drift import web_edits
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.others import (
    LookAlikes,
    Others,
    makes_look,
)
from execsync.core.planning.plan import (
    Action,
    ActionReason,
    Change,
    Obstacle,
    ObstacleKind,
    PageChange,
)
from execsync.core.planning.policies import Policies
from execsync.core.planning.replacing import plan_replace
from execsync.core.resource import Page
from execsync.core.state import InDoubtWrite, Observed, PageState, SourceState, State


class PageChanges:
    """Compares each page with what State knows of it, and with what else the hub has."""

    def __init__(
        self,
        state: State,
        moves: Mapping[str, str],
        others: Others,
        options: PlanOptions,
        policies: Policies,
    ) -> None:
        self._state = state
        self._moves = moves
        self._taken = set(moves.values())
        self._alikes = LookAlikes(others)
        self._suspects = others.suspects
        self._in_doubt = {doubt.page.path: doubt for doubt in state.in_doubt if doubt.suspects}
        self._options = options
        self._policies = policies

    def origin(self, path: str) -> str | None:
        """The path that State has the page of this file under; None for a new page."""
        if path in self._moves:
            return self._moves[path]
        return path if path in self._state.pages and path not in self._taken else None

    def known(self, page: Page) -> PageState | None:
        """What State has of the page at a file; None for a new page."""
        origin = self.origin(page.path)
        return self._state.pages[origin] if origin is not None else None

    def plan(self, page: Page) -> Change:
        """The change of the page at a file."""
        known = self.known(page)
        change = _plan_create(page) if known is None else self._plan_known(page, known)
        return self._guard(self._doubt(self._detach(change), page))

    def name_orphans(self, gone: Sequence[Change], paths: Collection[str]) -> list[Change]:
        """The changes of files that are gone, with each lost creation that may have made a page of one.

        `paths` are those of the files that are there.
        """
        if self._options.allow_same_title:
            return [*gone]
        changes = {change.address: change for change in gone}
        for path, doubt in self._in_doubt.items():
            if path not in paths:
                obstacle = orphans_obstacle(doubt, self._suspects)
                address, reason = Address("page", path), ActionReason.FILE_GONE
                known = changes.get(address, PageChange(address, Action.FORGET, reason))
                changes[address] = replace(known, obstacle=obstacle)
        return [*changes.values()]

    def _plan_known(self, page: Page, known: PageState) -> PageChange:
        fields = compare(page, known, self._state.sources)
        overwrites = self._policies.overwrites(page.path, self._options)
        if known.archived:
            return self._plan_archived(page, known, fields, overwrites=overwrites)
        if any(change.field == "visibility" for change in fields):
            contested = _contested(page, known, self._state.sources)
            return plan_replace(
                page, known, fields, contested, self._options, overwrites=overwrites
            )
        if known.drift is not None:
            contested = _contested(page, known, self._state.sources)
            return _plan_drifted(page, known, known.drift, fields, contested, overwrites=overwrites)
        if known.path != page.path:
            reason = ActionReason.FILE_RENAMED
            return PageChange(page.address, Action.MOVE, reason, known, page, fields)
        if fields:
            reason = ActionReason.FIELDS_CHANGED
            return PageChange(page.address, Action.UPDATE, reason, known, page, fields)
        return PageChange(page.address, Action.NOOP, ActionReason.UNCHANGED, known, page)

    def _detach(self, change: PageChange) -> PageChange:
        """Take off the page what others attached to it on the web, where that was asked for."""
        page, known = change.after, change.before
        if not self._options.remove_foreign or page is None or known is None or known.archived:
            return change
        named = named_ids(page, self._state.sources)
        detached = tuple(i for i in known.foreign_ids if i not in named)
        return detaching(change, page, known, detached) if detached else change

    def _plan_archived(
        self,
        page: Page,
        known: PageState,
        fields: tuple[FieldChange, ...],
        *,
        overwrites: bool,
    ) -> PageChange:
        """Settle a page that was archived on the web, as execsync.toml has it.

        One that has itself still to archive what it replaced stays as it is: that would be forgotten with it.
        """
        policy = self._policies.on_archived
        if policy is OnArchived.RECREATE and not known.retiring:
            contested = _contested(page, known, self._state.sources)
            return _plan_anew(page, known, contested, overwrites=overwrites)
        action = Action.UPDATE if known.path == page.path else Action.MOVE
        change = PageChange(page.address, action, ActionReason.ARCHIVED_ON_WEB, known, page, fields)
        if policy is OnArchived.FORGET:
            return replace(change, action=Action.NOOP, fields=())
        allowed = self._options.allow_same_title
        alike = () if allowed else self._alikes.of(page)
        return replace(change, obstacle=archived_obstacle(known.address, alike))

    def _doubt(self, change: Change, page: Page) -> Change:
        """Keep back a page whose creation, or whose replacement, was lost and may be on the hub."""
        doubt = self._in_doubt.get(page.path)
        if doubt is None or self._options.allow_same_title or _is_another(page, doubt):
            return change
        action = Action.REPLACE if change.action is Action.NOOP else change.action
        obstacle = suspects_obstacle(doubt, self._suspects, self._alikes.of(page))
        return replace(change, action=action, obstacle=obstacle)

    def _guard(self, change: Change) -> Change:
        """Block a page that a reader could not tell from one that is not ours, and one that may be there."""
        page = change.after
        if not change.acts or not makes_look(change) or not isinstance(page, Page):
            return change
        if self._options.allow_same_title:
            return change
        alike = self._alikes.of(page)
        if not alike:
            return change
        return replace(change, obstacle=look_alike_obstacle(change.address, alike))


def detaching(
    change: PageChange, page: Page, known: PageState, detached: tuple[str, ...]
) -> PageChange:
    """The change with the sources of others that it takes off the page named among those before it."""
    after = tuple(dict.fromkeys(ref.url for ref in page.sources))
    fields = tuple(field for field in change.fields if field.field != "sources")
    fields += (FieldChange("sources", (*known.sources, *detached), after),)
    if change.action is Action.NOOP:
        action, reason = Action.UPDATE, ActionReason.FIELDS_CHANGED
        change = replace(change, action=action, reason=reason)
    return replace(change, fields=fields, detached=detached)


def _plan_create(page: Page) -> PageChange:
    return PageChange(page.address, Action.CREATE, ActionReason.NEW_FILE, after=page)


def _plan_anew(
    page: Page, known: PageState, contested: tuple[FieldChange, ...], *, overwrites: bool
) -> PageChange:
    """A page in the place of one that was archived on the web, if what was edited there may be lost."""
    change = PageChange(page.address, Action.CREATE, ActionReason.ARCHIVED_ON_WEB, after=page)
    if known.drift is None or not contested:
        return change
    fields = tuple(field.field for field in contested)
    change = replace(change, left=known, web_fields=fields)
    if overwrites:
        return change
    reason = f"{edited_reason(known.drift, web_edits(known))}, and archived there"
    return replace(change, obstacle=Obstacle(ObstacleKind.CONFLICT, reason, ARCHIVED_AND_EDITED))


def _is_another(page: Page, doubt: InDoubtWrite) -> bool:
    """Whether a file has become another page than the one whose creation is in doubt."""
    if title_key(page.title) == title_key(doubt.page.title) or page.body.digest == doubt.page.body:
        return False
    now = says(page.body.text())
    return same_measure(now, doubt.page.says) and now != doubt.page.says


def _plan_drifted(
    page: Page,
    known: PageState,
    web: Observed,
    fields: tuple[FieldChange, ...],
    contested: tuple[FieldChange, ...],
    *,
    overwrites: bool,
) -> PageChange:
    """Settle a page that somebody edited on the web, field by field.

    Those that are `contested` are a conflict. The other fields count as always: the hub may have rewritten
    them, so they are never compared with what the web shows.
    """
    edited = web_edits(known)
    writes = contested + tuple(change for change in fields if change.field not in edited)
    if web.has_draft and page.status is Status.PUBLISHED and not _publishes(writes):
        # The web says what the file says, but only in a draft.
        writes += (FieldChange("status", Status.DRAFT.value, Status.PUBLISHED.value),)
    reason = ActionReason.EDITED_ON_WEB if contested else ActionReason.SAME_EDIT_ON_WEB
    obstacle = None
    if contested and not overwrites:
        names = [change.field for change in fields]
        obstacle = Obstacle(ObstacleKind.CONFLICT, edited_reason(web, edited, names), ON_DRIFT)
    return PageChange(
        page.address,
        Action.UPDATE if known.path == page.path else Action.MOVE,
        reason,
        known,
        page,
        writes,
        edited,
        obstacle,
    )


def _contested(
    page: Page, known: PageState, sources: Mapping[str, SourceState]
) -> tuple[FieldChange, ...]:
    """The fields edited on the web of which the file does not say the same by now."""
    if known.drift is None:
        return ()
    edited = web_edits(known)
    shown = own_ids(page, known, known.drift.source_ids, sources)
    compared = compare(page, _as_on_web(page, known, known.drift, shown), sources)
    return tuple(change for change in compared if change.field in edited)


def _publishes(writes: Sequence[FieldChange]) -> bool:
    """Whether a write of these fields makes a draft live."""
    return any(change.field in ("title", "content", "status") for change in writes)


def _as_on_web(
    page: Page, known: PageState, web: Observed, source_ids: tuple[str, ...]
) -> PageState:
    """The page as the web has it; a text that says what the file says counts as the file's.

    `source_ids` are those of our sources that it has there.
    """
    now = says(page.body.text())
    same_text = same_measure(now, web.says) and now == web.says
    links = page.body.links_as_sent() if same_text else {"sent": ""}
    return replace(
        known,
        title=web.title,
        status=web.status,
        stays_live=False,
        body=page.body.digest if same_text else web.body,
        source_ids=source_ids,
        **links,
        **id_lists(web),
    )
