"""What a team shares, as a folder of files would be shared: merged file by file, State by Git's own merge."""

import io
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Literal

from execsync import cli
from execsync.core.serde import load_state
from execsync.errors import StateError
from tests.team.clone import Clone, Snapshot
from tests.team.files import read

How = Literal["driver", "merge", "ours", "theirs"]
"""What becomes of State where both sides have another one: merged by `execsync state merge`, or by lines,
ours in conflicts (`git merge -X ours`); or ours or theirs as a whole (`git checkout --ours`, a push that
was refused)."""


class Origin:
    """The newest commit, and the States of all before it."""

    def __init__(self) -> None:
        self.head = Snapshot()
        self.past: list[bytes] = []

    def join(self, clone: Clone) -> None:
        """A fresh clone."""
        clone.put_texts(self.head.texts)
        clone.put_state(self.head.state)
        clone.base = self.head

    def sync(self, clone: Clone, how: How) -> None:
        """Commit, pull, merge and push."""
        mine = Snapshot(clone.texts(), clone.state_bytes())
        texts = merge_texts(clone.base.texts, mine.texts, self.head.texts)
        state = merge_states(clone.base.state, mine.state, self.head.state, how)
        clone.put_texts(texts)
        clone.put_state(state)
        self.head = clone.base = Snapshot(texts, state)
        if state is not None:
            self.past.append(state)


def merge_texts(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> dict[str, str]:
    """Whole files; ours where both sides changed one. One file a key: a person has seen to that."""
    merged = {}
    for path in sorted(mine.keys() | theirs.keys()):
        own, other, was = mine.get(path), theirs.get(path), base.get(path)
        text = other if own == was else own
        if text is not None:
            merged[path] = text
    return without_twins(merged, prefer=mine)


def without_twins(texts: Mapping[str, str], *, prefer: Mapping[str, str]) -> dict[str, str]:
    """One file for each key, that of `prefer` where it has one: two may have been renamed apart."""
    ordered = sorted(texts, key=lambda path: (path not in prefer, path))
    by_key: dict[str, str] = {}
    for path in ordered:
        by_key.setdefault(read(texts[path]).key, path)
    kept = set(by_key.values())
    return {path: text for path, text in texts.items() if path in kept}


def merge_states(
    base: bytes | None, mine: bytes | None, theirs: bytes | None, how: How
) -> bytes | None:
    """State after a merge. Where that is refused, or cannot be read, a person takes ours."""
    if base in (mine, theirs):
        return theirs if mine == base else mine
    if mine is None or theirs is None:
        return mine or theirs
    if how in ("ours", "theirs"):
        return mine if how == "ours" else theirs
    merge = merge_by_driver if how == "driver" else merge_by_lines
    merged = merge(base or b"", mine, theirs)
    return merged if is_readable(merged) else mine


def merge_by_lines(base: bytes, mine: bytes, theirs: bytes) -> bytes:
    """What `git merge -X ours` makes of one file."""
    with _three_files(base, mine, theirs) as (before, ours, others):
        command = ["git", "merge-file", "-p", "--ours", ours, before, others]
        return subprocess.run(command, capture_output=True, check=True).stdout


def merge_by_driver(base: bytes, mine: bytes, theirs: bytes) -> bytes:
    """What Git's merge driver makes of it; ours where it refuses."""
    with _three_files(base, mine, theirs) as (before, ours, others):
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            cli.run(["state", "merge", before, ours, others])
        return Path(ours).read_bytes()


@contextmanager
def _three_files(*contents: bytes) -> Iterator[tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("base", "mine", "theirs")]
        for file, data in zip(files, contents, strict=True):
            file.write_bytes(data)
        yield tuple(map(str, files))


def is_readable(data: bytes) -> bool:
    """Whether a State may be used."""
    try:
        load_state(data)
    except StateError:
        return False
    return True
