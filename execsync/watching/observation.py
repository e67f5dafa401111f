"""The system's events about the content root and execsync.toml, each worth no more than a hint."""

import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Self

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from execsync.config import Config
from execsync.tree import endings, reason

EVENTS: list[type[FileSystemEvent]] | None = [
    FileClosedEvent,
    FileMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
]
"""Without openings and single writes, so that a checkout of thousands of files fits the queue."""

if sys.platform != "linux":
    EVENTS = None  # other systems do not tell that a file was closed, and only a write is left


class Observation:
    """Has the system call `note` when something happens near a Config's content.

    `failure` says why it does not, where it cannot: the caller must look by the clock then.
    """

    def __init__(self, note: Callable[[], None]) -> None:
        self.failure = ""
        self._note = note
        self._observer = Observer()
        self._watched: tuple[object, ...] = ()

    def __enter__(self) -> Self:
        try:
            self._observer.start()
        except (OSError, RuntimeError) as error:
            self.failure = _say(error)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def follow(self, config: Config) -> None:
        """Watch the folders of this Config, anew where one is not the folder that was watched, or other
        files are pages.

        What happened before has brought no hint: whoever calls this looks next.
        """
        folder = os.path.realpath(config.path.parent)
        root = os.path.realpath(os.path.join(config.root, config.content.root))
        telling = endings(config.content.include)
        wanted = (folder, _identity(folder), root, _identity(root), telling)
        if wanted == self._watched or self.failure:
            return
        self._watched = wanted
        handler = _Handler(self._note, (root, folder), config.path.name, telling)
        try:
            self._observer.unschedule_all()
            self._schedule(handler, folder, recursive=False)
            self._schedule(handler, root, recursive=True)
        except OSError as error:
            self.failure = _say(error)

    def _schedule(self, handler: "_Handler", folder: str, *, recursive: bool) -> None:
        if os.path.isdir(folder):
            self._observer.schedule(handler, folder, recursive=recursive, event_filter=EVENTS)


class _Handler(FileSystemEventHandler):
    """Passes on what can have to do with a page. Called by the observer's thread."""

    def __init__(
        self,
        note: Callable[[], None],
        folders: tuple[str, ...],
        config: str,
        endings: tuple[str, ...],
    ) -> None:
        self._note = note
        self._endings = endings
        self._folders = folders
        self._config = config

    def dispatch(self, event: FileSystemEvent) -> None:
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        if any(self._is_telling(path, is_folder=event.is_directory) for path in paths):
            self._note()

    def _is_telling(self, path: str, *, is_folder: bool) -> bool:
        """Whether what happens at `path` can change a page: no editor's backup, nothing of Git's or ours."""
        for folder in self._folders:
            path = path.removeprefix(folder)
        parts = path.split(os.sep)
        if any(part.startswith(".") for part in parts):
            return False
        return is_folder or parts[-1] == self._config or parts[-1].lower().endswith(self._endings)


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def _say(error: Exception) -> str:
    return reason(error) if isinstance(error, OSError) else str(error)
