"""What an import is asked for, and what it has found out before it looks at pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from execsync.core.look_alike import title_key
from execsync.core.page_names import Entry, name_pages, path_key
from execsync.core.resource import Page
from execsync.core.running.choosing import Choice
from execsync.core.snapshot import PageRow
from execsync.core.state import State
from execsync.sync.stock import Stock


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """The options of `execsync import`. `into` is a folder on the disk, empty for the content root."""

    choice: Choice
    into: str = ""
    adopt: bool = False
    yes: bool = False
    max_requests: int | None = None
    lock_timeout: float = 0.0


@dataclass(slots=True)
class Intake:
    """The pages that get a file, by path, and why others get none, by id."""

    paths: dict[str, PageRow] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def leave_out(self, reasons: Iterable[tuple[str, str]]) -> None:
        """Say of more pages why they get none."""
        self.left_out.update(reasons)


def name_files(
    rows: Sequence[PageRow],
    stock: Stock,
    there: Mapping[str, Entry],
    started: Mapping[str, str],
    *,
    into: str,
    state: State,
) -> dict[str, PageRow]:
    """The rows by the paths of their files to be; one whose file an earlier run began keeps its path.

    `started` has the ids of those by path.
    """
    ids = {row.id: row for row in rows}
    kept = {path: ids[page_id] for path, page_id in started.items() if page_id in ids}
    taken = {**there, **{path_key(path): Entry(path) for path in (*state.pages, *kept)}}
    begun = {row.id for row in kept.values()}
    fresh = [row.id for row in rows if row.id not in begun]
    names = name_pages(stock.rows.values(), fresh, stock.folders.rows, into=into, there=taken)
    return {**kept, **{path: stock.rows[page_id] for page_id, path in names.items()}}


def may_be_files(rows: Iterable[PageRow], lost: Iterable[Page]) -> dict[str, str]:
    """Why pages get no file, by id: a file is there that State does not know, and that may be theirs."""
    by_title = {title_key(page.title): page.path for page in lost}
    paths = {row.id: by_title.get(title_key(row.title), "") for row in rows}
    return {
        page_id: f"it may be the page of {path}, which --adopt finds out"
        for page_id, path in paths.items()
        if path
    }
