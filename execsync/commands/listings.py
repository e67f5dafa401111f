"""`execsync folders` and `execsync skills`: the names and ids that front matter needs."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal, TypeVar

from execsync.config import Config
from execsync.connection import connect
from execsync.core.snapshot import Folder, Skill
from execsync.errors import EXIT_OK
from execsync.output.console import Console
from execsync.render.columns import facts
from execsync.render.plain import visible
from execsync.render.runner_words import to_json
from execsync.signals import stop_on_signal
from execsync.state.folder import StateFolder
from execsync.sync.names import NamesFile, listed
from execsync.sync.paging import every

if TYPE_CHECKING:
    from execsync.client.hub import Hub

Format = Literal["text", "json"]
Item = TypeVar("Item", Folder, Skill)


def folders(config: Config | None, *, format: Format, console: Console) -> int:
    """Print the folders as a tree, or as JSON; with a Config, keep their names for its pages."""
    with _connect(config, console) as hub:
        found = _sorted(every(lambda n: hub.folders(page=n)))
        _keep("folders", found, config, hub)
    if format == "json":
        return _print_json("folders", found, console)
    rows = [(folder.id, f"{'  ' * depth}{visible(folder.name)}") for depth, folder in _tree(found)]
    return _print_rows("folders", rows, console)


def skills(config: Config | None, *, format: Format, console: Console) -> int:
    """The same of the skills, by name."""
    with _connect(config, console) as hub:
        found = _sorted(every(lambda n: hub.skills(page=n)))
        _keep("skills", found, config, hub)
    if format == "json":
        return _print_json("skills", found, console)
    rows = [(skill.id, visible(skill.name)) for skill in found]
    return _print_rows("skills", rows, console)


@contextmanager
def _connect(config: Config | None, console: Console) -> Iterator["Hub"]:
    stop = threading.Event()
    with stop_on_signal(stop, console.put_off), connect(config, console=console, stop=stop) as hub:
        yield hub


def _keep(things: str, found: Sequence[Item], config: Config | None, hub: "Hub") -> None:
    if config is not None:
        NamesFile(StateFolder.of(config)).learn(hub, {things: listed(found)})


def _sorted(found: Iterator[Item]) -> list[Item]:
    """By name, each once: a list that grows between two requests shows a row twice."""
    return sorted({item.id: item for item in found}.values(), key=_by_name)


def _by_name(item: Folder | Skill) -> tuple[str, str]:
    return (item.name.casefold(), item.id)


def _print_json(name: str, found: Sequence[Folder | Skill], console: Console) -> int:
    document = {"format_version": "1.0", name: [asdict(item) for item in found]}
    console.out.write(to_json(document, indent=2) + "\n")
    return EXIT_OK


def _print_rows(name: str, rows: Sequence[tuple[str, str]], console: Console) -> int:
    if not rows:
        console.tell(f"the hub has no {name}")
    named = [(visible(identifier), (text,)) for identifier, text in rows]
    console.say_lines(facts(named, console.style(console.out)))
    return EXIT_OK


def _tree(found: Sequence[Folder]) -> Iterator[tuple[int, Folder]]:
    """Depth and folder, parents first. A folder whose parent is not listed stands at the top."""
    ids = {folder.id for folder in found}
    below: dict[str, list[Folder]] = defaultdict(list)
    for folder in found:
        below[folder.parent if folder.parent in ids else ""].append(folder)
    stack = [(0, folder) for folder in reversed(below[""])]
    shown = set()
    while stack:
        depth, folder = stack.pop()
        if folder.id in shown:
            continue
        shown.add(folder.id)
        yield depth, folder
        stack += [(depth + 1, child) for child in reversed(below[folder.id])]
    yield from ((0, folder) for folder in found if folder.id not in shown)
