"""What execsync starts runs no code of the folder it stands in, and is given no key."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from execsync.localhub import LOCAL_KEY
from execsync.system.child import child_environment, find_program
from tests.support.checkout import Checkout
from tests.watch.watching import Watching

PROGRAM = Path(sys.executable).with_name("execsync")
"""The installed program, which does not look into the working folder, as `python -m` would."""

TRAP = "import pathlib\npathlib.Path({marker!r}).write_text('code of the repository ran')\n"


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "marker"


@pytest.fixture
def trapped(checkout: Checkout, marker: Path) -> Checkout:
    """A checkout with modules of the names that our program and Python import."""
    trap = TRAP.format(marker=str(marker))
    for name in ("click", "flask", "httpx", "yaml", "sitecustomize", "encodings", "json", "os"):
        (checkout.folder / f"{name}.py").write_text(trap)
    package = checkout.folder / "execsync"
    package.mkdir()
    for name in ("__init__", "__main__", "entry", "cli"):
        (package / f"{name}.py").write_text(trap)
    git = checkout.folder / "git"
    git.write_text(f"#!/bin/sh\ntouch {marker}\n")
    git.chmod(0o755)
    checkout.page("a.md", title="A")
    return checkout


@pytest.mark.slow
def test_the_demo_runs_no_code_of_the_working_folder(trapped: Checkout, marker: Path) -> None:
    ended = subprocess.run(
        [PROGRAM, "demo"],
        cwd=trapped.folder,
        env=dict(trapped.environment()),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert not marker.exists()
    assert ended.returncode == 0, ended.stderr


def test_the_previews_hub_runs_none_and_has_no_key(trapped: Checkout, marker: Path) -> None:
    secrets = {
        "EXEC_API_KEY_STAGING": "exec_live_" + "s" * 40,
        "HTTPS_PROXY": "http://u:p@127.0.0.1:9",
    }
    with Watching(trapped, "--local", program=(str(PROGRAM),), more=secrets) as watch:
        watch.wait_to_hear("created: a.md")
        seen = b"".join(
            Path(f"/proc/{child}/environ").read_bytes() for child in children(watch.process.pid)
        )
        assert watch.stop() == 0
    assert not marker.exists()
    assert b"PATH=" in seen
    for secret in (LOCAL_KEY, *secrets.values()):
        assert secret.encode() not in seen


def children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def test_git_is_given_no_key_and_not_looked_for_in_the_working_folder(
    trapped: Checkout, marker: Path, tmp_path: Path
) -> None:
    """A plan asks Git for the text before an edit where the cache is gone."""
    said = tmp_path / "said"
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "git"
    fake.write_text(f'#!/bin/sh\nenv > {said}\necho "$@" >> {said}\n')
    fake.chmod(0o755)
    assert trapped.call("apply", "--yes").code == 0
    for kept in (trapped.state_folder / "cache/bodies").rglob("*"):
        if kept.is_file():
            kept.unlink()
    trapped.page("a.md", title="A", body="Edited.")
    path = os.pathsep.join([".", "", str(tmp_path / "bin"), os.environ["PATH"]])
    assert trapped.call("plan", PATH=path).code == 0
    assert not marker.exists()
    assert "cat-file" in said.read_text()
    assert LOCAL_KEY not in said.read_text()
    assert "safe.bareRepository=explicit" in said.read_text()


def test_what_looks_like_a_repository_starts_nothing(checkout: Checkout, marker: Path) -> None:
    """Files of a commit that make the folder a bare repository, whose configuration starts a program."""
    checkout.page("a.md", title="A")
    assert checkout.call("apply", "--yes").code == 0
    subprocess.run(["git", "init", "--bare", "-q", str(checkout.folder / "x.git")], check=True)
    for part in (checkout.folder / "x.git").iterdir():
        part.rename(checkout.folder / part.name)
    config = checkout.folder / "config"
    trap = f"touch {marker}"
    config.write_text(
        f'{config.read_text()}\tfsmonitor = "{trap}"\n\tsshCommand = "{trap}"\n'
        f"\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n"
        f'[remote "origin"]\n\turl = "ext::sh -c {trap}"\n\tpromisor = true\n'
        f'[protocol "ext"]\n\tallow = always\n'
    )
    (checkout.state_folder / "cache").rename(checkout.folder / "elsewhere")
    checkout.page("a.md", title="A", body="Edited.")
    assert checkout.call("plan").code == 0
    assert not marker.exists()


@pytest.mark.parametrize("path", ["", ".", "bin", f".{os.pathsep}bin"])
def test_a_relative_folder_of_path_is_none(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bin").mkdir()
    for folder in (tmp_path, tmp_path / "bin"):
        (folder / "git").write_text("#!/bin/sh\n")
        (folder / "git").chmod(0o755)
    assert find_program("git", {"PATH": path}) is None
    assert child_environment({"PATH": path})["PATH"] == ""
