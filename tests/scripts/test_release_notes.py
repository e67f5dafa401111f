"""A release is told by the changelog's own section, once that is ready."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from execsync import __version__
from scripts.release_notes import notes, section

CHANGELOG = """\
# Changelog

## 1.2.0 (2027-03-01)

- New: [how](docs/new.md), and [why](https://example.com/).

## 1.1.0 (not released yet)

- Old.
"""


def test_a_version_has_its_own_section() -> None:
    assert notes(CHANGELOG, "v1.2.0", "1.2.0") == (
        "- New: [how](https://github.com/execsync/execsync/blob/v1.2.0/docs/new.md),"
        " and [why](https://example.com/).\n"
    )


@pytest.mark.parametrize(
    ("tag", "version", "why"),
    [
        ("v1.3.0", "1.2.0", "the tag 'v1.3.0' is not v1.2.0, the version of the package"),
        ("", "1.2.0", "the tag '' is not v1.2.0"),
        ("v1.3.0", "1.3.0", "CHANGELOG.md has no section `## 1.3.0 (DATE)`"),
        ("v1.1.0", "1.1.0", "CHANGELOG.md says of 1.1.0: not released yet"),
    ],
)
def test_what_is_not_ready_is_refused(tag: str, version: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(why)}"):
        notes(CHANGELOG, tag, version)


def test_the_version_that_is_worked_on_has_a_section() -> None:
    text = (Path(__file__).parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    _, lines = section(text, __version__)
    assert "\n- " in lines


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("target", ["notes", "release"])
def test_a_release_that_is_refused_leaves_nothing(target: str, tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    make = ["make", f"--file={root / 'Makefile'}", "--old-file=.venv/ready"]
    done = subprocess.run(
        [*make, f"BIN={Path(sys.executable).parent}", target, "TAG=v0.0.0"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "the tag 'v0.0.0' is not v" in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
