import subprocess
from pathlib import Path

import pytest

from execsync.core.digest import blob_id, body_digest, digest


def test_a_digest_is_that_of_the_bytes_in_utf8() -> None:
    assert digest("") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest("é") != digest("e\N{COMBINING ACUTE ACCENT}")


def test_half_a_character_can_be_digested() -> None:
    assert digest("\ud83d").startswith("sha256:")


@pytest.mark.parametrize(
    "text", ["one\ntwo", "\n\none\ntwo\n\n", " \t\none\ntwo\n \n", "one\r\ntwo\r\n"]
)
def test_blank_lines_around_a_body_do_not_count(text: str) -> None:
    assert body_digest(text) == digest("one\ntwo")


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n"])
def test_a_blank_body_is_an_empty_one(text: str) -> None:
    assert body_digest(text) == digest("")


def test_blanks_within_a_body_count() -> None:
    assert body_digest("one\n\ntwo") != body_digest("one\ntwo")
    assert body_digest("  one") != body_digest("one")


def test_a_blob_id_is_what_git_gives(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"one\r\ntwo \xff")
    told = subprocess.run(
        ["git", "hash-object", "--no-filters", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert blob_id(path.read_bytes()) == told.stdout.strip()
