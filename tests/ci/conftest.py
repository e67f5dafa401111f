"""A forge that answers, and a team's repository in its first state."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.ci.scene import GIT_STATE, QUICK, Scene
from tests.support.fake_github import FakeGitHub, fake_github


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    """A stand-in for GitHub."""
    with fake_github() as running:
        yield running


@pytest.fixture
def scene(tmp_path: Path, hub: LocalHub, github: FakeGitHub) -> Scene:
    """State on a ref of the remote."""
    return Scene(tmp_path, hub, github, GIT_STATE)


@pytest.fixture
def file_scene(tmp_path: Path, hub: LocalHub, github: FakeGitHub) -> Scene:
    """State in a file of the branch."""
    return Scene(tmp_path, hub, github, QUICK)
