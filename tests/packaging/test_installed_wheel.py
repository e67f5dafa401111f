"""The wheel, installed where there is no checkout: all that the README's first minutes take."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform == "win32", reason="programs lie elsewhere in an environment"),
]


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with that wheel and what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    # pip installs it in tests/test_hashed_install.py; uv has a cache of what it asks for.
    uv = Path(sys.executable).with_name("uv")
    for command in (("install", wheel), ("check",)):
        there = ("--quiet", "--python", folder / "bin/python")
        subprocess.run((uv, "pip", *command, *there), check=True, cwd=folder)
    return folder / "bin"


class Machine:
    """Where nothing is but Python and that environment."""

    def __init__(self, programs: Path, folder: Path, environment: dict[str, str]) -> None:
        self.programs = programs
        self.folder = folder
        self.environment = environment

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.programs / "execsync", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def machine(programs: Path, tmp_path: Path, outside: dict[str, str]) -> Machine:
    return Machine(programs, tmp_path, outside)


def installed(machine: Machine) -> Path:
    """Where the package lies."""
    told = subprocess.run(
        [machine.programs / "python", "-P", "-c", "import execsync; print(execsync.__path__[0])"],
        cwd=machine.folder,
        env=machine.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Path(told.stdout.strip())


def test_the_package_is_the_installed_one(machine: Machine) -> None:
    assert installed(machine).is_relative_to(machine.programs.parent)
    assert machine.run("--version").stdout.startswith("execsync 0.1.0")


def test_the_demo_walks_to_its_end(machine: Machine) -> None:
    ended = machine.run("demo")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "What the hub holds now: " in ended.stdout
    assert list(machine.folder.glob("*")) == [machine.folder / "home"], "it works elsewhere"


def test_the_local_hub_can_be_asked_for_help(machine: Machine) -> None:
    assert "--seed" in machine.run("hub", "--help").stdout


def test_the_example_is_valid_and_can_be_planned(machine: Machine) -> None:
    shutil.copytree(installed(machine) / "example_hub", machine.folder / "hub")
    validated = machine.run("validate", "-C", "hub")
    assert validated.returncode == 0, validated.stdout + validated.stderr
    planned = machine.run("plan", "-C", "hub")
    assert (planned.returncode, planned.stderr) == (0, "")
    assert " to create" in planned.stdout


def test_writing_with_the_local_hub_needs_nothing_more(machine: Machine) -> None:
    """As in the first minutes: a folder with a page, a local hub, a plan and an apply."""
    assert machine.run("init", "handbook").returncode == 0
    page = machine.folder / "handbook/content/refunds.md"
    page.write_text("---\ntitle: Refunds\n---\n\nAsk for the number.\n", encoding="utf-8")
    with subprocess.Popen(
        [machine.programs / "execsync", "hub", "--until-input-ends"],
        cwd=machine.folder,
        env=machine.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as hub:
        assert hub.stdout is not None
        address = hub.stdout.readline().strip()
        machine.environment |= {"EXEC_API_URL": address, "EXEC_API_KEY": f"exec_live_{'0' * 40}"}
        applied = machine.run("apply", "-C", "handbook", "--yes")
        hub.communicate("")
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert "refunds.md" in applied.stdout
