from dataclasses import replace
from typing import Any

import pytest

from execsync.core.address import Address
from execsync.core.planning.steps import StepKind
from execsync.core.running.record import (
    Header,
    Intent,
    Left,
    Outcome,
    Record,
    Saving,
    entry_line,
    header_line,
    read_record,
    recover,
    replay,
)
from execsync.core.state import SourceState, State
from execsync.errors import JournalError
from tests.support.entries import creation, entry

STATE = State("lineage", serial=7, workspace_id="w", pages={"a.md": entry()})
HEADER = Header("lineage", 7, "w")
SOURCE = SourceState("https://example.com/", "s1", "Example", ours=True)


def test_a_lost_creation_has_no_id_and_can_be_read_back() -> None:
    intent = Intent(1, StepKind.CREATE_PAGE, Address("page", "a.md"), creation())
    lines = [header_line(HEADER), entry_line(intent)]
    assert read_record(lines).unsettled() == (intent,)


def test_outcomes_keep_pages_sources_and_what_is_dropped() -> None:
    outcome = Outcome(3, (entry(), SOURCE), (Left(Address("page", "old.md"), "p9"),))
    assert read_record([header_line(HEADER), entry_line(outcome)]).entries == (outcome,)


def test_an_intent_with_an_outcome_is_settled() -> None:
    first, second = (Intent(n, StepKind.CREATE_PAGE, Address("page", f"{n}.md")) for n in (1, 2))
    assert Record(HEADER, (first, second, Outcome(1))).unsettled() == (second,)


def test_replaying_twice_is_replaying_once() -> None:
    outcomes = [
        Outcome(1, (entry("b.md", id="p2"), SOURCE)),
        Outcome(2, (entry("c.md"),), (Left(Address("page", "a.md"), "p1"),)),
        Outcome(
            3,
            drop=(
                Left(Address("page", "b.md"), "p2"),
                Left(Address("source", "https://elsewhere/"), "s9"),
            ),
        ),
    ]
    once = replay(STATE, outcomes)
    assert set(once.pages) == {"c.md"}
    assert once.sources == {SOURCE.url: SOURCE}
    assert replay(once, outcomes) == once


def test_a_path_that_is_left_and_taken_in_one_outcome_is_taken() -> None:
    outcome = Outcome(1, (entry("a.md", id="p2"),), (Left(Address("page", "a.md"), "p1"),))
    assert replay(STATE, [outcome]).pages["a.md"].id == "p2"


def test_a_path_that_another_page_has_taken_meanwhile_is_not_left() -> None:
    taken = replay(STATE, [Outcome(1, (entry("a.md", id="p2"),))])
    assert replay(taken, [Outcome(2, drop=(Left(Address("page", "a.md"), "p1"),))]) == taken


def test_with_a_journal_nothing_is_only_announced() -> None:
    sent, announced = creation("b.md"), replace(creation("c.md"), announced=True)
    state = replace(STATE, in_doubt=(sent, announced))
    assert recover(state, Record(HEADER, (), serial=8), is_own=True).in_doubt == (sent,)


def test_what_another_run_has_announced_stays_in_doubt() -> None:
    announced = replace(creation("c.md"), announced=True)
    state = replace(STATE, in_doubt=(announced,))
    record = Record(HEADER, (Outcome(1, (entry("b.md", id="p2"),)),), serial=8)
    assert recover(state, record, is_own=False).in_doubt == (announced,)


def test_a_journal_brings_state_what_was_done() -> None:
    record = Record(HEADER, (Outcome(1, (entry("b.md", id="p2"),)),), serial=8)
    for serial in (5, 7, 8):
        recovered = recover(State("lineage", serial=serial), record, is_own=False)
        assert recovered.pages["b.md"].id == "p2"
        assert recovered.workspace_id == "w"


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State("another"), "another state file"),
        (State("lineage", workspace_id="another"), "another state file"),
        (State("lineage", serial=9), "newer one of somebody else"),
    ],
)
def test_a_journal_is_refused_on_a_state_that_it_does_not_belong_to(state: State, why: str) -> None:
    with pytest.raises(JournalError, match=why):
        recover(state, Record(HEADER, (), serial=8), is_own=False)


def test_states_that_were_about_to_be_written_are_known_by_their_digests() -> None:
    saved = [entry_line(Saving(serial, f"digest {serial}")) for serial in (9, 8)]
    read = read_record([header_line(HEADER), *saved])
    assert read == Record(HEADER, (), 9, frozenset({"digest 8", "digest 9"}))
    assert read_record([header_line(HEADER)]).serial == HEADER.serial


def test_a_run_that_was_cut_short_before_its_first_request_has_nothing_to_tell() -> None:
    assert Record(HEADER, ()).is_void
    assert not Record(HEADER, (Outcome(1),)).is_void


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([{}], "line 1 is none"),
        ([{**header_line(HEADER), "serial": "7"}], "line 1 is none"),
        ([{**header_line(HEADER), "journal": 2}], "another version"),
        ([header_line(HEADER), {}], "line 2 is none"),
        ([header_line(HEADER), entry_line(Outcome(1)), {"intent": 2}], "line 3 is none"),
    ],
)
def test_a_journal_that_execsync_did_not_write_is_refused(
    lines: list[dict[str, Any]], why: str
) -> None:
    with pytest.raises(JournalError, match=why):
        read_record(lines)
