"""The steps of the workflows that `init` writes, run in bash as a runner runs them."""

import pytest

from execsync.localhub import LOCAL_KEY, LocalHub
from tests.ci.scene import Scene, pull_request
from tests.support.hub import live_pages, writes


def edit(hub: LocalHub, text: str) -> None:
    """Somebody edits the one page on the web, and publishes it."""
    hub.advance(3600)
    (page,) = live_pages(hub)
    hub.web.edit(page.id, content=text, publish=True)


@pytest.mark.long
def test_github_checks_applies_and_brings_a_web_edit_back(file_scene: Scene) -> None:
    scene = file_scene
    code, job = scene.run_written("check", event=pull_request(7))
    assert code == 0, job.log
    assert "a.md" in scene.github.bodies(7)[0]
    code, job = scene.run_written("apply")
    assert code == 0, job.log
    assert len(live_pages(scene.hub)) == 1
    assert "a.md" in scene.git("show", "main:.execsync/state.toml")
    sent = len(writes(scene.hub))
    code, job = scene.run_written("apply")
    assert (code, len(writes(scene.hub))) == (0, sent), job.log
    edit(scene.hub, "Two.\n")
    code, job = scene.run_written("apply")  # as each night: it names the edit
    assert code == 1, job.log
    code, job = scene.run_written("drift")
    assert code == 0, job.log
    (request,) = scene.github.pulls
    scene.git("update-ref", "refs/heads/main", "refs/heads/execsync/web-edits")
    code, job = scene.run_written("check", event=pull_request(request["number"]))
    assert code == 0, job.log
    assert "the web says the same by now, no request" in job.summary
    sent = len(writes(scene.hub))
    code, job = scene.run_written("apply")
    assert (code, len(writes(scene.hub))) == (0, sent), job.log
    code, job = scene.run_written("check", event=pull_request(8))
    assert job.outputs["None.changes"] == "0", job.log
    assert [issue["state"] for issue in scene.github.issues] == ["closed"]


def test_gitlab_checks_without_a_token_and_applies_with_a_key(file_scene: Scene) -> None:
    scene = file_scene
    code, log = scene.run_gitlab("check", CI_MERGE_REQUEST_IID="3")
    assert code == 0, log
    assert "| + | a.md | create |" in log
    assert scene.hub.requests() == []
    for changes in (1, 0):
        before = len(writes(scene.hub))
        code, log = scene.run_gitlab("apply", EXEC_API_KEY=LOCAL_KEY)
        assert code == 0, log
        assert len(writes(scene.hub)) - before == changes
        assert LOCAL_KEY not in log
    assert "a.md" in scene.git("show", "main:.execsync/state.toml")


@pytest.mark.long
def test_gitlab_brings_a_web_edit_back_as_a_branch(scene: Scene) -> None:
    scene.run_gitlab("apply", EXEC_API_KEY=LOCAL_KEY)
    edit(scene.hub, "Two.\n")
    code, log = scene.run_gitlab("drift", EXEC_API_KEY=LOCAL_KEY)
    assert code == 0, log
    assert "Two." in scene.git("show", "refs/heads/execsync/web-edits:content/a.md")
    assert "no request opened" in log
