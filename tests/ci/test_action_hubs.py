"""Several hubs of one repository: each job of the action has its own key, comment, State and branch."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from execsync.localhub import LOCAL_KEY, LocalHub
from execsync.state.git_cells import GitCells
from tests.ci.scene import ACTION, QUICK, Scene, pull_request
from tests.support.fake_github import FakeGitHub
from tests.support.hub import live_pages, make_hub
from tests.support.steps import Job, steps_of

STAGING_KEY = "exec_live_" + "1" * 40
KEYS = {"production": LOCAL_KEY, "staging": STAGING_KEY}
BRANCHES = {name: f"refs/heads/execsync/web-edits-{name}" for name in KEYS}


@pytest.fixture
def hubs() -> Iterator[dict[str, LocalHub]]:
    """Two hubs, each of which lets in a key of its own and no other."""
    with (
        make_hub(accepted_key=KEYS["production"]) as production,
        make_hub(accepted_key=KEYS["staging"]) as staging,
    ):
        yield {"production": production, "staging": staging}


@pytest.fixture(params=["git", pytest.param("file", marks=pytest.mark.long)])
def scene(
    request: pytest.FixtureRequest, tmp_path: Path, hubs: dict[str, LocalHub], github: FakeGitHub
) -> Scene:
    """One page for both."""
    return Scene(tmp_path, hubs["production"], github, config_for(hubs, request.param))


def config_for(hubs: dict[str, LocalHub], backend: str) -> str:
    """execsync.toml, with a table for each hub."""
    tables = [
        f'[hub.{name}]\napi_url = "{hub.url}"\nkey_variable = "EXEC_API_KEY_{name.upper()}"\n'
        f'[hub.{name}.state]\nbackend = "{backend}"\n'
        for name, hub in hubs.items()
    ]
    return f"{QUICK}{''.join(tables)}"


def run(scene: Scene, mode: str, name: str, **given: object) -> Job:
    """A job for one of the hubs, which must end well."""
    key = {} if mode == "check" else {"api_key": KEYS[name]}
    code, job = scene.run(mode, hub=name, api_url="", **key, **given)
    assert code == 0, job.log
    assert not any(key in job.log for key in KEYS.values())
    scene.pull()
    return job


@pytest.mark.long
def test_each_has_a_comment_that_it_rewrites(scene: Scene) -> None:
    run(scene, "apply", "staging")
    for _ in range(2):
        for name in KEYS:
            run(scene, "check", name, event=pull_request(7))
    production, staging = scene.github.bodies(7)
    assert "| + | a.md | create |" in production
    assert "No changes" in staging
    assert production.splitlines()[0] != staging.splitlines()[0]


def test_each_is_applied_with_its_key_and_has_a_state_of_its_own(
    scene: Scene, hubs: dict[str, LocalHub]
) -> None:
    for name, hub in hubs.items():
        assert live_pages(hub) == []
        assert run(scene, "apply", name).outputs["work.create"] == "1"
        assert [page.title for page in live_pages(hub)] == ["A"]
    for name in hubs:
        assert run(scene, "apply", name).outputs["work.changes"] == "0"


@pytest.mark.long
def test_one_is_applied_while_a_run_for_the_other_holds_its_lock(
    tmp_path: Path, hubs: dict[str, LocalHub], github: FakeGitHub
) -> None:
    scene = Scene(tmp_path, hubs["production"], github, config_for(hubs, "git"))
    cells = GitCells(scene.repository.folder, "origin", "refs/heads/execsync-state-production")
    cells.write("lock", b'{"id": "other", "who": "ann"}', None)
    run(scene, "apply", "staging", lock_timeout="0")
    code, job = scene.run("apply", hub="production", api_url="", lock_timeout="0")
    assert code == 1
    assert "ann" in job.outputs["work.lock-info"]


def test_a_job_without_a_key_of_its_hub_takes_no_other(
    scene: Scene, hubs: dict[str, LocalHub]
) -> None:
    job = scene.job("apply", hub="staging", api_url="")
    job.variables = {**job.variables, "EXEC_API_KEY": LOCAL_KEY}
    assert job.run(steps_of(ACTION)) == 1
    assert "EXEC_API_KEY_STAGING" in job.log
    assert hubs["staging"].requests() == []


@pytest.mark.long
def test_each_has_a_branch_and_a_request_for_its_web_edits(
    scene: Scene, hubs: dict[str, LocalHub]
) -> None:
    for name, hub in hubs.items():
        run(scene, "apply", name)
        hub.advance(3600)
        (page,) = live_pages(hub)
        hub.web.edit(page.id, content=f"Edited on {name}.\n", publish=True)
    for name in (*hubs, "production"):
        run(scene, "drift", name)
    for name, branch in BRANCHES.items():
        assert f"Edited on {name}." in scene.git("show", f"{branch}:content/a.md")
    heads = [request["head"]["label"] for request in scene.github.pulls]
    assert heads == [f"team:execsync/web-edits-{name}" for name in KEYS]
    assert all(request["state"] == "open" for request in scene.github.pulls)


def test_artifacts_of_two_hubs_in_one_run_have_names_of_their_own() -> None:
    steps = yaml.safe_load(ACTION.read_text())["runs"]["steps"]
    names = [step["with"]["name"] for step in steps if "artifact" in step.get("uses", "")]
    assert len(names) == 3
    assert all(name.endswith("${{ inputs.hub && '-' }}${{ inputs.hub }}") for name in names)
