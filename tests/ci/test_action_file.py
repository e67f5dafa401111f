"""action.yml and the written workflows as files: pinned, and nothing of others within a script."""

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from scripts.workflows import ZIZMOR
from tests.ci.scene import ACTION, ROOT

TEMPLATES = ROOT / "execsync/templates"
BIN = Path(sys.executable).parent


@pytest.mark.parametrize("file", [ACTION, TEMPLATES / "github.yml"], ids=lambda file: file.name)
def test_actions_are_named_by_commit_and_scripts_hold_no_expression(file: Path) -> None:
    text = file.read_text()
    for used in re.findall(r"uses: (.*)", text):
        assert re.match(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used
    told = yaml.safe_load(text)
    jobs = [told["runs"]] if "runs" in told else told["jobs"].values()
    runs = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    assert not any("${{" in run for run in runs)
    ours = [run for run in runs if "execsync.ci" in run]
    assert ours
    assert all(run.startswith("exec ") for run in ours)


def test_what_the_action_installs_is_what_the_lock_says() -> None:
    told = (ROOT / "action/requirements.txt").read_text()
    which = (
        "--locked",
        "--offline",
        "--no-default-groups",
        "--no-emit-project",
        "--extra",
        "cloud",
    )
    options = (*which, "--quiet", "--no-annotate")
    command = [str(BIN / "uv"), "export", *options, "--no-header", "--format", "requirements-txt"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert told == ended.stdout


def test_every_output_of_the_action_is_one_that_a_step_gives() -> None:
    from execsync.ci.outcome import COUNTED

    outputs = yaml.safe_load(ACTION.read_text())["outputs"]
    others = {"changes", "requests", "exit-code", "failure-reason", "lock-info"}
    assert set(outputs) == {*COUNTED, *others, "plan-file", "state-file"}
    assert "${{ steps" in json.dumps(outputs)
    page = (ROOT / "docs/ci.md").read_text()
    assert all(f"`{name}`" in page for name in outputs)


@pytest.mark.skipif(
    find_spec("check_jsonschema") is None, reason="`make test-lowest` leaves it out"
)
def test_the_documented_workflow_for_several_hubs_keeps_them_apart(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/ci.md").read_text(), re.DOTALL)
    (text,) = (block for block in blocks if "matrix:" in block)
    job = yaml.safe_load(text)["jobs"]["apply"]
    assert job["concurrency"]["group"] == "knowledge-hub-${{ matrix.hub }}"
    assert job["environment"] == "${{ matrix.hub }}"
    assert job["steps"][-1]["with"]["hub"] == "${{ matrix.hub }}"
    known = yaml.safe_load(ACTION.read_text())["inputs"]
    assert {*job["steps"][-1]["with"]} <= {*known}
    workflow = tmp_path / ".github/workflows/knowledge-hubs.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(text.replace("@COMMIT", f"@{'0' * 40}"))
    schema = (str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.github-workflows")
    for command in ((*schema, str(workflow)), (str(BIN / ZIZMOR[0]), *ZIZMOR[1:], str(tmp_path))):
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr
