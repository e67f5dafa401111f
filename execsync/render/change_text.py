"""One Change in words, as every way of showing a plan says it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from execsync.core.diff import FieldChange
from execsync.core.plan import Action, ActionReason, Change, ObstacleKind
from execsync.core.resource import Page
from execsync.core.state import PageState
from execsync.render.body_diff import BodyDiff, diff_bodies
from execsync.render.plain import visible

REASONS = {
    ActionReason.FILE_GONE: "file is gone",
    ActionReason.NOT_NAMED: "no page names it",
    ActionReason.REPLACEMENT_UNFINISHED: "the page that it replaced is still to be archived",
    ActionReason.SAME_EDIT_ON_WEB: "the web says the same by now, no request",
}
"""What is said of a change without fields."""


@dataclass(frozen=True, slots=True)
class ChangeText:
    """`find_body` gives the body that a page had when it was last written, or None where it is lost."""

    find_body: Callable[[PageState], str | None]

    def detail(self, change: Change, created: Collection[str]) -> str:
        """One line: what it is made with, or what changes. `created` are addresses of new sources."""
        match change.action:
            case Action.CREATE if isinstance(change.after, Page):
                return _creation(change.after, created)
            case Action.ARCHIVE | Action.FORGET:
                return REASONS[change.reason]
            case _ if not change.fields and change.reason in REASONS:
                return REASONS[change.reason]
            case _:
                parts = [self._field(field, change) for field in change.fields]
                if change.previous_address:
                    parts.insert(0, f"was {visible(change.previous_address.partition(':')[2])}")
                if not change.fields:
                    parts.append("same page, no request")
                if change.obstacle and change.obstacle.kind is ObstacleKind.CONFLICT:
                    parts = [change.obstacle.reason]
                return visible(", ".join(parts))

    def _field(self, field: FieldChange, change: Change) -> str:
        if field.field == "content":
            diff = self.body_diff(change)
            lost = "content (the text last applied is not at hand, so no lines are shown)"
            return f"content +{diff.added} -{diff.removed}" if diff else lost
        if field.field == "protect":
            return "protect"
        if isinstance(field.before, tuple) and isinstance(field.after, tuple):
            changes = _set_change(field.before, field.after)
            return f"{field.field} {changes}".rstrip() + _origin(change.after, field.field)
        text = f"{field.field} {field.before} → {field.after}"
        if field.field == "status" and field.before == "published":
            text += " (the published version stays live)"
        return text + _origin(change.after, field.field)

    def body_diff(self, change: Change) -> BodyDiff | None:
        """The difference of the body, where it changes and the text before is known."""
        if not any(field.field == "content" for field in change.fields):
            return None
        page, known = change.after, change.before
        if not isinstance(page, Page) or not isinstance(known, PageState):
            return None
        before = self.find_body(known)
        return None if before is None else diff_bodies(before, page.body)


def plural(number: int, noun: str) -> str:
    """The noun, with an s unless there is one of it."""
    return noun if number == 1 else f"{noun}s"


def _creation(page: Page, created: Collection[str]) -> str:
    parts = [
        page.status.value + _origin(page, "status"),
        page.visibility.value + _origin(page, "visibility"),
    ]
    if page.folder_ids:
        parts.append(f"in {' / '.join(page.folder_ids)}" + _origin(page, "folder_ids"))
    if page.sources:
        addresses = {f"source:{ref.url}" for ref in page.sources}
        new = len(addresses.intersection(created))
        text = f"{len(addresses)} {plural(len(addresses), 'source')}"
        parts.append(f"{text} ({new} new)" if new else text)
    return visible(", ".join(parts))


def _origin(page: object, field: str) -> str:
    """Says where a value came from, if the file does not say it itself."""
    defaulted = isinstance(page, Page) and field in page.defaulted
    return " (from [defaults])" if defaulted else ""


def _set_change(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    added = [f"+{item}" for item in after if item not in before]
    removed = [f"-{item}" for item in before if item not in after]
    return " ".join(added + removed)
