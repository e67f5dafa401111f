"""The file in which a watch says what it knows: read anew when it changes, and never believed to be whole."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from execsync.localhub.watch_report import NOTHING, Conflict, Gone, Problem, ReportFile

if TYPE_CHECKING:
    from pathlib import Path


def test_a_report_is_read_again_when_it_is_another_one(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    report = ReportFile(str(path))
    assert (report.current(), report.mark()) == (NOTHING, "")
    path.write_text(json.dumps({"files": {"p1": "a.md"}}))
    first = report.mark()
    assert report.current().files == {"p1": "a.md"}
    (tmp_path / "new").write_text(
        json.dumps(
            {
                "problems": [{"path": "b.md", "message": "m", "line": 3, "column": 1, "hint": "h"}],
                "conflicts": {"p1": {"message": "m"}},
                "gone": {"p2": {"message": "m", "hint": "h"}},
                "unset": {"links": "why"},
            }
        )
    )
    os.replace(tmp_path / "new", path)
    assert report.mark() != first
    told = report.current()
    assert told.problems == (Problem("b.md", "m", "h", 3, 1),)
    assert told.problems[0].place == "b.md:3:1"
    assert (told.conflicts, told.files) == ({"p1": Conflict("m")}, {})
    assert told.gone == {"p2": Gone("m", "h")}
    assert told.unset == {"links": "why"}
    path.unlink()
    assert report.current() is NOTHING


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"files": []}', '{"problems": [{"no": 1}]}', '{"conflicts": 1}', "\xff"],
)
def test_what_cannot_be_made_out_says_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(text.encode("latin-1"))
    assert ReportFile(str(path)).current() == NOTHING


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
def test_links_and_pipes_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text('{"files": {"p1": "a.md"}}')
    (tmp_path / "link.json").symlink_to("real.json")
    os.mkfifo(tmp_path / "pipe.json")
    for name in ("link.json", "pipe.json"):
        assert ReportFile(str(tmp_path / name)).current() == NOTHING
