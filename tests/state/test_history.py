"""Texts that were applied, found again with two questions to Git: how large, and what."""

import subprocess
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from execsync.core import size_limits
from execsync.core.digest import digest
from execsync.core.settings import RuleSettings
from execsync.core.state import PageState
from execsync.state.bodies import Bodies
from execsync.state.folder import StateFolder
from execsync.state.history import History

MISSING = "0" * 40


def page(path: str, body: str, blob: str) -> PageState:
    return PageState(path, "pg", "T", "draft", "workspace", digest(body), blob=blob)


def store(repository: Path, data: bytes, kind: str = "blob") -> str:
    """The id under which Git keeps `data`."""
    arguments = ["git", "-C", str(repository), "hash-object", "-w", "--stdin", "-t", kind]
    done = subprocess.run(arguments, input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    return tmp_path


def test_what_is_larger_than_a_page_may_be_is_not_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "x" * (size_limits.PAGE + 1)
    pages = [
        page("a.md", text, store(repository, f"---\ntitle: T\n---\n{text}\n".encode())),
        page("b.md", "B.", store(repository, b"---\ntitle: T\n---\nB.\n")),
    ]
    told: list[bytes] = []
    run = subprocess.run

    def listen(*command: Any, **options: Any) -> Any:
        ended = run(*command, **options)
        told.append(ended.stdout)
        return ended

    monkeypatch.setattr(subprocess, "run", listen)
    history = History(Bodies(StateFolder(repository / "cache")), repository, RuleSettings())
    history.prepare(pages)
    assert [history.find(known) for known in pages] == [None, "B."]
    assert max(map(len, told)) < 1000


def test_no_more_is_read_than_fits(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size_limits, "OLD_TEXTS", 250)
    texts = {f"{n}.md": f"{n}" * 80 for n in range(4)}
    pages = [
        page(path, text, store(repository, f"---\ntitle: T\n---\n{text}\n".encode()))
        for path, text in texts.items()
    ]
    history = History(Bodies(StateFolder(repository / "cache")), repository, RuleSettings())
    history.prepare(pages)
    assert [history.find(known) for known in pages] == [*[*texts.values()][:2], None, None]


def test_many_are_found_with_two_questions(repository: Path) -> None:
    texts = {f"{n}.md": f"Text {n}.\nmore" for n in range(20)}
    pages = [
        page(path, text, store(repository, f"---\ntitle: T\n---\n{text}\n".encode()))
        for path, text in texts.items()
    ]
    with mock.patch.object(subprocess, "run", wraps=subprocess.run) as asked:
        found = History(Bodies(StateFolder(repository / "cache")), repository, RuleSettings())
        found.prepare([page("lost.md", "Lost.", MISSING), *pages])
        assert [found.find(known) for known in pages] == list(texts.values())
        assert found.find(pages[0]) == texts["0.md"]
    assert asked.call_count == 2


@pytest.mark.parametrize("blob", [MISSING, "abc", "", "HEAD", "--help", "0" * 40 + "\nHEAD"])
def test_what_git_does_not_have_is_lost(repository: Path, blob: str) -> None:
    assert (
        History(Bodies(StateFolder(repository / "cache")), repository, RuleSettings()).find(
            page("a.md", "A.", blob)
        )
        is None
    )


def test_another_text_under_that_id_is_not_taken(repository: Path) -> None:
    blob = store(repository, b"---\ntitle: T\n---\nSomething else.\n")
    found = History(Bodies(StateFolder(repository / "cache")), repository, RuleSettings())
    assert found.find(page("a.md", "A.", blob)) is None


def test_what_is_no_file_is_passed_over(repository: Path) -> None:
    tree = store(repository, b"", kind="tree")
    kept = store(repository, b"---\ntitle: T\n---\nA.\n")
    found = History(Bodies(StateFolder(repository / "cache")), repository, RuleSettings())
    found.prepare([page("tree.md", "Tree.", tree), page("a.md", "A.", kept)])
    assert found.find(page("a.md", "A.", kept)) == "A."
    assert found.find(page("tree.md", "Tree.", tree)) is None


def test_a_folder_without_git_has_the_cache_alone(tmp_path: Path) -> None:
    bodies = Bodies(StateFolder(tmp_path / "cache"))
    bodies.keep("A.")
    found = History(bodies, tmp_path, RuleSettings())
    assert found.find(page("a.md", "A.", MISSING)) == "A."
    assert found.find(page("b.md", "B.", MISSING)) is None


def test_a_machine_without_git_has_the_cache_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (
        History(Bodies(StateFolder(tmp_path)), tmp_path, RuleSettings()).find(
            page("a.md", "A.", MISSING)
        )
        is None
    )


def test_an_empty_text_needs_neither(tmp_path: Path) -> None:
    assert (
        History(Bodies(StateFolder(tmp_path)), tmp_path, RuleSettings()).find(page("a.md", "", ""))
        == ""
    )
