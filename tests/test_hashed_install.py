"""The example's way to install: from a file of hashes, which takes what was looked at and nothing else."""

import hashlib
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).with_name("uv")

pytestmark = pytest.mark.timeout(900)


def run(*command: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as it would be released."""
    folder = tmp_path_factory.mktemp("dist")
    here = ("--no-build-isolation", "--python", sys.executable)
    built = run(UV, "build", "--quiet", "--wheel", *here, "--out-dir", folder)
    assert built.returncode == 0, built.stdout
    (found,) = folder.glob("execsync-*.whl")
    return found


@pytest.fixture(scope="module")
def requirements(wheel: Path) -> str:
    """What requirements.in becomes once there is a release; here our wheel stands in the place of PyPI's."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    locked = run(
        *(
            UV,
            "export",
            "--locked",
            "--offline",
            "--quiet",
            "--no-default-groups",
            "--no-emit-project",
        ),
        *("--no-annotate", "--no-header", "--format", "requirements-txt"),
    )
    assert locked.returncode == 0, locked.stdout
    return f"execsync @ {wheel.as_uri()} --hash=sha256:{digest}\n{locked.stdout}"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with pip and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    return folder


def install(environment: Path, requirements: str) -> "subprocess.CompletedProcess[str]":
    """As the workflow does."""
    file = environment / "requirements.txt"
    file.write_text(requirements)
    pip = (environment / "bin/pip", "--disable-pip-version-check", "--quiet")
    return run(*pip, "install", "--require-hashes", "--requirement", file)


@pytest.mark.long
@pytest.mark.parametrize("name", ["execsync", "idna"])
def test_another_content_is_refused(name: str, requirements: str, empty: Path) -> None:
    """As if somebody had put another file in the place of the one that was looked at."""
    entry = re.search(rf"^{name}(==| @ ).*\n(    --hash.*\n)*", requirements, re.MULTILINE)
    assert entry is not None
    refused = install(empty, re.sub(r"sha256:\w{8}", "sha256:00000000", entry[0]))
    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stdout


@pytest.mark.long
def test_what_was_looked_at_is_installed_and_runs(requirements: str, empty: Path) -> None:
    installed = install(empty, requirements)
    assert installed.returncode == 0, installed.stdout
    told = run(empty / "bin/execsync", "--version")
    assert told.stdout.startswith("execsync ")


def test_the_example_pins_the_version_of_this_project(wheel: Path) -> None:
    pinned = (ROOT / "example-hub/requirements.in").read_text()
    assert f"\nexecsync=={wheel.name.split('-')[1]}\n" in pinned
