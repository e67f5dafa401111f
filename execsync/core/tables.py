"""Entries of State as flat tables of texts, numbers and lists of texts, and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from execsync.core.fields import is_number
from execsync.core.page_fields import ID_LISTS, NAME_LISTS
from execsync.core.state import InDoubtWrite, Observed, PageState, SourceState, State

Entry = TypeVar("Entry")
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What reading a table raises that we did not write."""


def page_table(page: PageState) -> dict[str, Any]:
    """A page as one flat table: what we sent, then `hub_…`, what the hub answered, where that differs."""
    table = _table(page, leave_out=("path", "observed", "drift"))
    sent = _table(page, leave_out=("observed", "drift"), empty=True)
    if page.observed is not None:
        answered = _table(page.observed, leave_out=("has_draft",), empty=True)
        answered |= {"has_draft": True} if page.observed.has_draft else {}
        table |= {f"hub_{key}": value for key, value in answered.items() if sent.get(key) != value}
        table["hub_updated_at"] = page.observed.updated_at
    if page.drift is not None:
        table |= {f"web_{key}": value for key, value in _table(page.drift, empty=True).items()}
    return table


def page_of(path: str, table: Mapping[str, Any]) -> PageState:
    """The page that `page_table` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    PAGE.check(table)
    return _page(path, table)


def _page(path: str, table: Mapping[str, Any]) -> PageState:
    values = _with_tuples(table)
    given = values.get
    return PageState(
        path=path,
        id=values["id"],
        title=values["title"],
        status=values["status"],
        visibility=values["visibility"],
        body=values["body"],
        says=given("says", ""),
        sources=given("sources", ()),
        source_ids=given("source_ids", ()),
        links=given("links", ()),
        link_ids=given("link_ids", ()),
        link_form=given("link_form", ""),
        loose=given("loose") is True,
        sent=given("sent", ""),
        protect=given("protect") is True,
        created_at=given("created_at", ""),
        archived=given("archived") is True,
        doubles=given("doubles", ()),
        allowed_doubles=given("allowed_doubles", ()),
        stays_live=given("stays_live") is True,
        blob=given("blob", ""),
        clean=given("clean", ""),
        retiring=given("retiring", ()),
        retiring_seen=given("retiring_seen", ()),
        retiring_edited=given("retiring_edited", ()),
        observed=_answered(values) if "hub_updated_at" in values else None,
        drift=_shown_on_web(values) if "web_updated_at" in values else None,
        **{name: given(name, ()) for name in (*ID_LISTS, *NAME_LISTS)},
    )


def _answered(values: Mapping[str, Any]) -> Observed:
    """What the hub answered: what was sent, unless `hub_…` says otherwise."""
    given = values.get
    return Observed(
        updated_at=values["hub_updated_at"],
        title=given("hub_title", values["title"]),
        status=given("hub_status", values["status"]),
        source_ids=given("hub_source_ids", given("source_ids", ())),
        body=given("hub_body", values["body"]),
        says=given("hub_says", given("says", "")),
        version=given("hub_version"),
        has_draft=given("hub_has_draft") is True,
        **{name: given(f"hub_{name}", given(name, ())) for name in ID_LISTS},
    )


def _shown_on_web(values: Mapping[str, Any]) -> Observed:
    return Observed(**{key[4:]: value for key, value in values.items() if key.startswith("web_")})


def source_table(source: SourceState) -> dict[str, Any]:
    """A source as one flat table."""
    return _table(source, leave_out=("url",))


def source_of(url: str, table: Mapping[str, Any]) -> SourceState:
    """The source that `source_table` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    SOURCE.check(table)
    return _source(url, table)


def _source(url: str, table: Mapping[str, Any]) -> SourceState:
    return SourceState(url=url, **_with_tuples(table))


def doubt_table(doubt: InDoubtWrite) -> dict[str, Any]:
    """A doubt and its page as one flat table."""
    return {
        "kind": doubt.kind,
        "path": doubt.page.path,
        "since": doubt.since,
        **({"announced": True} if doubt.announced else {}),
        **({"suspects": list(doubt.suspects)} if doubt.suspects else {}),
        **({"words": doubt.words} if doubt.words else {}),
        **page_table(doubt.page),
    }


