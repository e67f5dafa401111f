"""Which branch is checked out, as Git's own files say it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from execsync.watch.branch import Branch, read_branch
from tests.support.git import Repository

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """One with two branches of one commit, in a folder below which `content` lies."""
    made = Repository(tmp_path / "repository")
    (made.folder / "content/deep").mkdir(parents=True)
    (made.folder / "content/deep/a.md").write_text("A.")
    made.commit()
    made.run("branch", "other")
    return made


def branch_of(repository: Repository) -> Branch:
    return read_branch(str(repository.folder / "content/deep"))


def test_outside_of_git_there_is_none(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()  # and this is no repository
    assert read_branch(str(tmp_path)) == Branch()
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "folder/.git")
    assert read_branch(str(tmp_path / "folder")) == Branch()
    assert read_branch(str(tmp_path / "not/there")) == Branch()


def test_another_branch_is_another_name_and_back_is_the_same(repository: Repository) -> None:
    before = branch_of(repository)
    repository.run("switch", "--quiet", "other")
    assert branch_of(repository) != before
    repository.run("switch", "--quiet", "main")
    assert branch_of(repository) == before


def test_a_commit_is_no_other_branch_but_for_a_detached_head(repository: Repository) -> None:
    before = branch_of(repository)
    repository.commit()
    assert branch_of(repository) == before
    repository.run("switch", "--quiet", "--detach")
    detached = branch_of(repository)
    assert detached != before
    repository.commit()
    assert branch_of(repository) != detached


def test_a_work_tree_has_its_own_branch(repository: Repository, tmp_path: Path) -> None:
    repository.run("worktree", "add", "--quiet", "-b", "third", str(tmp_path / "tree"))
    tree = str(tmp_path / "tree/content/deep")
    main, third = branch_of(repository), read_branch(tree)
    assert main != third
    repository.run("switch", "--quiet", "other")
    assert read_branch(tree) == third
    repository.run("-C", str(tmp_path / "tree"), "switch", "--quiet", "main")
    assert read_branch(tree) == main


def test_the_nearest_repository_counts(repository: Repository) -> None:
    inner = Repository(repository.folder / "content")
    before = branch_of(repository)
    repository.run("switch", "--quiet", "other")
    assert branch_of(repository) == before
    inner.run("switch", "--quiet", "--create", "elsewhere")
    assert branch_of(repository) != before


def test_where_refs_are_in_tables_each_new_table_may_be_another_branch(tmp_path: Path) -> None:
    """HEAD says the same all the time there, as Git writes it for tools that cannot read tables."""
    tables = tmp_path / ".git/reftable/tables.list"
    tables.parent.mkdir(parents=True)
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/.invalid\n")
    tables.write_text("0x000000000001-0x000000000001-aaaaaaaa.ref\n")
    before = read_branch(str(tmp_path))
    tables.write_text("0x000000000001-0x000000000002-bbbbbbbb.ref\n")
    assert read_branch(str(tmp_path)) != before


def test_a_stash_and_another_sparse_checkout_count_as_another_branch(
    repository: Repository,
) -> None:
    before = branch_of(repository)
    (repository.folder / "content/deep/new.md").write_text("New.")
    repository.run("stash", "push", "--quiet", "--include-untracked")
    stashed = branch_of(repository)
    assert stashed != before
    repository.run("sparse-checkout", "set", "content/deep")
    assert branch_of(repository) != stashed


def conflict(repository: Repository) -> None:
    """Let both branches say something else."""
    for branch in ("main", "other"):
        repository.run("switch", "--quiet", branch)
        (repository.folder / "content/deep/a.md").write_text(f"As {branch} has it.")
        repository.commit()


@pytest.mark.parametrize("what", ["merge", "rebase", "cherry-pick", "revert", "bisect", "a lock"])
def test_git_in_the_middle_of_something_is_busy(repository: Repository, what: str) -> None:
    conflict(repository)
    assert not branch_of(repository).is_busy
    begin: dict[str, Callable[[], object]] = {
        "merge": lambda: repository.run("merge", "main", check=False),
        "rebase": lambda: repository.run("rebase", "main", check=False),
        "cherry-pick": lambda: repository.run("cherry-pick", "main", check=False),
        "revert": lambda: repository.run("revert", "--no-commit", "main", check=False),
        "bisect": lambda: repository.run("bisect", "start"),
        "a lock": (repository.folder / ".git/index.lock").touch,
    }
    begin[what]()
    assert branch_of(repository).is_busy
