"""What each command may not import: start-up time is a feature, and some need no network at all."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent.parent / "example-hub"

ASKING = {"httpx", "httpcore", "anyio", "ssl", "socket", "http.client", "urllib.request"}
"""Modules that only a command that asks the hub may import."""

WRITING = {"filelock", "tomli_w", "multiprocessing"}
SHOWING = {"rich", "pygments"}
SERVING = {"flask", "werkzeug", "sqlite3", "markdown_it", "nh3", "waitress", "execsync.localhub"}
WATCHING = {"watchdog"}
ENCODING = {"ada_url", "cffi"}
"""What an address takes that is not plain already."""

MEASURING = {"wcwidth"}
"""What the columns of a text take that is not plain ASCII."""

READING = {"yaml", "frontmatter", "pathspec", "execsync.content.reader", "execsync.workspace"}
HEAVY = {"asyncio", "email", "xml.etree", "unittest", "hypothesis", "pydantic", "jsonschema"}

NEVER = WATCHING | SERVING | HEAVY | ENCODING | MEASURING
OFFLINE = ASKING | WRITING | SHOWING | NEVER
BARE = OFFLINE | READING

COMMANDS: dict[str, set[str]] = {
    "--help": BARE,
    "--version": BARE,
    "plan --help": BARE,
    "apply --help": BARE,
    "hub --help": BARE,
    "init elsewhere": BARE,
    "validate": OFFLINE,
    "plan": OFFLINE,
    "plan --format json": OFFLINE,
    "plan --detailed-exitcode": OFFLINE,
    "apply": ASKING - {"socket"} | SHOWING | NEVER,
    "folders": OFFLINE,
}

SCRIPT = """
import json, sys

NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind")

def refuse_network(event, _arguments):
    if event in NETWORK:
        raise PermissionError(f"{event} though there is no network")

if sys.argv[1] == "offline":
    sys.addaudithook(refuse_network)

from execsync import cli

code = cli.run(sys.argv[3:])
with open(sys.argv[2], "w") as stream:
    json.dump({"code": code, "modules": sorted(sys.modules)}, stream)
"""


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    modules: set[str]


def run(folder: Path, command: str, *, offline: bool = True) -> Ran:
    """Run a command without a key, without a network, and tell what it imported."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME") if name in os.environ}
    report = folder / "modules.json"
    network = "offline" if offline else "online"
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, network, str(report), *command.split()],
        cwd=folder,
        env={**kept, "XDG_STATE_HOME": str(folder / "state-home")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(report.read_text())
    return Ran(told["code"], ended.stdout, ended.stderr, set(told["modules"]))


@pytest.fixture
def example(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "hub")
    return tmp_path / "hub"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_imports_no_more_than_it_needs(example: Path, command: str) -> None:
    unwanted = COMMANDS[command]
    loaded = run(example, command).modules
    found = {name for name in loaded if any(f"{name}.".startswith(f"{u}.") for u in unwanted)}
    assert sorted(found) == []


@pytest.mark.slow
def test_a_network_that_is_used_is_noticed(example: Path) -> None:
    """The guard of these tests itself: `apply` with a key cannot get out."""
    key = "exec_live_" + "k" * 40
    script = f"import os; os.environ['EXEC_API_KEY'] = {key!r}\n" + SCRIPT
    ended = subprocess.run(
        [sys.executable, "-c", script, "offline", str(example / "m.json"), "folders"],
        cwd=example,
        env={"PATH": os.environ["PATH"], "EXEC_API_URL": "http://127.0.0.1:9/rest/v1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "though there is no network" in ended.stderr


def test_plan_of_the_example_needs_no_key_and_no_network(example: Path) -> None:
    ran = run(example, "plan")
    assert (ran.code, ran.err) == (0, "")
    pages = len([p for p in (example / "content").rglob("*.md") if "_notes" not in p.parts])
    assert f"Plan: {pages} to create, 15 sources to create." in ran.out
    assert "httpx" not in ran.modules
    assert not (example / ".execsync").exists(), "plan writes nothing"


def test_validate_of_the_example_finds_nothing_without_key_and_network(example: Path) -> None:
    ran = run(example, "validate")
    assert ran.code == 0, ran.out + ran.err
    assert "httpx" not in ran.modules
    assert not (example / ".execsync").exists(), "validate writes nothing"


def test_the_way_to_the_hub_brings_no_command_line_of_httpx() -> None:
    script = "import execsync.client.transport, sys; print({'rich', 'httpx'} & set(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "{'httpx'}\n"
