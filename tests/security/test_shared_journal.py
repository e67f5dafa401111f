"""A journal that Git tracks is refused, wherever its repository lies and whatever variables say."""

import re
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.git import Repository

LOCAL = ("-c", "protocol.file.allow=always")


@pytest.fixture
def shared(checkout: Checkout) -> Repository:
    """A repository that ignores `.execsync`, and holds a journal all the same."""
    checkout.page("a.md", title="A")
    checkout.state_folder.mkdir()
    checkout.journal.write_text("{}\n")
    repository = Repository(checkout.folder)
    repository.put(".gitignore", b".execsync/\n.state-home/\n")
    repository.run("add", "--force", ".execsync/journal.jsonl")
    repository.commit()
    return repository


def apply(folder: Path, hub: LocalHub, **variables: str) -> Ended:
    """Apply from the folder above, as a script does; nothing may be sent."""
    checkout = Checkout(folder.parent, hub.url)
    before = len(hub.requests())
    ended = checkout.call("apply", "--yes", "-C", str(folder), **variables)
    assert ended.code == 1
    assert len(hub.requests()) == before
    return ended


def assert_mended(ended: Ended, folder: Path, hub: LocalHub) -> None:
    """The command that the error tells takes it out, wherever one stands."""
    told = re.search(r"take it out of Git: (git .*); then delete it", ended.err)
    assert told, ended.err
    assert Repository(folder.parent).shell(told.group(1)).code == 0
    (folder / ".execsync/journal.jsonl").unlink()
    assert Checkout(folder, hub.url).call("apply", "--yes").code == 0


def test_that_is_ignored_and_was_added_by_force(shared: Repository, hub: LocalHub) -> None:
    assert_mended(apply(shared.folder, hub), shared.folder, hub)


def test_in_a_linked_work_tree(shared: Repository, hub: LocalHub, tmp_path: Path) -> None:
    folder = tmp_path / "linked" / "tree"
    shared.run("worktree", "add", "--quiet", str(folder))
    assert_mended(apply(folder, hub), folder, hub)


def test_in_a_submodule(shared: Repository, hub: LocalHub, tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer")
    outer.run(*LOCAL, "submodule", "--quiet", "add", str(shared.folder), "inner")
    folder = outer.folder / "inner"
    assert_mended(apply(folder, hub), folder, hub)


def test_where_the_state_folder_is_a_submodule(
    shared: Repository, hub: LocalHub, tmp_path: Path
) -> None:
    other = Repository(tmp_path / "other")
    other.put("journal.jsonl", b"{}\n")
    shared.run("rm", "--quiet", "-r", ".execsync")
    shared.run(*LOCAL, "submodule", "--quiet", "add", "--force", str(other.folder), ".execsync")
    assert_mended(apply(shared.folder, hub), shared.folder, hub)


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_DIR": "{other}/.git"},
        {"GIT_DIR": "/nowhere"},
        {"GIT_DIR": "{other}/.git", "GIT_WORK_TREE": "{other}"},
        {"GIT_INDEX_FILE": "{other}/no-index"},
        {"GIT_LITERAL_PATHSPECS": "1"},
        {"GIT_CEILING_DIRECTORIES": "{shared}"},
    ],
    ids=str,
)
def test_whatever_variables_of_git_say(
    variables: dict[str, str], shared: Repository, hub: LocalHub, tmp_path: Path
) -> None:
    """A hook of Git is given some, which may be those of another repository."""
    other = Repository(tmp_path / "other")
    given = {
        name: value.format(other=other.folder, shared=shared.folder)
        for name, value in variables.items()
    }
    assert "Git tracks it" in apply(shared.folder, hub, **given).err


def test_in_a_repository_that_only_variables_name(
    shared: Repository, hub: LocalHub, tmp_path: Path
) -> None:
    apart = tmp_path / "apart"
    (shared.folder / ".git").rename(apart)
    given = {"GIT_DIR": str(apart), "GIT_WORK_TREE": str(shared.folder)}
    assert "Git tracks it" in apply(shared.folder, hub, **given).err
    assert "is not a line of a journal" in apply(shared.folder, hub).err


def test_where_git_cannot_tell(shared: Repository, hub: LocalHub, tmp_path: Path) -> None:
    """A container may have a linked work tree without its repository."""
    folder = tmp_path / "linked" / "tree"
    shared.run("worktree", "add", "--quiet", str(folder))
    (folder / ".git").write_text("gitdir: /nowhere\n")
    assert "Git does not tell whether it tracks it" in apply(folder, hub).err
