"""The action's steps on a schedule: what people edited on the web comes back as a request to merge."""

import pytest

from execsync.localhub import LOCAL_KEY, LocalHub
from tests.ci.scene import ACTION, Scene, pull_request
from tests.support.hub import live_pages, writes
from tests.support.steps import steps_of

HEAD = "refs/heads/execsync/web-edits"


def edit(hub: LocalHub, text: str) -> None:
    """Somebody edits the one page on the web, and publishes it."""
    hub.advance(3600)
    (page,) = live_pages(hub)
    hub.web.edit(page.id, content=text, publish=True)


def merge(scene: Scene) -> None:
    """Merge the branch, as the forge does it, and take it into the working copy."""
    scene.git("update-ref", "refs/heads/main", HEAD)
    scene.pull()


def a_web_edit_becomes_a_commit(scene: Scene) -> None:
    scene.run("apply")
    scene.pull()
    edit(scene.hub, "Two.\n")
    before = scene.head()
    code, job = scene.run("drift")
    assert code == 0, job.log
    assert scene.git("rev-list", f"{before}..{HEAD}").count("\n") == 0
    assert scene.git("diff", "--name-only", before, HEAD) == "content/a.md"
    assert "Two." in scene.git("show", f"{HEAD}:content/a.md")
    (request,) = scene.github.pulls
    assert "| content/a.md | content | Web colleague" in request["body"]
    assert "starts no checks" in request["body"]
    assert "execsync validate: passed" in request["body"]
    assert job.outputs["work.changes"] == "1"
    assert scene.head() == before


def merged_it_leaves_an_empty_plan(scene: Scene) -> None:
    merge(scene)
    sent = len(writes(scene.hub))
    code, job = scene.run("apply")
    assert code == 0, job.log
    assert len(writes(scene.hub)) == sent
    code, job = scene.run("check")
    assert code == 0, job.log
    assert job.outputs["look.changes"] == "0"
    assert job.outputs["look.conflict"] == "0"


def test_a_web_edit_becomes_a_commit_and_merged_it_leaves_an_empty_plan(scene: Scene) -> None:
    a_web_edit_becomes_a_commit(scene)
    merged_it_leaves_an_empty_plan(scene)


@pytest.mark.long
def test_the_same_with_a_state_file_which_is_no_part_of_the_branch(file_scene: Scene) -> None:
    a_web_edit_becomes_a_commit(file_scene)
    merged_it_leaves_an_empty_plan(file_scene)


@pytest.mark.long
def test_before_the_merge_no_apply_writes_over_the_edit(scene: Scene) -> None:
    a_web_edit_becomes_a_commit(scene)
    scene.checkout.page("a.md", title="A", body="Ours.\n", status="published")
    scene.push()
    code, job = scene.run("apply")
    assert code == 1, job.log
    assert job.outputs["work.conflict"] == "1"
    (page,) = live_pages(scene.hub)
    assert page.live_content == "Two.\n"


@pytest.mark.long
def test_nor_where_the_environment_keeps_state_elsewhere(file_scene: Scene) -> None:
    scene = file_scene
    for mode in ("apply", "drift", "apply"):
        job = scene.job(mode, api_key=LOCAL_KEY)
        folder = str(scene.folder / "kept")
        job.variables = {**job.variables, "EXECSYNC_STATE_DIR": folder}
        code = job.run(steps_of(ACTION))
        if mode == "apply" and not scene.github.pulls:
            assert code == 0, job.log
            edit(scene.hub, "Two.\n")
        elif mode == "drift":
            assert code == 0, job.log
            scene.checkout.page("a.md", title="A", body="Ours.\n", status="published")
            scene.push()
    assert code == 1, job.log
    assert job.outputs["work.conflict"] == "1"
    (page,) = live_pages(scene.hub)
    assert page.live_content == "Two.\n"


@pytest.mark.long
def test_a_second_edit_rewrites_the_same_request(scene: Scene) -> None:
    a_web_edit_becomes_a_commit(scene)
    edit(scene.hub, "Three.\n")
    code, job = scene.run("drift", token="ghs_thisjobsowntoken")
    assert code == 0, job.log
    (request,) = scene.github.pulls
    assert request["state"] == "open"
    assert "starts no checks" not in request["body"]
    assert "Three." in scene.git("show", f"{HEAD}:content/a.md")
    assert scene.git("rev-list", "--count", f"main..{HEAD}") == "1"


def commit_to_the_branch(scene: Scene, body: str) -> None:
    """Somebody commits to the branch, as they do to settle a clash."""
    repository = scene.repository
    repository.run("fetch", "--quiet", "origin", HEAD)
    repository.run("checkout", "--quiet", "FETCH_HEAD")
    scene.checkout.page("a.md", title="A", body=body, status="published")
    repository.commit(message="Settle it")
    repository.run("push", "--quiet", "origin", f"HEAD:{HEAD}")
    repository.run("checkout", "--quiet", "main")


