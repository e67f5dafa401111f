"""The serial that State had here last, so that one that went backwards is noticed."""

import json
from typing import TYPE_CHECKING

from execsync.core import size_limits
from execsync.state.folder import LAST_SERIAL, StateFolder

if TYPE_CHECKING:
    from execsync.core.diagnostic import Diagnostic
    from execsync.core.state import State


class LastSerial:
    """A file beside State that is not committed. It serves a warning."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder

    def keep(self, state: "State") -> None:
        """Remember the serial of a State that was just written."""
        kept = {"lineage": state.lineage, "serial": state.serial}
        self._folder.keep(LAST_SERIAL, json.dumps(kept).encode())

    @property
    def is_known(self) -> bool:
        """Whether any State was written here."""
        return self._folder.stamp(LAST_SERIAL) is not None

    def check(self, state: "State") -> "Diagnostic | None":
        """A warning where State is older than the one that was written here last."""
        last = self._find(state.lineage)
        if last <= state.serial:
            return None
        from execsync.core.diagnostic import Diagnostic, Severity

        return Diagnostic(
            code="EX903",
            severity=Severity.WARNING,
            summary=f"the state file went back from serial {last} to {state.serial}",
            path=self._folder.name,
            detail="another branch was checked out, or an older file was restored",
            hint="git pull, or check out the branch that has it; where it is lost, "
            "execsync state rebuild finds the pages made since",
        )

    def _find(self, lineage: str) -> int:
        try:
            data = self._folder.read(LAST_SERIAL, limit=size_limits.NOTE)
            if data is None:
                return 0
            from execsync.core.fields import as_table, number_of
            from execsync.core.json_text import read_json

            kept = as_table(read_json(data), "the file")
            return number_of(kept, "serial") if kept["lineage"] == lineage else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0
