import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from execsync.config import load
from execsync.core.config_tables import LimitsConfig
from tests.support.checkout import Checkout
from tests.support.git import Repository


def test_the_first_files_make_a_hub_that_can_be_planned(checkout: Checkout) -> None:
    made = checkout.call("init", "fresh")
    assert made.code == 0
    assert made.out.splitlines() == [
        "wrote fresh/execsync.toml",
        "wrote fresh/.execsync/.gitignore",
        "wrote fresh/.gitattributes",
        "wrote fresh/content/welcome.md",
    ]
    assert "next: execsync plan" in made.err
    assert "git config" not in made.err  # which would be refused where there is no repository
    planned = checkout.call("plan", "-C", "fresh")
    assert (planned.code, planned.err) == (0, "")
    assert planned.out.startswith("+ welcome.md  create    draft, workspace")
    assert checkout.call("apply", "--yes", "-C", "fresh").code == 0


def test_a_reader_that_goes_away_is_no_file_that_cannot_be_written(checkout: Checkout) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as nobody:
        program = [sys.executable, "-m", "execsync", "init", "fresh"]
        ended = subprocess.run(
            program,
            cwd=checkout.folder,
            env=checkout.environment(),
            stdout=nobody,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert "cannot be written" not in ended.stderr


def test_the_limits_are_there_to_be_set_and_the_day_is_called_advice(checkout: Checkout) -> None:
    checkout.call("init", "fresh")
    file = checkout.folder / "fresh/execsync.toml"
    before, header, limits = file.read_text().partition("# [limits]")
    assert header
    [day] = [line for line in limits.splitlines() if "per_day" in line]
    assert "advice" in day
    file.write_text(before + re.sub("^# ", "", header + limits, flags=re.MULTILINE))
    assert load(file).limits == LimitsConfig()


def test_it_works_in_the_folder_that_is_named(checkout: Checkout) -> None:
    (checkout.folder / "sub").mkdir()
    made = checkout.call("init", "-C", "sub", "fresh", "--color", "never")
    assert made.out.splitlines()[0] == "wrote fresh/execsync.toml"
    assert (checkout.folder / "sub/fresh/execsync.toml").exists()
    assert checkout.call("init", "-C", "sub").code == 0
    assert (checkout.folder / "sub/execsync.toml").exists()


def test_the_first_files_pass_validation(checkout: Checkout) -> None:
    checkout.call("init", "fresh")
    checked = checkout.call("validate", "-C", "fresh")
    assert checked.code == 0, checked


def test_git_keeps_state_and_nothing_else_of_ours(checkout: Checkout) -> None:
    checkout.call("init", "fresh")
    ignored = (checkout.folder / "fresh" / ".execsync" / ".gitignore").read_text()
    assert ignored.splitlines()[1:] == [
        "*",
        "!*/",
        "!.gitignore",
        "!state.toml",
        "/backups/",
        "/cache/",
        "/local/",
    ]


LINE = ".execsync/state.toml merge=execsync\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, LINE),
        ("", LINE),
        ("*.md text\n", f"*.md text\n{LINE}"),
        ("*.md text", f"*.md text\n{LINE}"),
        ("*.md text\r\n", f"*.md text\r\n{LINE}"),
        (LINE, LINE),
        (f"{LINE}*.md text", f"{LINE}*.md text"),
        (".execsync/state.toml -text merge=ours\n", ".execsync/state.toml -text merge=ours\n"),
        (".execsync/state.toml text\n", f".execsync/state.toml text\n{LINE}"),
        (f"# {LINE}", f"# {LINE}{LINE}"),
    ],
)
def test_git_is_told_how_to_merge_state(checkout: Checkout, before: str | None, after: str) -> None:
    attributes = checkout.folder / ".gitattributes"
    if before is not None:
        attributes.write_bytes(before.encode())
    for _ in range(2):
        assert checkout.call("init").code == 0
        assert attributes.read_bytes().decode() == after


def test_git_takes_the_driver_that_is_told(checkout: Checkout) -> None:
    repository = Repository(checkout.folder)
    told = checkout.call("init").err
    command = next(line.strip() for line in told.splitlines() if "git config" in line)
    assert repository.shell(command[command.index("git config") :]).code == 0
    assert repository.run("config", "merge.execsync.driver").out.strip() == (
        "execsync state merge %O %A %B"
    )
    checked = repository.run("check-attr", "merge", ".execsync/state.toml")
    assert checked.out.strip().endswith("merge: execsync")


def test_attributes_that_lead_elsewhere_are_not_touched(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs\n")
    (checkout.folder / ".gitattributes").symlink_to(tmp_path / "theirs")
    ended = checkout.call("init")
    assert (ended.code, "is a symbolic link" in ended.err) == (1, True)
    assert (tmp_path / "theirs").read_text() == "theirs\n"


def test_nothing_is_overwritten(checkout: Checkout) -> None:
    checkout.call("init", "fresh")
    folder = checkout.folder / "fresh"
    for path in (path for path in folder.rglob("*") if path.is_file()):
        path.write_text("mine")
    again = checkout.call("init", "fresh")
    assert again.code == 0
    assert again.out.splitlines() == [
        "kept  fresh/execsync.toml",
        "kept  fresh/.execsync/.gitignore",
        "added to fresh/.gitattributes",
    ]
    (folder / ".gitattributes").write_text("mine")
    assert {path.read_text() for path in folder.rglob("*") if path.is_file()} == {"mine"}


def test_no_page_is_put_among_those_that_are_there(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    made = checkout.call("init")
    assert made.out.splitlines() == [
        "kept  execsync.toml",
        "wrote .execsync/.gitignore",
        "wrote .gitattributes",
    ]
    assert [path.name for path in checkout.content.iterdir()] == ["a.md"]


def test_a_place_that_cannot_be_written_is_an_error(checkout: Checkout) -> None:
    (checkout.folder / "taken").write_text("a file")
    ended = checkout.call("init", "taken/below")
    assert (ended.code, ended.out) == (1, "")
    assert f"error: {Path('taken')}" in ended.err
    assert "cannot be written: " in ended.err
