from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from execsync.core.address import Address
from execsync.core.planning.steps import StepKind
from execsync.core.running.record import Header, Intent, Left, Outcome, Record, recover
from execsync.core.serde import load_state
from execsync.core.state import InDoubtWrite, SourceState, State
from execsync.errors import StateError
from execsync.state import journal
from execsync.state.folder import StateFolder
from execsync.state.recorder import Recorder
from tests.support.entries import creation, entry, observed

STATE = State("lineage", serial=7, workspace_id="w", pages={"a.md": entry()})


class Kept:
    """A backend in memory, which can be made to fail."""

    def __init__(self) -> None:
        self.written: list[State] = []
        self.said: list[str] = []
        self.is_full = False

    def read(self) -> bytes | None:
        return None

    def write(self, data: bytes, *, says: str = "") -> None:
        self.said.append(says)
        if self.is_full:
            raise StateError("no space")
        self.written.append(load_state(data))


class Desk:
    """Recorders, one after another as runs are, and their parts at hand."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.stack = stack
        self.backend = Kept()
        self.folder = StateFolder(folder)
        self.journal = folder / "journal.jsonl"
        self.now = 0.0

    def recorder(self, state: State = STATE) -> Recorder:
        recorder = Recorder(
            state,
            backend=self.backend,
            folder=self.folder,
            earlier=journal.read(self.folder),
            clock=lambda: self.now,
            save_every=5.0,
        )
        return self.stack.enter_context(recorder)

    def left(self) -> Record:
        record = journal.read(self.folder)
        assert record is not None
        return record


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        yield Desk(tmp_path, stack)


def intent(
    path: str, doubt: InDoubtWrite | None
) -> Iterable[tuple[StepKind, Address, InDoubtWrite | None]]:
    return [(StepKind.CREATE_PAGE, Address("page", path), doubt)]


def _take_and_save(recorder: Recorder, outcome: Outcome) -> None:
    recorder.take(outcome)
    recorder.save()


def test_state_names_each_creation_that_may_be_sent_whenever_it_is_written(desk: Desk) -> None:
    recorder = desk.recorder()
    first, second = (replace(creation(path), announced=True) for path in ("b.md", "c.md"))
    recorder.announce([first, second])
    recorder.save()
    (number,) = recorder.intend(intent("b.md", creation("b.md")))
    recorder.save()
    recorder.settle(Outcome(number, (entry("b.md", id="p2"),)))
    recorder.save()
    named = [state.in_doubt for state in desk.backend.written]
    assert named == [(first, second), (creation("b.md"), second), (second,)]


def test_a_run_that_ends_leaves_state_and_no_journal(desk: Desk) -> None:
    recorder = desk.recorder()
    recorder.save()
    (number,) = recorder.intend(intent("b.md", creation("b.md")))
    recorder.settle(Outcome(number, (entry("b.md", id="p2"),)))
    recorder.finish()
    assert not desk.journal.exists()
    assert [state.serial for state in desk.backend.written] == [8, 9]
    assert set(desk.backend.written[-1].pages) == {"a.md", "b.md"}
    assert desk.backend.written[-1].in_doubt == ()
    assert desk.backend.said == ["Serial 8: no writes", "Serial 9: 1 x create page"]


def test_a_run_ends_once_though_something_is_in_doubt(desk: Desk) -> None:
    """It is asked to stop while it looks, and whoever has begun it ends it too."""
    recorder = desk.recorder()
    recorder.save()
    recorder.intend(intent("b.md", creation("b.md")))
    recorder.finish()
    recorder.finish()
    assert not desk.journal.exists()
    assert [state.in_doubt for state in desk.backend.written] == [(), (creation("b.md"),)]


def test_a_journal_without_a_line_is_not_left_for_ever(desk: Desk) -> None:
    """A run was killed before its first line."""
    desk.journal.touch()
    desk.recorder().finish()
    assert not desk.journal.exists()
    assert desk.backend.written == []


def test_nothing_new_is_not_written_again(desk: Desk) -> None:
    recorder = desk.recorder()
    recorder.save()
    recorder.finish()
    assert len(desk.backend.written) == 1


def test_what_a_look_found_is_in_the_journal_before_state_says_so(desk: Desk) -> None:
    """Else an outcome of the earlier journal, read on top of State, would take the mark back."""
    edited = entry(drift=observed(title="of a colleague"))
    earlier = desk.recorder()
    earlier.save()
    earlier.note(Outcome(0, (entry(),)))
    desk.backend.is_full = True
    recorder = desk.recorder(State("lineage", serial=8, workspace_id="w", pages={"a.md": edited}))
    with pytest.raises(StateError):
        _take_and_save(recorder, Outcome(0, (edited,)))
    assert recover(STATE, desk.left(), is_own=True).pages["a.md"] == edited


def test_the_journal_knows_a_serial_before_state_has_it(desk: Desk) -> None:
    recorder = desk.recorder()
    desk.backend.is_full = True
    with pytest.raises(StateError):
        recorder.save()
    assert desk.left().serial == 8
    assert desk.left().header == Header("lineage", 7, "w")


def test_a_write_without_an_answer_stays_in_doubt(desk: Desk) -> None:
    recorder = desk.recorder()
    recorder.save()
    recorder.intend(intent("b.md", creation("b.md")))
    recorder.finish()
    assert desk.backend.written[-1].in_doubt == (creation("b.md"),)


def test_a_doubt_of_an_earlier_run_stays_unless_it_is_settled(desk: Desk) -> None:
    first = desk.recorder()
    first.save()
    numbers = [first.intend(intent(p, creation(p)))[0] for p in ("b.md", "c.md")]
    second = desk.recorder()
    second.take(Outcome(numbers[0], (entry("b.md", id="p2"),)))
    second.save()
    second.finish()
    assert desk.backend.written[-1].in_doubt == (creation("c.md"),)
    assert not desk.journal.exists()


def test_a_doubt_is_kept_once(desk: Desk) -> None:
    first = desk.recorder()
    first.save()
    first.intend(intent("b.md", creation("b.md")))
    kept = State("lineage", serial=8, workspace_id="w", in_doubt=(creation("b.md"),))
    second = desk.recorder(kept)
    second.save()
    second.finish()
    assert desk.backend.written[-1].in_doubt == (creation("b.md"),)


def test_numbers_go_on_where_the_earlier_journal_ended(desk: Desk) -> None:
    first = desk.recorder()
    first.save()
    (number,) = first.intend(intent("b.md", None))
    second = desk.recorder()
    second.save()
    assert second.intend(intent("c.md", None)) == [number + 1]
    assert desk.left().unsettled() == (
        Intent(number, StepKind.CREATE_PAGE, Address("page", "b.md")),
        Intent(number + 1, StepKind.CREATE_PAGE, Address("page", "c.md")),
    )


def test_state_is_written_every_few_seconds_while_there_is_news(desk: Desk) -> None:
    recorder = desk.recorder()
    recorder.save()
    desk.now = 10.0
    recorder.save_if_due()
    assert len(desk.backend.written) == 1
    recorder.note(Outcome(0, (SourceState("https://example.com/", "s1", "Example"),)))
    recorder.save_if_due()
    assert len(desk.backend.written) == 2
    recorder.note(Outcome(0, (SourceState("https://example.org/", "s2", "Example"),)))
    desk.now = 14.9
    recorder.save_if_due()
    assert len(desk.backend.written) == 2


def test_at_every_line_of_the_journal_state_and_journal_give_the_same(desk: Desk) -> None:
    recorder = desk.recorder()
    recorder.save()
    for name in ("b", "c", "d"):
        (number,) = recorder.intend(intent(f"{name}.md", creation(f"{name}.md")))
        recorder.settle(
            Outcome(
                number,
                (entry(f"{name}.md", id=name),),
                (Left(Address("page", f"{name}-old.md"), name),),
            )
        )
        recorder.save()
        for state in (STATE, *desk.backend.written):
            assert recover(state, desk.left(), is_own=True).pages == recorder.state.pages
