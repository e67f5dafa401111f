"""Files that an import began to write, kept until State has their pages: a run may be killed in between."""

import json

from execsync.core.fields import as_table, text_of
from execsync.core.json_text import read_json
from execsync.state.folder import IMPORTS, StateFolder


class StartedImports:
    """A list of page ids with the paths of their files, one a line."""

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder

    def find(self) -> dict[str, str]:
        """Path by page id, of each line that is whole; nothing where the list cannot be read."""
        found: dict[str, str] = {}
        try:
            lines = (self._folder.read(IMPORTS) or b"").split(b"\n")
        except OSError:
            return found
        for line in lines:
            try:
                table = as_table(read_json(line), "a line")
                found[text_of(table, "id")] = text_of(table, "path")
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def add(self, page_id: str, path: str) -> None:
        """Keep that a file is about to be written for a page."""
        self._folder.add(IMPORTS, json.dumps({"id": page_id, "path": path}).encode() + b"\n")

    def forget(self) -> None:
        """Drop the list: State has the pages."""
        self._folder.remove(IMPORTS)
