"""What an import is asked for, and what it has found out before it looks at pages."""

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from execsync.config import Config
from execsync.content.page_files import PageFiles
from execsync.content.tree import taking_pages
from execsync.core.look_alike import title_key
from execsync.core.page_names import MOST_OF_FOLDERS, Entry, name_pages, path_key
from execsync.core.resource import Page
from execsync.core.running.choosing import Choice
from execsync.core.snapshot import PageRow
from execsync.core.state import State
from execsync.errors import UsageError
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


def folder_for(config: Config, request: ImportRequest) -> str:
    """The folder below the content root for all files, empty for that itself. Raises UsageError."""
    path = PageFiles(config).path_in(request.into) if request.into else ""
    if path is None:
        raise UsageError(
            f"--into {request.into}: is not a folder of the content root",
            hint=f"name one in {config.content.root}, which need not be there yet",
        )
    files, takes = PageFiles(config), taking_pages(config)
    if path and (other := also_at(files, f"{path}/page.md", takes)):
        raise UsageError(
            f"--into {request.into}: {path} is {posixpath.dirname(other)}, too, by a link",
            hint="each file would be two pages; name another folder",
        )
    if len(path.encode(errors="replace")) > MOST_OF_FOLDERS:
        raise UsageError(
            f"--into {request.into}: is longer than {MOST_OF_FOLDERS} bytes",
            hint="paths of pages stay under 200 bytes, so that every system takes them",
        )
    return path


def also_at(files: PageFiles, path: str, takes: Callable[[str], bool]) -> str:
    """Another path by which a walk would find a file; empty where there is none."""
    return next((other for other in files.also_at(path) if takes(other)), "")
