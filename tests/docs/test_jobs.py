"""Workflows and settings in YAML that documents show: the job of docs/refresh.md, the file of pre-commit."""

from pathlib import Path

import yaml

from execsync.commands.ci_files import PRE_COMMIT, ci_files
from tests.docs.blocks import ROOT, blocks
from tests.support.git import Repository


def test_the_nightly_job_ends_as_its_command_does() -> None:
    (job,) = (block for block in blocks(ROOT / "docs/refresh.md") if block.language == "yaml")
    (steps,) = (one["steps"] for one in yaml.safe_load(job.text)["jobs"].values())
    assert "plan --refresh-only --detailed-exitcode" in steps[-1]["run"]


def test_the_file_of_pre_commit_is_the_one_that_init_writes(tmp_path: Path) -> None:
    Repository(tmp_path)
    (shown,) = (one for one in blocks(ROOT / "docs/pre-commit.md") if one.language == "yaml")
    assert yaml.safe_load(shown.text) == yaml.safe_load(ci_files(tmp_path)[PRE_COMMIT])
