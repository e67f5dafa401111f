from dataclasses import replace
from typing import Any

from execsync.core.address import Address
from execsync.core.choices import Visibility
from execsync.core.planning.plan import Action, ActionReason, PageChange
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Body, Page
from execsync.core.running.schedule import Schedule


def create(path: str, *needs: Step, **fields: Any) -> Step:
    page = Page(path=path, **{"title": path, "body": Body.of(""), **fields})
    change = PageChange(page.address, Action.CREATE, ActionReason.NEW_FILE, after=page)
    keys = tuple(step.key for step in needs)
    return Step(StepKind.CREATE_PAGE, page.address, change, needs=keys)


def source(url: str) -> Step:
    return Step(StepKind.CREATE_SOURCE, Address("source", url))


def take_all(schedule: Schedule) -> list[Step]:
    taken = []
    while (step := schedule.take()) is not None:
        taken.append(step)
    return taken


def test_steps_are_handed_out_in_order() -> None:
    steps = [source("x"), create("a.md"), create("b.md")]
    assert take_all(Schedule(steps)) == steps


def test_a_step_waits_for_all_that_it_needs() -> None:
    x, y = source("x"), source("y")
    page = create("a.md", x, y)
    schedule = Schedule([x, y, page])
    assert take_all(schedule) == [x, y]
    assert schedule.running == 2
    schedule.finish(x)
    assert (take_all(schedule), schedule.running) == ([], 1)
    schedule.finish(y)
    assert take_all(schedule) == [page]
    schedule.finish(page)
    assert schedule.unfinished == ()


def test_a_need_that_is_no_step_is_met() -> None:
    page = create("a.md", source("known already"))
    assert take_all(Schedule([page])) == [page]


def test_look_alikes_are_never_made_at_once() -> None:
    one, two = create("a.md", title="T"), create("b.md", title="T")
    schedule = Schedule([one, two])
    assert take_all(schedule) == [one]
    schedule.finish(one)
    assert take_all(schedule) == [two]


def test_the_order_of_folders_makes_no_difference_between_look_alikes() -> None:
    one = create("a.md", title="T", folder_ids=("f", "g"))
    two = create("b.md", title="T", folder_ids=("g", "f"))
    assert take_all(Schedule([one, two])) == [one]


def test_a_look_alike_that_failed_makes_way() -> None:
    one, two = create("a.md", title="T"), create("b.md", title="T")
    schedule = Schedule([one, two])
    schedule.take()
    schedule.fail(one)
    assert take_all(schedule) == [two]


def test_other_folders_or_visibility_make_no_look_alikes() -> None:
    steps = [
        create("a.md", title="T"),
        create("b.md", title="T", folder_ids=("f",)),
        create("c.md", title="T", visibility=Visibility.PRIVATE),
    ]
    assert take_all(Schedule(steps)) == steps


def test_what_needed_a_failed_step_is_dropped_and_named() -> None:
    x = source("x")
    page = create("a.md", x)
    after = create("b.md", page)
    other = create("c.md")
    schedule = Schedule([x, page, after, other])
    schedule.take()
    assert schedule.fail(x) == (page, after)
    assert schedule.unfinished == (other,)


def test_a_step_that_is_put_back_waits_for_what_it_needs_now() -> None:
    page = create("a.md")
    after = create("b.md", page)
    schedule = Schedule([page, after])
    schedule.take()
    x = source("x")
    schedule.put(x)
    schedule.put(again := create("a.md", x))
    assert (schedule.running, schedule.has(x.key)) == (0, True)
    assert take_all(schedule) == [x]
    schedule.finish(x)
    assert take_all(schedule) == [again]
    schedule.finish(again)
    assert take_all(schedule) == [after], "what needed it before still does"


def test_a_step_that_is_done_over_hands_out_nothing_twice() -> None:
    """Both pages needed the source the first time; one of them is on its way when it is made again."""
    x = source("x")
    one, two = create("a.md", x), create("b.md", x)
    schedule = Schedule([x, one, two])
    schedule.take()
    schedule.finish(x)
    assert take_all(schedule) == [one, two]
    schedule.put(x)
    schedule.put(one)
    assert take_all(schedule) == [x]
    schedule.finish(x)
    assert take_all(schedule) == [one]
    schedule.finish(two)


def test_a_step_that_fails_when_it_is_done_over_leaves_alone_what_is_on_its_way() -> None:
    x = source("x")
    one, two = create("a.md", x), create("b.md", x)
    schedule = Schedule([x, one, two])
    schedule.take()
    schedule.finish(x)
    assert take_all(schedule) == [one, two]
    schedule.put(x)
    schedule.put(one)
    schedule.take()
    assert schedule.fail(x) == (one,)
    schedule.finish(two)
    assert schedule.is_finished


def test_a_page_that_is_put_back_makes_way_for_its_look_alike() -> None:
    one, two = create("a.md", title="T"), create("b.md", title="T")
    schedule = Schedule([one, two])
    schedule.take()
    schedule.put(x := source("x"))
    schedule.put(create("a.md", x, title="T"))
    assert take_all(schedule) == [two, x]


def test_look_alikes_that_are_there_already_are_changed_at_once() -> None:
    made = [create(path, title="T") for path in ("a.md", "b.md")]
    steps = [replace(step, kind=StepKind.UPDATE_PAGE) for step in made]
    assert take_all(Schedule(steps)) == steps
