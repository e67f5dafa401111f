"""The live pages that State does not own, as far as they were listed, kept beside State."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from hmac import compare_digest
from typing import Any

from execsync.core.fields import as_table, list_of, number_of, text_of, texts_of
from execsync.core.json_text import read_json
from execsync.core.page_fields import ID_LISTS
from execsync.core.snapshot import PageRow
from execsync.core.state import State
from execsync.state.folder import UNOWNED, StateFolder

FORMAT = 3
Sign = Callable[[bytes], str]
"""Makes, of some bytes, what only a holder of the key can."""


@dataclass(frozen=True, slots=True)
class Unowned:
    """Rows by id. `complete` says that there are no others, as far as any list can tell."""

    rows: Mapping[str, PageRow] = field(default_factory=dict)
    complete: bool = False

    def joined(self, rows: Iterable[PageRow], state: State, *, complete: bool = False) -> "Unowned":
        """These rows and those listed since, which win; what State owns or is archived is left out."""
        owned = state.owned_ids()
        every = {**self.rows, **{row.id: row for row in rows}}
        live = {i: r for i, r in every.items() if i not in owned and r.status != "archived"}
        return Unowned(live, self.complete or complete)

    @property
    def linking(self) -> list[PageRow]:
        """The rows of pages that link a source, or may."""
        rows = self.rows.values()
        return [row for row in rows if row.source_count or "source_count" in row.unread]

    def without(self, ids: Iterable[str]) -> "Unowned":
        """The rows without those of these ids."""
        gone = set(ids)
        kept = {page_id: row for page_id, row in self.rows.items() if page_id not in gone}
        return Unowned(kept, self.complete)


NOTHING = Unowned()


class UnownedFile:
    """A cache in step with State's watermark: with any other State it says nothing.

    Its first line is a signature of the rest. The file may have come with a pull request, or out of a cache
    of CI that others fill: a page that it left out would be made a second time.
    """

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder

    def find(self, state: State, sign: Sign | None) -> Unowned:
        """What was known when State's file was written; nothing where that is not kept, or not in full.

        Nor where another key has signed it. With None, whoever wrote it is believed: for a plan, which needs
        no key, and only counts what an apply would send.
        """
        try:
            signature, _, data = (self._folder.read(UNOWNED) or b"").partition(b"\n")
            if sign is not None and not compare_digest(signature, sign(data).encode()):
                return NOTHING
            document = as_table(read_json(data), "the file")
            if document["basis"] != _basis(state):
                return NOTHING
            rows = [_row(as_table(values, "a row")) for values in list_of(document, "rows")]
        except (OSError, ValueError, KeyError, TypeError):
            return NOTHING
        # A merge with another branch may have made some ours. A plan makes no entries for that.
        owned = {i for page in state.pages.values() for i in (page.id, *page.retiring)}
        return Unowned({row.id: row for row in rows if row.id not in owned}, complete=True)

    def keep(self, unowned: Unowned, state: State, sign: Sign) -> None:
        """Keep what is known in full, as it was at the watermark of this State."""
        if unowned.complete:
            rows = [asdict(replace(row, odd=())) for row in unowned.rows.values()]
            data = json.dumps({"basis": _basis(state), "rows": rows}).encode()
            self._folder.keep(UNOWNED, sign(data).encode() + b"\n" + data)


def _basis(state: State) -> list[object]:
    return [FORMAT, state.lineage, state.workspace_id, state.watermark]


def _row(table: Mapping[str, Any]) -> PageRow:
    lists: dict[str, Any] = {name: texts_of(table, name) for name in ID_LISTS}
    return PageRow(
        id=text_of(table, "id"),
        title=text_of(table, "title"),
        status=text_of(table, "status"),
        visibility=text_of(table, "visibility"),
        source_count=number_of(table, "source_count"),
        version=None if table["version"] is None else number_of(table, "version"),
        created_at=text_of(table, "created_at"),
        updated_at=text_of(table, "updated_at"),
        owner=text_of(table, "owner"),
        unread=texts_of(table, "unread"),
        **lists,
    )
