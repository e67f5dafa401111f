"""A machine for simulated runs, one a test process."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.disk import Disk
from tests.simulation.run import Machine

IN_MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """On a disk in memory, where there is one."""
    if IN_MEMORY.is_dir():
        folder = Path(tempfile.mkdtemp(dir=IN_MEMORY, prefix="execsync-"))
    else:
        folder = tmp_path_factory.mktemp("disk")
    try:
        yield Machine(Disk(folder))
    finally:
        shutil.rmtree(folder)
