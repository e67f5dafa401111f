"""Commands for whoever works on execsync take long: it is only asked whether they would be taken."""

import shlex
import subprocess

import pytest

from benchmarks import __main__ as benchmarks
from scripts import mutants
from tests.docs.blocks import ROOT, SHELL, blocks

PAGES = (ROOT / "CONTRIBUTING.md", ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
FIRST = ("make", ".venv/bin/python", ".venv/bin/pytest")
COMMANDS = [
    pytest.param(command.text, id=f"{block}: {command.text}")
    for page in PAGES
    for block in blocks(page)
    if block.language in SHELL
    for command in block.commands
    if command.text.split()[0] in FIRST
]


def look_at(command: str) -> None:
    """Raise SystemExit or AssertionError where it would not be taken."""
    program, *arguments = shlex.split(command, comments=True)
    match program, arguments:
        case "make", targets:
            dry = ["make", "--dry-run", "--file", str(ROOT / "Makefile"), *targets]
            assert subprocess.run(dry, cwd=ROOT, capture_output=True, check=False).returncode == 0
        case ".venv/bin/pytest", arguments:
            assert [one for one in arguments if "/" in one and not (ROOT / one).exists()] == []
        case _, ["-m", "benchmarks", *arguments]:
            benchmarks.parse(arguments)
        case _, ["-m", "scripts.mutants", *arguments]:
            mutants.parse(arguments)
        case _:
            raise AssertionError("nobody knows this one")


@pytest.mark.parametrize("command", COMMANDS)
def test_is_taken(command: str) -> None:
    look_at(command)


@pytest.mark.parametrize(
    "command",
    [
        "make everything",
        ".venv/bin/pytest tests/nothing",
        ".venv/bin/python -m benchmarks idle --fast",
        ".venv/bin/python -m scripts.mutants --all",
        ".venv/bin/python -m scripts.nothing",
    ],
)
def test_another_is_not(command: str) -> None:
    with pytest.raises((AssertionError, SystemExit)):
        look_at(command)
