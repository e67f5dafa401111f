"""One contract for every place that several machines share: `execsync.state.cells`."""

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from execsync.state.cells import Cells, Overtaken
from execsync.state.git_cells import GitCells

Clone = Callable[[], Cells]
"""Makes another machine's view of one place."""


def git(folder: Path, *arguments: str) -> str:
    ended = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return ended.stdout.strip()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A bare repository with a commit on main."""
    work, bare = tmp_path / "work", tmp_path / "bare.git"
    work.mkdir()
    git(work, "init", "-qb", "main")
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    git(work, *identity, "commit", "-q", "--allow-empty", "-m", "First")
    git(tmp_path, "clone", "-q", "--bare", str(work), str(bare))
    return bare


@pytest.fixture(params=["file"])
def clone(tmp_path: Path, bare: Path) -> Clone:
    numbers = iter(range(1000))

    def make() -> Cells:
        folder = tmp_path / f"clone-{next(numbers)}"
        git(tmp_path, "clone", "-q", f"file://{bare}", str(folder))
        return GitCells(folder, "origin", "refs/heads/execsync-state")

    return make


def test_what_was_written_is_read_by_everybody(clone: Clone) -> None:
    ours, theirs = clone(), clone()
    assert theirs.read("state") is None
    version = ours.write("state", b"one\n", None, says="Create 2 pages")
    for cells in (ours, theirs):
        cell = cells.read("state")
        assert cell is not None
        assert (cell.data, cell.version) == (b"one\n", version)
    again = theirs.write("state", b"", version)
    cell = ours.read("state")
    assert cell is not None
    assert (cell.data, cell.version) == (b"", again)


def test_names_have_nothing_to_do_with_each_other(clone: Clone) -> None:
    cells = clone()
    cells.write("state", b"one", None)
    cells.write("lock", b"two", None)
    found = {name: cells.read(name) for name in ("state", "lock")}
    assert {name: cell and cell.data for name, cell in found.items()} == {
        "state": b"one",
        "lock": b"two",
    }


@pytest.mark.parametrize("written", [b"new", b"old"], ids=["other", "same"])
def test_what_another_has_written_is_not_written_over(clone: Clone, written: bytes) -> None:
    ours, theirs = clone(), clone()
    with pytest.raises(Overtaken):
        ours.write("state", b"new", "1" * 40)
    first = ours.write("state", b"old", None)
    with pytest.raises(Overtaken):
        theirs.write("state", written, None)
    theirs.write("state", written, first)
    with pytest.raises(Overtaken):
        ours.write("state", written, first)
    ours.read("state")
    with pytest.raises(Overtaken):
        ours.write("state", written, first)


@pytest.mark.parametrize("rounds", [20, pytest.param(500, marks=pytest.mark.long)])
def test_of_two_who_write_at_once_one_wins(clone: Clone, rounds: int) -> None:
    desks = [clone(), clone()]
    version: str | None = None
    for number in range(rounds):
        race = Race(version)
        threads = [
            threading.Thread(target=race.run, args=(desk, b"%d of %d" % (one, number)))
            for one, desk in enumerate(desks)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(race.won), len(race.lost)) == (1, 1)
        for desk in desks:
            cell = desk.read("state")
            assert cell is not None
            assert (cell.version, cell.data) == race.won[0]
        version = race.won[0][0]


class Race:
    """Two writes over one version, at once."""

    def __init__(self, over: str | None) -> None:
        self.won: list[tuple[str, bytes]] = []
        self.lost: list[bytes] = []
        self._over = over
        self._gate = threading.Barrier(2)

    def run(self, desk: Cells, data: bytes) -> None:
        self._gate.wait()
        try:
            self.won.append((desk.write("state", data, self._over), data))
        except Overtaken:
            self.lost.append(data)
