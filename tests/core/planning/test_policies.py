"""Every cell of change here, edit on the web, archived and policy: tests/cases/policies, a file a situation.

A file has the tables of a plan case (`tests.support.plan_case`), and a `[[cells]]` for each pair of policies
with what must come of it. `python -m tests.core.planning.test_policies FILE` prints what the program gives.
"""

import sys
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from execsync.core.choices import OnArchived, OnDrift
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.policies import Policies
from execsync.core.planning.steps import make_steps
from tests.support.plan_case import PlanCase, case_of, difference, show

FOLDER = Path(__file__).parents[2] / "cases" / "policies"
PAIRS = [*product(map(str, OnDrift), map(str, OnArchived))]


class Cell(NamedTuple):
    """One pair of policies in one situation."""

    situation: str
    on_drift: str
    on_archived: str
    case: PlanCase

    def __str__(self) -> str:
        return f"{self.situation}-{self.on_drift}-{self.on_archived}"


def read_cells(path: Path) -> Iterator[Cell]:
    """The cells of a file, in the order of PAIRS. Raises KeyError where one is not there."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    cells = {
        (cell.pop("on_drift"), cell.pop("on_archived")): cell for cell in tables.pop("cells", [])
    }
    for on_drift, on_archived in PAIRS:
        apply = {"on_drift": on_drift, "on_archived": on_archived}
        whole = {**tables, "apply": apply, "expect": cells.pop((on_drift, on_archived), {})}
        yield Cell(path.stem, on_drift, on_archived, case_of(whole, path.name))
    assert not cells


CELLS = [cell for path in sorted(FOLDER.glob("*.toml")) for cell in read_cells(path)]
each_cell = pytest.mark.parametrize("cell", CELLS, ids=str)


def test_every_situation_is_there() -> None:
    local, web = ("changed-here", "same-here"), ("edited", "same-edit", "untouched")
    expected = {
        f"{one}-{other}{archived}"
        for one, other, archived in product(local, web, ("", "-archived"))
        if (one, other) != ("same-here", "same-edit")  # who changed nothing made no edit
    }
    assert {cell.situation for cell in CELLS} == expected


@each_cell
def test_what_becomes_of_it(cell: Cell) -> None:
    found = difference(cell.case.expected, cell.case.actual())
    assert not found, found


@each_cell
def test_only_overwrite_writes_over_an_edit(cell: Cell) -> None:
    """An edit is left where it is: its page gets no text of ours, and is not archived."""
    steps = make_steps(cell.case.plan(), cell.case.state)
    is_edited = "-edited" in cell.situation
    touched = {step.id for step in steps if step.fields or "archive" in step.kind}
    if is_edited and cell.on_drift != OnDrift.OVERWRITE:
        assert "pg-a.md" not in touched


class TestPrecedence:
    OVERRIDES = Policies(
        OnDrift.FAIL, of_path=lambda path: OnDrift.OVERWRITE if path == "a.md" else None
    )

    def test_a_table_for_a_path_goes_before_apply(self) -> None:
        assert self.OVERRIDES.drift("a.md", PlanOptions()) is OnDrift.OVERWRITE
        assert self.OVERRIDES.drift("b.md", PlanOptions()) is OnDrift.FAIL

    def test_what_is_said_for_a_run_goes_before_both(self) -> None:
        options = PlanOptions(on_drift=OnDrift.KEEP)
        assert self.OVERRIDES.drift("a.md", options) is OnDrift.KEEP
        assert self.OVERRIDES.drift("b.md", options) is OnDrift.KEEP


def main(path: Path) -> None:
    """Print the cells of a file as the program gives them now."""
    for cell in read_cells(path):
        text = show(cell.case.actual()).replace("[expect]\n", "")
        policies = f'on_drift = "{cell.on_drift}"\non_archived = "{cell.on_archived}"\n'
        sys.stdout.write(f"\n[[cells]]\n{policies}{text}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
