"""Texts that were applied, found again: in the local cache, else in Git by the id of the file."""

import os
import subprocess
from pathlib import Path

from execsync.bodies import Bodies
from execsync.core.digest import digest
from execsync.core.document import parse
from execsync.core.state import PageState

GIT_ID = frozenset("0123456789abcdef")
EMPTY = digest("")
QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
"""A clone that lacks old texts would fetch them; a plan needs no network."""


class History:
    """Finds the body that a page had when it was last written to the hub."""

    def __init__(self, bodies: Bodies, repository: Path) -> None:
        self._bodies = bodies
        self._repository = repository

    def find(self, known: PageState) -> str | None:
        """The body, or None where neither the cache nor Git has it any more."""
        if known.body == EMPTY:
            return ""
        kept = self._bodies.find(known.body)
        return self._find_in_git(known) if kept is None else kept

    def _find_in_git(self, known: PageState) -> str | None:
        if not known.blob or not GIT_ID.issuperset(known.blob):
            return None
        try:
            shown = subprocess.run(  # noqa: S603 (the id is checked to be one)
                ["git", "-C", str(self._repository), "cat-file", "blob", known.blob],  # noqa: S607
                env={**os.environ, **QUIET},
                capture_output=True,
                check=False,
            )
        except OSError:
            return None
        document, _ = parse(known.path, shown.stdout) if shown.returncode == 0 else (None, [])
        if document is None or digest(document.body) != known.body:
            return None
        return document.body
