"""Much at once: whatever happens to the files, the hub ends as they are."""

import random
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from execsync.localhub import LocalHub
from tests.crash.seeds import make_dice
from tests.support.checkout import Checkout
from tests.watch.watching import HASTY, Watching, texts, wait_for, wait_for_writes

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATIONS = 500


class Hand:
    """Somebody who does this and that to files. Titles are never used twice."""

    def __init__(self, checkout: Checkout, dice: random.Random) -> None:
        self._checkout = checkout
        self._dice = dice
        self._made = 0

    def act(self) -> None:
        """Do one thing."""
        acts: list[Callable[[], None]] = [self.create] * 3 + [self.edit] * 6 + [self.touch]
        acts += [self.replace, self.rename, self.rename, self.remove, self.shift, self.break_off]
        self._dice.choice(acts)()

    def create(self) -> None:
        self._made += 1
        folder = self._dice.choice(["", "one/", "two/", "two/three/", "four/"])
        path = self._checkout.content / f"{folder}page-{self._made}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._text(f"Page {self._made}"))

    def edit(self) -> None:
        for path in self._some():
            path.write_text(self._text(self._title(path)))

    def replace(self) -> None:
        for path in self._some():
            temporary = path.with_name(f".{path.name}.tmp")
            temporary.write_text(self._text(self._title(path)))
            temporary.replace(path)

    def rename(self) -> None:
        for path in self._some():
            self._made += 1
            path.rename(path.with_name(f"renamed-{self._made}.md"))

    def remove(self) -> None:
        for path in self._some():
            path.unlink()

    def touch(self) -> None:
        for path in self._some():
            path.touch()

    def shift(self) -> None:
        """Rename a folder with all that is in it."""
        folders = [path for path in self._checkout.content.iterdir() if path.is_dir()]
        if folders:
            self._made += 1
            folder = self._dice.choice(sorted(folders))
            folder.rename(folder.with_name(f"folder-{self._made}"))

    def break_off(self) -> None:
        for path in self._some():
            path.write_text(f"---\ntitle: {self._title(path)}\nstat")

    def mend(self) -> None:
        """Leave no file broken."""
        for path in self.files():
            if path.read_text().endswith("\nstat"):
                path.write_text(self._text(self._title(path)))

    def files(self) -> list[Path]:
        """Every page's file."""
        return sorted(self._checkout.content.rglob("*.md"))

    def wanted(self) -> list[tuple[str, str]]:
        """Title and text of every page."""
        return sorted(
            (self._title(path), path.read_text().split("---\n")[2].strip()) for path in self.files()
        )

    def _some(self) -> list[Path]:
        files = self.files()
        return [self._dice.choice(files)] if files else []

    def _title(self, path: Path) -> str:
        return path.read_text().split("\n")[1].removeprefix("title: ")

    def _text(self, title: str) -> str:
        words = " ".join(
            self._dice.choices(["refund", "order", "slot", "depot", "gate", "yard"], k=12)
        )
        return f"---\ntitle: {title}\n---\n{words} {self._dice.randrange(10**9)}\n"


def test_after_random_operations_the_hub_is_as_the_files_are(
    checkout: Checkout, hub: LocalHub
) -> None:
    dice = make_dice()
    hand = Hand(checkout, dice)
    for _ in range(30):
        hand.create()
    allowed = ("--prune", "--allow-archive", "1000")
    with Watching(checkout, "--yes", *allowed, program=HASTY) as watch:
        for _ in range(OPERATIONS):
            hand.act()
            if dice.random() < 0.02:
                let_it_work(hub)
        hand.mend()
        wanted = hand.wanted()
        wait_for(hub, lambda _: texts(hub) == wanted)
        assert watch.stop() == 0
    assert texts(hub) == wanted
    assert checkout.call("plan", "--prune", "--detailed-exitcode").code == 0


@pytest.mark.parametrize(
    "number", [300, pytest.param(5000, marks=pytest.mark.long)], ids=["300", "5000"]
)
def test_a_checkout_of_many_files_arrives_whole(
    checkout: Checkout, hub: LocalHub, number: int
) -> None:
    fill(checkout, number, "before")
    git(checkout, "init", "--quiet", "--initial-branch", "before")
    commit(checkout)
    git(checkout, "checkout", "--quiet", "-b", "after")
    fill(checkout, number, "after")
    commit(checkout)
    git(checkout, "checkout", "--quiet", "before")
    assert checkout.run("apply", "--yes", timeout=600).code == 0
    with Watching(checkout, "--yes") as watch:
        git(checkout, "checkout", "--quiet", "after")
        wanted = sorted((f"Page {n}", f"Text {n} after.") for n in range(number))
        wait_for_writes(hub, 2 * number)
        assert watch.stop() == 0
    assert texts(hub) == wanted
    assert len(hub.requests("PATCH")) == number, "each once"


def let_it_work(hub: LocalHub) -> None:
    """Wait until a few more requests were answered, but not long: there may be nothing to do."""
    enough = len(hub.requests()) + 4
    hub.wait_for(lambda seen: len(seen) >= enough, timeout=1)


def fill(checkout: Checkout, number: int, word: str) -> None:
    for n in range(number):
        checkout.page(f"part-{n % 50}/{n}.md", title=f"Page {n}", body=f"Text {n} {word}.\n")


def commit(checkout: Checkout) -> None:
    git(checkout, "add", "content")
    git(checkout, "-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "-qm", "All")


def git(checkout: Checkout, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=checkout.folder, check=True)
