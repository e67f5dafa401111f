"""State as TOML text and back: readable, diffable, one table a page and a source, sorted."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar, cast

from execsync.core.fields import (
    as_table,
    is_number,
    list_of,
    number_of,
    table_of,
    text_of,
    texts_of,
    why,
)
from execsync.core.state import Doubt, PageState, Seen, SourceState, State
from execsync.errors import StateError

FORMAT_VERSION = 1
HEAD = ("watermark", "newest", "live", "maker")
"""What State knows of the hub as a whole, left out where nothing is known yet."""

HEADER = """\
# What execsync recorded after its last write to the hub. Commit this file; do not edit it by hand.
"""

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
            **{name: value for name in HEAD if (value := getattr(state, name))},
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
        tables = _parse(data.decode())
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
        message = f"{name}: the state file is corrupt: {why(error)}"
        raise StateError(message, hint=restore) from error


def _parse(text: str) -> dict[str, Any]:
    import rtoml  # takes a tenth of the time that tomllib takes

    try:
        return _parse_pieces(text, rtoml.loads) or rtoml.loads(text)
    except rtoml.TomlParsingError as error:
        raise ValueError(_with_line(str(error), text)) from error


PIECE = 1 << 16
"""Characters that are parsed at once, or one entry more: a parser needs many times the memory of its text."""
_ENTRY = re.compile(r"^\[(?:pages|sources)\.", re.MULTILINE)


def _parse_pieces(text: str, parse: Callable[[str], dict[str, Any]]) -> dict[str, Any] | None:
    """The tables, parsed piece by piece; None where that may not be what the whole means."""
    tables: dict[str, Any] = {}
    start = 0
    while start < len(text):
        found = _ENTRY.search(text, start + PIECE)
        end = found.start() if found else len(text)
        try:
            piece = parse(text[start:end])
        except ValueError:
            return None
        for name, value in piece.items():
            known = tables.setdefault(name, value)
            if known is value:
                continue
            if not (isinstance(known, dict) and isinstance(value, dict)):
                return None
            if name not in ("pages", "sources") or not known.keys().isdisjoint(value):
                return None
            known.update(value)
        start = end
    return tables


_NAME = re.compile(r"\s*(\[+[^\]#]*\]+|[\w.\"'-]+(?=\s*=))")
"""The header of a table, or a key: all of a line that may be told."""


def _with_line(message: str, text: str) -> str:
    """What is wrong with the TOML, and the name in its line: a merge may have left a page twice."""
    match = re.search(r" at line (\d+)", message)
    lines = text.splitlines()
    number = int(match[1]) if match else 0
    name = _NAME.match(lines[number - 1]) if 0 < number <= len(lines) else None
    return f"{message}: {name[1]}" if name else message


UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What reading tables raises that we did not write; broken TOML and UTF-8 are ValueErrors."""


def _state(tables: Mapping[str, Any]) -> State:
    workspace = table_of(tables, "workspace", {})
    pages, sources = table_of(tables, "pages", {}), table_of(tables, "sources", {})
    found = len(pages) + len(sources)
    # A file cut off between two tables is sound TOML, and its lost pages would be made a second time.
    # More than counted is fine: Git may have merged what two branches added.
    if found < (wanted := number_of(tables, "entries")):
        raise ValueError(f"it should hold {wanted} pages and sources, and holds {found}")
    return State(
        lineage=text_of(tables, "lineage"),
        serial=number_of(tables, "serial"),
        workspace_id=text_of(workspace, "id", ""),
        workspace_name=text_of(workspace, "name", ""),
        watermark=text_of(tables, "watermark", ""),
        newest=text_of(tables, "newest", ""),
        live=number_of(tables, "live", 0),
        maker=text_of(tables, "maker", ""),
        pages=_Entries("page", pages, _PAGE),
        sources=_Entries("source", sources, _SOURCE),
        doubts=tuple(doubt_of(table) for table in list_of(tables, "doubts")),
    )


