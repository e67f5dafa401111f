"""The mutants of a file, and which of them a project's tests kill."""

import ast
from pathlib import Path

import pytest

from scripts.mutants import ROOT, Bench, Mutant, main, mutants_of

SOURCE = '''"""A docstring."""

from functools import cache

LIMIT = 3
NAMES = ["ä", "ö"]; EMPTY = False


@cache
def is_many(number: int, *, strict: "Literal[1]" = 1) -> bool:
    """Another one."""
    if not number:
        raise ValueError(f"{number > 7} is nothing")
    return number > LIMIT and not strict
'''


def changes(source: str) -> list[str]:
    return [f"{m.line}: {m.before} -> {m.after}" for m in mutants_of(Path("a.py"), source.encode())]


def test_each_part_that_may_be_wrong_is_changed_once() -> None:
    assert changes(SOURCE) == [
        "5: 3 -> (4)",
        "6: False -> (True)",
        "10: 1 -> (2)",
        "12: not number -> (number)",
        '13: raise ValueError(f"{number > 7} is nothing") -> pass',
        "14: return number > LIMIT and not strict -> return None",
        "14: number > LIMIT and not strict -> (number > LIMIT or not strict)",
        "14: number > LIMIT -> (number >= LIMIT)",
        "14: not strict -> (strict)",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = a is b", "(a is not b)"),
        ("x = a in b", "(a not in b)"),
        ("x = a == b", "(a != b)"),
        ("x = a <= b", "(a < b)"),
        ("x = a + b", "(a - b)"),
        ("a -= b", "pass"),
        ("a.b = c", "pass"),
        ("a[b] = c", "pass"),
        ("a()", "pass"),
    ],
)
def test_a_statement_is_changed_or_left_out(before: str, after: str) -> None:
    assert changes(before) == [f"1: {before.removeprefix('x = ')} -> {after}"]


def test_a_mutant_differs_from_its_file_in_one_place() -> None:
    source = SOURCE.encode()
    for mutant in mutants_of(Path("a.py"), source):
        changed = mutant.of(source)
        ast.parse(changed)
        assert changed.startswith(source[: mutant.start])
        assert changed.endswith(source[mutant.end :])


def test_a_mutant_is_told_on_one_line() -> None:
    mutant = Mutant(Path("a.py"), 3, 0, 9, "a < b and (\n    c\n)", "(a < b or c)")
    assert str(mutant) == "a.py:3: a < b and ( c )  →  (a < b or c)"


def small_project(root: Path, test: str) -> None:
    """A project of one small file in a room of the core, with its tests."""
    for folder in ("execsync/core/room", "tests/core/room"):
        (root / folder).mkdir(parents=True)
        for name in (folder, *Path(folder).parents):
            if name != Path():
                (root / name / "__init__.py").touch()
    (root / "execsync/core/room/steps.py").write_text(
        "def steps_to(end: int) -> int:\n"
        "    done = 0\n"
        "    while done < end:\n"
        "        done += 1\n"
        "    return done\n"
    )
    (root / "tests/core/room/test_steps.py").write_text(
        f"from execsync.core.room.steps import steps_to\n\n\ndef test_steps():\n    {test}\n"
    )


@pytest.mark.long
def test_what_no_test_sees_is_printed_with_the_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutants: 0 made 1, < made <=, the step left out or made 2, nothing returned."""
    monkeypatch.setattr("scripts.mutants.SLACK", 2.0)
    small_project(tmp_path, "assert steps_to(2) == 2")
    source = (tmp_path / "execsync/core/room/steps.py").read_bytes()
    assert main(["--seed", "7"], tmp_path) == 0
    assert capsys.readouterr().out.splitlines() == [
        "5 of 5 mutants (--seed 7); those that survive:",
        "execsync/core/room/steps.py:2: 0  →  (1)",
        "execsync/core/room/steps.py:4: 1  →  (2)",
        "killed: 3 of 5, 60.0 %",
    ]
    assert (tmp_path / "execsync/core/room/steps.py").read_bytes() == source


@pytest.mark.long
def test_the_same_seed_takes_the_same_sample(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_project(tmp_path, "assert True")
    said = []
    for _ in range(2):
        assert main(["--sample", "1", "--seed", "3"], tmp_path) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert "1 of 5 mutants (--seed 3)" in said[0]


def test_tests_that_fail_without_a_mutant_give_no_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_project(tmp_path, "assert steps_to(2) == 3")
    assert main(["--file", "execsync/core/room/steps.py"], tmp_path) == 1
    assert "tests/core/room: its tests fail" in capsys.readouterr().out


def test_our_own_tests_run_with_no_other_plugins() -> None:
    """As they are run for each mutant; here in the project itself, which nothing changes."""
    assert Bench(ROOT, {}).passes([Path("tests/core/test_address.py")])
