"""Entries of State as flat tables of texts, numbers and lists of texts, and back."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from operator import itemgetter
from typing import Any, Generic, TypeVar

from execsync.core.fields import is_number
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
    if page.drift is not None:
        table |= {f"web_{key}": value for key, value in _table(page.drift, empty=True).items()}
    return table


def page_of(path: str, table: Mapping[str, Any]) -> PageState:
    """The page that `page_table` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    return _page(path, PAGE.checked(table))


def _page(path: str, table: Mapping[str, Any]) -> PageState:
    values = {**_PAGE_DEFAULTS, **table, "path": path}
    if "hub_updated_at" in values:
        values["observed"] = _answered(values)
    if "web_updated_at" in values:
        values["drift"] = _shown_on_web(values)
    return PageState(*_PAGE_VALUES(values))  # by place: by name it takes a fifth longer


def _answered(values: Mapping[str, Any]) -> Observed:
    """What the hub answered: what was sent, unless `hub_…` says otherwise."""
    given = values.get
    return Observed(*[given(hub, given(sent, default)) for hub, sent, default in _ANSWERED])


def _shown_on_web(values: Mapping[str, Any]) -> Observed:
    return Observed(**{key[4:]: value for key, value in values.items() if key.startswith("web_")})


def source_table(source: SourceState) -> dict[str, Any]:
    """A source as one flat table."""
    return _table(source, leave_out=("url",))


def source_of(url: str, table: Mapping[str, Any]) -> SourceState:
    """The source that `source_table` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    return _source(url, SOURCE.checked(table))


def _source(url: str, table: Mapping[str, Any]) -> SourceState:
    return SourceState(url, **table)


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
    return _doubt("", DOUBT.checked(table))


def _doubt(_name: str, table: Mapping[str, Any]) -> InDoubtWrite:
    return InDoubtWrite(
        kind=table["kind"],
        page=_page(table["path"], table),
        since=table["since"],
        announced=table.get("announced", False),
        suspects=table.get("suspects", ()),
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


@dataclass(frozen=True, slots=True)
class TableShape(Generic[Entry]):
    """What a table of one kind must look like, and how an entry is made of one that does."""

    types: Mapping[str, type]
    required: frozenset[str]
    make: Callable[[str, Mapping[str, Any]], Entry]

    def checked(self, table: Mapping[str, Any]) -> Mapping[str, Any]:
        """A table, with tuples for lists. Runs for each entry at each plan: written for speed.

        Raises KeyError, TypeError or ValueError.
        """
        types = self.types
        values: dict[str, Any] = {}
        for name, value in table.items():
            kind = type(value)
            if kind is not types.get(name) or (kind is int and not is_number(value)):
                raise _unreadable(name, types)
            if kind is list:
                for item in value:
                    if type(item) is not str:
                        raise _unreadable(name, types)
            values[name] = tuple(value) if kind is list else value
        if not self.required <= table.keys():
            raise KeyError(min(self.required - table.keys()))
        if "web_updated_at" in table and not {"web_title", "web_status"} <= table.keys():
            raise KeyError("web_title" if "web_title" not in table else "web_status")
        return values


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
_PAGE_DEFAULTS = {f.name: f.default for f in fields(PageState) if f.default is not MISSING}
_PAGE_VALUES = itemgetter(*(f.name for f in fields(PageState)))
_ANSWERED = tuple((f"hub_{f.name}", f.name, f.default) for f in fields(Observed))
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
