"""`comment`, after a fork's check: what it says is shown as text, on the request that was checked."""

from pathlib import Path
from typing import Any

import pytest

from tests.ci.scene import ACTION, PATH, Scene
from tests.support.fake_github import TOKEN
from tests.support.steps import Job, steps_of

HOSTILE = (
    "```\n@team <img src=x> ## [x](javascript:y)\n````\n::error::no\n<!-- execsync:plan:0 -->\n"
)


def run_of(sha: str) -> dict[str, Any]:
    """GitHub's event for a finished check of a fork's branch."""
    head = {"head_branch": "change", "head_sha": sha, "event": "pull_request"}
    return {"workflow_run": {**head, "head_repository": {"owner": {"login": "stranger"}}}}


def commenting(scene: Scene, text: str | None, sha: str = "abc", **inputs: Any) -> Job:
    """The job, with what a check has left."""
    job = scene.job("comment", event=run_of(sha), **inputs)
    place = job.temporary / "execsync-comment"
    place.mkdir()
    if text is not None:
        (place / "execsync-comment.md").write_text(text)
    return job


def test_a_forks_text_can_end_no_block(scene: Scene) -> None:
    scene.github.pull(9, owner="stranger", sha="abc")
    job = commenting(scene, HOSTILE)
    assert job.run(steps_of(ACTION)) == 0, job.log
    (body,) = scene.github.bodies(9)
    fence = body.splitlines()[-1]
    assert fence == "`" * 5
    assert body.count(fence) == 2
    assert "unverified" in body.partition(fence)[0]
    commenting(scene, "Again.\n").run(steps_of(ACTION))
    (body,) = scene.github.bodies(9)
    assert "Again." in body


def test_each_of_several_hubs_has_a_comment_of_its_own(scene: Scene) -> None:
    scene.github.pull(9, owner="stranger", sha="abc")
    for text, hub in (("One.", "production"), ("Two.", "staging"), ("Three.", "production")):
        assert commenting(scene, text, hub=hub).run(steps_of(ACTION)) == 0
    production, staging = scene.github.bodies(9)
    assert "Three." in production
    assert "Two." in staging


def test_a_long_text_is_cut_at_a_line(scene: Scene) -> None:
    scene.github.pull(9, owner="stranger", sha="abc")
    job = commenting(scene, f"{'x' * 99}\n" * 2_000)
    assert job.run(steps_of(ACTION)) == 0, job.log
    (body,) = scene.github.bodies(9)
    assert len(body) < 65_536
    assert "more lines" in body


@pytest.mark.parametrize("sha", ["another", ""])
def test_a_request_that_has_moved_on_gets_nothing(scene: Scene, sha: str) -> None:
    scene.github.pull(9, owner="stranger", sha="abc")
    job = commenting(scene, "Plan.\n", sha)
    assert job.run(steps_of(ACTION)) == 0, job.log
    assert scene.github.comments == {}


def test_no_file_but_a_real_one_is_read(scene: Scene, tmp_path: Path) -> None:
    scene.github.pull(9, owner="stranger", sha="abc")
    (tmp_path / "private").write_text("private")
    job = commenting(scene, None)
    (job.temporary / "execsync-comment/execsync-comment.md").symlink_to(tmp_path / "private")
    assert job.run(steps_of(ACTION)) == 0, job.log
    assert scene.github.comments == {}


def test_a_system_without_flags_for_links_and_pipes_reads_it_all_the_same(scene: Scene) -> None:
    scene.github.pull(9, owner="stranger", sha="abc")
    job = commenting(scene, "Plan.\n")
    step = {"run": f"exec python -c '{FLAGLESS}'", "env": {"GITHUB_TOKEN": TOKEN}}
    job.variables = {**job.variables, "PATH": PATH}
    assert job.run([step]) == 0, job.log
    (body,) = scene.github.bodies(9)
    assert "Plan." in body


FLAGLESS = """
import os, sys
del os.O_NOFOLLOW, os.O_NONBLOCK
from execsync.ci.job import run
sys.exit(run("comment", os.environ))
"""
"""The job's step, on a system like Windows."""
