from collections.abc import Sequence

import pytest

from execsync.core.address import Address
from execsync.core.planning.steps import Step, StepKind
from execsync.core.running.result import ApplyResult, StepFailure
from execsync.errors import ExecsyncError, Incomplete, Interrupted, KeyRejected
from execsync.render.result_text import Today, result_text
from execsync.render.style import Style
from tests.render import golden
from tests.render.fitting import check_fits
from tests.render.plans import HOSTILE

PLAIN = Style(colour=False)


def steps(kind: StepKind, *names: str) -> list[Step]:
    return [Step(kind, Address("page", f"{name}.md")) for name in names]


def lines(result: ApplyResult, requests: int = 7) -> Sequence[str]:
    return result_text(result, requests, PLAIN).splitlines()


def test_what_was_done_is_counted_by_kind() -> None:
    done = [
        *steps(StepKind.CREATE_PAGE, "a", "b"),
        *steps(StepKind.UPDATE_PAGE, "c"),
        *steps(StepKind.AWAIT_SOURCE, "s"),
        *steps(StepKind.RECORD, "d"),
        *steps(StepKind.FORGET, "e", "f"),
    ]
    assert lines(ApplyResult(done=done)) == [
        "Done: 2 pages created, 1 page updated, 1 page recorded, 2 entries of State forgotten; 7 requests."
    ]


@pytest.mark.parametrize(
    ("made", "found", "text"),
    [
        (1, 0, "1 source made"),
        (0, 1, "1 source found"),
        (1, 1, "1 source found, 1 made"),
        (3, 2, "2 sources found, 3 made"),
    ],
)
def test_a_source_that_was_there_already_was_found_and_not_made(
    made: int, found: int, text: str
) -> None:
    done = steps(StepKind.CREATE_SOURCE, *(str(n) for n in range(made + found)))
    result = ApplyResult(done=done, found=done[made:])
    assert lines(result) == [f"Done: {text}; 7 requests."]


def test_it_ends_with_what_is_used_of_today() -> None:
    result = ApplyResult(done=steps(StepKind.CREATE_PAGE, "a"))
    text = result_text(result, 1571, PLAIN, today=Today(560, 1000))
    assert text == "Done: 1 page created; 1,571 requests, today 560 of 1,000 used.\n"


def test_where_days_are_needed_it_says_which_day_of_how_many() -> None:
    left = steps(StepKind.CREATE_PAGE, *(str(n) for n in range(1340)))
    result = ApplyResult(left=left, halted=Incomplete("no more today", hint="run it again in 24 h"))
    text = result_text(result, 1000, PLAIN, today=Today(1000, 1000, 1, 3))
    assert "Left: 1,340. Day 1 of about 3. The same command goes on from here.\n" in text
    assert "  and 1,330 more\n" in text


@pytest.mark.parametrize("width", [80, 120])
def test_an_apply_of_three_days_ends_with_its_screen(width: int) -> None:
    folder = "departments/engineering/guides/how-we-work-together-in-a-growing-company"
    left = steps(StepKind.CREATE_PAGE, *(f"{folder}/how-to-ask-{n:04}" for n in range(1340)))
    (failed,) = steps(StepKind.UPDATE_PAGE, f"{folder}/how-to-ask-for-a-laptop-and-a-monitor")
    error = ExecsyncError("edited on the web since our last write (content); nothing was written")
    halted = Incomplete(
        "POST /knowledge-hub/pages: the hub takes no more requests for now: the day's limit is met",
        hint="run the same command again in 24 h, at 09:12: what is done stays done",
    )
    result = ApplyResult(
        steps(StepKind.CREATE_PAGE, *(str(n) for n in range(980))),
        [StepFailure(failed, error)],
        left,
        halted=halted,
    )
    today = Today(1000, 1000, 1, 3)
    text = result_text(result, 1000, Style(colour=False, width=width), today=today)
    check_fits(text, width, whole=result_text(result, 1000, PLAIN, today=today))
    golden.check(f"screen-three-days-{width}.txt", text)


def test_nothing_done_is_said_so() -> None:
    assert lines(ApplyResult(), 1) == ["Done: nothing; 1 request."]


def test_a_failure_names_what_it_holds_back() -> None:
    (source,) = steps(StepKind.AWAIT_SOURCE, "source")
    dropped = (*steps(StepKind.AWAIT_SOURCE, "s"), *steps(StepKind.CREATE_PAGE, "a", "b"))
    failure = StepFailure(source, ExecsyncError("it broke"), dropped)
    assert lines(ApplyResult(failures=[failure]))[1:] == [
        "Failed: 1 step.",
        "  page:source.md: it broke",
        "Held back by these: 2.",
        "  page:a.md",
        "  page:b.md",
    ]


def test_what_is_left_is_named_with_the_reason_and_the_way_on() -> None:
    left = [*steps(StepKind.CREATE_PAGE, "a"), *steps(StepKind.AWAIT_SOURCE, "waits")]
    halted = KeyRejected("the hub rejects the key", hint="make a new one")
    assert lines(ApplyResult(left=left, halted=halted))[1:] == [
        "Left: 1. The same command goes on from here.",
        "  page:a.md",
        "Stopped: the hub rejects the key",
        "  make a new one",
    ]


def test_an_interruption_needs_no_hint() -> None:
    left = steps(StepKind.CREATE_PAGE, "a")
    assert lines(ApplyResult(left=left, halted=Interrupted("stopped")))[-1] == "Interrupted."


def test_long_lists_are_cut_and_counted() -> None:
    left = steps(StepKind.CREATE_PAGE, *(f"{n:02}" for n in range(14)))
    shown = lines(ApplyResult(left=left, halted=Incomplete("no more today")))
    assert shown[2] == "  page:00.md"
    assert shown[11:13] == ["  page:09.md", "  and 4 more"]


def test_hostile_words_are_visible() -> None:
    step = Step(StepKind.CREATE_PAGE, Address("page", HOSTILE))
    result = ApplyResult(
        failures=[StepFailure(step, ExecsyncError(HOSTILE), (step,))],
        left=[step],
        halted=Incomplete(HOSTILE, hint=HOSTILE),
    )
    text = result_text(result, 0, PLAIN)
    assert not {"\x1b", "\u202e", "\x9b", "\r"} & set(text)
