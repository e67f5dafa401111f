"""`execsync state list|show|mv|rm`: looking at the record, and correcting it by hand."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, Literal

from execsync.config import Config
from execsync.content.places import page_path
from execsync.core.address import Address
from execsync.core.state import PageState, SourceState, State
from execsync.core.tables import page_table, source_table
from execsync.core.web_address import sent_or_same
from execsync.errors import EXIT_OK, RefusedError, UsageError
from execsync.output.console import Console
from execsync.output.reporting import tell_finding
from execsync.render.columns import facts, listing
from execsync.render.plain import visible
from execsync.render.runner_words import to_json
from execsync.workspace import Workspace

Format = Literal["text", "json"]


def list_entries(config: Config, *, format: Format, console: Console) -> int:
    """Print the address and id of every page and source in State."""
    state = _look(config, console)
    known: tuple[PageState | SourceState, ...] = (*state.pages.values(), *state.sources.values())
    entries = [(str(one.address), one.id) for one in sorted(known, key=lambda one: one.address)]
    if format == "json":
        rows = [{"address": address, "id": hub_id} for address, hub_id in entries]
        console.out.write(
            _json({"serial": state.serial, "lineage": state.lineage, "entries": rows})
        )
        return EXIT_OK
    named = [(visible(address), visible(hub_id)) for address, hub_id in entries]
    console.say_lines(listing(named, console.style(console.out)))
    return EXIT_OK


def show_entry(config: Config, text: str, *, format: Format, console: Console) -> int:
    """Print all that State says of one page or source. Raises UsageError where there is none."""
    address = _address(text, config)
    table = _table(_look(config, console), address, text)
    if format == "json":
        console.out.write(_json({"address": str(address), "entry": table}))
        return EXIT_OK
    named = [(key, (visible(_shown(value)),)) for key, value in table.items()]
    console.say_lines(facts(named, console.style(console.out)))
    return EXIT_OK


def move(config: Config, old: str, new: str, *, lock_timeout: float, console: Console) -> int:
    """Say that the page of the file `old` belongs to the file `new` from now on. Sends nothing."""
    old, new = page_path(old, config), page_path(new, config)
    if PurePosixPath(new).is_absolute() or ".." in PurePosixPath(new).parts:
        raise UsageError(f"{new}: is not below the content root")

    def edit(state: State) -> State:
        if old not in state.pages:
            raise UsageError(f"State has no page {old}", hint="execsync state list shows them")
        _refuse_doubt(state, old)
        if new in state.pages:
            raise RefusedError(f"State has a page {new} already; nothing was changed")
        moved = replace(state.pages[old], path=new, clean="")
        return state.without_pages([old]).with_pages([moved])

    return _edit(config, edit, f"{old} is {new} now", lock_timeout=lock_timeout, console=console)


def remove(config: Config, text: str, *, lock_timeout: float, console: Console) -> int:
    """Forget a page or a source, which stays on the hub as it is. Sends nothing."""
    kind, name = address = _address(text, config)

    def edit(state: State) -> State:
        _table(state, address, text)
        if kind == "source":
            return replace(state, sources={u: s for u, s in state.sources.items() if u != name})
        _refuse_doubt(state, name)
        # The next listing goes back to the beginning, so that a page that is forgotten here and wanted
        # by a file is seen on the hub, and not made a second time.
        return replace(state.without_pages([name]), watermark="")

    return _edit(config, edit, f"{text} is forgotten", lock_timeout=lock_timeout, console=console)


def _look(config: Config, console: Console) -> State:
    """State for a look; what is to be said of it is told."""
    loaded = Workspace(config).look()
    if loaded.warning is not None:
        tell_finding(loaded.warning, console)
    return loaded.state


def _edit(
    config: Config,
    edit: Callable[[State], State],
    done: str,
    *,
    lock_timeout: float,
    console: Console,
) -> int:
    """Change State under its lock, after a copy of it was kept.

    Raises RefusedError while an unfinished apply waits to be taken up: its journal names pages by path.
    """
    workspace = Workspace(config, console.tell)
    with workspace.lock(timeout=lock_timeout):
        loaded = workspace.load()
        if loaded.record is not None:
            raise RefusedError(
                "an apply was cut short here; nothing was changed",
                hint="run execsync apply first: it takes up what was left",
            )
        changed = edit(loaded.state)
        backup = workspace.back_up()
        workspace.save(changed)
    console.say(f"{done}; the state before is in {backup}")
    return EXIT_OK


def _address(text: str, config: Config) -> Address:
    """What a person means: a source, whose web address may be spelt in every way, or the path of a page."""
    if text.startswith("source:"):
        return Address("source", sent_or_same(text.removeprefix("source:")))
    return Address("page", page_path(text, config))


def _refuse_doubt(state: State, path: str) -> None:
    """Raises RefusedError while a write to the page is in doubt: what it did is told by path."""
    if any(doubt.page.path == path for doubt in state.in_doubt):
        raise RefusedError(
            f"a write to {path} got no answer, and may still land; nothing was changed",
            hint="run execsync apply first: it looks what became of it",
        )


def _table(state: State, address: Address, text: str) -> dict[str, Any]:
    """All that State says of what a person has named by this text. Raises UsageError."""
    kind, name = address
    if kind == "source" and name in state.sources:
        return {"url": name, **source_table(state.sources[name])}
    if kind == "page" and name in state.pages:
        return {"path": name, **page_table(state.pages[name])}
    raise UsageError(f"State has no {text}", hint="execsync state list shows what it has")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _json(table: dict[str, Any]) -> str:
    return to_json({"format_version": "1.0", **table}, indent=2) + "\n"
