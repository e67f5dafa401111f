"""One contract for every place that several machines share: `execsync.state.cells`."""

import threading

import pytest

from execsync.state.cells import Overtaken
from tests.state.places import Clone, Race


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


@pytest.mark.parametrize(
    "written",
    [pytest.param(b"new", id="other"), pytest.param(b"old", id="same", marks=pytest.mark.slow)],
)
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


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("rounds", [5, pytest.param(500, marks=pytest.mark.long)])
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
