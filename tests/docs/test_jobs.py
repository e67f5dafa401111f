"""The job of docs/refresh.md ends as its command does."""

import yaml

from tests.docs.blocks import ROOT, blocks


def test_the_last_step_is_the_command() -> None:
    (job,) = (block for block in blocks(ROOT / "docs/refresh.md") if block.language == "yaml")
    (steps,) = (one["steps"] for one in yaml.safe_load(job.text)["jobs"].values())
    assert "plan --refresh-only --detailed-exitcode" in steps[-1]["run"]
