"""State as TOML text and back: readable, diffable, one table a page and a source, sorted."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any, TypeVar

from execsync.core.state import Doubt, PageState, Seen, SourceState, State
from execsync.errors import StateError

FORMAT_VERSION = 1

HEADER = """\
# What execsync recorded after its last write to the hub. Commit this file; do not edit it by hand.
"""

Record = TypeVar("Record", PageState, SourceState, Seen)
Entry = TypeVar("Entry", PageState, SourceState)


def dump_state(state: State) -> bytes:
    """The State as UTF-8 TOML."""
    return StateText().dump(state)


class StateText:
    """Writes one State after another: an entry's text is made anew only where the entry is another one."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str], tuple[PageState | SourceState, str]] = {}

    def dump(self, state: State) -> bytes:
        """The State as UTF-8 TOML."""
        import tomli_w

        tables = {
            "format_version": FORMAT_VERSION,
            "lineage": state.lineage,
            "serial": state.serial,
            "entries": len(state.pages) + len(state.sources),
            **({"watermark": state.watermark} if state.watermark else {}),
            "workspace": {"id": state.workspace_id, "name": state.workspace_name},
            "doubts": [doubt_table(doubt) for doubt in state.doubts],
        }
        present = {name: value for name, value in tables.items() if value not in ({}, [])}
        before, self._texts = self._texts, {}
        for kind, entries in (("pages", state.pages), ("sources", state.sources)):
            for name in sorted(entries):
                known, entry = before.get((kind, name)), entries[name]
                if known is None or known[0] is not entry:
                    known = (entry, tomli_w.dumps({kind: {name: _entry_table(entry)}}))
                self._texts[kind, name] = known
        texts = [tomli_w.dumps(present), *(text for _, text in self._texts.values())]
        return (HEADER + "\n".join(texts)).encode()


def _entry_table(entry: PageState | SourceState) -> dict[str, Any]:
    return page_table(entry) if isinstance(entry, PageState) else source_table(entry)


def load_state(data: bytes, name: str = "state.toml") -> State:
    """The State in `data`, which is called `name` where something is wrong with it.

    Raises StateError when it is not TOML, not ours, from a newer version, or lacks what a State must
    have; a merge that left a page's table twice is not TOML.
    """
    restore = f"restore it, for example with: git checkout -- {name}; the file is left as it is"
    try:
        tables = tomllib.loads(data.decode())
        version = tables.get("format_version")
        if isinstance(version, int) and version > FORMAT_VERSION:
            raise StateError(
                f"{name}: the state file is from a newer execsync "
                f"(format {version}, this one knows {FORMAT_VERSION})",
                hint="update execsync; the file is left as it is",
            )
        if version != FORMAT_VERSION:
            raise StateError(
                f"{name}: the state file has no format_version that is known", hint=restore
            )
        return _state(tables)
    except UNREADABLE as error:
        message = f"{name}: the state file is corrupt: {_reason(error)}"
        raise StateError(message, hint=restore) from error


UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What reading tables raises that we did not write; broken TOML and UTF-8 are ValueErrors."""


def _state(tables: Mapping[str, Any]) -> State:
    workspace = tables.get("workspace", {})
    found = len(tables.get("pages", {})) + len(tables.get("sources", {}))
    # A file cut off between two tables is sound TOML, and its lost pages would be made a second time.
    # More than counted is fine: Git may have merged what two branches added.
    if found < (wanted := _number(tables["entries"])):
        raise ValueError(f"it should hold {wanted} pages and sources, and holds {found}")
    return State(
        lineage=_text(tables["lineage"]),
        serial=_number(tables["serial"]),
        workspace_id=_text(workspace.get("id", "")),
        workspace_name=_text(workspace.get("name", "")),
        watermark=_text(tables.get("watermark", "")),
        pages=_entries("page", tables.get("pages", {}), page_of),
        sources=_entries("source", tables.get("sources", {}), source_of),
        doubts=tuple(doubt_of(table) for table in tables.get("doubts", [])),
    )


def _entries(
    kind: str, tables: Mapping[str, Any], read: Callable[[str, Mapping[str, Any]], Entry]
) -> dict[str, Entry]:
    entries = {}
    for name, table in tables.items():
        try:
            entries[name] = read(name, table)
        except UNREADABLE as error:
            raise ValueError(f"{kind} {name}: {_reason(error)}") from error
    return entries


def page_table(page: PageState) -> dict[str, Any]:
    """A page as one flat table: what we sent, then `hub_…`, what the hub answered, where that differs."""
    table = _table(page, leave_out=("path", "seen", "drift"))
    sent = _table(page, leave_out=("seen", "drift"), empty=True)
    if page.seen is not None:
        answered = _table(page.seen, leave_out=("has_draft",), empty=True)
        answered |= {"has_draft": True} if page.seen.has_draft else {}
        table |= {f"hub_{key}": value for key, value in answered.items() if sent.get(key) != value}
        table["hub_updated_at"] = page.seen.updated_at
    if page.drift is not None:
        table |= {f"web_{key}": value for key, value in _table(page.drift, empty=True).items()}
    return table


def page_of(path: str, table: Mapping[str, Any]) -> PageState:
    """The page that `page_table` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    own = {key: value for key, value in table.items() if not key.startswith(("hub_", "web_"))}
    page = _record(PageState, {**own, "path": path})
    sent = {
        "title": page.title,
        "status": page.status,
        "folder_ids": page.folder_ids,
        "skill_ids": page.skill_ids,
        "source_ids": page.source_ids,
        "body": page.body,
    }
    seen = _record(Seen, {**sent, **_part(table, "hub_")}) if "hub_updated_at" in table else None
    drift = _record(Seen, _part(table, "web_")) if "web_updated_at" in table else None
    return replace(page, seen=seen, drift=drift)


def source_table(source: SourceState) -> dict[str, Any]:
    """A source as one flat table."""
    return _table(source, leave_out=("url",))


def source_of(url: str, table: Mapping[str, Any]) -> SourceState:
    """The source that `source_table` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    return _record(SourceState, {**table, "url": url})


def doubt_table(doubt: Doubt) -> dict[str, Any]:
    """A doubt, with its page as a table within."""
    return {
        "kind": doubt.kind,
        "path": doubt.page.path,
        "words": doubt.words,
        "since": doubt.since,
        "page": page_table(doubt.page),
    }


def doubt_of(table: Mapping[str, Any]) -> Doubt:
    """The doubt that `doubt_table` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    page = page_of(_text(table["path"]), table["page"])
    return Doubt(_text(table["kind"]), page, _text(table["words"]), _text(table["since"]))


def _part(table: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {k.removeprefix(prefix): value for k, value in table.items() if k.startswith(prefix)}


def _table(
    record: PageState | SourceState | Seen,
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


def _record(kind: type[Record], table: Mapping[str, Any]) -> Record:
    known = {f.name: f.type for f in fields(kind)}
    if extra := table.keys() - known.keys():
        raise ValueError(f"unknown key {sorted(extra)[0]!r}")
    if missing := [f.name for f in fields(kind) if f.default is MISSING and f.name not in table]:
        raise ValueError(f"{missing[0]} is missing")
    return kind(**{name: _value(value, known[name], name) for name, value in table.items()})


def _value(value: object, expected: object, name: str) -> Any:
    if expected == tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            raise TypeError(f"{name} must be a list of texts")
        return tuple(value)
    if expected in (str, bool, int) or expected == int | None:
        if type(value) is not (int if expected == int | None else expected):
            raise TypeError(f"{name} has the wrong type")
        return value
    raise TypeError(f"{name} cannot be read")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} must be text")
    return value


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} must be a whole number")
    return value


def _reason(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
