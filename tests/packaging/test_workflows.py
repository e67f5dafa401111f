"""What tests and releases this project: the Makefile's words, pinned actions, and few rights."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TARGETS = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)

each_workflow = pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)


def jobs(file: Path) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    return told


@each_workflow
def test_every_action_is_named_by_commit_with_its_version(file: Path) -> None:
    used = re.findall(r"uses: (.*)", file.read_text(encoding="utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


@each_workflow
def test_each_job_is_given_its_rights_and_no_time_without_end(file: Path) -> None:
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert told["permissions"] == {}
    for job in told["jobs"].values():
        assert len(job["permissions"]) == 1
        assert job["timeout-minutes"] <= (350 if file.stem == "long" else 60)


def test_ci_runs_targets_of_the_makefile_and_nothing_else() -> None:
    [ci] = [file for file in WORKFLOWS if file.stem == "ci"]
    runs = [step["run"] for job in jobs(ci).values() for step in job["steps"] if "run" in step]
    assert {run.removeprefix("make ") for run in runs} == {
        *("lint", "docs", "dist", "test", "test-lowest", "coverage")
    }
    assert {run.removeprefix("make ") for run in runs} <= {*TARGETS}


def test_make_alone_names_every_target() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert phony is not None
    assert sorted(TARGETS) == sorted(phony[1].split())
