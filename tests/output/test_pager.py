"""Long results on a terminal: through the person's pager, and never the repository's."""

import sys
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from execsync.output.pager import pager_command
from tests.support.checkout import Checkout

if sys.platform == "win32":
    pytest.skip("pseudo-terminals", allow_module_level=True)

from tests.support.terminal import ESCAPES, Terminal


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that says what it was given: its argument, its variables, then the text."""
    program = tmp_path / "bin" / "pager"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "PAGED $1 LESS=$LESS key=$EXEC_API_KEY"\ncat\n')
    program.chmod(0o755)
    return program


@pytest.fixture
def long(checkout: Checkout) -> Checkout:
    """A plan of more lines than a terminal has."""
    for n in range(30):
        checkout.page(f"page-{n:02}.md", title=f"Page {n}")
    return checkout


def test_a_long_plan_goes_through_the_pager(long: Checkout, pager: Path) -> None:
    terminal = Terminal(long, "plan", variables={"PAGER": f"{pager} -x"})
    assert terminal.wait() == 0
    head, rest = terminal.shown.split("\n", 1)
    assert head == "PAGED -x LESS=FRX key="
    assert "\x1b[32m+ page-00.md" in rest
    assert "Plan: 30 to create." in rest


def test_what_the_person_says_of_less_stays(long: Checkout, pager: Path) -> None:
    terminal = Terminal(long, "plan", variables={"PAGER": str(pager), "LESS": "-S"})
    assert terminal.wait() == 0
    assert "LESS=-S" in terminal.shown


@pytest.mark.parametrize(
    "variables", [{"EXECSYNC_PAGER": ""}, {"EXECSYNC_PAGER": "cat"}, {"TERM": "dumb"}]
)
def test_a_person_may_want_no_pager(long: Checkout, pager: Path, variables: dict[str, str]) -> None:
    terminal = Terminal(long, "plan", variables={"PAGER": str(pager), **variables})
    assert terminal.wait() == 0
    assert "PAGED" not in terminal.shown
    assert "Plan: 30 to create." in terminal.shown


def test_no_pager_is_an_option(long: Checkout, pager: Path) -> None:
    terminal = Terminal(long, "plan", "--no-pager", variables={"PAGER": str(pager)})
    assert terminal.wait() == 0
    assert "PAGED" not in terminal.shown


@pytest.mark.parametrize("arguments", [("validate",), ("rule", "EX051"), ("rule",)])
def test_what_fits_is_printed_as_it_is(
    long: Checkout, pager: Path, arguments: tuple[str, ...]
) -> None:
    variables = {"PAGER": str(pager)}
    terminal = Terminal(long, *arguments, rows=500, variables=variables)
    assert terminal.wait() == 0
    assert "PAGED" not in terminal.shown


def test_the_list_of_rules_is_long(long: Checkout, pager: Path) -> None:
    terminal = Terminal(long, "rule", variables={"PAGER": str(pager)})
    assert terminal.wait() == 0
    assert terminal.shown.startswith("PAGED")


def test_nothing_is_paged_before_a_question(long: Checkout, hub: LocalHub, pager: Path) -> None:
    terminal = Terminal(long, "apply", variables={"PAGER": str(pager)})
    terminal.read_until("Apply this?")
    terminal.type("no\n")
    assert terminal.wait() == 1
    assert "PAGED" not in terminal.shown


def test_whoever_leaves_the_pager_early_has_seen_enough(long: Checkout, tmp_path: Path) -> None:
    program = tmp_path / "enough"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    terminal = Terminal(long, "plan", variables={"PAGER": str(program)})
    assert terminal.wait() == 0
    assert terminal.shown == ""


@pytest.mark.parametrize("name", ["./pager", "bin/pager", "pager", "nowhere"])
def test_a_program_of_the_repository_is_no_pager(long: Checkout, pager: Path, name: str) -> None:
    (long.folder / "bin").mkdir()
    for path in ("pager", "bin/pager"):
        (long.folder / path).write_bytes(pager.read_bytes())
        (long.folder / path).chmod(0o755)
    variables = {"PAGER": name, "PATH": f".:{long.folder / 'none'}:"}
    terminal = Terminal(long, "plan", variables=variables)
    assert terminal.wait() == 0
    assert "PAGED" not in terminal.shown
    assert "Plan: 30 to create." in ESCAPES.sub("", terminal.shown)


def test_the_nearer_variable_counts(pager: Path) -> None:
    path = {"PATH": str(pager.parent)}
    both = {"EXECSYNC_PAGER": f"{pager} 'a b'", "PAGER": "cat", **path}
    assert pager_command(both) == (str(pager), "a b")
    assert pager_command({"PAGER": "pager", **path}) == (str(pager),)
    assert pager_command({"PAGER": "'unclosed", **path}) == ()
    assert pager_command(path) == ()
