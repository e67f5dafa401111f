"""The hooks, run by the real pre-commit in a repository of pages that takes this one by path and tag."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = [
    "execsync",
    "example-hub",
    ".pre-commit-hooks.yaml",
    "pyproject.toml",
    "README.md",
    "LICENSE",
]
GOOD = "---\ntitle: Refunds\n---\n\nWe refund within 30 days.\n"
BAD = "---\ntitle: Refunds\nstauts: published\n---\n\nWe refund within 30 days.\n"

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(shutil.which("git") is None, reason="needs git"),
]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A pre-commit and a git that know nothing of the machine's own settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_"))}
    return kept | {
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit-home"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Tests",
        "GIT_AUTHOR_EMAIL": "tests@example.com",
        "GIT_COMMITTER_NAME": "Tests",
        "GIT_COMMITTER_EMAIL": "tests@example.com",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


class Repository:
    """A Git repository, in which commands are run."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._environment = environment
        self.git("init", "--quiet", "--initial-branch=main")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def pre_commit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *arguments)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", name)


@pytest.fixture
def tool(tmp_path: Path, environment: dict[str, str]) -> Repository:
    """This project as a repository of its own, tagged v1.0.0."""
    probe = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "hatchling"]
    if subprocess.run(
        [*probe, "--dest", str(tmp_path)], capture_output=True, check=False
    ).returncode:
        pytest.skip("pre-commit installs hooks from a package index, and none can be reached")
    folder = tmp_path / "tool"
    folder.mkdir()
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, folder / name)
    repository = Repository(folder, environment)
    repository.git("add", "--all", "--force")
    repository.git("commit", "--quiet", "--message", "Release")
    repository.git("tag", "v1.0.0")
    return repository


@pytest.fixture
def pages(tmp_path: Path, environment: dict[str, str]) -> Repository:
    repository = Repository(tmp_path / "pages", environment)
    repository.write("hub/execsync.toml", '[content]\nroot = "docs"\n')
    repository.write("hub/docs/good.md", GOOD)
    repository.write("README.md", "# Not a page\n")
    return repository


@pytest.mark.long
def test_the_hook_can_be_tried(tool: Repository, pages: Repository) -> None:
    pages.write("hub/docs/bad.md", BAD)
    tried = pages.pre_commit("try-repo", str(tool.folder), "execsync-validate", "--all-files")
    assert tried.returncode == 1, tried.stdout
    assert "README.md: warning EX006 is not in a content root" in tried.stdout
    assert "hub/docs/bad.md:3:1: error EX021 unknown key `stauts`" in tried.stdout
    assert "did you mean `status`?" in tried.stdout
    assert "good.md" not in tried.stdout


def test_an_installed_hook_guards_commits(tool: Repository, pages: Repository) -> None:
    config = "repos:\n- repo: {}\n  rev: v1.0.0\n  hooks:\n  - id: {}\n"
    pages.write(".pre-commit-config.yaml", config.format(tool.folder, "execsync-validate"))
    assert pages.pre_commit("install").returncode == 0
    first = pages.run("git", "commit", "--message", "Good pages")
    assert first.returncode == 0, first.stdout

    pages.write("hub/docs/bad.md", BAD)
    pages.write("hub/docs/latin1.md", "---\ntitle: Grüße\n---\n".encode("latin-1"))
    refused = pages.run("git", "commit", "--message", "Bad pages")
    assert refused.returncode == 1
    assert "hub/docs/bad.md:3:1: error EX021" in refused.stdout
    assert "hub/docs/latin1.md:2:10: error EX002" in refused.stdout
    assert pages.git("log", "--format=%s").splitlines() == ["Good pages"]

    pages.git("rm", "--quiet", "--force", "hub/docs/latin1.md")
    pages.write(".pre-commit-config.yaml", config.format(tool.folder, "execsync-fix"))
    mended = pages.run("git", "commit", "--message", "Mended pages")
    assert "files were modified by this hook" in mended.stdout
    assert (pages.folder / "hub/docs/bad.md").read_text() == BAD.replace("stauts", "status")
    pages.git("add", "--all")
    last = pages.run("git", "commit", "--message", "Mended pages")
    assert last.returncode == 0, last.stdout
    assert pages.git("log", "--format=%s").splitlines() == ["Mended pages", "Good pages"]
