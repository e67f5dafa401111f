"""The container image, as far as it can be looked at without docker."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

HADOLINT = Path(sys.executable).with_name("hadolint")
DOCKERFILE = ROOT / "Dockerfile"


@pytest.mark.skipif(not HADOLINT.exists(), reason="hadolint is not to be had for this system")
def test_hadolint_finds_nothing() -> None:
    ended = subprocess.run(
        (HADOLINT, "--no-color", DOCKERFILE),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "")


def test_it_is_not_run_as_root() -> None:
    users = re.findall(r"^USER (.*)$", DOCKERFILE.read_text(encoding="utf-8"), re.M)
    assert users == ["1000:1000"]


def test_only_what_is_copied_is_sent_to_docker() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    copied = re.search(r"^COPY (?!--)(.*) \S+$", DOCKERFILE.read_text(encoding="utf-8"), re.M)
    assert copied is not None
    assert ignored == ["*", *(f"!{name}" for name in copied[1].split())]


@pytest.mark.long  # it fetches every package anew
@pytest.mark.timeout(900)
@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.skipif(sys.platform == "win32", reason="programs lie elsewhere in an environment")
def test_its_first_stage_makes_an_environment_that_runs(
    wheel: Path, tmp_path: Path, outside: dict[str, str]
) -> None:
    """As a shell runs it, in other places than the image's: with the hashes, and the wheel beside them."""
    given = tmp_path / "given"
    given.mkdir()
    shutil.copy(wheel, given)
    shutil.copy(ROOT / "action/requirements.txt", given)
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    script = re.findall(r"^RUN (.*)$", text, re.M)[0]
    script = script.replace("/tmp/", f"{given}/").replace("/opt/execsync", str(tmp_path / "opt"))
    script = script.replace("python -m venv", f"'{sys.executable}' -m venv")
    subprocess.run(("bash", "-ec", script), cwd=tmp_path, env=outside, check=True)
    program = tmp_path / "opt/bin/execsync"
    told = subprocess.run(
        (program, "hub", "--help"),
        cwd=tmp_path,
        env=outside,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--seed" in told.stdout
    assert not (tmp_path / "opt/bin/pip").exists()
