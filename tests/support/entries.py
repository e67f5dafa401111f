"""Small values for tests: entries of State, and what a hub answers, alike unless told otherwise."""

from typing import Any

from execsync.core.digest import body_digest, digest
from execsync.core.meaning import says
from execsync.core.snapshot import Draft, PageRow, PageSnapshot
from execsync.core.state import InDoubtWrite, Observed, PageState

TEXT = "Some words."
NOON = "2027-01-15T12:00:00Z"


def row(page_id: str = "p1", **fields: Any) -> PageRow:
    """A row of a published page without folders, made and changed at noon."""
    usual: dict[str, Any] = {
        "title": "Title",
        "status": "published",
        "visibility": "workspace",
        "folder_ids": (),
        "skill_ids": (),
        "source_count": 0,
        "version": 1,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return PageRow(id=page_id, **{**usual, **fields})


def snapshot(
    page_id: str = "p1",
    *,
    text: str | None = TEXT,
    draft: Draft | None = None,
    source_ids: tuple[str, ...] = (),
    **fields: Any,
) -> PageSnapshot:
    """The same page in full; `text` is the published one."""
    return PageSnapshot(row(page_id, **fields), text, draft, source_ids)


def observed(**fields: Any) -> Observed:
    """What the hub answered when that page was written."""
    usual: dict[str, Any] = {
        "updated_at": NOON,
        "title": "Title",
        "status": "published",
        "body": body_digest(TEXT),
        "says": says(TEXT),
        "version": 1,
    }
    return Observed(**{**usual, **fields})


def entry(path: str = "a.md", *, text: str = TEXT, **fields: Any) -> PageState:
    """The entry of that page, as it was sent and answered."""
    usual: dict[str, Any] = {
        "id": "p1",
        "title": "Title",
        "status": "published",
        "visibility": "workspace",
        "body": digest(text),
        "says": says(text),
        "created_at": NOON,
        "observed": observed(),
    }
    return PageState(path=path, **{**usual, **fields})


def creation(
    path: str = "a.md", *, text: str = TEXT, since: str = NOON, **fields: Any
) -> InDoubtWrite:
    """A creation of that page whose answer was lost."""
    page = entry(path, text=text, **{"id": "", "observed": None, **fields})
    return InDoubtWrite("create_page", page, since)


def update(known: PageState, *, text: str = TEXT, **fields: Any) -> InDoubtWrite:
    """An update of `known` with these fields and this text, whose answer was lost."""
    names = ("id", "created_at", "title", "status", "folder_ids")
    values = {name: getattr(known, name) for name in names}
    page = entry(known.path, text=text, **{**values, "observed": None, **fields})
    return InDoubtWrite("update_page", page, NOON)
