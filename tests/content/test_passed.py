"""A check that lets pages pass which passed before says what one says that checks all."""

import os
import random
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from execsync.content import checking
from execsync.content.passed import passing
from execsync.core.choices import Preset
from execsync.core.rules import read
from execsync.core.settings import FrontMatterSettings, RuleSettings
from execsync.core.text_settings import AssetSettings
from execsync.state.folder import IGNORE, PASSED_PAGES
from tests.commands.hub import Result, run_validate, write_hub
from tests.content.test_unchanged import LATER

PAGE = "---\ntitle: A\n---\n\n## One\n\nText.\n"
LINKED = "---\ntitle: B\n---\n\n[a](a.md#one) and [[c]].\n"
ADDRESS = '[content]\nroot = "docs"\n[links]\npage_url = "https://hub.example/{id}"\n'
TICKS = count(1_000_000_000)


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks begin as if some seconds had passed since the files were written."""
    now = time.time_ns
    monkeypatch.setattr("execsync.content.passed.time.time_ns", lambda: now() + LATER)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are checked."""
    paths: list[str] = []
    check = checking.check_file

    def note(path: str, *rest: Any) -> Any:
        paths.append(path)
        return check(path, *rest)

    monkeypatch.setattr("execsync.content.validate.check_file", note)
    return paths


