"""A Plan as the list of things to do. `plan` counts this list, and `apply` walks it: the same one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from execsync.core.plan import Action, Change, Plan
from execsync.core.resource import Page, Source, Status, source_address
from execsync.core.state import PageState, SourceState, State


class StepKind(StrEnum):
    """One thing to do. RECORD and AWAIT_SOURCE change nothing on the hub."""

    ARCHIVE_SOURCE = "archive_source"
    CREATE_SOURCE = "create_source"
    AWAIT_SOURCE = "await_source"
    CREATE_PAGE = "create_page"
    UPDATE_PAGE = "update_page"
    ARCHIVE_PAGE = "archive_page"
    RECORD = "record"


WRITES = frozenset(StepKind) - {StepKind.AWAIT_SOURCE, StepKind.RECORD}
"""The kinds that send one request which changes the hub."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Stands for the id of a source that is not known before the source was made."""

    address: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, once every step named in `needs` is done.

    `fields` is the request's body, in which a Ref may stand for an id; `id` is the hub's id of what is
    changed.
    """

    kind: StepKind
    address: str
    change: Change | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    id: str = ""
    needs: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name by which other steps need this one."""
        return f"{self.kind}:{self.address}"


def make_steps(plan: Plan, state: State) -> tuple[Step, ...]:
    """The steps of a Plan, in the order of addresses: sources, the wait for their texts, then pages.

    Nothing is listed for a change that an obstacle stands in the way of.
    """
    acting = [change for change in plan.changes if change.acts]
    steps = [
        step
        for change in acting
        if isinstance(change.after, Source)
        for step in _source_steps(change, change.after)
    ]
    made = {step.address for step in steps}
    awaited = dict.fromkeys(
        url
        for change in acting
        for url in _linked_sources(change)
        if source_address(url) in made or state.sources[url].status != "ready"
    )
    steps += [_await(url, made) for url in awaited]
    steps += [_page_step(change, state, made, awaited) for change in acting if _is_page(change)]
    return tuple(steps)


def _is_page(change: Change) -> bool:
    return isinstance(change.after, Page) or isinstance(change.before, PageState)


def _linked_sources(change: Change) -> tuple[str, ...]:
    """The addresses that this change will send as `source_ids`, hence must be ready first."""
    page = change.after
    if not isinstance(page, Page):
        return ()
    if change.action is Action.CREATE or any(f.field == "sources" for f in change.fields):
        return tuple(ref.url for ref in page.sources)
    return ()


def _source_steps(change: Change, source: Source) -> Iterable[Step]:
    fields: dict[str, object] = {"type": "url", "title": source.title, "url": source.url}
    if source.cover:
        fields["cover"] = source.cover
    if source.folder_ids:
        fields["folder_ids"] = source.folder_ids
    create = Step(StepKind.CREATE_SOURCE, change.address, change, fields)
    if not isinstance(change.before, SourceState):
        return (create,)
    archive = Step(StepKind.ARCHIVE_SOURCE, change.address, change, id=change.before.id)
    again = Step(create.kind, create.address, change, fields, needs=(archive.key,))
    return (archive, again)


def _await(url: str, made: set[str]) -> Step:
    address = source_address(url)
    needs = (f"{StepKind.CREATE_SOURCE}:{address}",) if address in made else ()
    return Step(StepKind.AWAIT_SOURCE, address, needs=needs)


def _page_step(change: Change, state: State, made: set[str], awaited: Mapping[str, None]) -> Step:
    known = change.before
    page_id = known.id if isinstance(known, PageState) else ""
    page = change.after
    if not isinstance(page, Page):
        return Step(StepKind.ARCHIVE_PAGE, change.address, change, id=page_id)
    fields = page_fields(change, page, _source_ids(page, state, made))
    if not fields:
        return Step(StepKind.RECORD, change.address, change, id=page_id)
    kind = StepKind.UPDATE_PAGE if page_id else StepKind.CREATE_PAGE
    needs = tuple(
        f"{StepKind.AWAIT_SOURCE}:{source_address(url)}"
        for url in dict.fromkeys(_linked_sources(change))
        if url in awaited
    )
    return Step(kind, change.address, change, fields, page_id, needs)


def _source_ids(page: Page, state: State, made: set[str]) -> tuple[str | Ref, ...]:
    """Ids where they are known, each once: two addresses may have turned out to be one source."""
    addresses = {ref.url: source_address(ref.url) for ref in page.sources}
    ids: list[str | Ref] = [
        Ref(address) if address in made else state.sources[url].id
        for url, address in addresses.items()
    ]
    return tuple(dict.fromkeys(ids))


def page_fields(change: Change, page: Page, source_ids: tuple[str | Ref, ...]) -> dict[str, object]:
    """The request's body for a page: everything at creation, else only what changed.

    A changed title or text of a published page goes with `status: published`, because the hub
    otherwise keeps it as a draft beside the live page.
    """
    every: dict[str, object] = {
        "title": page.title,
        "content": page.body,
        "status": page.status.value,
        "visibility": page.visibility.value,
        "folder_ids": page.folder_ids,
        "skill_ids": page.skill_ids,
        "source_ids": source_ids,
    }
    if change.before is None:
        return {name: value for name, value in every.items() if value != ()}
    names = {"source_ids" if f.field == "sources" else f.field for f in change.fields}
    if page.status is Status.PUBLISHED and names & {"title", "content"}:
        names.add("status")
    return {name: value for name, value in every.items() if name in names}
