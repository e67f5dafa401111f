"""Whatever a hub answers, each command ends, soon, in little memory, and without telling the key."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.outputs import check_run
from tests.fuzz.spoiling import PLOT, Plot
from tests.fuzz.test_files import LONG, SHORT
from tests.fuzz.world import World, world

ALL = ("--prune", "--allow-archive", "9", "--prune-sources", "--retry-sources")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("apply", "--yes"),
    ("apply", "--yes", "-v"),
    ("apply", "--yes", "--format", "json", "--on-drift", "overwrite", "--look", "list", *ALL),
    ("apply", "--yes", "--allow-same-title", "--allow-replace", "*", *ALL),
    ("apply", "plan.json", "--yes"),
    ("state", "rebuild", "--yes"),
    ("state", "doubles"),
    ("state", "adopt", "page:new.md", "p1"),
    ("folders",),
    ("folders", "--format", "json"),
    ("skills",),
)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world")) as made:
        yield made


def check_answers(one: World, profile: settings) -> None:
    @profile
    @given(command=st.sampled_from(COMMANDS), plot=PLOT)
    def check(command: tuple[str, ...], plot: Plot) -> None:
        commands = (command, ("plan",), ("apply", "--yes"), ("plan", "--format", "json"))
        check_run(one.run(commands, plot=plot), commands)

    check()


@pytest.mark.timeout(600)
def test_no_answer_makes_a_command_fall_over(one: World) -> None:
    check_answers(one, SHORT)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_very_many_answers_make_no_command_fall_over(one: World) -> None:
    check_answers(one, LONG)
