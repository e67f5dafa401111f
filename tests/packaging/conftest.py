"""A release of what lies in the work tree, made by the release's own steps in a clone beside it."""

import os
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from tests.packaging.clone import Clone

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github/workflows/release.yml"


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """The work tree as a commit of its own, whose changelog says when the version was released."""
    if shutil.which("make") is None or shutil.which("git") is None:
        pytest.skip("needs make and git")
    clone = Clone(tmp_path_factory.mktemp("clone"))
    clone.fill(ROOT, Path(sys.prefix))
    clone.edit("CHANGELOG.md", "(not released yet)", "(2027-01-31)")
    clone.commit()
    return clone


@pytest.fixture(scope="session")
def release(clone: Clone) -> Clone:
    """After the step that builds a release."""
    job = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["build"]
    [script] = [step["run"] for step in job["steps"] if "run" in step]
    clone.shell(script, GITHUB_REF_NAME="v0.1.0")
    return clone


@pytest.fixture(scope="session")
def wheel(release: Clone) -> Path:
    """The wheel of that release."""
    [found] = (release.folder / "dist").glob("*.whl")
    return found


@pytest.fixture
def outside(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has no checkout: nothing of ours is found but what was installed."""
    kept = ("PATH", "SYSTEMROOT", "SSL_CERT_FILE", "PIP_CERT", "PIP_INDEX_URL", "LANG")
    home = tmp_path / "home"
    home.mkdir()
    return {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": str(home)}