@pytest.mark.long
def test_what_somebody_has_committed_to_the_branch_stays_while_its_request_is_open(
    scene: Scene,
) -> None:
    a_web_edit_becomes_a_commit(scene)
    commit_to_the_branch(scene, "Two, and half.\n")
    edit(scene.hub, "Three.\n")
    code, job = scene.run("drift")
    assert code == 0, job.log
    assert "::warning title=execsync::somebody has committed to execsync/web-edits" in job.log
    assert "Two, and half." in scene.git("show", f"{HEAD}:content/a.md")
    scene.github.pulls[0]["state"] = "closed"
    code, job = scene.run("drift")
    assert code == 0, job.log
    assert "Three." in scene.git("show", f"{HEAD}:content/a.md")
    assert [row["state"] for row in scene.github.pulls] == ["closed", "open"]


@pytest.mark.long
def test_a_branch_that_has_fallen_behind_is_made_anew(scene: Scene) -> None:
    a_web_edit_becomes_a_commit(scene)
    scene.checkout.page("b.md", title="B")
    scene.push()
    code, job = scene.run("drift")
    assert code == 0, job.log
    assert "::warning" not in job.log
    assert scene.git("rev-list", "--count", f"main..{HEAD}") == "1"


@pytest.mark.long
def test_an_edit_that_is_undone_closes_the_request(scene: Scene) -> None:
    a_web_edit_becomes_a_commit(scene)
    edit(scene.hub, "One.\n")
    code, job = scene.run("drift")
    assert code == 0, job.log
    assert scene.github.pulls[0]["state"] == "closed"


@pytest.mark.long
def test_nothing_edited_opens_nothing(scene: Scene) -> None:
    scene.run("apply")
    code, job = scene.run("drift")
    assert code == 0, job.log
    assert scene.github.pulls == []
    assert "execsync/web-edits" not in scene.git("for-each-ref")


@pytest.mark.long
def test_a_second_run_without_news_leaves_one_request_as_it_is(scene: Scene) -> None:
    a_web_edit_becomes_a_commit(scene)
    (request,) = scene.github.pulls
    body, text = request["body"], scene.git("show", f"{HEAD}:content/a.md")
    code, job = scene.run("drift")
    assert code == 0, job.log
    assert scene.github.pulls == [request]
    assert (request["body"], request["state"]) == (body, "open")
    assert scene.git("show", f"{HEAD}:content/a.md") == text
    assert scene.git("rev-list", "--count", f"main..{HEAD}") == "1"


@pytest.mark.long
def test_after_the_merge_there_is_nothing_left_to_propose(scene: Scene) -> None:
    a_web_edit_becomes_a_commit(scene)
    merge(scene)
    scene.github.pulls[0]["state"] = "closed"
    for mode in ("drift", "apply", "drift"):  # also before an apply has taken the merge in
        code, job = scene.run(mode)
        assert code == 0, job.log
    assert len(scene.github.pulls) == 1
    assert scene.git("rev-list", "--count", f"main..{HEAD}") == "0"


@pytest.mark.long
def test_what_both_sides_changed_is_marked_in_the_branch_and_named_in_the_request(
    scene: Scene,
) -> None:
    scene.run("apply")
    edit(scene.hub, "Theirs.\n")
    scene.checkout.page("a.md", title="A", body="Ours.\n", status="published")
    scene.push()
    code, job = scene.run("drift", token="ghs_thisjobsowntoken")
    assert code == 0, job.log
    marked = scene.git("show", f"{HEAD}:content/a.md").splitlines()
    assert [line[:7] for line in marked if line[:7] in ("<<<<<<<", "=======", ">>>>>>>")] == [
        "<<<<<<<",
        "=======",
        ">>>>>>>",
    ]
    assert {"Ours.", "Theirs."} <= {*marked}
    (request,) = scene.github.pulls
    assert "**Both sides changed the same lines**" in request["body"]
    assert "| content/a.md | content | Web colleague | " in request["body"]
    assert "| 1 conflict |" in request["body"]
    assert "execsync validate: found errors" in request["body"]
    assert "EX037" in request["body"]
    check, job = scene.run("check", event=pull_request(request["number"]), commit=HEAD)
    assert check == 1  # it cannot be merged as it is
    scene.checkout.page("a.md", title="A", body="Theirs and ours.\n", status="published")
    scene.push()
    code, job = scene.run("apply")
    assert code == 1, job.log  # made of both: nothing tells that a person has seen the web's
    scene.checkout.page("a.md", title="A", body="Theirs.\n", status="published")
    scene.push()
    code, job = scene.run("apply")
    assert code == 0, job.log
    (page,) = live_pages(scene.hub)
    assert page.live_content == "Theirs.\n"
    code, job = scene.run("drift")
    assert code == 0, job.log
    assert request["state"] == "closed"


@pytest.mark.long
def test_more_edits_than_a_request_can_show_are_counted_in_it(scene: Scene) -> None:
    name = "a page with a long _name_ and [brackets] for @everybody, and more of it " * 3
    for number in range(160):
        scene.checkout.page(f"{name}{number}.md", title=f"T{number}", status="published")
    scene.push()
    scene.run("apply")
    scene.hub.advance(3600)
    for page in live_pages(scene.hub):
        scene.hub.web.edit(page.id, content="Two.\n", publish=True)
    code, job = scene.run("drift")
    assert code == 0, job.log
    (request,) = scene.github.pulls
    assert "more pages are not shown." in request["body"]
    assert "execsync validate: passed" in request["body"]