def doubt_of(table: Mapping[str, Any]) -> InDoubtWrite:
    """The doubt that `doubt_table` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    DOUBT.check(table)
    return _doubt("", table)


def _doubt(_name: str, table: Mapping[str, Any]) -> InDoubtWrite:
    return InDoubtWrite(
        kind=table["kind"],
        page=_page(table["path"], table),
        since=table["since"],
        announced=table.get("announced") is True,
        suspects=tuple(table.get("suspects", ())),
        words=table.get("words", ""),
    )


def head_table(state: State) -> dict[str, Any]:
    """What State knows of itself and of the hub as a whole."""
    known = _table(state, leave_out=("pages", "sources", "in_doubt"))
    return {"lineage": state.lineage, "serial": state.serial, **known}


def _head(_name: str, table: Mapping[str, Any]) -> State:
    return State(**table)


def _table(
    record: State | PageState | SourceState | Observed,
    *,
    leave_out: tuple[str, ...] = (),
    empty: bool = False,
) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for f in fields(record):
        value = getattr(record, f.name)
        left_out = not empty and value in ((), "", False) and value == f.default
        if f.name in leave_out or value is None or left_out:
            continue
        table[f.name] = list(value) if isinstance(value, tuple) else value
    return table


def _with_tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(value) if type(value) is list else value for k, value in table.items()}


@dataclass(frozen=True, slots=True)
class TableShape(Generic[Entry]):
    """What a table of one kind must look like, and how an entry is made of one that does."""

    types: Mapping[str, type]
    required: frozenset[str]
    make: Callable[[str, Mapping[str, Any]], Entry]

    def check(self, table: Mapping[str, Any]) -> None:
        """Raises KeyError, TypeError or ValueError. Runs for each entry at each plan: written for speed."""
        types = self.types
        for name, value in table.items():
            if type(value) is not types.get(name):
                raise _unreadable(name, types)
            if type(value) is int and not is_number(value):
                raise _unreadable(name, types)
            if type(value) is list:
                for item in value:
                    if type(item) is not str:
                        raise _unreadable(name, types)
        if not self.required <= table.keys():
            raise KeyError(min(self.required - table.keys()))
        if "web_updated_at" in table and not {"web_title", "web_status"} <= table.keys():
            raise KeyError("web_title" if "web_title" not in table else "web_status")


def _unreadable(name: str, types: Mapping[str, type]) -> Exception:
    if name not in types:
        return ValueError(f"unknown key {name!r}")
    wrong = "must be a list of texts" if types[name] is list else "has the wrong type"
    return TypeError(f"{name} {wrong}")


def reason(error: Exception) -> str:
    """What is wrong with a table, in the names of its keys."""
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return "is no table" if isinstance(error, AttributeError) else str(error)


def _types(
    kind: type[State | PageState | SourceState | InDoubtWrite | Observed], prefix: str = ""
) -> dict[str, type]:
    """The type that TOML has for each field that it may give."""
    names = (f for f in fields(kind) if f.type in _IN_TOML and f.name not in ("path", "url"))
    return {prefix + f.name: _IN_TOML[f.type] for f in names}


_IN_TOML: Mapping[Any, type] = {
    str: str,
    bool: bool,
    int: int,
    int | None: int,
    tuple[str, ...]: list,
}
_PAGE_TYPES = {**_types(PageState), **_types(Observed, "hub_"), **_types(Observed, "web_")}
_PAGE_KEYS = frozenset({"id", "title", "status", "visibility", "body"})
PAGE = TableShape(_PAGE_TYPES, _PAGE_KEYS, _page)
SOURCE = TableShape(_types(SourceState), frozenset({"id", "title"}), _source)
DOUBT = TableShape(
    {**_PAGE_TYPES, **_types(InDoubtWrite), "path": str},
    _PAGE_KEYS | {"kind", "path", "since"},
    _doubt,
)
HEAD = TableShape(_types(State), frozenset({"lineage", "serial"}), _head)
