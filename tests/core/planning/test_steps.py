"""What holds of the steps of every plan case: they can be walked, and walking them leaves nothing to do."""

from dataclasses import replace

import pytest

from execsync.core.planning.deciding import make_plan
from execsync.core.planning.steps import Step, StepKind, make_steps
from execsync.core.resource import Page, Source
from execsync.core.running.outcome import answered_source, left_path, recorded_page, retired_page
from execsync.core.running.record import Left, Outcome, replay
from execsync.core.running.request import make_request
from execsync.core.snapshot import SourceSnapshot
from execsync.core.state import PageState, State
from tests.core.planning.test_plan_cases import CASES
from tests.support.entries import observed
from tests.support.plan_case import PlanCase

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def carried_out(step: Step, state: State) -> State:
    """The State after a step, on a hub that does what it is asked to."""
    return replay(state, [outcome(step, state)])


def outcome(step: Step, state: State) -> Outcome:
    name = step.address.name
    after = step.change.after if step.change else None
    before = step.change.before if step.change else None
    match step.kind:
        case StepKind.CREATE_SOURCE if isinstance(after, Source):
            snapshot = SourceSnapshot(f"new-{name}", after.title, "ready", after.url)
            return Outcome(0, (answered_source(after, snapshot, created=True),))
        case StepKind.AWAIT_SOURCE:
            return Outcome(0, (replace(state.sources[name], status="ready"),))
        case StepKind.CREATE_PAGE | StepKind.UPDATE_PAGE:
            request = make_request(step, state)
            page = request.page
            assert page is not None
            sent = request.fields.get("source_ids")
            if isinstance(sent, tuple):  # the hub shows what others attached, too
                page = replace(page, observed=observed(source_ids=sent))
            return Outcome(0, (replace(page, id=page.id or f"new-{name}"),), left_path(step))
        case StepKind.RECORD if isinstance(after, Page) and isinstance(before, PageState):
            return Outcome(0, (recorded_page(after, before, state.sources),), left_path(step))
        case StepKind.RETIRE_PAGE:
            return Outcome(0, (retired_page(state.pages[name], step.id),))
        case _:
            assert before is not None
            return Outcome(0, drop=(Left.of(before),))


def steps_of(case: PlanCase) -> tuple[Step, ...]:
    return make_steps(case.plan(), case.state)


@each_case
def test_steps_are_named_once_and_need_what_stands_before_them(case: PlanCase) -> None:
    seen: set[str] = set()
    for step in steps_of(case):
        assert step.key not in seen
        assert seen.issuperset(step.needs), f"{step.key} needs what comes later, or never"
        seen.add(step.key)


@each_case
def test_carrying_out_a_plan_leaves_nothing_to_do(case: PlanCase) -> None:
    state = case.state
    for step in steps_of(case):
        state = carried_out(step, state)
    others = case.others_afterwards
    again = make_plan(case.pages, state, options=case.options, others=others, sites=case.sites)
    assert [change.address for change in again.changes if change.acts] == []


@each_case
def test_an_obstacle_keeps_its_change_out_of_the_steps(case: PlanCase) -> None:
    held = case.plan().obstacles
    assert not any(step.change in held for step in steps_of(case))


@each_case
def test_a_step_sends_only_fields_that_differ_or_must_go_with_them(case: PlanCase) -> None:
    for step in steps_of(case):
        change = step.change
        if step.kind is not StepKind.UPDATE_PAGE or change is None:
            continue
        names = {"source_ids" if f.field == "sources" else f.field for f in change.fields}
        if not step.id:
            names = {"content"}  # the second write of a page that this plan makes
        assert step.fields
        assert step.fields.keys() - names <= {"status"}
        assert "visibility" not in step.fields, "the hub takes it at creation only"
