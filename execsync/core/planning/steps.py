"""A Plan as the list of things to do. `plan` counts this list, and `apply` walks it: the same one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from execsync.core.address import Address
from execsync.core.choices import Status
from execsync.core.page_fields import FIELDS, id_lists
from execsync.core.planning.link_order import find_late
from execsync.core.planning.plan import Action, Change, PageChange, Plan
from execsync.core.planning.replacing import left_over
from execsync.core.resource import Body, Page, Source
from execsync.core.state import PageState, SourceState, State


class StepKind(StrEnum):
    """One thing to do. RECORD, FORGET and AWAIT_SOURCE change nothing on the hub.

    RETIRE_PAGE archives a page that another one has replaced.
    """

    ARCHIVE_SOURCE = "archive_source"
    CREATE_SOURCE = "create_source"
    AWAIT_SOURCE = "await_source"
    CREATE_PAGE = "create_page"
    UPDATE_PAGE = "update_page"
    ARCHIVE_PAGE = "archive_page"
    RETIRE_PAGE = "retire_page"
    RECORD = "record"
    FORGET = "forget"


WRITES = frozenset(StepKind) - {StepKind.AWAIT_SOURCE, StepKind.RECORD, StepKind.FORGET}
"""The kinds that send one request which changes the hub."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, once every step named in `needs` is done, and those named in `after` have ended.

    `fields` is the request's body, in which a Body may stand for its text, and an Address for the id of a
    source that is not made yet; `id` is the hub's id of what is changed, empty where that is a page that an
    earlier step makes.
    """

    kind: StepKind
    address: Address
    change: Change | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    id: str = ""
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name by which other steps need this one."""
        key = f"{self.kind}:{self.address}"
        return f"{key}#{self.id}" if self.kind is StepKind.RETIRE_PAGE else key


def make_steps(plan: Plan, state: State) -> tuple[Step, ...]:
    """The steps of a Plan, in the order of addresses: sources, the wait for their texts, then pages.

    Nothing is listed for a change that an obstacle stands in the way of, nor for a Plan that is stopped.
    """
    if plan.stopped:
        return ()
    acting = [change for change in plan.changes if change.acts]
    sources = [step for change in acting for step in _source_steps(change)]
    made = {step.address for step in sources if step.kind is StepKind.CREATE_SOURCE}
    awaited = dict.fromkeys(
        address
        for change in acting
        for address in _linked_sources(change)
        if address in made or state.sources[address.name].status != "ready"
    )
    waits = [wait_step(address, made=address in made) for address in awaited]
    pages = [step for change in acting for step in _page_steps(change, state, made, awaited)]
    pages += [*_order(pages)]
    return (*sources, *waits, *pages, *_source_ends(acting, pages))


def _order(pages: list[Step]) -> Iterator[Step]:
    """Have pages wait for those that they link; the steps that fill the links of those that cannot."""
    keys = {step.address.name: step.key for step in pages if step.kind is StepKind.CREATE_PAGE}
    links = {step.key: _coming(step) for step in pages}
    late = find_late({path: links[key] for path, key in keys.items()})
    by_page: dict[Address, list[str]] = defaultdict(list)
    for step in pages:
        by_page[step.address].append(step.key)
    for place, step in enumerate(pages):
        after = tuple(keys[path] for path in links[step.key] if path in keys)
        if step.kind is not StepKind.CREATE_PAGE or step.address.name not in late:
            pages[place] = replace(step, after=after) if after else step
        elif isinstance(step.change, PageChange) and (page := step.change.after):
            fields = _fields_of(page, {"content"})
            # What is archived of the same page writes its entry, too: not at the same time.
            waits = (*after, *(key for key in by_page[step.address] if key != step.key))
            yield Step(
                StepKind.UPDATE_PAGE, step.address, step.change, fields, "", (step.key,), waits
            )


def _coming(step: Step) -> tuple[str, ...]:
    """The pages that are to be made first, where a step sends a text."""
    body = step.fields.get("content")
    return body.coming if isinstance(body, Body) else ()


def _linked_sources(change: Change) -> tuple[Address, ...]:
    """The sources that this change will send as `source_ids`, hence must be ready first."""
    page = change.after
    if not isinstance(page, Page):
        return ()
    if change.action in (Action.CREATE, Action.REPLACE) or any(
        f.field == "sources" for f in change.fields
    ):
        return tuple(ref.address for ref in page.sources)
    return ()


def _source_steps(change: Change) -> tuple[Step, ...]:
    """The steps that make a source; one whose extraction failed goes first, or the POST would return it."""
    if not isinstance(change.after, Source):
        return ()
    create = source_step(change, change.after)
    if not isinstance(change.before, SourceState):
        return (create,)
    archive = Step(StepKind.ARCHIVE_SOURCE, change.address, change, id=change.before.id)
    return (archive, replace(create, needs=(archive.key,)))


def source_step(change: Change, source: Source) -> Step:
    """The step that makes a source."""
    fields: dict[str, object] = {"type": "url", "title": source.title, "url": source.url}
    if source.cover:
        fields["cover"] = source.cover
    if source.folder_ids:
        fields["folder_ids"] = source.folder_ids
    return Step(StepKind.CREATE_SOURCE, change.address, change, fields)


