"""The workflow that the example gives away: what it runs is what was looked at."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORKFLOW = ROOT / "example-hub/.github/workflows/knowledge-hub.yml"


def test_every_action_is_named_by_commit_with_its_version() -> None:
    used = re.findall(r"uses: (.*)", WORKFLOW.read_text())
    assert len(used) == 5
    for action in used:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_packages_are_installed_by_hash_alone() -> None:
    installed = re.findall(r"\b(?:pip|uv) .*install.*", WORKFLOW.read_text())
    assert installed == ["pip install --require-hashes --requirement requirements.txt"] * 2


def test_nothing_that_zizmor_finds_is_hushed_up() -> None:
    assert not re.search(r"zizmor: ignore", WORKFLOW.read_text())
