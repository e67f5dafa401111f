"""Linux' inotify with a reporter: watchdog says nothing of a folder below the first that it cannot watch."""

from collections.abc import Callable
from errno import ENOMEM, ENOSPC

from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyEmitter
from watchdog.observers.inotify_c import CallbackId, InotifyFD, Mask, WatchCallback, WatchDescriptor

USED_UP = frozenset({ENOSPC, ENOMEM})
"""Other errors mean that a folder is gone already, or closed to us."""


class Inotify(InotifyFD):
    """One inotify instance. `refused` is told, by any thread, when the system has no room for a folder."""

    def __init__(self, refused: Callable[[OSError], None]) -> None:
        super().__init__()
        self._refused = refused

    def add_callback(
        self, path: bytes, mask: Mask, callback: WatchCallback, id_: CallbackId
    ) -> WatchDescriptor:
        """Watch one more folder. Raises OSError."""
        try:
            return super().add_callback(path, mask, callback, id_)
        except OSError as error:
            if error.errno in USED_UP:
                self._refused(error)
            raise


class InotifyObserver(BaseObserver):
    """Watchdog's observer of that name, with an instance that tells. Raises OSError."""

    def __init__(self, refused: Callable[[OSError], None]) -> None:
        self._inotify = Inotify(refused)
        self._inotify.start()
        super().__init__(InotifyEmitter, inotify_fd=self._inotify)

    def on_thread_stop(self) -> None:
        """Stop the instance after all that it was asked to watch."""
        super().on_thread_stop()
        self._inotify.stop()
        self._inotify.join()
