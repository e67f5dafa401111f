"""The action's steps on pushes, run in bash as a runner runs them."""

import threading
from pathlib import Path

import pytest

from execsync.localhub import LOCAL_KEY, LocalHub
from tests.ci.scene import ACTION, GIT_STATE, QUICK, Scene, pull_request
from tests.support.fake_github import TOKEN, FakeGitHub
from tests.support.hub import live_pages, make_hub, writes
from tests.support.steps import steps_of


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(QUICK, id="state file", marks=pytest.mark.long),
        pytest.param(GIT_STATE, id="state on a ref"),
    ],
)
def test_a_push_is_applied_and_a_second_one_has_nothing_to_do(
    file_scene: Scene, config: str
) -> None:
    scene = file_scene
    scene.checkout.configure(config)
    scene.push()
    code, job = scene.run("apply")
    assert code == 0, job.log
    assert [page.title for page in live_pages(scene.hub)] == ["A"]
    assert job.outputs["work.create"] == "1"
    sent = len(writes(scene.hub))
    code, job = scene.run("apply")
    assert code == 0, job.log
    assert job.outputs["work.changes"] == "0"
    assert len(writes(scene.hub)) == sent
    assert LOCAL_KEY not in job.log
    assert TOKEN not in job.log


@pytest.mark.slow
def test_a_state_file_is_on_main_also_where_main_has_moved_on(file_scene: Scene) -> None:
    scene = file_scene
    job = scene.job("apply", api_key=LOCAL_KEY)
    scene.checkout.page("b.md", title="B")
    scene.push()
    assert job.run(steps_of(ACTION)) == 0, job.log
    assert "[skip ci]" in scene.git("log", "-1", "--format=%s", "main")
    assert "a.md" in scene.git("show", "main:.execsync/state.toml")
    assert "title" in scene.git("show", "main:content/b.md")


@pytest.mark.long
def test_a_used_up_day_is_a_notice_and_a_later_run_goes_on(
    scene: Scene, github: FakeGitHub
) -> None:
    for number in range(8):
        scene.checkout.page(f"p{number}.md", title=f"P{number}")
    with make_hub(per_day=9) as hub:
        scene.hub = hub
        scene.push()
        code, job = scene.run("apply")
        assert code == 0, job.log
        assert job.outputs["work.exit-code"] == "3"
        assert "::notice title=execsync::not all is done, the next run goes on" in job.log
        assert "run the same command again" in job.outputs["work.failure-reason"]
        assert 0 < len(live_pages(hub)) < 9
        assert github.issues == []
        hub.advance(86_400)
        code, job = scene.run("apply")
        hub.advance(86_400)
        code, job = scene.run("apply")
        assert code == 0, job.log
        assert job.outputs["work.exit-code"] == "0"
        assert len({page.title for page in live_pages(hub)}) == len(live_pages(hub)) == 9


@pytest.mark.slow
def test_a_cancel_leaves_state_that_the_next_run_finishes(scene: Scene) -> None:
    for number in range(40):
        scene.checkout.page(f"p{number}.md", title=f"P{number}")
    scene.push()
    job = scene.job("apply", api_key=LOCAL_KEY)
    begun = job.folder / ".execsync/journal.jsonl"
    job.run(steps_of(ACTION), cancel_when=begun)
    assert job.outputs["work.exit-code"] == "130", job.log
    code, job = scene.run("apply")
    assert code == 0, job.log
    titles = [page.title for page in live_pages(scene.hub)]
    assert len(titles) == len(set(titles)) == 41


@pytest.mark.slow
def test_a_cancel_before_the_apply_has_begun_ends_it_and_changes_nothing(scene: Scene) -> None:
    reached, released = scene.folder / "reached", threading.Event()

    def hold(path: str) -> None:
        if path.endswith("/pulls"):  # which request was merged
            reached.touch()
            released.wait()

    scene.github.meet = hold
    job = scene.job("apply", api_key=LOCAL_KEY)
    try:
        assert job.run(steps_of(ACTION), cancel_when=reached) == 130, job.log
    finally:
        released.set()
    assert "Traceback" not in job.log
    assert scene.hub.requests() == []


@pytest.mark.long
def test_a_failure_is_told_on_the_merged_request_and_in_one_issue_until_mended(
    scene: Scene,
) -> None:
    github = scene.github
    scene.run("apply")
    (page,) = live_pages(scene.hub)
    scene.hub.advance(3600)
    scene.hub.web.edit(page.id, title="Theirs", publish=True)
    scene.checkout.page("a.md", title="Ours", body="One.\n", status="published")
    github.pull(7, merged_at="2026-01-01T00:00:00Z", merge_commit_sha=scene.push())
    for _ in range(2):
        code, job = scene.run("apply")
        assert code == 1, job.log
        assert job.outputs["work.conflict"] == "1"
    (told,) = github.bodies(7)
    assert "conflict" in told
    (issue,) = github.issues
    assert issue["state"] == "open"
    assert "/actions/runs/77" in issue["body"]
    scene.checkout.page("a.md", title="Theirs", body="One.\n", status="published")
    scene.push()
    code, job = scene.run("apply")
    assert code == 0, job.log
    assert issue["state"] == "closed"


