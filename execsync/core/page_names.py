"""Paths for pages that have no file yet: names from titles, folders from the hub's tree.

A path is made for any system: letters and digits of any script with hyphens between them, no name that
Windows keeps for itself, nothing hidden, under 200 bytes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import category, normalize

from execsync.core.digest import digest
from execsync.core.directory import Listed, way_to
from execsync.core.snapshot import PageRow

MOST_BYTES = 199
"""Of a path below the content root, in UTF-8."""
MOST_OF_FOLDERS = 110
"""Bytes of the folders in it, with their slashes: what lies deeper is put into the last folder that fits."""
MOST_OF_FOLDER = 40
MOST_OF_TITLE = 80
ENDING = ".md"
MOST_TRIES = 4
"""Names that a page may get: its title's, and three with more and more of its id."""

_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(10)}
)
_MEANT_OTHERWISE = frozenset({"index", "readme"})
"""Names that stand for their folder, where a link names that."""
_DROPPED = str.maketrans(dict.fromkeys("'\u2018\u2019\u02bc\u00ad", ""))


class Entry(NamedTuple):
    """What has a path below the content root by now, as the disk spells it."""

    path: str
    is_folder: bool = False


NOTHING: Mapping[str, Entry] = MappingProxyType({})


def name_pages(
    rows: Iterable[PageRow],
    wanted: Collection[str],
    folders: Mapping[str, Listed],
    *,
    into: str = "",
    there: Mapping[str, Entry] = NOTHING,
) -> dict[str, str]:
    """Path below the content root by id, for the pages that are `wanted`.

    `rows` are all live pages of the hub: pages whose names are the same get a part of their ids each,
    whichever of them are wanted, so that a later run names them as one run would have. `there` is what the
    content root has, by `path_key`; it is never named again, and its folders keep their spelling. `into` is
    the folder for all, empty for the content root.
    """
    tries = {row.id: _Tries(row, folders, into) for row in rows}
    levels = _settle(tries)
    taken = dict(there)
    named: dict[str, str] = {}
    for page_id in sorted(set(wanted) & tries.keys()):
        for level in range(levels[page_id], MOST_TRIES):
            path = _spelt(tries[page_id].path(level), taken)
            if path_key(path) not in taken:
                break
        else:
            continue
        named[page_id] = path
        taken[path_key(path)] = Entry(path)
    return named


def path_key(path: str) -> str:
    """A path as it compares: whatever the case, and however its accents are encoded."""
    return normalize("NFC", normalize("NFC", path).casefold())


class _Tries:
    """The paths that a page may get, one by one."""

    def __init__(self, row: PageRow, folders: Mapping[str, Listed], into: str) -> None:
        self._folder = _folder_of(row, folders, into)
        self._stem = _named(row.title, "page", MOST_OF_TITLE, _DEVICES | _MEANT_OTHERWISE)
        own = _slug(row.id, MOST_OF_TITLE)
        # Ids differ in what comes last, most often.
        self._ends = ("", own[-8:].strip("-"), own[-32:].strip("-"), digest(row.id)[7:31])

    def path(self, level: int) -> str:
        end = f"-{self._ends[level]}" if self._ends[level] else ""
        room = MOST_BYTES - len(f"{self._folder}{end}{ENDING}".encode())
        return f"{self._folder}{_cut(self._stem, room)}{end}{ENDING}"


def _settle(tries: Mapping[str, _Tries]) -> dict[str, int]:
    """The first of each page's names that is its alone: all that share one take their next."""
    levels = dict.fromkeys(tries, 0)
    for _ in range(MOST_TRIES - 1):
        groups: dict[str, list[str]] = defaultdict(list)
        for page_id, level in levels.items():
            groups[path_key(tries[page_id].path(level))].append(page_id)
        shared = [page_id for group in groups.values() if len(group) > 1 for page_id in group]
        if not shared:
            break
        for page_id in shared:
            levels[page_id] = min(levels[page_id] + 1, MOST_TRIES - 1)
    return levels


def _folder_of(row: PageRow, folders: Mapping[str, Listed], into: str) -> str:
    """The folder for a page, ending in /, or empty: of several, the first by name."""
    ways = sorted(tuple(way_to(i, folders)) for i in row.folder_ids if i in folders)
    path = f"{into}/" if into else ""
    most = max(MOST_OF_FOLDERS, len(path.encode()))
    for name in ways[0] if ways else ():
        part = _named(name, "folder", MOST_OF_FOLDER, _DEVICES)
        if len(f"{path}{part}/".encode()) > most:
            break
        path += f"{part}/"
    return path


def _spelt(path: str, there: Mapping[str, Entry]) -> str:
    """The path with its folders as the disk spells those that are there; none goes through a file."""
    *parts, name = path.split("/")
    folder = ""
    for part in parts:
        wanted = f"{folder}{part}"
        while (found := there.get(path_key(wanted))) and not found.is_folder:
            wanted += "-folder"
        folder = f"{found.path if found else wanted}/"
    return f"{folder}{name}"


def _named(text: str, usual: str, most: int, kept: Collection[str]) -> str:
    """A name that a text gives; `usual` where it has no letter, and after it where the name is `kept`."""
    name = _slug(text, most) or usual
    return f"{name}-{usual}" if name in kept else name


def _slug(text: str, most: int) -> str:
    """The words of a text in small letters with hyphens between them, in at most so many bytes."""
    small = normalize("NFC", normalize("NFKC", text).translate(_DROPPED).lower())
    return _cut("-".join(_words(small)), most)


def _words(text: str) -> Iterator[str]:
    word = ""
    for sign in text:
        # A mark belongs to the letter before it; alone it is none.
        if sign.isalnum() or (word and category(sign).startswith("M")):
            word += sign
        elif word:
            yield word
            word = ""
    if word:
        yield word


def _cut(text: str, most: int) -> str:
    """As much of a text as has so many bytes in UTF-8, and does not end with a hyphen."""
    if len(text.encode()) > most:
        text = text.encode()[:most].decode(errors="ignore")
    return text.rstrip("-")
