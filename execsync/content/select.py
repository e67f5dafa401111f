"""From paths on the command line to the hubs and pages that they mean."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from execsync.config import Config, find, load
from execsync.content.tree import Tree, walk, walk_texts
from execsync.core.config_tables import PAGE_ENDINGS
from execsync.core.diagnostic import Diagnostic
from execsync.core.documents.read_error import ReadError
from execsync.core.rules import explain
from execsync.core.rules.unread import no_page, way_to_take
from execsync.errors import ConfigError


@dataclass(slots=True)
class Chosen:
    """A hub, and the paths of its pages that are to be checked; None stands for all."""

    config: Config
    tree: Tree
    only: set[str] | None = None


@dataclass(slots=True)
class Selection:
    """The hubs, and what there is to say about paths that belong to none, as they were given."""

    hubs: list[Chosen] = field(default_factory=list)
    strays: list[Diagnostic] = field(default_factory=list)


def select(paths: Sequence[Path], config: Path | None) -> Selection:
    """The hubs of `paths`: that of `config`, or of the nearest execsync.toml above each.

    No path stands for the whole hub of the working directory. Raises ConfigError.
    """
    if not paths:
        path = config or find(os.getcwd())
        if path is None:
            raise ConfigError(
                "no execsync.toml here or in a folder above",
                hint="execsync init makes one; -C DIR and --config FILE name another place",
            )
        return Selection([_whole(path, stamped=True)])
    selection = Selection()
    hubs: dict[str | Path, _Chooser] = {}
    for path in paths:
        toml = config or find(_absolute(path).parent if not path.is_dir() else _absolute(path))
        if toml is None:
            detail = "there is no execsync.toml in its folder or above"
            trouble = ReadError("EX006", detail=detail) if path.exists() else _missing(path)
            selection.strays.append(explain(path.as_posix(), trouble))
            continue
        if toml not in hubs:
            hubs[toml] = _Chooser(_whole(toml))
        selection.strays += hubs[toml].choose(path)
    selection.hubs = [chooser.chosen for chooser in hubs.values()]
    return selection


def _whole(toml: str | Path, *, stamped: bool = False) -> Chosen:
    config = load(toml)
    return Chosen(config, walk(config, stamped=stamped))


class _Chooser:
    """Takes paths into a hub's choice, or says why not."""

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self._only: set[str] = set()
        chosen.only = self._only
        config = chosen.config
        self._root = _key(config.root / config.content.root)
        self._pages = {_whole_key(file.location): file.path for file in chosen.tree.files}
        for path, _ in chosen.tree.troubles:
            self._pages[_key(Path(self._root, path))] = path

    def choose(self, path: Path) -> Iterable[Diagnostic]:
        place = _key(path)
        if place in self._pages:
            self._only.add(self._pages[place])
            return
        if place == _key(self.chosen.config.path):
            return
        below = {page for at, page in self._pages.items() if at.startswith(place + os.sep)}
        self._only |= below
        trouble = None if below else self._why_not(path, place)
        if trouble:
            yield explain(path.as_posix(), trouble)

    def _why_not(self, path: Path, place: str) -> ReadError | None:
        """Why nothing is checked at `path`; None for a folder that has a right to be empty."""
        inside = place == self._root or place.startswith(self._root + os.sep)
        if not path.exists():
            return _missing(path)
        if not inside and not self._root.startswith(place + os.sep):
            return ReadError(
                "EX006", detail=f"the content root is {self.chosen.config.content.root}"
            )
        if not path.is_dir():
            include = self.chosen.config.content.include
            hint = way_to_take([path.suffix], include) or self._left_out(path, place)
            return ReadError("EX008", hint=hint)
        below = place.removeprefix(self._root).lstrip(os.sep) if inside else ""
        texts = [text for text in walk_texts(self.chosen.config) if _lies_below(text, below)]
        return no_page(texts, self.chosen.config.content.include if texts else ())

    def _left_out(self, path: Path, place: str) -> str:
        """Why a file that could be a page by its name is none."""
        if path.suffix.lower() not in PAGE_ENDINGS:
            return ""
        below = place.removeprefix(self._root).lstrip(os.sep)
        if any(part.startswith(".") for part in below.split(os.sep)):
            return "what begins with a dot is hidden: rename it"
        if below.lower() == "readme.md":
            return "the README.md at the content root is about the folder: rename it"
        return "[content] include and exclude of execsync.toml leave it out"


def _missing(path: Path) -> ReadError:
    """What is said of a path that leads to nothing, with the name beside it that is most like its own."""
    from difflib import get_close_matches

    folder = path.parent
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    if close := get_close_matches(path.name, names, 1):
        hint = f"did you mean {(folder / close[0]).as_posix()}?"
    elif folder.is_dir():
        named = "this folder" if folder == Path() else folder.as_posix()
        hint = f"{named} has none of that name; a path begins where you stand"
    else:
        hint = f"there is no folder {folder.as_posix()}; a path begins where you stand"
    return ReadError("EX001", detail="there is no such file", hint=hint)


def _lies_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder.replace(os.sep, '/')}/")


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))


def _whole_key(location: str) -> str:
    """The key of a file of the tree, whose location is absolute and has no way back in it."""
    return location if location.isascii() else normalize("NFC", location)


def _key(path: str | Path) -> str:
    return normalize("NFC", os.path.abspath(path))
