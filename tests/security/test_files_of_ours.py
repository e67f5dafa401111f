"""Whatever lies in `.execsync` of a repository: no file outside is read, written or waited for."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from execsync.localhub import LOCAL_KEY, LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import writes

SECRET = f"export GITHUB_TOKEN=ghp_01234\nEXEC_API_KEY={LOCAL_KEY}\nmachine x password hunter2\n"
FILES = (
    "state.toml",
    "journal.jsonl",
    "lock",
    "lock.json",
    "last-serial.json",
    "cache/unowned.json",
    "cache/idle-plan",
    ".gitignore",
    "",
    "cache",
    "cache/bodies",
)
"""The names that execsync opens; the last ones are folders."""

COMMANDS = (
    ("plan",),
    ("plan", "--format", "json"),
    ("apply", "--yes"),
    ("apply", "--yes", "--format", "json"),
    ("state", "list"),
    ("state", "rm", "page:a.md"),
    ("state", "rebuild", "--yes"),
)


def link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


KINDS: dict[str, Callable[[Path], None]] = {
    "environ": link_to("/proc/self/environ"),
    "zero": link_to("/dev/zero"),
    "pipe": os.mkfifo,
}


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of the user's, outside of the checkout."""
    file = tmp_path / "home" / "secret"
    file.parent.mkdir()
    file.write_text(SECRET)
    return file


@pytest.fixture
def applied(checkout: Checkout) -> Checkout:
    checkout.configure("[limits]\nper_minute = 0\nper_day = 0\n")
    checkout.page("a.md", title="A")
    assert checkout.call("apply", "--yes").code == 0
    assert checkout.call("plan").code == 0
    checkout.page("a.md", title="A", body="Edited.")
    return checkout


def put(checkout: Checkout, name: str, make: Callable[[Path], None]) -> None:
    """Put something in the place of a file or folder of `.execsync`."""
    path = checkout.state_folder / name if name else checkout.state_folder
    if path.is_dir():
        path.rename(path.with_name(f"{path.name}.was"))
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
    make(path)


def run(checkout: Checkout, *command: str) -> tuple[int, str]:
    """In a process of its own: whoever waits for a pipe is killed, and the test has failed."""
    ended = checkout.run(*command, timeout=30)
    said = ended.out + ended.err
    assert LOCAL_KEY not in said
    assert "GITHUB_TOKEN" not in said
    assert "hunter2" not in said
    assert ended.code != 70, said
    return ended.code, said


@pytest.mark.parametrize("name", FILES)
def test_a_link_to_a_file_outside_is_not_followed(
    name: str, applied: Checkout, victim: Path, hub: LocalHub
) -> None:
    target = victim if name not in ("", "cache", "cache/bodies") else victim.parent
    put(applied, name, link_to(str(target)))
    before = len(writes(hub))
    for command in COMMANDS:
        ended = applied.call(*command)
        said = ended.out + ended.err
        assert victim.read_text() == SECRET
        assert [path.name for path in victim.parent.iterdir()] == ["secret"]
        assert "hunter2" not in said
        assert (ended.code, "is a symbolic link" in said) in ((0, False), (1, True)), said
        if ended.code:
            assert len(writes(hub)) == before


@pytest.mark.parametrize(
    "kind",
    ["pipe", *(pytest.param(kind, marks=pytest.mark.long) for kind in KINDS if kind != "pipe")],
)
@pytest.mark.parametrize("name", [name for name in FILES if name not in ("", "cache")])
def test_what_is_no_file_ends_a_command_and_shows_nothing(
    name: str, kind: str, applied: Checkout
) -> None:
    put(applied, name, KINDS[kind])
    for command in (("plan", "--format", "json"), ("apply", "--yes"), ("state", "list")):
        code, said = run(applied, *command)
        if code:
            assert "symbolic link" in said or "regular file" in said or "Not a directory" in said


@pytest.mark.parametrize(
    "name", ["state.toml", "journal.jsonl", "lock", "lock.json", "cache/unowned.json", ".gitignore"]
)
def test_a_link_is_an_error_wherever_an_apply_needs_the_file(
    name: str, applied: Checkout, victim: Path
) -> None:
    put(applied, name, link_to(str(victim)))
    code, said = run(applied, "apply", "--yes")
    assert code == 1
    assert f".execsync/{name}: is a symbolic link" in said


def test_a_link_that_leads_nowhere_makes_no_file(applied: Checkout, victim: Path) -> None:
    for name in FILES:
        if name not in ("", "cache", "cache/bodies"):
            put(applied, name, link_to(str(victim.with_name("made"))))
    run(applied, "apply", "--yes")
    run(applied, "init")
    assert [path.name for path in victim.parent.iterdir()] == ["secret"]


