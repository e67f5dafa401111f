"""The check of the action and the workflows finds what is wrong, and says what it did not run."""

import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from scripts.workflows import ACTION, GITHUB, GITLAB, NOT_RUN, ROOT, check

if find_spec("check_jsonschema") is None:
    pytest.skip("what `make test-lowest` leaves out", allow_module_level=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what is looked at."""
    for name in (ACTION, *GITHUB, *GITLAB, ".pre-commit-hooks.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_nothing_is_wrong_with_ours(project: Path) -> None:
    code, lines = check(project, None)
    assert code == 0, lines
    assert lines == [NOT_RUN, "nothing found in the action and the workflows"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "old", "new", "finds"),
    [
        (ACTION, "using: composite", "using: composites", "check-jsonschema:"),
        (GITHUB[0], "timeout-minutes: 10", "timeout-minuets: 10", "check-jsonschema:"),
        (GITLAB[0], "interruptible: true", "interruptible: perhaps", "check-jsonschema:"),
        (GITHUB[0], "persist-credentials: false", "persist-credentials: true", "zizmor:"),
        (ACTION, "$EXECSYNC_CI_MODE", "${{ inputs.mode }}", "zizmor:"),
    ],
)
def test_a_fault_is_found(project: Path, name: str, old: str, new: str, finds: str) -> None:
    file = project / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    code, lines = check(project, None)
    assert code == 1
    assert finds in lines


def test_an_action_named_by_a_tag_is_found(project: Path) -> None:
    example = project / GITHUB[1]
    example.write_text(re.sub(r"checkout@\w{40}", "checkout@v6", example.read_text()))
    code, lines = check(project, None)
    assert code == 1
    assert any("unpinned-uses" in line for line in lines)


def test_actionlint_is_run_where_there_is_one(project: Path, tmp_path: Path) -> None:
    program = tmp_path / "actionlint"
    program.write_text('#!/bin/sh\necho "$@"\nexit 1\n')
    program.chmod(0o755)
    code, lines = check(project, str(program))
    assert code == 1
    assert lines[0] == "actionlint:"
    assert lines[1].split() == [*GITHUB]
