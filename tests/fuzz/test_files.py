"""Whatever the files of a repository hold, each command ends, soon and in little memory."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.cuts import CUTS, Cut, cut
from tests.fuzz.outputs import check_run
from tests.fuzz.trees import EDITS, Edit, edited
from tests.fuzz.world import (
    World,
    json_bytes,
    sealed_lines,
    sealed_plan,
    sealed_state,
    toml_bytes,
    world,
)

SHORT = settings(
    max_examples=12, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(SHORT, max_examples=3000)


class Kind(NamedTuple):
    """A file: how a tree of it is written, and the commands that read it."""

    write: Callable[[Any], bytes]
    commands: tuple[tuple[str, ...], ...]


KINDS = {
    "config": Kind(
        toml_bytes,
        (
            ("validate", "--format", "json"),
            ("plan",),
            ("state", "list"),
            ("apply", "--yes", "--max-requests", "20"),
        ),
    ),
    "state": Kind(
        sealed_state,
        (
            ("state", "list"),
            ("state", "show", "page:a.md"),
            ("plan", "--format", "json"),
            ("plan", "--full"),
            ("apply", "--yes", "--format", "json"),
            ("plan", "--format", "github"),
        ),
    ),
    "journal": Kind(
        sealed_lines, (("plan",), ("apply", "--yes"), ("plan", "--format", "markdown"))
    ),
    "serial": Kind(json_bytes, (("plan",), ("apply", "--yes"))),
    "unowned": Kind(json_bytes, (("plan",), ("apply", "--yes"), ("state", "doubles"))),
    "plan": Kind(
        sealed_plan,
        (
            ("show", "plan.json", "--full"),
            ("show", "plan.json", "--format", "json"),
            ("show", "plan.json", "--format", "markdown"),
            ("apply", "plan.json", "--yes"),
        ),
    ),
}


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world")) as made:
        yield made


def check_files(one: World, name: str, profile: settings) -> None:
    kind = KINDS[name]

    @profile
    @given(edits=EDITS | st.just(()), cuts=CUTS)
    def check(edits: tuple[Edit, ...], cuts: tuple[Cut, ...]) -> None:
        data = cut(kind.write(edited(one.trees[name], edits)), cuts)
        check_run(one.run(kind.commands, {name: data}), kind.commands)

    check()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", KINDS)
def test_no_file_makes_a_command_fall_over(one: World, name: str) -> None:
    check_files(one, name, SHORT)


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", KINDS)
def test_very_many_files_make_no_command_fall_over(one: World, name: str) -> None:
    check_files(one, name, LONG)
