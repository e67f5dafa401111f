"""`execsync show FILE`: a saved plan, also one that is stale by now."""

from pathlib import Path

from execsync import plan_file
from execsync.config import Config
from execsync.connection import limits_now
from execsync.console import Console
from execsync.errors import EXIT_OK
from execsync.presenting import Format, Presentation
from execsync.render.detail import Detail
from execsync.workspace import Workspace


def show(config: Config, path: Path, *, format: Format, detail: Detail, console: Console) -> int:
    """Print it. Raises ExecsyncError when the file is no saved plan or was altered."""
    saved = plan_file.read(path)
    limits = limits_now(config.limits)
    history = Workspace(config).history
    shown = Presentation(saved.plan, saved.cost, limits, config, history)
    console.out.write(shown.of(format, console.style(console.out), detail))
    return EXIT_OK
