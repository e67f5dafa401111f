"""The cases of tests/cases/plan: files and State in; changes, steps, requests and cost out."""

from dataclasses import replace
from pathlib import Path

import pytest

from execsync.core.planning.plan import Action
from tests.support.plan_case import PlanCase, difference, read_case

FOLDER = Path(__file__).parents[2] / "cases" / "plan"
CASES = {path.stem: read_case(path) for path in sorted(FOLDER.glob("*.toml"))}

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


@each_case
def test_case(case: PlanCase) -> None:
    found = difference(case.expected, case.actual())
    assert not found, f"{case.about}\n{found}"


@each_case
def test_order_of_files_does_not_matter(case: PlanCase) -> None:
    assert case.pages == tuple(sorted(case.pages, key=lambda page: page.path))
    backwards = replace(case, pages=case.pages[::-1])
    assert backwards.actual() == case.actual()


def test_cases_show_every_action_that_is_planned() -> None:
    shown = {change.action for case in CASES.values() for change in case.plan().changes}
    assert shown == set(Action)
