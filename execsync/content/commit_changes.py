"""The pages that the last commit and the work tree change, as far as Git tells without running anything."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from execsync.config import Config
from execsync.content.file_bytes import read_bytes
from execsync.content.tree import Tree, endings
from execsync.core.digest import blob_id
from execsync.system.git import WHOEVER_OWNS_IT, ask_git


class ChangedFile(NamedTuple):
    """A page's file, relative to the content root: `action` is added, changed or removed."""

    path: str
    action: str


def changed_files(config: Config, tree: Tree) -> tuple[ChangedFile, ...] | None:
    """How the tree differs from the commit before the last one, or before the merge that is checked out.

    Of a merge, which is what CI checks out for a pull request, that is the branch it would go into. None
    where Git cannot tell: no repository, a first commit, a clone that has only one.
    """
    before = _blobs(config, "HEAD^1")
    if before is None:
        return None
    now = {file.path: file for file in tree.files}
    kept = {path: blob for path, blob in before.items() if path.endswith(_endings(config))}
    found = [ChangedFile(path, "added") for path in now.keys() - kept.keys()]
    found += [ChangedFile(path, "removed") for path in kept.keys() - now.keys()]
    for path in now.keys() & kept.keys():
        data, trouble = read_bytes(now[path])
        if trouble is None and kept[path] not in _ids(data):
            found.append(ChangedFile(path, "changed"))
    return tuple(sorted(found))


def _endings(config: Config) -> tuple[str, ...]:
    return tuple(endings(config.content.include))


def _ids(data: bytes) -> Iterator[str]:
    """The ids that Git may have for a file: it may have checked it out with other line ends."""
    yield blob_id(data)
    if b"\r\n" in data:
        yield blob_id(data.replace(b"\r\n", b"\n"))


def _blobs(config: Config, commit: str) -> Mapping[str, str] | None:
    """The files of a commit below the content root, with their blobs."""
    folder = config.root / config.content.root
    if not folder.is_dir():
        return None
    asked = ("ls-tree", "-r", "-z", commit)
    told = ask_git(folder, *asked, options=WHOEVER_OWNS_IT)
    return None if told is None else dict(_entries(told.split(b"\0")))


def _entries(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    for line in lines:
        told, _, path = line.partition(b"\t")
        parts = told.split()
        if len(parts) == 3 and parts[1] == b"blob":
            yield os.fsdecode(path), parts[2].decode()
