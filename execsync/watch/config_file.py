"""execsync.toml while somebody edits it: the last version without an error is in force."""

import time
from collections.abc import Callable

from execsync.config import Config, choose, load
from execsync.errors import ConfigError
from execsync.system.stamp import Stamp, stamp_of
from execsync.watch.content_cache import TreeLook


class ConfigFile:
    """The Config in force, and what is wrong with the file where it says something else.

    `tune` is done to each Config that is read; `written` is the one in force without that.
    """

    def __init__(
        self, config: Config, tune: Callable[[Config], Config] = lambda read: read
    ) -> None:
        self.written = config
        self.config = tune(config)
        self.error: ConfigError | None = None
        self._tune = tune
        self._hub = config.hub.name or None
        self._path = config.path
        self._stamp: Stamp | None = None
        self._racy = True
        self._was_half = False

    def look(self) -> TreeLook:
        """Read the file again if it is not the one that was read. `changed` speaks of the Config."""
        read_at, stamp = time.time_ns(), stamp_of(self._path)
        is_half = stamp is None or stamp.size == 0
        if is_half and not self._was_half:
            self._was_half = True
            return TreeLook(changed=False, settled=False)
        self._was_half = is_half
        if stamp == self._stamp and not self._racy:
            return TreeLook(changed=False, settled=True)
        self._stamp, self._racy = stamp, stamp is not None and stamp.is_racy(read_at)
        before = self.config
        try:
            self.written, self.error = choose(load(self._path), self._hub), None
            self.config = self._tune(self.written)
        except ConfigError as error:
            self.error = error
        return TreeLook(changed=self.config != before, settled=True)
