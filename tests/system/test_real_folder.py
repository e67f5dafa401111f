"""Folders and files that no link leads to, on every system."""

import os
from pathlib import Path

import pytest

from execsync.system.real_folder import RealFolder


def test_a_system_without_flags_for_links_opens_files_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/a").write_text("a")
    monkeypatch.delattr(os, "O_NOFOLLOW", raising=False)
    with RealFolder.trusted(str(tmp_path)) as folder, folder.enter("inner") as inner:
        assert inner.read("a", limit=9) == b"a"