def prepared(folder: Path) -> Path:
    """A folder in which an apply has been."""
    (folder / ".execsync").mkdir()
    (folder / ".execsync" / IGNORE).write_text("*\n")
    return folder


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Three pages that passed a check."""
    files: dict[str, str | bytes] = {"a.md": PAGE, "b.md": LINKED, "c.md": PAGE}
    write_hub(prepared(tmp_path), files, toml=ADDRESS)
    assert run_validate(tmp_path).out == "Nothing wrong in 3 files.\n"
    return tmp_path


def write(hub: Path, path: str, text: str) -> None:
    """Write a page, so that its stamp tells it however coarse the clock is."""
    (hub / "docs" / path).write_text(text)
    os.utime(hub / "docs" / path, ns=(0, next(TICKS)))


def check_all(hub: Path) -> Result:
    """The check of a clone in which nothing was kept."""
    ignore = hub / ".execsync" / IGNORE
    ignore.rename(hub / "aside")
    result = run_validate(hub)
    (hub / "aside").rename(ignore)
    return result


def test_only_what_changed_is_checked(hub: Path, checked: list[str]) -> None:
    assert run_validate(hub).out == "Nothing wrong in 3 files.\n"
    assert checked == []
    write(hub, "b.md", LINKED + "\nMore.\n")
    assert run_validate(hub).out == "Nothing wrong in 3 files.\n"
    assert checked == ["b.md"]


def test_a_page_of_which_there_is_something_to_say_is_checked_each_time(
    hub: Path, checked: list[str]
) -> None:
    write(hub, "c.md", PAGE.replace("title", "owner: x\ntitle"))
    for _ in range(2):
        checked.clear()
        assert "EX022" in run_validate(hub).out
        assert checked == ["c.md"]


def test_a_heading_that_goes_is_missed_by_the_page_that_links_it(hub: Path) -> None:
    write(hub, "a.md", PAGE.replace("One", "Two"))
    for _ in range(2):
        assert "b.md:5:5: warning EX051" in run_validate(hub).out.replace("docs/", "")
    write(hub, "a.md", PAGE)
    assert run_validate(hub).out == "Nothing wrong in 3 files.\n"


def test_a_heading_that_comes_is_nothing_to_the_others(hub: Path, checked: list[str]) -> None:
    write(hub, "a.md", PAGE + "\n## Two\n")
    assert run_validate(hub).out == "Nothing wrong in 3 files.\n"
    assert checked == ["a.md"]


def test_a_page_that_goes_or_comes_is_noticed(hub: Path) -> None:
    (hub / "docs" / "a.md").rename(hub / "docs" / "d.md")
    assert "EX050" in run_validate(hub).out
    (hub / "docs" / "d.md").rename(hub / "docs" / "a.md")
    (hub / "docs" / "x").mkdir()
    write(hub, "x/c.md", PAGE)
    assert "EX053" in run_validate(hub).out


def test_a_file_that_can_no_longer_be_read_has_no_headings(hub: Path) -> None:
    (hub / "docs" / "a.md").write_bytes(b"\xff")
    out = run_validate(hub).out
    assert "EX002" in out
    assert "EX051" in out


def test_other_settings_mean_that_everything_is_checked(hub: Path, checked: list[str]) -> None:
    (hub / "execsync.toml").write_text('[content]\nroot = "docs"\n')
    assert "3 links in 1 file" not in run_validate(hub).out
    assert checked == ["a.md", "b.md", "c.md"]


def test_links_of_pages_that_pass_are_counted(hub: Path, checked: list[str]) -> None:
    (hub / "execsync.toml").write_text('[content]\nroot = "docs"\n')
    first = run_validate(hub)
    assert "2 links in 1 file" in first.out
    checked.clear()
    assert run_validate(hub) == first
    assert checked == []


def test_an_image_that_goes_is_missed(hub: Path) -> None:
    base = '[assets]\nbase_url = "https://files.example/{path}"\n'
    (hub / "execsync.toml").write_text(ADDRESS + base)
    (hub / "docs" / "i.png").touch()
    write(hub, "c.md", PAGE + "\n![i](i.png)\n")
    assert run_validate(hub).out == "Nothing wrong in 3 files.\n"
    (hub / "docs" / "i.png").unlink()
    assert "EX061" in run_validate(hub).out


def test_what_is_mended_is_checked_again(hub: Path) -> None:
    write(hub, "c.md", PAGE.replace("title", "staus: draft\ntitle"))
    assert "EX021" in run_validate(hub).out
    assert "Nothing wrong in 3 files." in run_validate(hub, fix=True).out
    assert run_validate(hub) == check_all(hub)


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b"\xff", b"[]", b"{}", b"1", b"[" * 100_000, b'{"basis": [], "pages": {}}'),
        *(b'{"basis": 1, "pages": []}', b'{"pages": {"a.md": "abc"}}', b'{"pages": {"a.md": 1}}'),
    ],
)
def test_a_damaged_file_is_none(hub: Path, checked: list[str], text: bytes) -> None:
    (hub / ".execsync" / PASSED_PAGES).write_bytes(text)
    assert run_validate(hub).out == "Nothing wrong in 3 files.\n"
    assert checked == ["a.md", "b.md", "c.md"]


def test_anchors_that_are_none_are_damage(hub: Path, checked: list[str]) -> None:
    file = hub / ".execsync" / PASSED_PAGES
    file.write_text(file.read_text().replace('["one"]', "[{}]", 1))
    write(hub, "a.md", PAGE)
    assert run_validate(hub).out == "Nothing wrong in 3 files.\n"
    assert checked == ["a.md", "b.md", "c.md"]


def test_a_link_in_its_place_is_not_followed(hub: Path, checked: list[str]) -> None:
    kept = hub / ".execsync" / PASSED_PAGES
    kept.rename(hub / "elsewhere")
    kept.symlink_to(hub / "elsewhere")
    assert run_validate(hub).out == "Nothing wrong in 3 files.\n"
    assert checked == ["a.md", "b.md", "c.md"]


def test_what_came_with_a_clone_lets_nothing_pass(
    hub: Path, tmp_path: Path, checked: list[str]
) -> None:
    """Though all times of change are those of the files that it was made of."""
    clone = tmp_path / "clone"
    shutil.copytree(hub, clone, ignore=shutil.ignore_patterns("clone"))
    assert run_validate(clone).out == "Nothing wrong in 3 files.\n"
    assert checked == ["a.md", "b.md", "c.md"]


def test_a_file_that_was_just_written_is_not_trusted(
    hub: Path, checked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It might be written again before the clock ticks."""
    monkeypatch.undo()
    (hub / ".execsync" / PASSED_PAGES).unlink()
    for _ in range(2):
        assert run_validate(hub).out == "Nothing wrong in 3 files.\n"
    kept = (hub / ".execsync" / PASSED_PAGES).read_text()
    assert kept.count("null") == 3


