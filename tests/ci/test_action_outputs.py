"""The outputs of the action: each one that it names is given by a job, with what it stands for."""

import json
from pathlib import Path

import pytest
import yaml

from execsync.localhub import LOCAL_KEY
from execsync.state import saved_plan
from execsync.state.git_cells import GitCells
from tests.ci.scene import ACTION, BRANCH, Scene
from tests.support.steps import Job

STATE = "refs/heads/execsync-state"
COUNTS = ("create", "update", "replace", "move", "archive", "forget", "conflict", "blocked", "held")


def outputs(job: Job) -> dict[str, str]:
    """What the action as a whole gives whoever uses it."""
    told = yaml.safe_load(ACTION.read_text())["outputs"]
    return {name: job.value(one["value"].strip("${} ")) for name, one in told.items()}


def counts(job: Job) -> dict[str, int]:
    """The counts that are not 0."""
    given = outputs(job)
    return {name: int(given[name]) for name in COUNTS if given[name] != "0"}


def refuse(scene: Scene, ref: str) -> None:
    """Have the remote take nothing for a ref any more."""
    hook = scene.remote / "hooks/update"
    hook.write_text(f'#!/bin/sh\n[ "$1" != {ref} ]\n')
    hook.chmod(0o755)


def written(scene: Scene, *names: str, **front: object) -> None:
    """Write a page for each name, whose text no other page has."""
    for name in names:
        scene.checkout.page(f"{name}.md", title=name.title(), body=f"About {name}.\n", **front)


@pytest.mark.long
def test_each_action_and_each_obstacle_has_a_count(file_scene: Scene) -> None:
    scene = file_scene
    prune = "[limits]\nper_minute = 0\n[apply]\nprune = true\n"
    scene.checkout.configure(prune)
    written(scene, *(f"page{number}" for number in range(9)), status="published")
    written(scene, "edited", "old", "gone", "released", "hidden", "fought", status="published")
    scene.push()
    code, job = scene.run("apply")
    assert code == 0, job.log
    assert counts(job) == {"create": 16}
    scene.pull()
    (fought,) = (page for page in scene.hub.pages() if page.draft_title == "Fought")
    scene.hub.advance(3600)
    scene.hub.web.edit(fought.id, content="Theirs.\n", publish=True)
    code, job = scene.run("apply")
    assert outputs(job)["changes"] == "0"
    scene.pull()
    written(scene, "new")
    for name in ("edited", "fought"):
        scene.checkout.page(f"{name}.md", title=name.title(), body="Ours.\n", status="published")
    scene.checkout.rename("old.md", "renamed.md")
    scene.checkout.remove("gone.md")
    state = scene.checkout.state().pages
    released = f"managed: false\nid: {state['released.md'].id}"
    scene.checkout.write("released.md", f"---\ntitle: Released\n{released}\n---\n")
    written(scene, "hidden", status="published", visibility="private")
    scene.push()
    code, job = scene.run("check")
    assert code == 1, job.log  # there is a conflict, and something blocked
    done = {"create": 1, "update": 1, "move": 1, "archive": 1, "forget": 1}
    assert counts(job) == {**done, "conflict": 1, "blocked": 1}
    assert outputs(job)["changes"] == "5"
    assert int(outputs(job)["requests"]) > 5
    assert outputs(job)["failure-reason"] == "something stands in the way of the plan"
    scene.checkout.configure("[limits]\nper_minute = 0\n")
    scene.push()
    code, job = scene.run("check")
    assert counts(job)["held"] == 1
    assert "archive" not in counts(job)


def test_a_saved_plan_is_left_for_later_steps(file_scene: Scene) -> None:
    code, job = file_scene.run("check")
    assert code == 0, job.log
    given = outputs(job)
    saved = saved_plan.read(Path(given["plan-file"]))
    assert [str(change.address) for change in saved.plan.changes] == ["page:a.md"]
    assert (given["exit-code"], given["failure-reason"], given["lock-info"]) == ("0", "", "")


def test_an_apply_gives_the_requests_that_it_has_sent(scene: Scene) -> None:
    before = len(scene.hub.requests())
    code, job = scene.run("apply")
    assert code == 0, job.log
    assert outputs(job)["requests"] == str(len(scene.hub.requests()) - before)
    assert outputs(job)["exit-code"] == "0"


@pytest.mark.long
def test_whoever_holds_the_lock_is_named(scene: Scene) -> None:
    scene.run("apply")
    cells = GitCells(scene.repository.folder, "origin", STATE)
    note = {"id": "other", "who": "ann", "host": "desk", "run": "https://ci.example.com/7"}
    lock = cells.read("lock")
    assert lock is not None
    cells.write("lock", json.dumps(note).encode(), lock.version)
    code, job = scene.run("apply", lock_timeout="0")
    assert code == 1, job.log
    assert "ann@desk" in outputs(job)["lock-info"]
    assert "https://ci.example.com/7" in outputs(job)["lock-info"]
    assert outputs(job)["exit-code"] == "1"
    assert "another run holds the lock" in outputs(job)["failure-reason"]


@pytest.mark.long
def test_a_state_that_its_ref_does_not_take_is_left_as_a_file(scene: Scene) -> None:
    refuse(scene, STATE)
    code, job = scene.run("apply")
    assert code == 1, job.log
    kept = Path(outputs(job)["state-file"])
    assert kept.name == "unsaved-state.toml"
    assert "a.md" in kept.read_text()
    assert LOCAL_KEY not in kept.read_text()
    assert f"execsync state push {kept}" in job.log


def test_a_state_that_the_branch_does_not_take_is_left_as_a_file(file_scene: Scene) -> None:
    refuse(file_scene, BRANCH)
    code, job = file_scene.run("apply")
    assert code == 1, job.log
    kept = Path(outputs(job)["state-file"])
    assert kept.parts[-2:] == (".execsync", "state.toml")
    assert "a.md" in kept.read_text()
    assert job.outputs["record.failure-reason"].startswith("the state could not be pushed")