def test_a_backup_leads_nowhere_else(applied: Checkout, victim: Path) -> None:
    put(applied, "backups", link_to(str(victim.parent)))
    code, said = run(applied, "state", "rm", "page:a.md")
    assert (code, "is a symbolic link" in said) == (1, True)
    assert [path.name for path in victim.parent.iterdir()] == ["secret"]


@pytest.mark.parametrize(
    "path", ["/proc/self/environ", "../home/.zshenv", "a/../../b", "C:/x", "..\\x", "a//b", "."]
)
def test_the_path_of_state_stays_inside(path: str, applied: Checkout) -> None:
    applied.configure(f"[state]\npath = {path!r}\n")
    code, said = run(applied, "plan")
    assert code == 1
    assert "must be a path inside the folder" in said
    assert "EXECSYNC_STATE_DIR" in said


@pytest.mark.parametrize(
    "path",
    [
        ".git/hooks/state.toml",
        "sub/.GIT/state.toml",
        "execsync.toml",
        ".execsync/journal.jsonl",
        ".execsync",
        ".execsync/unsaved-state.toml",
    ],
)
def test_the_path_of_state_is_a_file_of_its_own(path: str, applied: Checkout) -> None:
    applied.configure(f"[state]\npath = {path!r}\n")
    code, said = run(applied, "apply", "--yes")
    assert code == 1
    assert "must be a file of its own" in said
    assert not (applied.folder / ".git/hooks/state.toml").exists()


@pytest.mark.parametrize("name", ["cache/unowned.json", "state.toml", "journal.jsonl"])
def test_a_file_that_is_too_large_is_not_read(name: str, applied: Checkout) -> None:
    put(applied, name, lambda path: path.touch())
    os.truncate(applied.state_folder / name, 200 * 1024 * 1024)  # takes no room
    code, said = run(applied, "apply", "--yes")
    assert code == 1
    assert "is larger than" in said


class TestElsewhere:
    """The environment alone puts the folder elsewhere."""

    def test_state_lies_there(self, checkout: Checkout, tmp_path: Path, hub: LocalHub) -> None:
        checkout.page("a.md", title="A")
        folder = str(tmp_path / "volume" / "hub")
        for _ in range(2):
            assert checkout.call("apply", "--yes", EXECSYNC_STATE_DIR=folder).code == 0
        assert (tmp_path / "volume/hub/state.toml").exists()
        assert not checkout.state_folder.exists()
        assert len(hub.pages()) == 1
        assert "No changes" in checkout.call("plan", EXECSYNC_STATE_DIR=folder).out

    def test_a_link_named_by_the_user_is_followed(self, checkout: Checkout, tmp_path: Path) -> None:
        checkout.page("a.md", title="A")
        (tmp_path / "disk").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "disk")
        moved = {"EXECSYNC_STATE_DIR": str(tmp_path / "link")}
        assert checkout.call("apply", "--yes", **moved).code == 0
        assert (tmp_path / "disk/state.toml").exists()


class TestSavedPlans:
    def test_a_link_is_not_followed(self, applied: Checkout, victim: Path) -> None:
        (applied.folder / "release.plan").symlink_to(victim)
        for command in (("show", "release.plan"), ("apply", "release.plan", "--yes")):
            code, said = run(applied, *command)
            assert (code, "is a symbolic link" in said) == (1, True)
        run(applied, "plan", "--out", "release.plan")
        run(applied, "plan", "--json-into", "release.plan")
        assert victim.read_text() == SECRET

    def test_a_pipe_is_not_waited_for(self, applied: Checkout) -> None:
        os.mkfifo(applied.folder / "release.plan")
        code, said = run(applied, "show", "release.plan")
        assert (code, "is no regular file" in said) == (1, True)

    @pytest.mark.parametrize("option", ["--out", "--json-into"])
    def test_only_its_owner_can_read_it(self, option: str, applied: Checkout) -> None:
        file = applied.folder / "release.plan"
        file.touch(mode=0o644)
        assert run(applied, "plan", option, "release.plan")[0] == 0
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_a_link_replaces_in_the_middle_of_an_apply_ends_it_with_what_was_done(
    applied: Checkout, tmp_path: Path, hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("execsync.workspace.SAVE_EVERY", 0.0)
    applied.configure("[limits]\nper_minute = 0\n")
    for name in ("b", "c", "d", "e", "f", "g", "h", "i"):
        applied.page(f"{name}.md", title=name)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    hub.before("POST", "/knowledge-hub/pages", 4, lambda: put(applied, "", link_to(str(elsewhere))))
    ended = applied.call("apply", "--yes")
    said = " ".join((ended.out + ended.err).split())
    assert ended.code == 1
    assert "is a symbolic link" in said
    assert "nothing was changed" not in said
    assert "Done: " in ended.out
    assert [*elsewhere.iterdir()] == []
