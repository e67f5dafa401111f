"""What this machine has seen of a lock that several share, from one run to the next."""

import json
import time

from execsync.core import size_limits
from execsync.core.json_text import read_json
from execsync.state.folder import LEASE_SEEN, StateFolder


class LeaseMemory:
    """Since when a mark of the lock has been seen here, by this machine's own clock. It may be deleted."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder
        self._first: dict[str, float] = {}

    def seen(self, mark: str) -> float:
        """For how many seconds this very mark has been seen here; 0 where it is new."""
        now = time.monotonic()
        if mark not in self._first:
            self._first = {mark: now - self._before(mark)}
        return now - self._first[mark]

    def _before(self, mark: str) -> float:
        """For how long earlier runs have seen it. A clock that was set back or far forward tells nothing."""
        now = time.time()
        since = self._kept(mark)
        if since is not None and 0 <= now - since < _DAY:
            return now - since
        kept = {"mark": mark, "since": now}
        self._folder.keep(LEASE_SEEN, json.dumps(kept).encode())
        return 0.0

    def _kept(self, mark: str) -> float | None:
        try:
            kept = read_json(self._folder.read(LEASE_SEEN, limit=size_limits.NOTE) or b"")
            is_it = isinstance(kept, dict) and kept["mark"] == mark
            return float(kept["since"]) if is_it else None
        except (OSError, ValueError, KeyError, TypeError):
            return None


_DAY = 86_400.0
