"""The State of a remote place as it was read or written here last, for a plan that cannot reach the place."""

from contextlib import suppress

from execsync.core import size_limits
from execsync.errors import UnsafeFileError
from execsync.state.folder import LAST_READ, StateFolder

LOOK_WITHIN = 5.0
"""Seconds that a look at a remote place may take before what was read last stands for it."""


class LastRead:
    """A file beside the caches. It may be deleted at any time, and is never written back to the place."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder

    def keep(self, place: str, data: bytes) -> None:
        """Remember what a place holds."""
        with suppress(UnsafeFileError):
            self._folder.keep(LAST_READ, f"# {place}\n".encode() + data)

    def find(self, place: str) -> bytes | None:
        """What that place held when it was read here last; None where it never was."""
        try:
            kept = self._folder.read(LAST_READ, limit=size_limits.STATE)
        except (OSError, UnsafeFileError):
            return None
        first, _, data = (kept or b"").partition(b"\n")
        return data if first == f"# {place}".encode() else None
