"""GitLab's side: notes, issues and merge requests, by a token of the project."""

from collections.abc import Iterator

import pytest

from execsync.localhub import LOCAL_KEY
from tests.ci.scene import Scene
from tests.support.fake_gitlab import BOT, TOKEN, FakeGitLab, fake_gitlab
from tests.support.hub import live_pages

HEAD = "refs/heads/execsync/web-edits"
SOURCE, BASE = "source_branch", "target_branch"


@pytest.fixture
def gitlab() -> Iterator[FakeGitLab]:
    """One that answers on loopback."""
    with fake_gitlab() as running:
        yield running


def run(scene: Scene, gitlab: FakeGitLab, name: str, **variables: str) -> tuple[int, str]:
    """A job of the template with the project's token; those but the check have the key."""
    key = {} if name == "check" else {"EXEC_API_KEY": LOCAL_KEY}
    token = {"CI_API_V4_URL": f"{gitlab.url}/api/v4", "EXECSYNC_CI_TOKEN": TOKEN}
    code, log = scene.run_gitlab(name, **key, **{**token, **variables})
    assert TOKEN not in log
    assert LOCAL_KEY not in log
    return code, log


def edit(scene: Scene, text: str) -> None:
    """Somebody edits the one page on the web, and publishes it."""
    scene.hub.advance(3600)
    (page,) = live_pages(scene.hub)
    scene.hub.web.edit(page.id, content=text, publish=True)


def test_a_merge_request_gets_one_note_that_is_rewritten(
    file_scene: Scene, gitlab: FakeGitLab
) -> None:
    gitlab.notes[3] = [{"id": 1, "author": {"username": "mallory"}, "body": "LGTM"}]
    for title in ("A", "Another"):
        file_scene.checkout.page("b.md", title=title)
        file_scene.push()
        code, log = run(file_scene, gitlab, "check", CI_MERGE_REQUEST_IID="3")
        assert code == 0, log
    theirs, ours = gitlab.bodies(3)
    assert theirs == "LGTM"
    assert "| + | b.md | create |" in ours
    assert file_scene.reported["EXECSYNC_CREATE"] == "2"
    assert file_scene.reported["EXECSYNC_EXIT_CODE"] == "0"


def test_a_token_that_is_refused_costs_the_note_alone(
    file_scene: Scene, gitlab: FakeGitLab
) -> None:
    refused = {"CI_MERGE_REQUEST_IID": "3", "EXECSYNC_CI_TOKEN": "wrong"}
    code, log = run(file_scene, gitlab, "check", **refused)
    assert code == 0, log
    assert "no comments" in log
    assert gitlab.notes == {}


@pytest.mark.long
def test_a_failure_is_told_on_the_merge_request_and_in_one_issue_until_mended(
    scene: Scene, gitlab: FakeGitLab
) -> None:
    run(scene, gitlab, "apply")
    edit(scene, "Theirs.\n")
    scene.checkout.page("a.md", title="A", body="Ours.\n", status="published")
    gitlab.request(7, state="merged", merge_commit_sha=scene.push())
    for _ in range(2):
        code, log = run(scene, gitlab, "apply")
        assert code == 1, log
    (told,) = gitlab.bodies(7)
    assert "conflict" in told
    (issue,) = gitlab.issues
    assert issue["state"] == "opened"
    assert issue["author"]["username"] == BOT
    assert "gitlab.example.com/team/handbook/-/jobs/77" in issue["description"]
    scene.checkout.page("a.md", title="A", body="Theirs.\n", status="published")
    scene.push()
    code, log = run(scene, gitlab, "apply")
    assert code == 0, log
    assert issue["state"] == "closed"
    assert "in step again" in issue["description"]


@pytest.mark.long
def test_a_web_edit_becomes_one_merge_request_that_is_rewritten_and_closed(
    scene: Scene, gitlab: FakeGitLab
) -> None:
    forks = gitlab.request(4, **{SOURCE: "execsync/web-edits", "source_project_id": 6})
    run(scene, gitlab, "apply")
    edit(scene, "Two.\n")
    code, log = run(scene, gitlab, "drift")
    assert code == 0, log
    assert "Two." in scene.git("show", f"{HEAD}:content/a.md")
    _, ours = gitlab.requests
    assert (ours[SOURCE], ours[BASE], ours["state"]) == ("execsync/web-edits", "main", "opened")
    assert ours["title"] == "Take over web edits of 1 page"
    assert "| content/a.md | content | Web colleague" in ours["description"]
    assert "starts no checks" not in ours["description"]
    ours["description"] = "Somebody has changed it."
    edit(scene, "Three.\n")
    code, log = run(scene, gitlab, "drift")
    assert code == 0, log
    assert len(gitlab.requests) == 2
    assert "Edited on the web" in ours["description"]
    assert "Three." in scene.git("show", f"{HEAD}:content/a.md")
    edit(scene, "One.\n")
    code, log = run(scene, gitlab, "drift")
    assert code == 0, log
    assert (ours["state"], forks["state"]) == ("closed", "opened")
    assert forks["description"] == ""
