"""Files that an import began to write, kept until State has their pages: a run may be killed in between."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from execsync.core.digest import blob_id
from execsync.core.fields import as_table, text_of
from execsync.core.json_text import read_json
from execsync.core.state import State
from execsync.state.folder import IMPORTS, StateFolder


class Started(NamedTuple):
    """A file that is there, or nearly was, and the digests of what an import was about to write into it."""

    path: str
    digests: tuple[str, ...] = ()

    def is_untouched(self, data: bytes) -> bool:
        """Whether this is what an import wrote: nobody has edited it since."""
        return blob_id(data) in self.digests


class StartedImports:
    """A list of page ids with the paths of their files, one a line.

    It may have come with a pull request: a file that it names is held back from an apply, and never more.
    """

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder

    def find(self) -> dict[str, Started]:
        """By page id, of each line that is whole; nothing where the list cannot be read."""
        found: dict[str, Started] = {}
        try:
            lines = (self._folder.read(IMPORTS) or b"").split(b"\n")
        except OSError:
            return found
        for line in lines:
            try:
                table = as_table(read_json(line), "a line")
                page_id, path = text_of(table, "id"), text_of(table, "path")
                before = found.get(page_id)
                known = before.digests if before and before.path == path else ()
                found[page_id] = Started(path, (*known, text_of(table, "digest")))
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def open(self, state: State) -> Mapping[str, str]:
        """Page id by path, of the files whose pages State does not know."""
        begun = self.find()
        owned: Collection[str] = state.owned_ids() if begun else ()
        return {
            one.path: page_id
            for page_id, one in begun.items()
            if page_id not in owned and one.path not in state.pages
        }

    def add(self, page_id: str, path: str, data: bytes) -> None:
        """Keep that a file is about to be written for a page."""
        self._folder.add(IMPORTS, b"".join(_lines(page_id, Started(path, (blob_id(data),)))))

    def drop(self, page_id: str) -> None:
        """Forget a page whose file was never written."""
        self.keep({i: one for i, one in self.find().items() if i != page_id})

    def keep(self, begun: Mapping[str, Started]) -> None:
        """Have these stand in the list, and nothing else."""
        if not begun:
            self._folder.remove(IMPORTS)
        elif begun != self.find():
            lines = (line for page_id, one in begun.items() for line in _lines(page_id, one))
            self._folder.write(IMPORTS, b"".join(lines))


def _lines(page_id: str, one: Started) -> Iterable[bytes]:
    for digest in one.digests:
        yield json.dumps({"id": page_id, "path": one.path, "digest": digest}).encode() + b"\n"