def test_where_no_apply_has_been_nothing_is_left(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": PAGE})
    assert run_validate(tmp_path).code == 0
    assert not (tmp_path / ".execsync").exists()


PATHS = ["a.md", "b.md", "c.md", "d.md", "x/a.md", "x/e.md"]
FRONT = [
    *(
        "moved_from: a.md\n",
        "owner: x\n",
        "managed: false\n",
        "status: wrong\n",
        "folders: [One]\n",
    ),
    *(f"sources: [{{url: https://x.example, title: {title}}}]\n" for title in "ST"),
    "sources: [https://x.example]\n",
]
MARKS = ["<!-- execsync: ignore EX050 EX051 -->\n\n"]
PROSE = [
    *(
        "[[b]]\n\n",
        "[[a]]\n\n",
        "[[x/a#One]]\n\n",
        "[x](x/)\n\n",
        "[x](../x.md)\n\n",
        "[q](q.md)\n\n",
    ),
    *("![i](i.png)\n\n", "![i](/i.png)\n\n", "# Three\n\n"),
]


class Writer:
    """Changes a hub's files and settings in random ways."""

    def __init__(self, hub: Path, dice: random.Random) -> None:
        self.hub, self.dice = hub, dice
        (hub / "docs" / "x").mkdir(parents=True)
        for _ in range(20):
            self.do_write()

    def change(self) -> None:
        getattr(self, self.dice.choice([name for name in dir(self) if name.startswith("do_")]))()

    def path(self) -> str:
        return self.dice.choice(PATHS)

    def file(self) -> Path:
        return self.hub / "docs" / self.path()

    def do_write(self) -> None:
        write(self.hub, self.path(), "".join(self.lines()))

    do_write_another = do_write_a_third = do_write

    def lines(self) -> Iterator[str]:
        """A page with nothing wrong, as a rule."""
        yield f"---\ntitle: T\n{self.rarely(FRONT)}---\n\n{self.rarely(MARKS)}"
        for name in self.dice.sample(["One", "Two", "Three"], 2):
            yield f"## {name}\n\nText.\n\n"
            yield f"[l](/{self.path()}#{self.dice.choice(['one', 'top', ''])})\n\n"
            yield self.rarely(PROSE)

    def rarely(self, texts: list[str]) -> str:
        return self.dice.choice(texts) if self.dice.random() < 0.15 else ""

    def do_touch(self) -> None:
        for file in (self.hub / "docs").rglob("*.md"):
            os.utime(file, ns=(0, next(TICKS)))

    def do_remove(self) -> None:
        self.file().unlink(missing_ok=True)

    def do_spoil(self) -> None:
        self.file().write_bytes(b"\xff" * self.dice.randrange(1, 9))

    def do_rename(self) -> None:
        if (file := self.file()).exists():
            file.rename(self.file())

    def do_draw(self) -> None:
        image = self.hub / "docs" / "i.png"
        image.unlink() if image.exists() else image.touch()

    def do_configure(self) -> None:
        more = [
            '[assets]\nbase_url = "https://f.example/{path}"\n',
            "",
            '[rules.severity]\nEX050 = "off"\n',
        ]
        start = self.dice.choice([ADDRESS, '[content]\nroot = "docs"\n'])
        (self.hub / "execsync.toml").write_text(start + self.dice.choice(more))


@pytest.mark.parametrize(
    "front",
    [
        *(
            "expiryDate: 2999-01-01",
            "folders: [One]",
            "skills: [One]",
            "moved_from: b.md",
            "managed: false",
        ),
        *("sources: [{url: https://x.example}]", "cover: x\n---\n![i](i.png)\n"),
    ],
)
def test_a_page_of_which_more_matters_than_pages_never_passes(front: str) -> None:
    settings = RuleSettings(
        front_matter=FrontMatterSettings(Preset.HUGO),
        assets=AssetSettings("https://files.example/{path}"),
    )
    now = datetime(2030, 5, 1, tzinfo=UTC)
    document, _ = read("a.md", f"---\ntitle: A\n{front}\n---\n".encode(), settings, now)
    plain, _ = read("b.md", PAGE.encode(), settings, now)
    assert document
    assert plain
    assert passing([document, plain], (), settings) == {"b.md"}
    assert passing([document, plain], {"b.md"}, settings) == set()


def test_a_heading_without_a_letter_is_a_heading(hub: Path) -> None:
    write(hub, "c.md", PAGE.replace("One", "+"))
    write(hub, "b.md", LINKED.replace("a.md#one", "c.md#-"))
    assert run_validate(hub) == check_all(hub)
    write(hub, "c.md", PAGE.replace("## One\n", ""))
    assert run_validate(hub) == check_all(hub)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 8))]
)
def test_it_says_the_same_after_whatever_happened(
    tmp_path: Path, checked: list[str], seed: int
) -> None:
    write_hub(prepared(tmp_path), {}, toml=ADDRESS)
    writer, passed = Writer(tmp_path, random.Random(seed)), 0
    for _ in range(60):
        writer.change()
        everything = check_all(tmp_path)
        for _ in range(2):
            checked.clear()
            assert run_validate(tmp_path) == everything
        passed += len(list((tmp_path / "docs").rglob("*.md"))) - len(checked)
    assert passed > 0
