"""The live pages that State does not own, as far as they were listed, kept beside State."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from execsync.core.snapshot import PageRow
from execsync.core.state import State
from execsync.kept_file import keep

FORMAT = 2


@dataclass(frozen=True, slots=True)
class Unowned:
    """Rows by id. `complete` says that there are no others, as far as any list can tell."""

    rows: Mapping[str, PageRow] = field(default_factory=dict)
    complete: bool = False

    def joined(self, rows: Iterable[PageRow], state: State, *, complete: bool = False) -> "Unowned":
        """With what was listed since: newer rows win, and what State owns or is archived is left out."""
        owned = state.owned_ids()
        every = {**self.rows, **{row.id: row for row in rows}}
        live = {i: r for i, r in every.items() if i not in owned and r.status != "archived"}
        return Unowned(live, self.complete or complete)

    def without(self, ids: Iterable[str]) -> "Unowned":
        """Without these."""
        gone = set(ids)
        kept = {page_id: row for page_id, row in self.rows.items() if page_id not in gone}
        return Unowned(kept, self.complete)


NOTHING = Unowned()


class UnownedFile:
    """A cache in step with State's watermark: with any other State it says nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def find(self, state: State) -> Unowned:
        """What was known when State's file was written; nothing where that is not kept, or not in full."""
        try:
            document = json.loads(self._path.read_bytes())
            if document["basis"] != _basis(state):
                return NOTHING
            rows = [_row(values) for values in document["rows"]]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return NOTHING
        return Unowned({row.id: row for row in rows}, complete=True)

    def keep(self, unowned: Unowned, state: State) -> None:
        """Keep what is known in full, as it was at the watermark of this State."""
        if unowned.complete:
            rows = [asdict(replace(row, odd=())) for row in unowned.rows.values()]
            keep(self._path, json.dumps({"basis": _basis(state), "rows": rows}).encode())


def _basis(state: State) -> list[object]:
    return [FORMAT, state.lineage, state.workspace_id, state.watermark]


def _row(values: Mapping[str, object]) -> PageRow:
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return PageRow(**given)  # type: ignore[arg-type] # one of a wrong shape raises TypeError
