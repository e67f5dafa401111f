"""A plan that reads no further than it must says what one says that reads everything."""

import random
import time
from pathlib import Path
from typing import Any

import pytest

from execsync.content.file_bytes import read_bytes
from execsync.content.tree import File
from execsync.core import rules
from execsync.localhub import LocalHub
from execsync.state.folder import IDLE_PLAN
from tests.support.checkout import Checkout, Ended

NO_CHANGES = "No changes: the hub is as the files want it, as far as State knows.\n"
LATER = 3_000_000_000
"""Nanoseconds after which a file that was just written is old enough for its stamp to be trusted."""


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are parsed."""
    paths: list[str] = []
    read = rules.read

    def note(path: str, *rest: Any) -> Any:
        paths.append(path)
        return read(path, *rest)

    monkeypatch.setattr("execsync.core.rules.read", note)
    return paths


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plans begin as if some seconds had passed since the files were written."""
    now = time.time_ns
    monkeypatch.setattr("execsync.content.idle_plan.time.time_ns", lambda: now() + LATER)


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Applied: a page with a source, a page with a source that has a title, and one without."""
    checkout.page("a.md", title="A", sources=["https://x.example/plain"])
    checkout.page("b.md", title="B", sources=[{"url": "https://x.example/t", "title": "Terms"}])
    checkout.page("c.md", title="C", protect=True)
    assert checkout.call("apply", "--yes").code == 0
    return checkout


def plan(checkout: Checkout) -> Ended:
    return checkout.call("plan")


def plan_everything(checkout: Checkout, folder: Path) -> Ended:
    """The same plan from every file: one that is kept names every page."""
    ended = checkout.call("plan", "--out", str(folder / "plan"))
    said = [line for line in ended.err.splitlines(keepends=True) if not line.startswith("saved; ")]
    return Ended(ended.code, ended.out, "".join(said))


def test_what_state_has_is_not_parsed(checkout: Checkout, parsed: list[str]) -> None:
    assert plan(checkout) == Ended(0, NO_CHANGES, "")
    assert parsed == []


def test_only_what_changed_is_parsed(checkout: Checkout, parsed: list[str]) -> None:
    checkout.page("c.md", title="New", protect=True)
    checkout.page("d.md", title="D")
    assert "Plan: 1 to create, 1 to update." in plan(checkout).out
    assert parsed == ["c.md", "d.md"]


def test_a_file_with_a_finding_is_parsed_each_time(checkout: Checkout, parsed: list[str]) -> None:
    checkout.page("c.md", title="C", owner="somebody")
    assert checkout.call("apply", "--yes").code == 0
    for _ in range(2):
        parsed.clear()
        ended = plan(checkout)
        assert (ended.out, parsed) == (NO_CHANGES, ["c.md"])
        assert "EX022" in ended.err


def test_other_settings_mean_that_everything_is_read(checkout: Checkout, parsed: list[str]) -> None:
    before = (checkout.folder / "execsync.toml").read_text()
    checkout.configure(f'{before}[defaults]\nstatus = "published"\n')
    assert "Plan: 3 to update." in plan(checkout).out
    assert parsed == ["a.md", "b.md", "c.md"]


def test_a_source_that_is_called_otherwise_elsewhere_is_found(
    checkout: Checkout, parsed: list[str]
) -> None:
    """The warning is about the unchanged page, which comes later in the alphabet."""
    checkout.page("aa.md", title="AA", sources=[{"url": "https://x.example/t", "title": "Rules"}])
    ended = plan(checkout)
    assert "content/b.md:" in ended.err
    assert "EX033" in ended.err
    assert parsed == ["aa.md", "b.md"]


def test_a_page_that_was_edited_on_the_web_is_a_conflict_though_its_file_is_as_it_was(
    checkout: Checkout, hub: LocalHub, tmp_path: Path
) -> None:
    page = checkout.state().pages["c.md"]
    hub.web.edit(page.id, title="Edited")
    assert "1 conflict" in checkout.call("apply", "--yes").out
    ended = plan(checkout)
    assert "1 conflict" in ended.out
    assert ended.out == plan_everything(checkout, tmp_path).out


def test_a_name_that_differs_only_in_case_is_found(checkout: Checkout) -> None:
    checkout.page("A.md", title="Another")
    if len(list(checkout.content.glob("*.md"))) == 4:
        assert "EX040" in plan(checkout).err


def test_a_source_made_anew_is_no_longer_what_the_page_was_sent_with(checkout: Checkout) -> None:
    text = checkout.state_file.read_text()
    old = checkout.state().sources["https://x.example/plain"].id
    checkout.state_file.write_text(text.replace(f'"{old}"', '"src_other"', 1))
    assert plan(checkout).out != NO_CHANGES


@pytest.mark.parametrize("options", [(), ("--format", "json"), ("--prune", "--allow-archive", "9")])
def test_no_file_is_read_for_parsing_twice(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    """Not to answer what a comparison asks: one page is edited, one is renamed, one is new."""
    checkout.page("c.md", title="New", protect=True)
    checkout.rename("a.md", "moved.md")
    checkout.page("d.md", title="D")
    paths: list[str] = []

    def note(file: File) -> Any:
        paths.append(file.path)
        return read_bytes(file)

    monkeypatch.setattr("execsync.content.reader.read_bytes", note)
    assert "moved.md" in checkout.call("plan", "--summary", *options).out
    assert len(paths) == len(set(paths))


class TestRecall:
    @pytest.fixture(autouse=True)
    def _later(self, later: None) -> None:
        """Every plan of these tests begins some seconds later."""

    @pytest.fixture
    def remembered(self, checkout: Checkout) -> Path:
        file = checkout.state_folder / IDLE_PLAN
        for _ in range(2):
            assert plan(checkout).out == NO_CHANGES
        assert file.read_bytes()
        return file

    @pytest.fixture
    def blind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing may look further than at stamps."""

        def refuse(*_: object) -> None:
            raise AssertionError("something was read")

        monkeypatch.setattr("execsync.commands.plan._look", refuse)

    @pytest.mark.usefixtures("remembered", "blind")
    def test_nothing_is_read_again(self, checkout: Checkout) -> None:
        assert plan(checkout) == Ended(0, NO_CHANGES, "")
        assert checkout.call("plan", "--detailed-exitcode").code == 0

    def test_warnings_stay_visible(
        self, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checkout.page("c.md", title="C", owner="somebody")
        assert checkout.call("apply", "--yes").code == 0
        first = plan(checkout)
        assert plan(checkout) == first
        monkeypatch.setattr("execsync.commands.plan._look", None)
        assert plan(checkout) == first
        assert "EX022" in first.err

    @pytest.mark.parametrize(
        "change",
        [
            lambda checkout: checkout.page("c.md", title="X"),
            lambda checkout: checkout.page("d.md", title="D"),
            lambda checkout: checkout.remove("a.md"),
            lambda checkout: checkout.rename("a.md", "z.md"),
            lambda checkout: checkout.configure("[defaults]\nstatus = 'published'\n"),
            lambda checkout: checkout.state_file.unlink(),
            lambda checkout: checkout.journal.write_text("{}\n"),
        ],
        ids=["edited", "new", "gone", "renamed", "configured", "no state", "journal"],
    )
    @pytest.mark.usefixtures("remembered")
    def test_whatever_changes_is_noticed(self, checkout: Checkout, change: Any) -> None:
        change(checkout)
        assert plan(checkout).out != NO_CHANGES

    def test_a_name_that_means_another_folder_by_now_is_noticed(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.catalogue.add_folder("One", id="fld_1")
        checkout.page("d.md", title="D", folders=["One"])
        assert checkout.call("apply", "--yes").code == 0
        for _ in range(2):
            assert plan(checkout).out == NO_CHANGES
        assert (checkout.state_folder / IDLE_PLAN).read_bytes()
        hub.catalogue.add_folder("Was one", id="fld_1")
        hub.catalogue.add_folder("One", id="fld_2")
        assert checkout.call("folders").code == 0
        assert "Plan: 1 to update." in plan(checkout).out

    @pytest.mark.parametrize("text", [b"", b"[]", b"\xff\n", b'[{"code": 1}]\n', b"{}\nx"])
    def test_a_broken_memory_is_none(
        self, checkout: Checkout, remembered: Path, text: bytes
    ) -> None:
        remembered.write_bytes(text)
        assert plan(checkout) == Ended(0, NO_CHANGES, "")

    def test_it_may_be_deleted_at_any_time(self, checkout: Checkout, remembered: Path) -> None:
        remembered.unlink()
        for _ in range(2):
            assert plan(checkout) == Ended(0, NO_CHANGES, "")
        assert remembered.read_bytes()


def test_a_file_that_was_just_written_is_not_trusted(checkout: Checkout) -> None:
    """It might be written again before the clock ticks."""
    for _ in range(2):
        assert plan(checkout).out == NO_CHANGES
    assert (checkout.state_folder / IDLE_PLAN).read_bytes() == b""


NAMES = ["One", "Two", "Three"]
"""Folders of the hub, which change places."""


class Writer:
    """Changes a hub's files, settings and State in random ways."""

    def __init__(self, checkout: Checkout, hub: LocalHub, dice: random.Random) -> None:
        self.checkout, self.hub, self.dice = checkout, hub, dice
        self.number = 0

    def change(self) -> str:
        self.number += 1
        names = [name for name in dir(self) if name.startswith("_do_")]
        name = self.dice.choice(names)
        getattr(self, name)()
        return name

    def path(self) -> str:
        return f"{self.dice.choice('abcdefgh')}.md"

    def _do_write(self) -> None:
        front: dict[str, Any] = {"status": self.dice.choice(["draft", "published"])}
        kind = self.dice.randrange(7)
        if kind == 1:
            front["sources"] = [f"https://x.example/{self.dice.randrange(3)}"]
        elif kind == 2:
            title = f"Source {self.dice.randrange(2)}"
            url = f"https://x.example/{self.dice.randrange(3)}"
            front["sources"] = [{"url": url, "title": title}]
        elif kind == 3:
            front["owner"] = "somebody"
        elif kind == 4:
            front["moved_from"] = self.path()
        elif kind > 4:
            front["folders"] = self.dice.sample(NAMES, self.dice.randrange(1, 3))
        self.checkout.page(self.path(), title=f"Page {self.number}", **front)

    def _do_touch(self) -> None:
        for file in self.checkout.content.glob("*.md"):
            file.write_bytes(file.read_bytes())

    def _do_comment(self) -> None:
        for file in list(self.checkout.content.glob("*.md"))[:2]:
            file.write_text(file.read_text().replace("---\n", f"---\n# {self.number}\n", 1))

    def _do_remove(self) -> None:
        (self.checkout.content / self.path()).unlink(missing_ok=True)

    def _do_rename(self) -> None:
        if (self.checkout.content / (path := self.path())).exists():
            self.checkout.rename(path, self.path())

    def _do_configure(self) -> None:
        defaults = self.dice.choice(["", 'visibility = "private"', 'folder_ids = ["f"]'])
        text = "[limits]\nper_minute = 0\nper_day = 0\n"
        self.checkout.configure(f"{text}[defaults]\n{defaults}\n")

    def _do_rename_folders(self) -> None:
        for number, name in enumerate(self.dice.sample(NAMES, 3)):
            self.hub.catalogue.add_folder(name, id=f"fld_{number}")
        assert self.checkout.call("folders").code == 0

    def _do_apply(self) -> None:
        options = self.dice.choice([(), ("--prune", "--allow-archive", "9"), ("--target", "a.md")])
        self.checkout.call("apply", "--yes", *options)

    _do_apply_again = _do_apply

    def _do_edit_on_the_web(self) -> None:
        entries = list(self.checkout.state().pages.values()) if self.has_state else []
        if entries:
            entry = self.dice.choice(entries)
            self.hub.web.edit(entry.id, content=f"By the web {self.number}.", publish=True)

    def _do_forget(self) -> None:
        if self.has_state and self.checkout.state().pages:
            path = self.dice.choice(list(self.checkout.state().pages))
            self.checkout.call("state", "rm", path)

    @property
    def has_state(self) -> bool:
        return self.checkout.state_file.exists()


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 8))]
)
def test_it_says_the_same_after_whatever_happened(
    checkout: Checkout, hub: LocalHub, tmp_path: Path, later: None, seed: int
) -> None:
    writer = Writer(checkout, hub, random.Random(seed))
    writer._do_rename_folders()
    done = []
    for _ in range(40):
        done.append(writer.change())
        everything = plan_everything(checkout, tmp_path)
        for _ in range(3):  # the third one may remember the second
            assert plan(checkout) == everything, (seed, done)
