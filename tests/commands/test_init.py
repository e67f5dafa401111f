import re
from pathlib import Path

from execsync.config import LimitsConfig, load
from tests.support.checkout import Checkout


def test_the_first_files_make_a_hub_that_can_be_planned(checkout: Checkout) -> None:
    made = checkout.call("init", "fresh")
    assert made.code == 0
    assert made.out.splitlines() == [
        "wrote fresh/execsync.toml",
        "wrote fresh/.execsync/.gitignore",
        "wrote fresh/content/welcome.md",
    ]
    assert "next: execsync plan" in made.err
    planned = checkout.call("plan", "-C", "fresh")
    assert (planned.code, planned.err) == (0, "")
    assert planned.out.startswith("+ welcome.md  create    draft, workspace")
    assert checkout.call("apply", "--yes", "-C", "fresh").code == 0


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
    assert ignored.splitlines()[1:] == ["*", "!.gitignore", "!state.toml"]


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
    ]
    assert {path.read_text() for path in folder.rglob("*") if path.is_file()} == {"mine"}


def test_no_page_is_put_among_those_that_are_there(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    made = checkout.call("init")
    assert made.out.splitlines() == ["kept  execsync.toml", "wrote .execsync/.gitignore"]
    assert [path.name for path in checkout.content.iterdir()] == ["a.md"]


def test_a_place_that_cannot_be_written_is_an_error(checkout: Checkout) -> None:
    (checkout.folder / "taken").write_text("a file")
    ended = checkout.call("init", "taken/below")
    assert (ended.code, ended.out) == (1, "")
    assert f"error: {Path('taken')}" in ended.err
    assert "cannot be written: " in ended.err
