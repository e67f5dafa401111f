import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from execsync.core.address import Address
from execsync.core.planning.steps import StepKind
from execsync.core.running.record import Header, Intent, Outcome, Record, Saving
from execsync.errors import JournalError
from execsync.state import journal
from execsync.state.folder import StateFolder
from execsync.state.journal import Journal
from tests.support.entries import creation, entry

HEADER = Header("some-lineage", 7, "some-workspace")
INTENT = Intent(1, StepKind.CREATE_PAGE, Address("page", "a.md"), creation())
OUTCOME = Outcome(1, (entry(),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def write(path: Path, *lines: Intent | Outcome | Saving) -> None:
    with Journal(StateFolder(path.parent), HEADER) as log:
        for line in lines:
            log.append([line])


def test_what_was_written_is_read_back(path: Path) -> None:
    write(path, INTENT, Saving(8, "digest"), OUTCOME)
    record = Record(HEADER, (INTENT, OUTCOME), 8, frozenset({"digest"}))
    assert journal.read(StateFolder(path.parent)) == record


def test_no_journal_is_none(path: Path) -> None:
    assert journal.read(StateFolder(path.parent)) is None


def test_a_second_run_goes_on_in_the_same_journal(path: Path) -> None:
    write(path, INTENT)
    with Journal(StateFolder(path.parent), Header("some-lineage", 9, "some-workspace")) as log:
        log.append([OUTCOME])
    assert journal.read(StateFolder(path.parent)) == Record(HEADER, (INTENT, OUTCOME), serial=7)


def test_a_torn_last_line_is_ignored_and_cut_off(path: Path) -> None:
    write(path, INTENT)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"outcome": 1, "pa')
    assert journal.read(StateFolder(path.parent)) == Record(HEADER, (INTENT,), serial=7)
    write(path, OUTCOME)
    assert journal.read(StateFolder(path.parent)) == Record(HEADER, (INTENT, OUTCOME), serial=7)


@pytest.mark.parametrize("kept", [0, 1, 20])
def test_a_torn_header_is_written_again(path: Path, kept: int) -> None:
    write(path)
    path.write_bytes(path.read_bytes()[:kept])
    assert journal.read(StateFolder(path.parent)) is None
    write(path, INTENT)
    assert journal.read(StateFolder(path.parent)) == Record(HEADER, (INTENT,), serial=7)


def test_a_broken_earlier_line_stops_and_is_named(path: Path) -> None:
    write(path, INTENT, OUTCOME)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1][:40] + b"\n" + lines[2])
    with pytest.raises(JournalError, match=r"journal\.jsonl:2"):
        journal.read(StateFolder(path.parent))


@pytest.mark.parametrize(
    "line",
    [
        {"intent": "1", "kind": "create_page", "address": "page:a.md", "doubt": None},
        {"intent": 1, "kind": "make_coffee", "address": "page:a.md", "doubt": None},
        {"outcome": 1, "pages": {"a.md": {"id": "p1"}}, "sources": {}, "drop": []},
        {"intent": 1, "kind": ["create_page"], "address": "page:a.md", "doubt": None},
        {"intent": 1, "kind": "create_page", "address": 1, "doubt": None},
        {"intent": 1, "kind": "create_page", "address": "a.md", "doubt": None},
        {"intent": 1, "kind": "create_page", "address": "page:a.md", "doubt": [1]},
        {"outcome": 1, "pages": {}, "sources": {}, "drop": {"page:a.md": 1}},
        {"outcome": 1, "pages": {}, "sources": {}, "drop": {"a.md": "p1"}},
        {"outcome": 1, "pages": {}, "sources": {}, "drop": [1]},
        {"outcome": 1, "pages": [], "sources": {}, "drop": {}},
        {"outcome": 1, "pages": {"a.md": 1}, "sources": {}, "drop": {}},
        {"outcome": 1, "pages": {}, "sources": 1, "drop": {}},
        {"outcome": 2**60, "pages": {}, "sources": {}, "drop": {}},
        {"saving": 2**60},
        {"saving": True},
        {"other": 1},
    ],
)
def test_a_line_that_is_no_entry_stops_and_is_named(path: Path, line: object) -> None:
    write(path)
    with path.open("ab") as stream:
        stream.write(written(line))
    with pytest.raises(JournalError, match="line 2"):
        journal.read(StateFolder(path.parent))


