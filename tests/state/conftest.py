"""Places of State on loopback. Servers are started once a process, and only where a test wants them."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from execsync.state.object_cells import ObjectCells
from tests.state.places import Clone, cells_of
from tests.support.bare import Bare
from tests.support.clouds import AZURE
from tests.support.git_servers import git_daemon, git_http, git_ssh

if TYPE_CHECKING:
    from tests.support.clouds import Cloud


@pytest.fixture
def bare(tmp_path: Path) -> Bare:
    """A bare repository with a commit on main, and nobody's settings of Git."""
    return Bare(tmp_path)


@pytest.fixture(autouse=True)
def nobodys_git(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Git without any settings, as on a runner."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


def _git_clones(bare: Bare, address: str) -> Clone:
    return lambda: cells_of(bare.clone(address))


def _by_file(request: pytest.FixtureRequest, stack: ExitStack) -> Clone:
    return _git_clones(request.getfixturevalue("bare"), "")


def _by_daemon(request: pytest.FixtureRequest, stack: ExitStack) -> Clone:
    bare: Bare = request.getfixturevalue("bare")
    return _git_clones(bare, stack.enter_context(git_daemon(bare.path.parent)) + "/origin.git")


def _by_http(request: pytest.FixtureRequest, stack: ExitStack) -> Clone:
    bare: Bare = request.getfixturevalue("bare")
    return _git_clones(bare, stack.enter_context(git_http(bare.path.parent)) + "/origin.git")


def _by_ssh(request: pytest.FixtureRequest, stack: ExitStack) -> Clone:
    bare: Bare = request.getfixturevalue("bare")
    monkeypatch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
    if shutil.which("ssh") is None:
        pytest.skip("there is no ssh")
    keys = bare.path.parent / "keys"
    keys.mkdir()
    address, ssh = stack.enter_context(git_ssh(bare.path.parent, keys))
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh)
    return _git_clones(bare, f"{address}/origin.git")


def _in_cloud(name: str) -> Callable[[pytest.FixtureRequest, ExitStack], Clone]:
    def make(request: pytest.FixtureRequest, stack: ExitStack) -> Clone:
        cloud: Cloud = request.getfixturevalue(name)
        monkeypatch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
        for variable, value in cloud.variables().items():
            monkeypatch.setenv(variable, value)
        location = cloud.make(f"b{uuid.uuid4().hex}")
        return lambda: ObjectCells.at(location)

    return make


PLACES: dict[str, Callable[[pytest.FixtureRequest, ExitStack], Clone]] = {
    "git-file": _by_file,
    "git-daemon": _by_daemon,
    "git-http": _by_http,
    "git-ssh": _by_ssh,
    "s3": _in_cloud("s3_cloud"),
    "azure": _in_cloud("azure_cloud"),
}
SELDOM = {"git-ssh": pytest.param("git-ssh", marks=pytest.mark.slow), "azure": AZURE}


@pytest.fixture(params=[SELDOM.get(place, place) for place in PLACES])
def clone(request: pytest.FixtureRequest) -> Iterator[Clone]:
    """Each place in turn: makes another machine's view of it."""
    with ExitStack() as stack:
        yield PLACES[request.param](request, stack)
