"""Histories at random on hubs of every manner: a refresh finds what was edited there, and nothing else."""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from execsync.localhub import LocalHub, Quirks
from execsync.localhub.people import OWNER
from execsync.localhub.stored import StoredPage
from tests.crash.quick import quick
from tests.crash.seeds import make_dice
from tests.support.checkout import Checkout, Ended
from tests.support.hub import make_hub

TEXTS = (
    "",
    "Heading\n=======\n\n* one\n* two",
    "* one\n+ two",
    "Text_with_ *marks*\n\n***\n\nend  ",
)
THEIRS = "Written on the web, step {step}.\n"


def quirks_by(dice: random.Random) -> Quirks:
    return Quirks(
        rewrites_markdown=dice.random() < 0.7,
        rewrites_as=dice.choice(["normalised", "prosemirror"]),
        rewrites_titles=dice.random() < 0.3,
        draft_edit_moves_updated_at=dice.random() < 0.5,
        linking_moves_updated_at=dice.random() < 0.7,
        draft_status=dice.choice(["keeps_live", "unpublishes"]),
        time_resolution=dice.choice(["seconds", "microseconds"]),
        writes_answer_with_draft=dice.random() < 0.5,
        equal_draft=dice.choice(["null", "given"]),
        archived_page=dice.choice(["readable", "gone"]),
    )


@dataclass
class History:
    """A checkout and a hub. What differs is told by path: the pages that somebody has edited or archived."""

    checkout: Checkout
    hub: LocalHub
    dice: random.Random
    visible: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    """Pages whose edit no list shows: of a draft, on a hub that moves no time for it."""

    def ours(self) -> dict[str, StoredPage]:
        """Our live pages by path; their titles are their paths."""
        live = [p for p in self.hub.pages() if p.owner == OWNER and p.status != "archived"]
        by_id = {known.id: path for path, known in self.checkout.state().pages.items()}
        return {by_id[page.id]: page for page in live if page.id in by_id}

    def write(self) -> None:
        """Change files of pages that nobody has edited, and apply them."""
        names = [n for n in ("a", "b", "c", "d") if f"{n}.md" not in self.visible | self.hidden]
        for name in names[: self.dice.randint(1, 4)]:
            self.checkout.page(
                f"{name}.md",
                title=f'"{name}" - page',
                body=self.dice.choice(TEXTS),
                status=self.dice.choice(["draft", "published"]),
                folder_ids=self.dice.choice([[], ["f1"], ["f2", "f1"]]),
                sources=self.dice.choice([[], ["https://example.com/1"]]),
            )
        ended = self.checkout.call("apply", "--yes")
        assert ended.code == (1 if self.conflicts() else 0), ended

    def conflicts(self) -> set[str]:
        """Pages that State has marked as edited and not as archived."""
        pages = self.checkout.state().pages.values()
        return {page.path for page in pages if page.drift and not page.archived}

    def edit(self, step: int) -> None:
        """Have a colleague edit or archive a page that nobody has edited so far."""
        pages = {p: page for p, page in self.ours().items() if p not in self.visible | self.hidden}
        if not pages:
            return
        path = self.dice.choice(sorted(pages))
        page, quirks = pages[path], self.hub.settings.quirks
        is_seen = True
        match self.dice.choice(["text", "draft", "folders", "archive", "nothing", "times"]):
            case "text":
                self.hub.web.edit(page.id, content=THEIRS.format(step=step), publish=True)
            case "draft":
                self.hub.web.edit(page.id, content=THEIRS.format(step=step))
                is_seen = quirks.draft_edit_moves_updated_at
            case "folders":
                self.hub.web.edit(page.id, folder_ids=[f"of step {step}"])
            case "archive":
                self.hub.web.archive(page.id)
            case "times":  # saved without a change: its time moves, and nothing else
                self.hub.web.edit(page.id, folder_ids=list(page.folder_ids))
                return
            case _:
                return
        (self.visible if is_seen else self.hidden).add(path)

    def look(self, *command: str) -> Ended:
        """Ask the hub; what is told is what differs, whether or not the hidden edits have shown by now."""
        ended = self.checkout.call(*command, "--format", "json", "--detailed-exitcode")
        assert ended.code in (0, 2), ended
        found = {entry["path"] for entry in json.loads(ended.out)["resource_drift"]}
        told = (self.hub.settings.quirks, sorted(self.visible), sorted(self.hidden), ended)
        assert self.visible <= found <= self.visible | self.hidden, told
        assert ended.code == (2 if found else 0)
        return ended


def live(folder: Path, dice: random.Random) -> int:
    """One history; how many edits it had."""
    with make_hub(quirks=quirks_by(dice)) as hub, quick(look_again=0.0):
        config = "[limits]\nper_minute = 0\nper_day = 0\n"
        history = History(Checkout(folder, hub.url, config=config), hub, dice)
        for step in range(3):
            history.write()
            hub.advance(dice.choice([0, 0.4, 1, 100]))
            history.look("plan", "--refresh-only")
            hub.advance(dice.choice([1, 100, 4000]))
            history.edit(step)
            hub.web.create(f"Of a colleague {step}", publish=dice.random() < 0.5)
            first = history.look(*dice.choice([["plan", "--refresh-only"], ["refresh"]]))
            serial = history.checkout.state().serial
            again = history.look("refresh")
            assert history.checkout.state().serial <= serial + 1, (first, again)
        return len(history.visible | history.hidden)


@pytest.mark.slow
def test_refreshes_find_what_was_edited_and_nothing_else(tmp_path: Path) -> None:
    dice = make_dice()
    assert sum(live(tmp_path / str(number), dice) for number in range(12)) > 5


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_so_they_do_in_a_thousand_histories(tmp_path: Path) -> None:
    dice = make_dice()
    assert sum(live(tmp_path / str(number), dice) for number in range(1000)) > 500
