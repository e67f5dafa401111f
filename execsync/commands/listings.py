"""`execsync folders` and `execsync skills`: the names and ids that front matter needs."""

import json
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Literal

from execsync.config import LimitsConfig
from execsync.connection import connect
from execsync.console import Console
from execsync.core.snapshot import Folder
from execsync.errors import EXIT_OK
from execsync.render.plain import visible
from execsync.signals import stop_on_signal

Format = Literal["text", "json"]


def folders(limits: LimitsConfig, *, format: Format, console: Console) -> int:
    """Print the folders as a tree, or as JSON."""
    stop = threading.Event()
    with stop_on_signal(stop), connect(limits, console=console, stop=stop) as hub:
        found = sorted(hub.folders(), key=lambda folder: (folder.name.casefold(), folder.id))
    if format == "json":
        rows = [asdict(folder) for folder in found]
        console.out.write(json.dumps({"format_version": "1.0", "folders": rows}, indent=2) + "\n")
        return EXIT_OK
    width = max((len(folder.id) for folder in found), default=0)
    for depth, folder in _tree(found):
        console.out.write(f"{visible(folder.id):<{width}}  {'  ' * depth}{visible(folder.name)}\n")
    return EXIT_OK


def skills(limits: LimitsConfig, *, format: Format, console: Console) -> int:
    """Print the skills by name, or as JSON."""
    stop = threading.Event()
    with stop_on_signal(stop), connect(limits, console=console, stop=stop) as hub:
        found = sorted(hub.skills(), key=lambda skill: (skill.name.casefold(), skill.id))
    if format == "json":
        rows = [asdict(skill) for skill in found]
        console.out.write(json.dumps({"format_version": "1.0", "skills": rows}, indent=2) + "\n")
        return EXIT_OK
    width = max((len(skill.id) for skill in found), default=0)
    for skill in found:
        console.out.write(f"{visible(skill.id):<{width}}  {visible(skill.name)}\n")
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