def _source_ends(acting: Iterable[Change], pages: Sequence[Step]) -> Iterator[Step]:
    """The steps that end sources which no page needs any more, last: once no page of ours links them."""
    ends = [change for change in acting if change.after is None]
    linking = _linking(pages) if ends else {}
    for change in ends:
        if isinstance(known := change.before, SourceState):
            kind = StepKind.ARCHIVE_SOURCE if change.action is Action.ARCHIVE else StepKind.FORGET
            needs = (*linking.get(known.id, ()), *linking.get(ANY, ()))
            yield Step(kind, change.address, change, id=known.id, needs=needs)


ANY = ""
"""Stands for the ids of the sources that a page links of which State does not know them."""


def _linking(pages: Iterable[Step]) -> Mapping[str, list[str]]:
    """The keys of the steps whose page may link a source so far, by the source's id."""
    keys: dict[str, list[str]] = defaultdict(list)
    for step in pages:
        known = step.change.before if step.change else None
        if isinstance(known, PageState):
            is_older = step.kind is StepKind.RETIRE_PAGE and step.id != known.id
            for source_id in (ANY,) if is_older else known.linked_ids:
                keys[source_id].append(step.key)
    return keys


def wait_step(address: Address, *, made: bool) -> Step:
    """The step that waits for a source's text; `made` says that the source is to be made first."""
    needs = (f"{StepKind.CREATE_SOURCE}:{address}",) if made else ()
    return Step(StepKind.AWAIT_SOURCE, address, needs=needs)


def _page_steps(
    change: Change, state: State, made: set[Address], awaited: Mapping[Address, None]
) -> Iterator[Step]:
    known = change.before if isinstance(change.before, PageState) else None
    page = change.after
    if not isinstance(page, Page):
        yield from _end_steps(change, known)
        return
    main = _main_step(change, page, known, state, made, awaited)
    if main is not None:
        yield main
    replaces = known is not None and main is not None and main.kind is StepKind.CREATE_PAGE
    rest = left_over(change)
    retiring = rest.retiring if rest else ()
    for page_id in (*retiring, known.id) if known and replaces else retiring:
        needs = (main.key,) if main else ()
        yield Step(StepKind.RETIRE_PAGE, change.address, change, id=page_id, needs=needs)


def _end_steps(change: Change, known: PageState | None) -> Iterator[Step]:
    """The steps that archive a page or forget it, after what it has replaced is archived.

    State forgets the ids of that with it. One that is let go of has replaced none (`archiving.release`).
    """
    if known is None:
        return
    kind = StepKind.FORGET if change.action is Action.FORGET else StepKind.ARCHIVE_PAGE
    retire = Step(StepKind.RETIRE_PAGE, change.address, change)
    retires = [replace(retire, id=page_id) for page_id in known.retiring]
    yield from retires
    needs = tuple(step.key for step in retires)
    yield Step(kind, change.address, change, id=known.id, needs=needs)


def _main_step(
    change: Change,
    page: Page,
    known: PageState | None,
    state: State,
    made: set[Address],
    awaited: Mapping[Address, None],
) -> Step | None:
    """The step that brings the page itself to what its file wants; None where only old ones go."""
    wanted = (*_source_ids(page, state, made), *foreign_ids(change))
    fields = page_fields(change, page, tuple(dict.fromkeys(wanted)))
    needs = tuple(
        f"{StepKind.AWAIT_SOURCE}:{address}"
        for address in dict.fromkeys(_linked_sources(change))
        if address in awaited
    )
    if known is None or _is_replacement(change):
        return Step(StepKind.CREATE_PAGE, change.address, change, fields, needs=needs)
    if fields:
        return Step(StepKind.UPDATE_PAGE, change.address, change, fields, known.id, needs)
    if change.action is Action.REPLACE:
        return None
    return Step(StepKind.RECORD, change.address, change, id=known.id)


def _is_replacement(change: Change) -> bool:
    return change.action is Action.REPLACE and bool(change.fields)


def _source_ids(page: Page, state: State, made: set[Address]) -> tuple[str | Address, ...]:
    """A page's source ids where known, each once: two addresses may have turned out to be one source."""
    refs = [ref.address for ref in page.sources]
    ids = (ref if ref in made else state.sources[ref.name].id for ref in refs)
    return tuple(dict.fromkeys(ids))


def foreign_ids(change: Change | None) -> tuple[str, ...]:
    """The ids of sources that others attached to a page on the web and that stay: a list is sent whole."""
    return change.foreign_ids if isinstance(change, PageChange) else ()


def page_fields(
    change: Change, page: Page, source_ids: tuple[str | Address, ...]
) -> dict[str, object]:
    """The request's body for a page: everything at creation, else only what changed."""
    if change.before is None or _is_replacement(change):
        every = _every_field(page, source_ids)
        return {name: value for name, value in every.items() if value != ()}
    names = {FIELDS[f.field].sent for f in change.fields if f.field in FIELDS}
    return _fields_of(page, names, source_ids)


def _fields_of(
    page: Page, names: Collection[str], source_ids: tuple[str | Address, ...] = ()
) -> dict[str, object]:
    """Some fields of a page, as they are sent.

    A changed title or text of a published page goes with `status: published`, because the hub
    otherwise keeps it as a draft beside the live page.
    """
    goes_live = page.status is Status.PUBLISHED and not {"title", "content"}.isdisjoint(names)
    every = _every_field(page, source_ids)
    sent = {*names, "status"} if goes_live else names
    return {name: value for name, value in every.items() if name in sent}


def _every_field(page: Page, source_ids: tuple[str | Address, ...]) -> dict[str, object]:
    return {
        "title": page.title,
        "content": page.body,
        "status": page.status.value,
        "visibility": page.visibility.value,
        **id_lists(page),
        "source_ids": source_ids,
    }
