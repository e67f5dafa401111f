"""State as TOML text: readable, diffable, one table a page and a source, sorted.

Each table ends with a digest of its text, from its name on, so that none is read that was damaged. Git
may merge such files: what it puts together are tables as somebody wrote them. The last table is that of
State as a whole: a file without it was cut off.
"""

from collections.abc import Mapping
from typing import Any

from execsync.core.digest import seal, seals
from execsync.core.state import InDoubtWrite, PageState, SourceState, State
from execsync.core.tables import doubt_table, head_table, page_table, source_table

FORMAT_VERSION = 1
PREFACE = f"""\
# What execsync recorded after its last write to the hub. Commit this file; do not edit it by hand.
format_version = {FORMAT_VERSION}
"""


def dump_state(state: State) -> bytes:
    """The State as UTF-8 TOML."""
    return StateText().dump(state)


class StateText:
    """Writes one State after another: an entry's text is made anew only where the entry is another one."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str], tuple[PageState | SourceState, str]] = {}

    def dump(self, state: State) -> bytes:
        """The State as UTF-8 TOML."""
        before, self._texts = self._texts, {}
        for kind, entries in (("pages", state.pages), ("sources", state.sources)):
            for name in sorted(entries):
                known, entry = before.get((kind, name)), entries[name]
                if known is None or known[0] is not entry:
                    known = (entry, _sealed(entry_text(kind, name, entry)))
                self._texts[kind, name] = known
        texts = [
            PREFACE,
            *(_sealed(doubt_text(doubt)) for doubt in state.in_doubt),
            *(text for _, text in self._texts.values()),
            _sealed(head_text(state)),
        ]
        return "\n".join(texts).encode()


def _sealed(text: str) -> str:
    """The table with the digest of its text as the last key."""
    return f'{text}\ndigest = "{seal(text.encode())}"\n'


def header_of(kind: str, name: str) -> str:
    """The first line of an entry's table."""
    return _table_text({kind: {name: {}}})


def entry_text(kind: str, name: str, entry: PageState | SourceState) -> str:
    """The table of a page or a source, without its digest; `kind` is `pages` or `sources`."""
    return _table_text({kind: {name: entry_table(entry)}})


def doubt_text(doubt: InDoubtWrite) -> str:
    """The table of a doubt, without its digest."""
    return f"[[in_doubt]]\n{_table_text(doubt_table(doubt))}"


def head_text(state: State) -> str:
    """The table of State as a whole, without its digest."""
    return _table_text({"state": head_table(state)})


def _table_text(table: Mapping[str, Any]) -> str:
    import tomli_w

    return tomli_w.dumps(table).removesuffix("\n")


def entry_table(entry: PageState | SourceState) -> dict[str, Any]:
    """A page or a source as a flat table."""
    return page_table(entry) if isinstance(entry, PageState) else source_table(entry)


def written_text(tables: bytes) -> str | None:
    """The text of some tables without their digests, if execsync wrote it, byte for byte; else None.

    Then nothing else needs to be compared: writing 15,000 tables anew takes ten times as long as reading.
    Each table must be followed by an empty line.
    """
    first, *others = tables.split(_DIGEST)
    texts = [first, *[other[_END:] for other in others]]
    given = b"".join([other[:_END] for other in others])
    if texts.pop() or given != ('"\n\n'.join([*seals(texts), ""])).encode():
        return None
    return b"\n\n".join(texts).decode()


_DIGEST = b'\ndigest = "'
_END = 16 + len('"\n\n')
"""The length of a digest and of what follows it."""


def damaged_line(data: bytes, line: int) -> int:
    """The line where a parser gave up, unless all is well there: then the first of a damaged table.

    A quotation mark too many is noticed only at the next one.
    """
    number, first, at = 1, 0, 0
    data = data.removesuffix(b"\n")
    while at <= len(data) and not (first and number > line):
        found = data.find(b"\n\n", at)
        table = data[at : found if found >= 0 else len(data)]
        at += len(table) + 2
        end = number + table.count(b"\n") + 2
        if table + b"\n" != PREFACE.encode() and written_text(table + b"\n\n") is None:
            if number <= line < end:
                return line
            first = first or number
        number = end
    return first or line
