"""A temporary folder that ends with its process, and is cleared up after one that was killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from execsync.system.scratch import NEW, PREFIX, Scratch

HOLDS = """
import sys, tempfile
from execsync.system.scratch import Scratch
scratch = Scratch()
print(scratch.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, for this process and those that it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def start() -> tuple["subprocess.Popen[str]", Path]:
    """A process that holds such a folder, and the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip()).parent


def kill(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def age(folder: Path) -> None:
    then = time.time() - 2 * NEW
    os.utime(folder, (then, then))


def test_it_ends_with_whoever_made_it(temporary: Path) -> None:
    scratch = Scratch()
    assert Path(scratch.path).is_dir()
    del scratch
    assert [*temporary.iterdir()] == []
    process, folder = start()
    assert folder.is_dir()
    process.communicate()
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed_by_the_next_one(temporary: Path) -> None:
    process, folder = start()
    (folder / "files" / "object").write_text("left")
    kill(process)
    assert folder.is_dir()
    age(folder)
    scratch = Scratch()
    assert [path.name for path in temporary.iterdir()] == [Path(scratch.path).parent.name]


def test_that_of_a_process_at_work_stays_however_old(temporary: Path) -> None:
    process, folder = start()
    age(folder)
    ours = Scratch()
    age(Path(ours.path).parent)
    scratch = Scratch()
    assert len([*temporary.iterdir()]) == 3
    assert folder.is_dir()
    process.communicate()
    del ours, scratch


def test_one_that_was_made_right_now_and_others_things_stay(temporary: Path) -> None:
    (temporary / f"{PREFIX}new").mkdir()
    (temporary / "another").mkdir()
    (temporary / f"{PREFIX}file").write_text("no folder")
    (temporary / f"{PREFIX}link").symlink_to(temporary / "another")
    for path in temporary.iterdir():
        if path.name != f"{PREFIX}new":
            age(path)
    scratch = Scratch()
    assert len([*temporary.iterdir()]) == 5
    del scratch