@pytest.mark.slow
def test_the_reviewed_plan_is_applied_and_no_other(scene: Scene) -> None:
    github = scene.github
    scene.run("apply")
    scene.checkout.page("b.md", title="B")
    commit = scene.push()
    github.pull(7, merged_at="2026-01-01T00:00:00Z", merge_commit_sha=commit)
    code, job = scene.run("apply", require_reviewed="true")
    assert code == 1
    assert "has no plan of ours" in job.summary
    scene.run("check", event=pull_request(7))
    code, job = scene.run("apply", require_reviewed="true")
    assert code == 0, job.log
    assert len(live_pages(scene.hub)) == 2
    scene.checkout.page("c.md", title="C")
    github.pulls[0]["merge_commit_sha"] = scene.push()
    before = len(writes(scene.hub))
    code, job = scene.run("apply", require_reviewed="true")
    assert code == 1
    assert "another plan" in job.summary
    assert "| b.md |" in job.summary
    assert "| c.md |" in job.summary
    assert len(writes(scene.hub)) == before


@pytest.mark.long
def test_what_is_left_of_a_reviewed_plan_is_applied_by_the_next_run_and_nothing_else(
    scene: Scene,
) -> None:
    github = scene.github
    with make_hub(per_day=9) as hub:
        scene.hub = hub
        for number in range(8):
            scene.checkout.page(f"p{number}.md", title=f"P{number}")
        commit = scene.push()
        scene.run("check", event=pull_request(7))
        github.pull(7, merged_at="2026-01-01T00:00:00Z", merge_commit_sha=commit)
        code, job = scene.run("apply", require_reviewed="true")
        assert code == 0, job.log
        assert job.outputs["work.exit-code"] == "3"
        assert 0 < len(live_pages(hub)) < 9
        _, left = github.bodies(7)
        assert f"{9 - len(live_pages(hub))} changes of the reviewed plan are left" in left
        for _ in range(2):
            hub.advance(86_400)
            code, job = scene.run("apply", require_reviewed="true")
            assert code == 0, job.log
        assert len({page.title for page in live_pages(hub)}) == len(live_pages(hub)) == 9
        assert len(github.bodies(7)) == 2
        sent = len(writes(hub))
        hub.advance(86_400)
        code, job = scene.run("apply", require_reviewed="true")  # as a schedule does
        assert (code, len(writes(hub))) == (0, sent), job.log


@pytest.mark.long
def test_what_is_left_of_a_reviewed_plan_goes_on_from_the_commit_of_the_state(
    file_scene: Scene,
) -> None:
    """The commit that records State is no request's, and a schedule begins at it."""
    scene = file_scene
    for number in range(6):
        scene.checkout.page(f"p{number}.md", title=f"P{number}")
    commit = scene.push()
    scene.run("check", event=pull_request(7))
    scene.github.pull(7, merged_at="2026-01-01T00:00:00Z", merge_commit_sha=commit)
    code, job = scene.run("apply", require_reviewed="true", max_requests="6")
    assert job.outputs["work.exit-code"] == "3", job.log
    assert 0 < len(live_pages(scene.hub)) < 7
    assert scene.head() != commit
    code, job = scene.run("apply", require_reviewed="true")
    assert code == 0, job.summary
    titles = [page.title for page in live_pages(scene.hub)]
    assert len(titles) == len(set(titles)) == 7
    scene.checkout.page("c.md", title="C")
    scene.pull()
    scene.checkout.page("c.md", title="C")
    scene.push()
    code, job = scene.run("apply", require_reviewed="true")
    assert code == 1
    assert "No merged request is known" in job.summary


@pytest.mark.slow
def test_state_that_could_not_be_written_is_an_output_for_a_hub_of_a_name_too(
    tmp_path: Path, hub: LocalHub, github: FakeGitHub
) -> None:
    config = f'{QUICK}[hub.staging]\n[hub.staging.state]\nbackend = "git"\n'
    scene = Scene(tmp_path, hub, github, config)
    hook = scene.remote / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        '#!/bin/sh\ncase "$1" in *-staging) [ ! -e seen ] && : > seen;; *) true;; esac\n'
    )
    hook.chmod(0o755)
    code, job = scene.run("apply", hub="staging")
    assert code == 1, job.log
    unsaved = job.folder / ".execsync/staging/unsaved-state.toml"
    assert job.outputs["work.state-file"] == str(unsaved)
    assert unsaved.is_file()
