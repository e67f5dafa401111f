"""The system's events about the content root and execsync.toml, each worth no more than a hint."""

import errno
import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

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
from watchdog.utils import UnsupportedLibcError

from execsync.config import Config
from execsync.content.tree import endings, reason
from execsync.core.documents.images import ENDINGS as IMAGES

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

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

REFUSALS = (OSError, RuntimeError, UnsupportedLibcError)
"""No room for more watches, for more threads; a C cache without them."""

LIMITS = {
    errno.EMFILE: "fs.inotify.max_user_instances",
    errno.ENOSPC: "fs.inotify.max_user_watches",
}
"""What sets the limits of the system that can be used up."""


class Observation:
    """Has the system call `note` when something happens near a Config's content.

    `failure` says why it does not, or not everywhere: the caller must look by the clock then. It may come
    at any time, when new folders are too many, and is noted too.
    """

    def __init__(self, note: Callable[[], None]) -> None:
        self.failure = ""
        self._note = note
        self._observer: BaseObserver | None = None
        self._watched: tuple[object, ...] = ()

    def __enter__(self) -> Self:
        try:
            self._observer = _make_observer(self._fail)
            self._observer.start()
        except REFUSALS as error:
            self._fail(error)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._observer is not None:
            self._observer.stop()
            if self._observer.is_alive():
                self._observer.join()

    def follow(self, config: Config) -> None:
        """Watch the folders of this Config, anew where one is not the folder that was watched, or other
        files are pages.

        What happened before has brought no hint: whoever calls this looks next.
        """
        folder = os.path.realpath(config.path.parent)
        root = os.path.realpath(os.path.join(config.root, config.content.root))
        telling = endings(config.content.include)
        if config.rules.assets.base_url:
            telling += IMAGES
        wanted = (folder, _identity(folder), root, _identity(root), telling)
        if wanted == self._watched or self.failure or self._observer is None:
            return
        self._watched = wanted
        handler = _Handler(self._note, (root, folder), config.path.name, telling)
        try:
            self._observer.unschedule_all()
            for place, recursive in ((folder, False), (root, True)):
                if os.path.isdir(place):
                    self._observer.schedule(
                        handler, place, recursive=recursive, event_filter=EVENTS
                    )
        except REFUSALS as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """Keep the first failure of the observing, and have the caller look. Called by any thread."""
        self.failure = self.failure or _say(error)
        self._note()


def _make_observer(refused: Callable[[OSError], None]) -> "BaseObserver":
    if sys.platform == "linux":
        from execsync.watch.inotify import InotifyObserver

        return InotifyObserver(refused)
    else:  # noqa: RET505 (as mypy wants it where the platform decides)
        from watchdog.observers import Observer

        return Observer()


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
    if not isinstance(error, OSError):
        return str(error)
    limit = LIMITS.get(error.errno or 0) if sys.platform == "linux" else None
    return f"{reason(error)}; {limit} sets how many there may be" if limit else reason(error)
