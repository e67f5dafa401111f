"""The hub's lists of folders and skills, kept beside State."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from hmac import compare_digest
from typing import Protocol

from execsync.core import size_limits
from execsync.core.directory import UNKNOWN, Directory, Listed, Names
from execsync.core.fields import as_table, texts_of
from execsync.core.json_text import read_json
from execsync.core.page_fields import NAME_LISTS
from execsync.core.snapshot import Folder, Listing, Skill
from execsync.state.folder import NAMES, StateFolder
from execsync.sync.paging import every

FORMAT = 1
Sign = Callable[[bytes], str]
"""Makes, of some bytes, what only a holder of the key can."""


class HubLists(Protocol):
    """The calls that lists take."""

    def sign(self, data: bytes) -> str:
        """A signature of `data` that only a holder of the key can make. Sends nothing."""

    def folders(self, *, page: int = 1) -> Listing[Folder]:
        """A page of the list of folders."""

    def skills(self, *, page: int = 1) -> Listing[Skill]:
        """A page of the list of skills."""


class NamesFile:
    """A cache of the lists that were asked for last. Its first line is a signature of the rest.

    The file may have come with a pull request: a page must not get into another folder than it names.
    """

    def __init__(self, folder: StateFolder) -> None:
        self._folder = folder

    def find(self, sign: Sign | None) -> Directory:
        """The lists that are kept: none where another key has signed them.

        With None, whoever wrote them is believed: for a plan, which needs no key, and sends nothing.
        """
        try:
            signature, _, data = (self._folder.read(NAMES) or b"").partition(b"\n")
            if sign is not None and not compare_digest(signature, sign(data).encode()):
                return UNKNOWN
            document = as_table(read_json(data), "the file")
            if document["format"] != FORMAT:
                return UNKNOWN
            return {things: _names(document, things) for things in NAME_LISTS if things in document}
        except (OSError, ValueError, KeyError, TypeError):
            return UNKNOWN

    def keep(self, directory: Directory, sign: Sign) -> None:
        """Keep these lists, unless they are too large to be read again."""
        lists = {things: _flat(names) for things, names in directory.items()}
        data = json.dumps({"format": FORMAT, **lists}).encode()
        if len(data) < size_limits.CACHE // 2:
            self._folder.keep(NAMES, sign(data).encode() + b"\n" + data)

    def learn(self, hub: HubLists, lists: Mapping[str, Iterable[Listed]]) -> Directory:
        """Keep lists that were asked for just now beside the others, and give all of them."""
        learned = {things: Names(rows) for things, rows in lists.items()}
        directory = {**self.find(hub.sign), **learned}
        self.keep(directory, hub.sign)
        return directory


def ask(hub: HubLists, things: Collection[str]) -> dict[str, list[Listed]]:
    """The lists of these things: a request for each hundred of them. Raises HubError."""
    asked: dict[str, list[Listed]] = {}
    if "folders" in things:
        folders: Iterator[Folder] = every(lambda n: hub.folders(page=n))
        asked["folders"] = listed(folders)
    if "skills" in things:
        skills: Iterator[Skill] = every(lambda n: hub.skills(page=n))
        asked["skills"] = listed(skills)
    return asked


def listed(rows: Iterable[Folder] | Iterable[Skill]) -> list[Listed]:
    """What these rows say of names."""
    return [Listed(row.id, row.name, row.parent if isinstance(row, Folder) else "") for row in rows]


def _flat(names: Names) -> list[str]:
    return [text for row in names.rows.values() for text in row]


def _names(document: Mapping[str, object], things: str) -> Names:
    """A list from its flat form: a table for each row would take thirty times the memory of its text."""
    texts = texts_of(document, things)
    return Names(Listed(*row) for row in zip(*[iter(texts)] * 3, strict=True))
