"""`init` in a repository: its forge's workflow and pre-commit's configuration; nothing is overwritten."""

import re
from pathlib import Path

import pytest
import yaml

from execsync.commands.ci_files import GITHUB
from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.git import Repository


@pytest.mark.parametrize(
    ("remote", "name"),
    [
        ("https://github.com/team/handbook.git", ".github/workflows/knowledge-hub.yml"),
        ("git@github.example.com:team/handbook.git", ".github/workflows/knowledge-hub.yml"),
        ("git@gitlab.com:team/handbook.git", ".gitlab-ci.yml"),
        ("https://user:secret@gitlab.example.com/team/handbook", ".gitlab-ci.yml"),
        ("https://example.com/github/handbook", None),
        ("../github", None),
    ],
)
def test_the_remote_tells_which_workflow(
    tmp_path: Path, hub: LocalHub, remote: str, name: str | None
) -> None:
    repository = Repository(tmp_path / "fresh")
    repository.run("remote", "add", "origin", remote)
    made = Checkout(tmp_path / "other", hub.url).call("init", str(repository.folder))
    assert made.code == 0
    made_here = {".github/workflows/knowledge-hub.yml", ".gitlab-ci.yml"}
    assert {n for n in made_here if (repository.folder / n).exists()} == ({name} - {None})
    assert "secret" not in made.out + made.err
    for file in (name, ".pre-commit-config.yaml"):
        if file:
            text = (repository.folder / file).read_text()
            assert yaml.safe_load(text)
            assert "@VERSION@" not in text


def test_a_workflow_that_is_there_is_kept(tmp_path: Path, hub: LocalHub) -> None:
    repository = Repository(tmp_path / "fresh")
    repository.run("remote", "add", "origin", "https://gitlab.com/team/handbook")
    (repository.folder / ".gitlab-ci.yml").write_text("ours: {}\n")
    made = Checkout(tmp_path / "other", hub.url).call("init", str(repository.folder))
    assert (repository.folder / ".gitlab-ci.yml").read_text() == "ours: {}\n"
    assert f"kept  {repository.folder / '.gitlab-ci.yml'}" in made.out


def written_for_github(repository: Repository) -> str:
    """The workflow that `init` writes in it."""
    repository.run("remote", "add", "origin", "https://github.com/team/handbook", check=False)
    assert (
        Checkout(repository.folder.parent / "other").call("init", str(repository.folder)).code == 0
    )
    return (repository.folder / GITHUB).read_text()


def branches(workflow: str) -> set[str]:
    """Every branch that a workflow names."""
    told = yaml.safe_load(workflow)
    jobs = told["jobs"].values()
    refs = {ref for job in jobs for ref in re.findall(r"refs/heads/([^']+)", job["if"])}
    steps = {step["with"].get("ref") for job in jobs for step in job["steps"] if "with" in step}
    # YAML 1.1 takes `on` for true.
    events = [set(told[True][event]["branches"]) for event in ("push", "pull_request")]
    return refs.union(*events) | steps - {None} | {told["env"]["EXECSYNC_CI_BASE"]}


class TestTheBranch:
    def test_is_the_default_one_of_the_remote(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path / "clone")
        repository.commit()
        repository.run("update-ref", "refs/remotes/origin/release/1.0", "HEAD")
        head = "refs/remotes/origin/HEAD"
        repository.run("symbolic-ref", head, "refs/remotes/origin/release/1.0")
        workflow = written_for_github(repository)
        assert branches(workflow) == {"release/1.0"}
        assert not re.search(r"\bmain\b", workflow)

    @pytest.mark.parametrize("has_commits", [False, True])
    def test_is_the_only_one_there_is_of_a_new_repository(
        self, tmp_path: Path, *, has_commits: bool
    ) -> None:
        repository = Repository(tmp_path / "fresh")
        repository.run("symbolic-ref", "HEAD", "refs/heads/master")
        if has_commits:
            repository.commit()
        assert branches(written_for_github(repository)) == {"master"}

    def test_is_main_where_several_may_be_meant(self, tmp_path: Path) -> None:
        repository = Repository(tmp_path / "fresh")
        repository.commit()
        repository.branch("work")
        assert branches(written_for_github(repository)) == {"main"}

    @pytest.mark.parametrize("name", ["a'b", 'a"b', "${{x}}", "a#b", "-x"])
    def test_is_main_where_a_name_could_say_something_to_a_workflow(
        self, tmp_path: Path, name: str
    ) -> None:
        repository = Repository(tmp_path / "fresh")
        (repository.folder / ".git/HEAD").write_text(f"ref: refs/heads/{name}\n")
        assert branches(written_for_github(repository)) == {"main"}
