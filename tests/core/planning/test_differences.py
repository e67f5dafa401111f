from pathlib import Path

from execsync.core.planning.differences import find_differences
from execsync.core.planning.plan import Action
from tests.support.plan_case import read_case

FOLDER = Path(__file__).parents[2] / "cases" / "plan"


def test_a_page_with_two_changes_differs_by_the_one_that_its_file_asks_for() -> None:
    """The other one is about pages that it has replaced, and says nothing of what the file has."""
    case = read_case(FOLDER / "replace-unfinished-and-drift-not-asked.toml")
    assert len(case.plan().changes) == 2
    found = find_differences(case.state, case.plan().changes, {}, {})
    assert [change.action for change in found.edited] == [Action.UPDATE]
