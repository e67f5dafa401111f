"""The workflow that the example gives away: what it runs is what was looked at."""

import re
import subprocess
import sys
from pathlib import Path

from scripts.audit import ZIZMOR

ROOT = Path(__file__).parent.parent
WORKFLOW = ROOT / "example-hub/.github/workflows/knowledge-hub.yml"
ZIZMOR_PROGRAM = Path(sys.executable).with_name("zizmor")


def test_every_action_is_named_by_commit_with_its_version() -> None:
    used = re.findall(r"uses: (.*)", WORKFLOW.read_text())
    assert len(used) == 5
    for action in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_packages_are_installed_by_hash_alone() -> None:
    installed = re.findall(r"\b(?:pip|uv) .*install.*", WORKFLOW.read_text())
    assert installed == ["pip install --require-hashes --requirement requirements.txt"] * 2


def run_zizmor(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [ZIZMOR_PROGRAM, *ZIZMOR[1:]],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def test_zizmor_finds_nothing_at_its_strictest() -> None:
    ended = run_zizmor(ROOT)
    assert ended.returncode == 0, ended.stdout
    assert not re.search(r"zizmor: ignore", WORKFLOW.read_text())


def test_zizmor_would_find_a_tag(tmp_path: Path) -> None:
    copy = tmp_path / WORKFLOW.relative_to(ROOT)
    copy.parent.mkdir(parents=True)
    copy.write_text(re.sub(r"checkout@\w{40}", "checkout@v6", WORKFLOW.read_text()))
    for name in (".pre-commit-hooks.yaml", "action.yml", ".github/workflows/ci.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    ended = run_zizmor(tmp_path)
    assert ended.returncode != 0
    assert "unpinned-uses" in ended.stdout
