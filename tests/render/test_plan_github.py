import re

import pytest

from execsync.render.plan_github import plan_github
from tests.render import golden
from tests.render.plans import EVERY_ACTION, LIMITS, Shown, hostile, of_case

COMMAND = re.compile(r"::(notice|warning|error) (?P<properties>[^:]*)::(?P<text>.*)")


def github_of(shown: Shown) -> str:
    return plan_github(
        shown.plan, shown.cost, LIMITS, texts=shown.texts, file_of=lambda path: f"content/{path}"
    )


@pytest.mark.parametrize("case", EVERY_ACTION)
def test_a_plan_is_annotated_as_its_golden_file(case: str) -> None:
    golden.check(f"{case}.github.txt", github_of(of_case(case)))


def test_hostile_names_stay_within_their_command() -> None:
    text = github_of(hostile())
    golden.check("hostile.github.txt", text)
    assert text.isascii() or "\u202e" not in text
    for line in text.splitlines():
        command = COMMAND.fullmatch(line)
        assert command is not None, line
        names = [part.partition("=")[0] for part in command["properties"].split(",")]
        assert set(names) <= {"title", "file", "line"}


def test_a_command_of_a_title_is_not_at_the_beginning_of_a_line() -> None:
    """A runner reads commands at line starts alone, so that one within a text means nothing."""
    lines = github_of(hostile()).splitlines()
    assert any("::error::" in line for line in lines)
    assert not any(line.startswith("::error::") for line in lines)
