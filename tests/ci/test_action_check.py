"""The action's steps on pull requests, run in bash as a runner runs them."""

import pytest

from execsync.localhub import LOCAL_KEY
from tests.ci.scene import ACTION, Scene, pull_request
from tests.support.fake_github import TOKEN
from tests.support.git import Repository
from tests.support.hub import writes
from tests.support.steps import steps_of


def test_a_pull_request_gets_annotations_a_summary_and_one_comment(file_scene: Scene) -> None:
    scene = file_scene
    code, job = scene.run("check", event=pull_request(7))
    assert code == 0, job.log
    assert "::notice title=execsync%3A create a.md,file=content/a.md" in job.log
    assert "| + | a.md | create |" in job.summary
    (body,) = scene.github.bodies(7)
    assert job.summary.strip() in body
    assert job.outputs["look.create"] == job.outputs["look.changes"] == "1"
    assert job.outputs["look.exit-code"] == "0"
    assert scene.hub.requests() == []


@pytest.mark.slow
def test_a_second_check_rewrites_the_comment(file_scene: Scene) -> None:
    scene = file_scene
    scene.run("check", event=pull_request(7))
    scene.checkout.page("b.md", title="B")
    scene.push()
    scene.run("check", event=pull_request(7))
    (body,) = scene.github.bodies(7)
    assert "b.md" in body


@pytest.mark.slow
def test_a_comment_with_our_mark_by_somebody_else_stays(file_scene: Scene) -> None:
    scene = file_scene
    scene.run("check", event=pull_request(7))
    (ours,) = scene.github.comments[7]
    scene.github.comments[7] = [{**ours, "user": {"login": "mallory"}}]
    theirs = ours["body"]
    scene.checkout.page("b.md", title="B")
    scene.push()
    scene.run("check", event=pull_request(7))
    assert scene.github.bodies(7)[0] == theirs
    assert len(scene.github.bodies(7)) == 2


@pytest.mark.long
def test_comments_are_made_as_the_input_says(file_scene: Scene) -> None:
    scene = file_scene
    for mode, number in (("off", 0), ("changes", 1), ("new", 2), ("changes", 2)):
        code, job = scene.run("check", event=pull_request(7), comment=mode)
        assert code == 0, job.log
        assert len(scene.github.bodies(7)) == number, mode
    code, job = scene.run("check", event=pull_request(7), comment="loud")
    assert code == 64, job.log


def test_a_fork_has_its_plan_in_the_summary_alone_and_passes(file_scene: Scene) -> None:
    scene = file_scene
    scene.github.refuses = True
    code, job = scene.run("check", event=pull_request(7, fork=True))
    assert code == 0, job.log
    assert "| + | a.md | create |" in job.summary
    assert "::notice title=execsync::no comment on #7" in job.log
    assert scene.github.bodies(7) == []


@pytest.mark.slow
def test_a_state_that_a_fork_may_not_read_fails_no_check(scene: Scene) -> None:
    job = scene.job("check", event=pull_request(7, fork=True))
    Repository.at(job.folder).run("remote", "set-url", "origin", str(scene.folder / "none.git"))
    assert job.run(steps_of(ACTION)) == 0, job.log
    assert "nobody knows what an apply would do" in job.summary
    assert "::notice title=execsync plan::State cannot be read here" in job.log
    assert "create" not in job.summary


@pytest.mark.slow
def test_more_pages_than_a_comment_can_show_are_cut_at_a_line(scene: Scene) -> None:
    job = scene.job("check", event=pull_request(7))
    clone = Repository.at(job.folder)
    clone.run("remote", "set-url", "origin", str(scene.folder / "none.git"))
    name = "a page with a long _name_ and [brackets] for @everybody, and more of it " * 3
    for number in range(250):
        (job.folder / f"content/{name}{number}.md").write_text(f"---\ntitle: T{number}\n---\n")
    clone.commit()
    assert job.run(steps_of(ACTION)) == 0, job.log
    (body,) = scene.github.bodies(7)
    assert "change: 250 added." in body
    assert "more pages are not shown." in body
    assert "execsync:fingerprint" in body


@pytest.mark.slow
def test_a_name_that_nobody_has_looked_up_yet_keeps_no_plan_and_the_check_passes(
    file_scene: Scene,
) -> None:
    scene = file_scene
    scene.checkout.page("b.md", title="B", folders=["Sales"])
    scene.push()
    code, job = scene.run("check", event=pull_request(7))
    assert code == 0, job.log
    assert "| + | b.md | create |" in job.summary
    assert "| + | b.md | create |" in scene.github.bodies(7)[0]
    assert job.outputs["look.create"] == "2"


def test_a_file_with_an_error_fails_with_its_place(file_scene: Scene) -> None:
    scene = file_scene
    scene.checkout.write("bad.md", "---\ntitle: [\n---\nText.\n")
    scene.push()
    code, job = scene.run("check", event=pull_request(7))
    assert code == 1
    assert "::error" in job.log
    assert "file=content/bad.md" in job.log
    assert "content/bad.md" in scene.github.bodies(7)[0]
    assert job.outputs["look.failure-reason"] == "the content has errors"


def test_a_key_that_somebody_gives_to_a_check_reaches_no_step(file_scene: Scene) -> None:
    scene = file_scene
    code, job = scene.run("check", event=pull_request(7), api_key=LOCAL_KEY)
    assert code == 0
    assert LOCAL_KEY not in job.log
    assert TOKEN not in job.log
    assert writes(scene.hub) == []
