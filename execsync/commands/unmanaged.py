"""`execsync unmanaged`: the pages that the hub has and no file has."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from execsync.config import Config
from execsync.connection import connect
from execsync.content import reader
from execsync.core.directory import Names
from execsync.core.running.choosing import Choice, UnclearFolder, choose
from execsync.core.snapshot import PageRow
from execsync.errors import EXIT_OK, UsageError
from execsync.output.console import Console
from execsync.render.cells import cells
from execsync.render.columns import GAP, facts
from execsync.render.counted import counted
from execsync.render.plain import visible
from execsync.render.runner_words import to_json
from execsync.render.style import Style
from execsync.signals import stop_on_signal
from execsync.sync.listing import list_all
from execsync.sync.names import ask
from execsync.workspace import Workspace


def unmanaged(
    config: Config,
    folders: Sequence[str],
    *,
    format: Literal["text", "json"],
    console: Console,
) -> int:
    """Print the ids, titles, folders and times of these pages, newest first.

    A request for each hundred pages, one for each hundred folders, and the workspace. Nothing is written but
    the names of folders, for later plans. Raises ExecsyncError.
    """
    workspace = Workspace(config)
    stop = threading.Event()
    with stop_on_signal(stop, console.put_off), connect(config, console=console, stop=stop) as hub:
        state = workspace.check_workspace(hub, workspace.load().state)
        names = workspace.names.learn(hub, ask(hub, {"folders"}))["folders"]
        rows = list_all(hub).rows
    taken = {*state.owned_ids(), *reader.load(config).sites.unmanaged.values()}
    try:
        chosen = choose(rows, Choice(not folders, tuple(folders)), names)
    except UnclearFolder as error:
        hint = "execsync folders lists them, with their ids"
        raise UsageError(str(error), hint=hint) from None
    left = [row for row in chosen if row.id not in taken]
    left.sort(key=lambda row: (row.updated_at, row.id), reverse=True)
    if format == "json":
        document = {"format_version": "1.0", "pages": [_as_json(row, names) for row in left]}
        console.out.write(to_json(document, indent=2) + "\n")
    else:
        console.say_lines(_lines(left, names, console.style(console.out)))
        console.say(f"{counted(len(left), 'page')} {'has' if len(left) == 1 else 'have'} no file.")
    return EXIT_OK


def _as_json(row: PageRow, names: Names) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "status": row.status,
        "visibility": row.visibility,
        "folders": [{"id": i, "path": names.path_of(i)} for i in row.folder_ids],
        "updated_at": row.updated_at,
    }


def _lines(rows: Sequence[PageRow], names: Names, style: Style) -> Iterator[str]:
    """A line for each page; on a terminal that is too narrow for all, its title above the rest."""
    said = [_said(row, names) for row in rows]
    width = max((cells(visible(row.id)) for row in rows), default=0) + len(GAP)
    on_a_line = [visible(GAP.join((when, title, where))) for when, title, where in said]
    texts: Sequence[Sequence[str]] = [(line,) for line in on_a_line]
    if style.width and width + max(map(cells, on_a_line), default=0) > style.width:
        texts = [(visible(title), visible(f"{when}{GAP}{where}")) for when, title, where in said]
    return facts([*zip((visible(row.id) for row in rows), texts, strict=True)], style)


def _said(row: PageRow, names: Names) -> tuple[str, str, str]:
    where = ", ".join(names.path_of(i) or i for i in row.folder_ids) or "no folder"
    return row.updated_at, row.title, f"({row.status}, {where})"