@pytest.mark.parametrize(
    ("name", "value"),
    [("lineage", ["some-lineage"]), ("serial", 2**60), ("workspace", 5), ("workspace", None)],
)
def test_a_header_of_wrong_types_stops_and_is_named(path: Path, name: str, value: object) -> None:
    header = {"journal": 1, "lineage": "some-lineage", "serial": 7, "workspace": "some-workspace"}
    path.write_bytes(written(header))
    assert journal.read(StateFolder(path.parent)) == Record(HEADER, (), serial=7)
    path.write_bytes(written({**header, name: value}))
    with pytest.raises(JournalError, match="line 1"):
        journal.read(StateFolder(path.parent))


def test_half_a_character_stops_and_is_named(path: Path) -> None:
    """State could not be written with it."""
    write(path, OUTCOME)
    with path.open("ab") as stream:
        stream.write(written({"intent": 1, "kind": "create_page", "address": "\ud800"}))
    with pytest.raises(JournalError, match=r"journal\.jsonl:3"):
        journal.read(StateFolder(path.parent))


def written(line: object) -> bytes:
    """A line with the digest that it should have."""
    text = json.dumps(line)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f'{text[:-1]}, "digest": "{digest}"{text[-1:]}\n'.encode()


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.long), 7])
def test_each_flipped_bit_is_refused_with_its_line(path: Path, step: int) -> None:
    write(path, INTENT, Saving(8, "digest"), OUTCOME)
    data = path.read_bytes()
    for bit in range(0, 8 * len(data), step):
        at = bit // 8
        flipped = data[:at] + bytes([data[at] ^ (1 << bit % 8)]) + data[at + 1 :]
        path.write_bytes(flipped)
        with pytest.raises(JournalError) as caught:
            journal.read(StateFolder(path.parent))
        line = data.count(b"\n", 0, at) + 1
        assert re.search(rf"journal\.jsonl:{line}: ", caught.value.message), bit


def test_nothing_is_read_behind_a_broken_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file of such lines would take minutes."""
    write(path, INTENT)
    with path.open("ab") as stream:
        stream.write(b"{}\n" * 1000)
    read, seen = journal._read, []

    def watched(line: bytes) -> object:
        seen.append(line)
        return read(line)

    monkeypatch.setattr(journal, "_read", watched)
    with pytest.raises(JournalError, match=r"journal\.jsonl:3: "):
        journal.read(StateFolder(path.parent))
    assert len(seen) == 3


def test_every_cut_leaves_a_part_of_what_was_written(path: Path) -> None:
    write(path, INTENT, Saving(8, "digest"), OUTCOME)
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        left = journal.read(StateFolder(path.parent))
        assert left is None or left.entries == (INTENT, OUTCOME)[: len(left.entries)]


def test_an_error_does_not_quote_the_journal(path: Path) -> None:
    write(path)
    with path.open("ab") as stream:
        stream.write(written({"intent": 1, "kind": "a secret", "address": "a", "doubt": None}))
    with pytest.raises(JournalError) as caught:
        journal.read(StateFolder(path.parent))
    assert "secret" not in caught.value.message + caught.value.hint


def test_a_journal_of_another_version_stops(path: Path) -> None:
    path.write_bytes(written({"journal": 99}))
    with pytest.raises(JournalError, match="another version"):
        journal.read(StateFolder(path.parent))


def test_an_intent_is_on_the_disk_when_append_returns(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _descriptor: synced.append(path.read_bytes()))
    with Journal(StateFolder(path.parent), HEADER) as log:
        log.append([INTENT, Intent(2, StepKind.CREATE_SOURCE, Address("source", "x"))])
        assert synced[-1] == path.read_bytes()
        times = len(synced)
        log.append([OUTCOME])
        assert len(synced) == times
        log.append([Saving(8, "digest")])
        assert synced[-1] == path.read_bytes()


def test_a_new_journals_name_is_on_the_disk_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    synced: list[bool] = []
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(os.path.sameopenfile(fd, folder)))
    Journal(StateFolder(path.parent), HEADER).close()
    os.close(folder)
    assert True in synced


def test_something_in_the_way_is_a_clear_error(path: Path) -> None:
    path.mkdir()
    with pytest.raises(JournalError, match="cannot be read"):
        journal.read(StateFolder(path.parent))
    with pytest.raises(JournalError, match="cannot be written"):
        Journal(StateFolder(path.parent), HEADER)


def test_an_ended_journal_is_gone(path: Path) -> None:
    Journal(StateFolder(path.parent), HEADER).remove()
    assert not path.exists()
