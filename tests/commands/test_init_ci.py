"""`init` in a repository: its forge's workflow and pre-commit's configuration; nothing is overwritten."""

from pathlib import Path

import pytest
import yaml

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
