"""No history of a run that one colleague and one loss can make breaks a promise."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

import execsync.core.planning.page_changes
import execsync.sync.look_first
import execsync.sync.reconcile
import execsync.sync.session
from execsync.state.recorder import Recorder
from tests.simulation.hub import Manners
from tests.simulation.run import Machine
from tests.simulation.scenes import SCENES
from tests.simulation.walk import Walk

MANNERS = {
    "whole seconds": Manners(whole_seconds=True),
    "late lists": Manners(list_lag=2.0),
    "silent drafts": Manners(silent_drafts=True),
    "rewriting": Manners(rewrites=True),
    "archived are gone": Manners(archived_are_gone=True),
    "slow extraction": Manners(extraction=1.5),
}
EXCUSED = {
    # What no call of this API shows in time.
    "unseen: an edit between our look and our update, told by the run",
    "unseen: an edit between our look and our update",
    "unseen: an edit between our look and our archive",
    "unseen: an edit between two sendings of our update",
    "unseen: an edit of the draft that moves no time; the next write sees it",
    "unseen: an edit of the draft whose time our update covers; the next write sees it",
    "unseen: an archiving between our look and our replacement",
    "unseen: a creation that landed after our last look, and an archiving of it at once",
    "unseen: an archiving that the lists, which are late, did not show yet",
    # What only the State that was lost could have told.
    "forgotten: a text that was put back just as the State that was left has it",
    "forgotten: no State was left, and the page had another title or other folders",
    "forgotten: State went back, and the page shared neither title nor text with its file",
    "forgotten: a page that the State that was left does not know was archived",
}
"""The ends that docs/promises.md tells of."""
DOCUMENT = Path(__file__).parents[2] / "docs" / "promises.md"

pytestmark = pytest.mark.timeout(3600)

SCENE = {scene.name: scene for scene in SCENES}
Tell = Callable[[str, object], None]


def check(machine: Machine, scene: str, manners: Manners, tell: Tell) -> None:
    began = time.process_time()
    with machine.simulated():
        count = Walk(machine, SCENE[scene], manners).run()
    tell("counted", f"{count}; {time.process_time() - began:.0f} s")
    for end, number in count.ends.most_common():
        print(f"{number:8,} {end}")
    for end, history in count.broken[:5]:
        print(f"{end}\n  {history.script}, {history.loss}")
        print("\n".join(f"  {told.code}: {told.words}" for told in history.told))
    assert not count.broken
    assert {end for end in count.ends if end.startswith(("unseen", "forgotten"))} <= EXCUSED


# The shortest is walked each time, each kind of change before a merge, and all at night.
BEFORE_A_MERGE = ("create", "update", "replacement", "archive")
SHORTEST = "move"
SELDOM = SCENE.keys() - {SHORTEST, *BEFORE_A_MERGE}


@pytest.mark.parametrize(
    "scene",
    [
        SHORTEST,
        *(pytest.param(scene, marks=pytest.mark.slow) for scene in BEFORE_A_MERGE),
        *(pytest.param(scene, marks=pytest.mark.long) for scene in SCENE if scene in SELDOM),
    ],
)
def test_no_history_breaks_a_promise(scene: str, machine: Machine, record_property: Tell) -> None:
    """Each act at each point with each loss at each point."""
    check(machine, scene, Manners(), record_property)


@pytest.mark.long
@pytest.mark.parametrize("manners", MANNERS.values(), ids=MANNERS.keys())
@pytest.mark.parametrize("scene", SCENE)
def test_no_history_breaks_one_whatever_the_hub_is_like(
    scene: str, manners: Manners, machine: Machine, record_property: Tell
) -> None:
    check(machine, scene, manners, record_property)


def test_the_document_tells_of_each_end_that_is_excused_and_of_no_other() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    section = text.partition("\n## What the walk has shown\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$", section, re.MULTILINE)
    assert sorted(told) == sorted(EXCUSED)


@pytest.mark.parametrize(
    ("scene", "part", "name", "stand_in"),
    [
        pytest.param(
            "update", execsync.sync.look_first, "edits", lambda *_: (), marks=pytest.mark.long
        ),
        pytest.param(
            "create",
            execsync.sync.reconcile,
            "created_since",
            lambda *_: (),
            marks=pytest.mark.long,
        ),
        ("create", execsync.sync.reconcile, "find_archived", lambda *_: None),
        pytest.param("create", Recorder, "announce", lambda *_: None, marks=pytest.mark.long),
        ("retitle", execsync.sync.session, "find_forgotten", lambda *_: ()),
        ("replacement", execsync.core.planning.page_changes, "suspects_obstacle", lambda *_: None),
    ],
)
def test_an_engine_that_lacks_a_part_breaks_one(
    scene: str, part: object, name: str, stand_in: object, machine: Machine
) -> None:
    """So that the walk can be trusted to find what is wrong."""
    with machine.simulated(), mock.patch.object(part, name, stand_in):
        count = Walk(machine, SCENE[scene], Manners(), until_broken=True).run()
    assert count.broken