class _Entries(Mapping[str, Entry]):
    """Tables that were checked, each made into an entry once it is asked for: most plans ask for few."""

    def __init__(self, kind: str, tables: dict[str, Any], shape: "_Shape[Entry]") -> None:
        for name, table in tables.items():
            as_table(table, f"{kind} {name}")
            try:
                shape.check(table)
            except UNREADABLE as error:
                raise ValueError(f"{kind} {name}: {why(error)}") from error
        self._entries = tables
        self._shape: _Shape[Entry] = shape

    def __getitem__(self, name: str) -> Entry:
        entry = self._entries[name]
        if type(entry) is dict:
            entry = self._entries[name] = self._shape.make(name, entry)
        return cast("Entry", entry)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def tables(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every entry as a table."""
        for name, entry in self._entries.items():
            yield name, entry if type(entry) is dict else _entry_table(entry)


def as_tables(
    entries: Mapping[str, PageState] | Mapping[str, SourceState],
) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Entries as tables, by name. Of those that were read from a file it makes none."""
    if isinstance(entries, _Entries):
        return entries.tables()
    return ((name, _entry_table(entry)) for name, entry in entries.items())


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
    _PAGE.check(as_table(table, f"page {path}"))
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
        folder_ids=given("folder_ids", ()),
        skill_ids=given("skill_ids", ()),
        sources=given("sources", ()),
        source_ids=given("source_ids", ()),
        protect=given("protect") is True,
        created_at=given("created_at", ""),
        archived=given("archived") is True,
        doubles=given("doubles", ()),
        stays_live=given("stays_live") is True,
        blob=given("blob", ""),
        clean=given("clean", ""),
        retiring=given("retiring", ()),
        retiring_seen=given("retiring_seen", ()),
        seen=_answered(values) if "hub_updated_at" in values else None,
        drift=_shown_on_web(values) if "web_updated_at" in values else None,
    )


def _answered(values: Mapping[str, Any]) -> Seen:
    """What the hub answered: what was sent, unless `hub_…` says otherwise."""
    given = values.get
    return Seen(
        updated_at=values["hub_updated_at"],
        title=given("hub_title", values["title"]),
        status=given("hub_status", values["status"]),
        folder_ids=given("hub_folder_ids", given("folder_ids", ())),
        skill_ids=given("hub_skill_ids", given("skill_ids", ())),
        source_ids=given("hub_source_ids", given("source_ids", ())),
        body=given("hub_body", values["body"]),
        says=given("hub_says", given("says", "")),
        version=given("hub_version"),
        has_draft=given("hub_has_draft") is True,
    )


def _shown_on_web(values: Mapping[str, Any]) -> Seen:
    return Seen(**{key[4:]: value for key, value in values.items() if key.startswith("web_")})


def source_table(source: SourceState) -> dict[str, Any]:
    """A source as one flat table."""
    return _table(source, leave_out=("url",))


def source_of(url: str, table: Mapping[str, Any]) -> SourceState:
    """The source that `source_table` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    _SOURCE.check(as_table(table, f"source {url}"))
    return _source(url, table)


def _source(url: str, table: Mapping[str, Any]) -> SourceState:
    return SourceState(url=url, **_with_tuples(table))


def doubt_table(doubt: Doubt) -> dict[str, Any]:
    """A doubt, with its page as a table within."""
    return {
        "kind": doubt.kind,
        "path": doubt.page.path,
        "since": doubt.since,
        **({"announced": True} if doubt.announced else {}),
        **({"suspects": list(doubt.suspects)} if doubt.suspects else {}),
        "page": page_table(doubt.page),
    }


def doubt_of(table: object) -> Doubt:
    """The doubt that `doubt_table` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    doubt = as_table(table, "a doubt")
    return Doubt(
        kind=text_of(doubt, "kind"),
        page=page_of(text_of(doubt, "path"), table_of(doubt, "page")),
        since=text_of(doubt, "since"),
        announced=doubt.get("announced") is True,
        suspects=texts_of(doubt, "suspects"),
    )


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


def _with_tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(value) if type(value) is list else value for k, value in table.items()}


@dataclass(frozen=True, slots=True)
class _Shape(Generic[Entry]):
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


def _types(kind: type[PageState | SourceState | Seen], prefix: str = "") -> dict[str, type]:
    """The type that TOML has for each field that it may give."""
    names = (f for f in fields(kind) if f.type in _IN_TOML and f.name not in ("path", "url"))
    return {prefix + f.name: _IN_TOML[f.type] for f in names}


_IN_TOML: Mapping[Any, type] = {str: str, bool: bool, int | None: int, tuple[str, ...]: list}
_PAGE = _Shape(
    {**_types(PageState), **_types(Seen, "hub_"), **_types(Seen, "web_")},
    frozenset({"id", "title", "status", "visibility", "body"}),
    _page,
)
_SOURCE = _Shape(_types(SourceState), frozenset({"id", "title"}), _source)
