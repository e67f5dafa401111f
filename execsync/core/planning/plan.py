"""A Plan: what would change, why, and what stands in the way. Data only; `deciding` makes it."""

from dataclasses import dataclass
from enum import StrEnum

from execsync.core.address import Address
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.diff import FieldChange
from execsync.core.resource import Page, Source
from execsync.core.state import PageState, SourceState


class Action(StrEnum):
    """What happens to a resource."""

    NOOP = "noop"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    MOVE = "move"
    ARCHIVE = "archive"
    FORGET = "forget"


class ActionReason(StrEnum):
    """Why it happens. A reason explains to a reader, and is never used to decide."""

    UNCHANGED = "unchanged"
    NEW_FILE = "new_file"
    NEW_ADDRESS = "new_address"
    FIELDS_CHANGED = "fields_changed"
    EDITED_ON_WEB = "edited_on_web"
    SAME_EDIT_ON_WEB = "same_edit_on_web"
    VISIBILITY_CHANGED = "visibility_changed"
    REPLACEMENT_UNFINISHED = "replacement_unfinished"
    ARCHIVED_ON_WEB = "archived_on_web"
    FILE_RENAMED = "file_renamed"
    FILE_GONE = "file_gone"
    NOT_NAMED = "not_named"
    EXTRACTION_FAILED = "extraction_failed"
    NOT_MANAGED = "not_managed"
    DELETED_ON_WEB = "deleted_on_web"


class ObstacleKind(StrEnum):
    """How an obstacle counts: what is held ends with 0, what is blocked or in conflict ends with 1."""

    HELD = "held"
    BLOCKED = "blocked"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a change from being carried out, and the way around it."""

    kind: ObstacleKind
    reason: str
    way_out: str


@dataclass(frozen=True, slots=True)
class _Change:
    """What happens to a resource, from what State knows (`before`) to what the files want (`after`)."""

    address: Address
    action: Action
    reason: ActionReason
    before: PageState | SourceState | None = None
    after: Page | Source | None = None
    fields: tuple[FieldChange, ...] = ()
    web_fields: tuple[str, ...] = ()
    """Fields that somebody changed on the web since our last write."""
    obstacle: Obstacle | None = None

    @property
    def acts(self) -> bool:
        """Whether an apply would do anything for it."""
        return self.action is not Action.NOOP and self.obstacle is None

    @property
    def previous_address(self) -> Address | None:
        """The address of the file that the page had before, where it was renamed."""
        known = self.before
        return known.address if known and known.address != self.address else None


@dataclass(frozen=True, slots=True)
class PageChange(_Change):
    """What happens to a page."""

    before: PageState | None = None
    after: Page | None = None
    retires: bool = True
    """Whether what the page has replaced earlier is archived with it; else another change is about that."""
    detached: tuple[str, ...] = ()
    """The ids of sources that others attached on the web, and that are taken off the page."""
    left: PageState | None = None
    """A page that was edited and then archived on the web, in whose place this one is made."""

    @property
    def edited(self) -> PageState | None:
        """The page that `web_fields` are those of."""
        return self.before or self.left

    @property
    def foreign_ids(self) -> tuple[str, ...]:
        """Those that stay on it."""
        known = self.before.foreign_ids if self.before else ()
        return tuple(source_id for source_id in known if source_id not in self.detached)


@dataclass(frozen=True, slots=True)
class SourceChange(_Change):
    """What happens to a source: it is made or archived, never updated, and has no fields that differ."""

    before: SourceState | None = None
    after: Source | None = None


Change = PageChange | SourceChange


def makes_page(change: Change) -> bool:
    """Whether a page is made, anew or in the place of another one: nothing stands in its way."""
    is_replacement = change.action is Action.REPLACE and bool(change.fields)
    return change.acts and (change.action is Action.CREATE or is_replacement)


@dataclass(frozen=True, slots=True)
class Plan:
    """Every change, in the order of addresses, bound to the State that it was made from."""

    lineage: str
    serial: int
    changes: tuple[Change, ...]
    notes: tuple[Diagnostic, ...] = ()
    stopped: bool = False
    """Whether nothing of it is to be carried out: a note says why."""

    @property
    def is_empty(self) -> bool:
        """Whether an apply would change nothing and nothing stands in the way."""
        return all(change.action is Action.NOOP for change in self.changes)

    @property
    def obstacles(self) -> tuple[Change, ...]:
        """The changes that something stands in the way of."""
        return tuple(change for change in self.changes if change.obstacle is not None)

    @property
    def fails(self) -> bool:
        """Whether a person has to see to something, so that the run ends with 1."""
        return bool(self.stuck) or any(note.severity is Severity.ERROR for note in self.notes)

    @property
    def stuck(self) -> tuple[Change, ...]:
        """The changes that wait for a person: blocked, or in conflict with the web."""
        return tuple(
            change
            for change in self.obstacles
            if change.obstacle and change.obstacle.kind is not ObstacleKind.HELD
        )
