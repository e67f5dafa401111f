"""The step of the action that installs, run as a runner runs it, and a job on what it has installed."""

import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from execsync.localhub import LOCAL_KEY, LocalHub
from execsync.state.object_cells import ObjectCells
from tests.ci.scene import ACTION, PATH, QUICK, Scene
from tests.support.fake_github import FakeGitHub
from tests.support.hub import live_pages
from tests.support.steps import steps_of

if TYPE_CHECKING:
    from tests.support.clouds import Cloud

pytestmark = pytest.mark.timeout(900)
INDEX = ("PIP_", "SSL_", "UV_")
"""How variables begin that lead to a package index of the machine's own."""


@pytest.mark.long
def test_the_action_installs_what_a_state_in_a_store_needs(
    tmp_path: Path,
    hub: LocalHub,
    github: FakeGitHub,
    s3_cloud: "Cloud",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in s3_cloud.variables().items():
        monkeypatch.setenv(name, value)
    location = s3_cloud.make(f"b{uuid.uuid4().hex}")
    config = f'{QUICK}[state]\nbackend = "s3"\nlocation = "{location}"\n'
    scene = Scene(tmp_path, hub, github, config)
    job = scene.job("apply", api_key=LOCAL_KEY)
    environment = job.temporary / "execsync"
    environment.unlink()  # the link to what the tests run on, which stands in for this step elsewhere
    job.installs = ()
    steps = steps_of(ACTION)
    (install,) = (step for step in steps if step.get("name") == "Install execsync")
    (apply,) = (step for step in steps if step.get("name") == "Work")
    own = {k: v for k, v in os.environ.items() if k.startswith(INDEX)}
    usual = job.variables
    job.variables = {**usual, **own, "PATH": PATH, "HOME": os.environ["HOME"]}
    installed = job.run([install])
    if installed and "No matching distribution" in job.log:
        pytest.skip("no package index can be reached")
    assert installed == 0, job.log
    assert not environment.is_symlink()
    job.variables = {**usual, **s3_cloud.variables()}
    assert job.run([apply]) == 0, job.log
    assert job.outputs["work.create"] == "1"
    assert [page.title for page in live_pages(hub)] == ["A"]
    stored = ObjectCells.at(location).read("state")
    assert stored is not None
    assert b"a.md" in stored.data
