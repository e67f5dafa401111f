"""One Change in words, as every way of showing a plan says it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from execsync.core.address import Address
from execsync.core.naming import with_id
from execsync.core.page_fields import ID_LISTS, named_ids
from execsync.core.planning.diff import FieldChange
from execsync.core.planning.edited import is_conflict, is_told, lost_fields
from execsync.core.planning.plan import (
    Action,
    ActionReason,
    Change,
    PageChange,
    Plan,
)
from execsync.core.planning.replacing import left_over
from execsync.core.resource import Page, Source
from execsync.core.state import PageState
from execsync.render.body_diff import BodyDiff, diff_bodies
from execsync.render.counted import plural
from execsync.render.plain import visible
from execsync.render.web_side import WebSide, by_whom
from execsync.render.web_sides import WebSides

REASONS = {
    ActionReason.FILE_GONE: "file is gone",
    ActionReason.NOT_NAMED: "no page names it",
    ActionReason.REPLACEMENT_UNFINISHED: "the page that it replaced is still to be archived",
    ActionReason.SAME_EDIT_ON_WEB: "the web says the same by now, no request",
    ActionReason.DELETED_ON_WEB: "it was deleted on the web",
    ActionReason.EXTRACTION_FAILED: "its text could not be extracted",
}
"""What is said of a change without fields."""

ENDS = {
    ActionReason.ARCHIVED_ON_WEB: "archived on the web, and its file is gone",
    ActionReason.NOT_MANAGED: "its file says managed: false: the page stays as it is, no request",
    ActionReason.FILE_RENAMED: "its page is that of another file by now: no request",
}
"""What is said of a page that State is to know no more, where that is something else."""
ANEW = ": archived, and made anew"
LOSING = {
    Action.ARCHIVE: "archives",
    Action.REPLACE: "archives",
    Action.CREATE: "leaves in the archive",
}
"""What a change does with an edit of the web that it does not write over."""


@dataclass(frozen=True, slots=True)
class ChangeText:
    """Puts changes into words. `find_body` gives the body that was last written, or None where it is lost.

    `web_sides` finds what else there is to be told of a page that somebody edited on the web.
    """

    find_body: Callable[[PageState], str | None]
    web_sides: WebSides | None = None
    _diffs: dict[Address, BodyDiff | None] = field(default_factory=dict, repr=False, compare=False)
    """By address: a difference is counted in one place and shown in another."""

    def detail(self, change: Change, created: Collection[Address]) -> str:
        """One line: what it is made with, or what changes. `created` are addresses of new sources."""
        return f"{self._detail(change, created)}{self._over(change)}"

    def _over(self, change: Change) -> str:
        """What somebody edited on the web, and who, where the change puts an end to it."""
        lost = lost_fields(change)
        if not (lost and isinstance(change, PageChange) and change.edited):
            return ""
        verb = LOSING.get(change.action, "writes over")
        edit = self._sides.find_edit(change.edited)
        who = f" by {by_whom(edit)}" if edit else ""
        return visible(f"; {verb} what was edited on the web ({', '.join(lost)}){who}")

    def _detail(self, change: Change, created: Collection[Address]) -> str:
        if change.obstacle and is_conflict(change):
            return visible(change.obstacle.reason)
        match change.action:
            case Action.CREATE if isinstance(change.after, Page):
                return _creation(change.after, created)
            case Action.ARCHIVE | Action.FORGET:
                return ENDS.get(change.reason) or REASONS[change.reason]
            case _ if not change.fields and change.reason in REASONS:
                is_made_anew = change.reason is ActionReason.EXTRACTION_FAILED and change.acts
                return REASONS[change.reason] + (ANEW if is_made_anew else "")
            case _:
                parts = [self._field(field, change) for field in change.fields]
                if change.previous_address:
                    parts.insert(0, f"was {visible(change.previous_address.name)}")
                if left := _left_over(change):
                    parts.append(f"{left} replaced {plural(left, 'page')} still to be archived")
                elif all(field.field == "protect" for field in change.fields):
                    parts.append("no request" if change.fields else "same page, no request")
                return visible(", ".join(parts))

    def _field(self, field: FieldChange, change: Change) -> str:
        if field.field == "content":
            if filled := _newly_filled(change):
                return f"links to {filled}"
            diff = self.body_diff(change)
            lost = "content (the text last applied is not at hand, so no lines are shown)"
            return f"content +{diff.added} -{diff.removed}" if diff else lost
        if field.field == "protect":
            return "protected from now on" if field.after else "no longer protected"
        if isinstance(field.before, tuple) and isinstance(field.after, tuple):
            before = _named(change.before, field.field, field.before)
            after = _named(change.after, field.field, field.after)
            changes = _set_change(before, after) or "made anew"
            return f"{field.field} {changes}" + _origin(change.after, field.field)
        text = f"{field.field} {field.before} → {field.after}"
        if field.field == "status" and field.before == "published":
            text += " (the published version stays live)"
        return text + _origin(change.after, field.field)

    def web_side(self, change: Change) -> WebSide | None:
        """What somebody made of a page on the web, where that is in the way or is to be lost."""
        if not isinstance(change, PageChange) or not is_told(change):
            return None
        side = self._sides.of(change)
        # Where it is to be lost, the change's first line says who wrote it.
        return replace(side, edit=None) if side and change.acts else side

    def body_diff(self, change: Change) -> BodyDiff | None:
        """The difference of the body, where it changes and the text before is known."""
        if not any(field.field == "content" for field in change.fields):
            return None
        if change.address not in self._diffs:
            self._diffs[change.address] = self._diff(change)
        return self._diffs[change.address]

    def _diff(self, change: Change) -> BodyDiff | None:
        page, known = change.after, change.before
        if not isinstance(page, Page) or not isinstance(known, PageState):
            return None
        before = self._sides.web_body(known) if "content" in change.web_fields else None
        before = self.find_body(known) if before is None else before
        return None if before is None else diff_bodies(before, page.body.text())

    @property
    def _sides(self) -> WebSides:
        return self.web_sides or WebSides(self.find_body)


def _newly_filled(change: Change) -> str:
    """The pages whose addresses are put into a text that is the same otherwise."""
    page, known = change.after, change.before
    if not isinstance(page, Page) or not isinstance(known, PageState):
        return ""
    body = page.body
    if body.digest != known.body or "content" in change.web_fields:
        return ""
    before = dict(zip(known.links, known.link_ids, strict=False))
    ids = zip(body.links, body.link_ids, strict=True)
    changed = [path for path, page_id in ids if page_id != before.get(path) or path in body.coming]
    return ", ".join(changed or body.links)


def listed(plan: Plan) -> list[Change]:
    """The changes that get a line of their own: a new source is told with the page that names it."""
    return [
        change
        for change in plan.changes
        if change.action is not Action.NOOP and change.reason is not ActionReason.NEW_ADDRESS
    ]


def made_sources(plan: Plan) -> set[Address]:
    """The addresses of the sources that an apply would make."""
    return {c.address for c in plan.changes if c.acts and isinstance(c.after, Source)}


def _left_over(change: Change) -> int:
    """How many pages an earlier replacement has left to be archived with it."""
    known = left_over(change)
    return len(known.retiring) if known else 0


def made_with(page: Page) -> tuple[str, ...]:
    """What a page is made with, but for sources: status, visibility, folders, skills; empty where none."""
    folders = (*page.folders, *page.folder_ids[len(page.folders) :])
    number = len(page.skill_ids)
    return (
        page.status.value,
        page.visibility.value,
        visible(f"in {' + '.join(folders)}") if folders else "",
        f"{number} {plural(number, 'skill')}" if number else "",
    )


def _creation(page: Page, created: Collection[Address]) -> str:
    parts = [*filter(None, made_with(page))]
    if page.sources:
        addresses = {ref.address for ref in page.sources}
        new = len(addresses.intersection(created))
        text = f"{len(addresses)} {plural(len(addresses), 'source')}"
        parts.append(f"{text} ({new} new)" if new else text)
    return visible(", ".join(parts))


def _origin(page: object, field: str) -> str:
    """Says where a value came from, if the file does not say it itself."""
    if not isinstance(page, Page) or {field, ID_LISTS.get(field)}.isdisjoint(page.defaulted):
        return ""
    return " (from execsync.toml)"


def _named(page: object, field: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of folders or skills with the names that the page has for them; a name alone that has no id yet."""
    things = ID_LISTS.get(field)
    if things is None or page is None:
        return ids
    names = {thing_id: name for name, thing_id in named_ids(page, things)}
    return tuple(with_id(names[i], i) if i in names else i for i in ids)


def _set_change(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    added = [f"+{item}" for item in after if item not in before]
    removed = [f"-{item}" for item in before if item not in after]
    return " ".join(added + removed)
