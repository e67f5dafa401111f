"""JSON answers into the types of `core.snapshot`.

Unknown fields are let pass; known ones must have the type of the contract, else BadAnswer names
them. The contract calls no field required: those without which a value means nothing are here.
Statuses and visibility stay text: a new value on what is not ours must not stop a run.
"""

from collections.abc import Callable
from typing import TypeVar

from execsync.client.cursor import Cursor
from execsync.core.snapshot import (
    Draft,
    Folder,
    Listing,
    PageRow,
    PageSnapshot,
    PageVersion,
    Skill,
    SourceSnapshot,
    Workspace,
)

Row = TypeVar("Row")


def workspace(answer: Cursor) -> Workspace:
    """`Workspace` of the contract."""
    return Workspace(
        id=answer.field("id").identifier(),
        name=answer.field("name").text_or_empty(),
        url_slug=answer.field("url_slug").text_or_empty(),
    )


def folder(answer: Cursor) -> Folder:
    """`KnowledgeHubFolder` of the contract."""
    return Folder(
        id=answer.field("id").identifier(),
        name=answer.field("name").text(),
        parent=answer.field("parent").text_or_empty(),
        emoji=answer.field("emoji").text_or_empty(),
    )


def skill(answer: Cursor) -> Skill:
    """`Skill` of the contract."""
    return Skill(
        id=answer.field("id").identifier(),
        name=answer.field("name").text(),
        description=answer.field("description").text_or_empty(),
    )


def page_row(answer: Cursor) -> PageRow:
    """`KnowledgeHubPage` of the contract."""
    return PageRow(
        id=answer.field("id").identifier(),
        title=answer.field("title").text(),
        status=answer.field("status").text(),
        visibility=answer.field("visibility").text(),
        folder_ids=_ids(answer.field("folders")),
        skill_ids=_ids(answer.field("skills")),
        source_count=answer.field("source_count").number_or_none() or 0,
        version=answer.field("version").number_or_none(),
        created_at=answer.field("created_at").time(),
        updated_at=answer.field("updated_at").time(),
        owner=_owner(answer.field("owner")),
    )


def page_version(answer: Cursor) -> PageVersion:
    """`KnowledgeHubPageVersion` of the contract."""
    return PageVersion(
        number=answer.field("version").number_or_none() or 0,
        change_type=answer.field("change_type").text_or_empty(),
        created_at=answer.field("created_at").time(),
    )


def page(answer: Cursor) -> PageSnapshot:
    """`KnowledgeHubPageDetail` of the contract."""
    return PageSnapshot(
        row=page_row(answer),
        content=answer.field("content").text_or_none(),
        draft=_draft(answer.field("draft")),
        source_ids=_ids(answer.field("sources")),
    )


def source(answer: Cursor) -> SourceSnapshot:
    """`KnowledgeHubSource` of the contract."""
    return SourceSnapshot(
        id=answer.field("id").identifier(),
        title=answer.field("title").text_or_empty(),
        status=answer.field("status").text(),
        url=answer.field("external_url").text_or_empty(),
        created_at=answer.field("created_at").time(),
        maker=_name(answer.field("created_by")),
    )


def listing(answer: Cursor, row: Callable[[Cursor], Row]) -> Listing[Row]:
    """One page of a list, each item read by `row`."""
    data, pagination = answer.field("data"), answer.field("pagination")
    if data.value is None:
        data.refuse("a list")
    return Listing(
        rows=tuple(row(item) for item in data.items()),
        page=pagination.field("page").number(),
        total_pages=pagination.field("total_pages").number(),
        total_count=pagination.field("total_count").number(),
    )


def check_deleted(answer: Cursor) -> None:
    """`DeleteResult` of the contract. Raises BadAnswer where it says that nothing was deleted."""
    deleted = answer.field("deleted")
    if deleted.value is not None and deleted.value is not True:
        deleted.refuse("true")


def _draft(answer: Cursor) -> Draft | None:
    if answer.value is None:
        return None
    return Draft(
        title=answer.field("title").text_or_empty(), content=answer.field("content").text_or_none()
    )


def _owner(answer: Cursor) -> str:
    return "" if answer.value is None else answer.field("id").text_or_empty()


def _name(answer: Cursor) -> str:
    if answer.value is None:
        return ""
    parts = [answer.field(name).text_or_empty() for name in ("first_name", "last_name")]
    return " ".join(filter(None, parts)) or answer.field("id").text_or_empty()


def _ids(answer: Cursor) -> tuple[str, ...]:
    return tuple(item.field("id").identifier() for item in answer.items())
