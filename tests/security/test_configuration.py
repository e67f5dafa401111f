"""What execsync.toml says leads nowhere else, and no execsync.toml makes a command crash or wait."""

import os
import subprocess
from pathlib import Path

import pytest

from execsync import config
from tests.support.checkout import Checkout

PAGE = "---\ntitle: A secret\nstauts: draft\n---\nText.\n"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the user's with a page."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "a.md").write_text(PAGE)
    return folder


COMMANDS = [("plan",), ("validate",), ("validate", "--fix"), ("apply", "--yes")]


class TestContentRoot:
    @pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
    def test_outside_is_refused(
        self, command: tuple[str, ...], checkout: Checkout, outside: Path
    ) -> None:
        for root in ("../home", str(outside), "content/../../home", "/"):
            checkout.configure(f"[content]\nroot = {root!r}\n")
            ended = checkout.call(*command)
            assert ended.code == 1
            assert "leads outside of the repository" in ended.out + ended.err
        assert (outside / "a.md").read_text() == PAGE

    @pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
    def test_outside_by_a_link_is_refused(
        self, command: tuple[str, ...], checkout: Checkout, outside: Path
    ) -> None:
        checkout.content.rmdir()
        checkout.content.symlink_to(outside)
        ended = checkout.call(*command)
        assert ended.code == 1
        assert "leads outside of the repository" in ended.out + ended.err
        assert (outside / "a.md").read_text() == PAGE

    def test_beside_it_in_the_same_work_tree_is_fine(self, tmp_path: Path) -> None:
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        hub = Checkout(tmp_path / "tools" / "hub", config='[content]\nroot = "../../docs"\n')
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs/a.md").write_text("---\ntitle: A\n---\n")
        assert "+ a.md" in hub.call("plan").out
        (tmp_path / "docs").rename(tmp_path / "real")
        (tmp_path / "docs").symlink_to("real")
        assert "+ a.md" in hub.call("plan").out


BROKEN = {
    "deep": "a = " + "[" * 100_000 + "]" * 100_000,
    "deep tables": "a = " + "{a=" * 50_000,
    "long number": "a = " + "1" * 15_000,
    "dotted key": "a" + ".a" * 300_000 + " = 1",
    "dotted table": "[a" + ".a" * 300_000 + "]",
    "dotted value": "a = {b" + ".b" * 100_000 + " = 1}",
    "large": "# " + "x" * 2_000_000,
    "nul": "a = '\0'",
    "latin": "a = 'ü'",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_a_named_error_in_no_time(kind: str, checkout: Checkout) -> None:
    data = BROKEN[kind].encode("latin-1" if kind == "latin" else "utf-8")
    (checkout.folder / "execsync.toml").write_bytes(data)
    ended = checkout.run("plan", timeout=20)
    assert ended.code == 1
    assert "execsync.toml" in ended.err
    assert len(ended.err) < 2_000


PATTERNS = {
    "stars": "*a" * 20 + "b",
    "folders": "**/a/" * 20 + "b",
    "within": "a/" + "*a" * 20 + "b/c",
}


@pytest.mark.parametrize("setting", ["include = [{!r}]", "exclude = [{!r}]", "ignore"])
@pytest.mark.parametrize("kind", PATTERNS)
def test_a_pattern_is_not_tried_for_ever(kind: str, setting: str, checkout: Checkout) -> None:
    """A pattern of many stars takes as many tries as there are ways to share out a name among them."""
    pattern = PATTERNS[kind]
    text = f"[rules.ignore]\n{pattern!r} = ['EX080']\n"
    if setting != "ignore":
        text = f"[content]\n{setting.format(pattern)}\n"
    checkout.configure(text)
    name = "a" * 120
    checkout.page(f"{name}.md", title="A", body="")
    checkout.page(f"a/{name}/c.md", title="B")
    checkout.page("a/" * 60 + "c.md", title="C")
    ended = checkout.run("validate", timeout=30)
    assert ended.code == 1
    assert "at most 3 stars between two slashes" in ended.err
    assert "execsync.toml:" in ended.err


def test_usual_patterns_are_taken(checkout: Checkout) -> None:
    patterns = ["*.md", "!*draft*.md", "**/a/**/b", "/sub/**", "a*b*c*", "\\\\*"]
    ignored = "".join(f"{pattern!r} = ['EX080']\n" for pattern in patterns)
    text = f"[content]\ninclude = {patterns!r}\nexclude = {patterns!r}\n[rules.ignore]\n{ignored}"
    checkout.configure(text)
    assert checkout.call("validate").code == 0


def test_patterns_without_number_are_refused(checkout: Checkout) -> None:
    checkout.configure(f"[content]\ninclude = {[str(n) for n in range(1001)]!r}\n")
    ended = checkout.call("validate")
    assert (ended.code, "at most 1,000" in ended.err) == (1, True), ended


@pytest.mark.parametrize("target", ["/dev/zero", "/proc/self/environ", "pipe"])
def test_no_file_at_all(target: str, checkout: Checkout) -> None:
    file = checkout.folder / "execsync.toml"
    file.unlink()
    if target == "pipe":
        os.mkfifo(checkout.folder / "pipe")
    file.symlink_to(target)
    for command in (("plan",), ("plan", "--config", str(file)), ("validate", str(file))):
        ended = checkout.run(*command, timeout=20)
        assert (ended.code, command[0]) in ((1, "plan"), (0, "validate"), (1, "validate")), ended
        assert "exec_live_" not in ended.out + ended.err


class TestAnotherUsers:
    """As Git, for a repository whose folder is another user's."""

    @pytest.fixture
    def shared(self, checkout: Checkout) -> Checkout:
        checkout.page("a.md", title="A")
        (checkout.folder / "below").mkdir()
        if os.geteuid():
            pytest.skip("only root gives files away")
        os.chown(checkout.folder / "execsync.toml", 12345, 12345)
        return checkout

    def test_above_it_is_refused_unless_it_is_named(self, shared: Checkout) -> None:
        below = Checkout(shared.folder / "below")
        (below.folder / "execsync.toml").unlink()
        ended = below.call("plan")
        assert ended.code == 1
        assert "belongs to another user" in ended.err
        assert f"-C {shared.folder}" in ended.err
        assert below.call("plan", "-C", str(shared.folder)).code == 0
        assert below.call("plan", "--config", str(shared.folder / "execsync.toml")).code == 0

    def test_in_the_folder_itself_it_is_taken(self, shared: Checkout) -> None:
        assert shared.call("plan").code == 0

    def test_of_who_became_root_it_is_taken(
        self, shared: Checkout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SUDO_UID", "12345")
        assert config.find(shared.folder / "below") == str(shared.folder / "execsync.toml")
