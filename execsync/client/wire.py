"""JSON answers into the types of `core.snapshot`.

Unknown fields are let pass, and so is another spelling of what is meant: a number as a text, an id as a
number, a word in capitals, another form of a time. Else BadAnswer names the field. The contract calls no
field required: those without which a value means nothing are here. Statuses, visibilities and types stay
words of the hub's. A row of a list says what of it is odd, for whoever knows whether the page is ours.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from execsync.client.json_field import JsonField, OddField
from execsync.core.page_fields import ID_LISTS
from execsync.core.snapshot import (
    PAGE_STATUSES,
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
Value = TypeVar("Value")

_VISIBILITIES = frozenset({"private", "workspace", "global"})
_SOURCE_STATUSES = frozenset({"pending", "processing", "ready", "failed"})


def workspace(answer: JsonField) -> Workspace:
    """`Workspace` of the contract."""
    return Workspace(
        id=answer.field("id").identifier(),
        name=_shown(answer.field("name")),
        url_slug=_shown(answer.field("url_slug")),
    )


def folder(answer: JsonField) -> Folder:
    """`KnowledgeHubFolder` of the contract."""
    return Folder(
        id=answer.field("id").identifier(),
        name=_shown(answer.field("name")),
        parent=_id_or_empty(answer.field("parent")),
        emoji=_shown(answer.field("emoji")),
    )


def skill(answer: JsonField) -> Skill:
    """`Skill` of the contract."""
    return Skill(
        id=answer.field("id").identifier(),
        name=_shown(answer.field("name")),
        description=_shown(answer.field("description")),
    )


def page_row(answer: JsonField) -> PageRow:
    """`KnowledgeHubPage` of the contract as a list shows it. Raises BadAnswer where its id is not clear."""
    return _row(_Fields(answer, lenient=True))


def page_version(answer: JsonField) -> PageVersion:
    """`KnowledgeHubPageVersion` of the contract; what is only told of it is empty where it cannot be read."""
    try:
        created_at = answer.field("created_at").time()
    except OddField:
        created_at = ""
    return PageVersion(
        change_type=answer.field("change_type").text_or_empty(),
        created_by=_name(answer.field("created_by")),
        created_at=created_at,
        version=_count(answer.field("version")),
    )


def page(answer: JsonField) -> PageSnapshot:
    """`KnowledgeHubPageDetail` of the contract."""
    row = _row(_Fields(answer, lenient=False))
    return PageSnapshot(
        row=row,
        content=answer.field("content").text_or_none(),
        draft=_draft(answer.field("draft"), row.title),
        source_ids=_ids(answer.field("sources")),
    )


def source(answer: JsonField) -> SourceSnapshot:
    """`KnowledgeHubSource` of the contract."""
    return _source(answer, answer.field("status").word(_SOURCE_STATUSES))


def source_row(answer: JsonField) -> SourceSnapshot:
    """A row of a list of sources, most often of others: a status that cannot be read is empty."""
    try:
        return source(answer)
    except OddField:
        return _source(answer, "")


def listing(
    answer: JsonField, row: Callable[[JsonField], Row], *, page: int, size: int = 0
) -> Listing[Row]:
    """The page `page` of a list, each item read by `row`; `size` is that of the answer."""
    data, pagination = answer.field("data"), answer.field("pagination")
    if data.value is None:
        data.refuse("a list")
    told = pagination if isinstance(pagination.value, dict) else replace(pagination, value={})
    return Listing(
        rows=tuple(row(item) for item in data.items()),
        page=page,
        total_pages=_count(told.field("total_pages")),
        total_count=_count(told.field("total_count")),
        page_size=_count(told.field("page_size")) or None,
        request=answer.request,
        size=size,
    )


def written_page(answer: JsonField) -> PageSnapshot:
    """The page in an answer to a write. Raises BadAnswer where it is cut down to less than the page."""
    for name in ("content", "sources"):
        if not answer.has(name):
            answer.field(name).refuse("there")
    return page(answer)


def made_id(answer: JsonField) -> str:
    """The id in an answer to a creation, which may have nothing else."""
    return answer.field("id").identifier()


def check_deleted(answer: JsonField) -> None:
    """`DeleteResult` of the contract. Raises BadAnswer where it says that nothing was deleted."""
    deleted = answer.field("deleted")
    if deleted.value is not None and deleted.value is not True:
        deleted.refuse("true")


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of a page; a lenient reader takes down what is odd, and goes on without it."""

    answer: JsonField
    lenient: bool
    odd: list[tuple[str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def take(self, name: str, read: Callable[[JsonField], Value], usual: Value) -> Value:
        """The field `name`, read; `usual` where it is odd. Raises OddField unless lenient."""
        try:
            return read(self.answer.field(name))
        except OddField as error:
            if not self.lenient:
                raise
            self.odd.append((name, error.told))
            self.unread.append(name)
            return usual

    def version(self) -> int | None:
        """The version, which may be a text of digits: that is odd, and can be read."""
        found = self.take("version", JsonField.number_or_none, None)
        value = self.answer.field("version")
        if found is not None and isinstance(value.value, str):
            self.odd.append(("version", value.differs_from("a whole number")))
        return found

    def source_count(self) -> int:
        """The number of sources, which a row may leave out."""
        if not self.lenient:  # a page in full has the sources themselves
            return _count(self.answer.field("source_count")) or 0
        found = self.take("source_count", JsonField.number_or_none, None)
        if found is None and "source_count" not in self.unread:
            self.unread.append("source_count")
        return found or 0

    def linked(self, name: str) -> tuple[str, ...]:
        """The ids of what a page is linked with, which a row may leave out."""
        if self.lenient and self.answer.field(name).value is None:
            self.unread.append(name)
        return self.take(name, _ids, ())


def _row(fields: _Fields) -> PageRow:
    page_id = fields.answer.field("id").identifier()
    return PageRow(
        id=page_id,
        title=fields.take("title", JsonField.label, ""),
        status=fields.take("status", lambda status: status.word(PAGE_STATUSES), ""),
        visibility=fields.take("visibility", lambda one: one.word(_VISIBILITIES), ""),
        source_count=fields.source_count(),
        version=fields.version(),
        created_at=fields.take("created_at", JsonField.time, ""),
        updated_at=fields.take("updated_at", JsonField.time, ""),
        owner=_id_or_empty(fields.answer.field("owner")),
        **{name: fields.linked(shown) for name, shown in ID_LISTS.items()},
        # What was odd is known once all is read.
        odd=tuple(fields.odd) if fields.lenient else (),
        unread=tuple(fields.unread),
    )


def _source(answer: JsonField, status: str) -> SourceSnapshot:
    return SourceSnapshot(
        id=answer.field("id").identifier(),
        title=_shown(answer.field("title")),
        status=status,
        url=_shown(answer.field("external_url")),
        maker=_name(answer.field("created_by")),
        maker_id=_id_or_empty(answer.field("created_by")),
        type=_shown(answer.field("type")),
    )


def _draft(answer: JsonField, title: str) -> Draft | None:
    """A draft; where it has no title of its own, it has that of the page."""
    if answer.value is None:
        return None
    own = answer.field("title").text_or_none()
    return Draft(title if own is None else own, answer.field("content").text_or_none())


def _shown(answer: JsonField) -> str:
    """A text that is only ever shown; empty where it is none."""
    try:
        return "" if answer.value is None else answer.label()
    except OddField:
        return ""


def _id_or_empty(answer: JsonField) -> str:
    """The id of an object, or an id; empty where it cannot be told."""
    try:
        return "" if answer.value is None else _id(answer)
    except OddField:
        return ""


def _count(answer: JsonField) -> int | None:
    """A number that a list tells of itself; None where that cannot be read."""
    try:
        return answer.number_or_none()
    except OddField:
        return None


def _name(answer: JsonField) -> str:
    """What a person is called; the id where there is no name."""
    names = ("first_name", "last_name") if isinstance(answer.value, dict) else ()
    parts = [_shown(answer.field(name)) for name in names]
    return " ".join(filter(None, parts)) or _id_or_empty(answer)


def _ids(answer: JsonField) -> tuple[str, ...]:
    return tuple(_id(item) for item in answer.items())


def _id(item: JsonField) -> str:
    """The id of an object in a list, or what stands there in its place."""
    if isinstance(item.value, dict):
        return item.field("id").identifier()
    return item.identifier()
