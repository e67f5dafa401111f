"""A machine for simulated runs, and three that share a State, once a test process."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.disk import Disk
from tests.simulation.pairs import Team
from tests.simulation.run import Machine

IN_MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def in_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory, where there is such a thing."""
    if IN_MEMORY.is_dir():
        folder = Path(tempfile.mkdtemp(dir=IN_MEMORY, prefix="execsync-"))
    else:
        folder = tmp_path_factory.mktemp("disk")
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def machine(in_memory: Path) -> Machine:
    return Machine(Disk(in_memory / "alone"))


@pytest.fixture(scope="session")
def team(in_memory: Path) -> Team:
    return Team(tuple(Disk(in_memory / name) for name in ("first", "second", "fresh")))
