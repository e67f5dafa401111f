"""No history of two runs on one shared State breaks a promise."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from execsync.state.recorder import Recorder
from execsync.state.remote import STATE, RemoteBackend
from execsync.workspace import Workspace
from tests.simulation.pairs import PairWalk, Team
from tests.simulation.scenes import SCENES
from tests.simulation.shared_cells import Store

ANOTHER = "move and change"
"""Where a third thing changes, too, nothing tells a renamed file from a new one: its old page is held."""
DOCUMENT = Path(__file__).parents[2] / "docs" / "promises.md"
SCENE = {scene.name: scene for scene in SCENES}
EXCUSED = {
    "in flight: settled",
    "in flight: named: a page of the same title",
    "in flight: named: a second page",
    "in flight: named: an edit on the web",
    "unwritten: named: an edit on the web",
}
OF_A_NEWER_COMMIT = {
    "in flight: named: an edit on the web",
    "unwritten: named: an edit on the web",
}
"""Ends that only come about where the two runs do not want the same."""
Tell = Callable[[str, object], None]

pytestmark = pytest.mark.timeout(3600)


def check(
    team: Team, scene: str, tell: Tell, *, newer: bool = False, every_pair: bool = True
) -> None:
    began = time.process_time()
    with team.simulated():
        count = PairWalk(team, SCENE[scene], newer=newer, every_pair=every_pair).run()
    tell("counted", f"{count}; {time.process_time() - began:.0f} s")
    for end, number in count.ends.most_common():
        print(f"{number:8,} {end}")
    for end, (met, history) in {end: (met, history) for end, met, history in count.broken}.items():
        first, second = ([effect.name for effect in effects] for effects in met.effects)
        print(f"{end}\n  {met.how}: at {met.at} of {first}, until {met.until} of {second}")
        print("\n".join(f"  {told.code}: {told.words}" for told in history.told))
    assert not count.broken
    assert set(count.ends) <= {"settled"} | EXCUSED - (set() if newer else OF_A_NEWER_COMMIT)


@pytest.mark.long
def test_no_pair_of_points_breaks_a_promise(team: Team, record_property: Tell) -> None:
    """Two runs of one commit, the second one halted at each of its points, too."""
    check(team, "update", record_property)


@pytest.mark.parametrize("scene", ["create", "update", "move", "replacement", "archive"])
def test_no_point_breaks_one(scene: str, team: Team, record_property: Tell) -> None:
    """The second run goes on to its end."""
    check(team, scene, record_property, every_pair=False)


@pytest.mark.long
@pytest.mark.parametrize("scene", [name for name in SCENE if name != "update"])
def test_no_pair_of_points_of_another_scene_breaks_one(
    scene: str, team: Team, record_property: Tell
) -> None:
    check(team, scene, record_property)


@pytest.mark.long
@pytest.mark.parametrize("scene", [name for name in SCENE if name != ANOTHER])
def test_none_breaks_one_where_the_second_run_is_of_a_newer_commit(
    scene: str, team: Team, record_property: Tell
) -> None:
    check(team, scene, record_property, newer=True)


def test_the_document_tells_of_each_end_that_is_excused_and_of_no_other() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    section = text.partition("\n## What the walk with two runs has shown\n")[2].partition("\n## ")[
        0
    ]
    told = re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$", section, re.MULTILINE)
    assert sorted(told) == sorted(EXCUSED)


def write_blindly(store: Store, name: str, data: bytes, over: str | None) -> str:
    """A write of State that takes whatever is there for what was read."""
    if name == STATE:
        over = known.version if (known := store.cells.get(STATE)) else None
    return heed(store, name, data, over)


heed = Store.write


@pytest.mark.parametrize(
    ("part", "name", "stand_in"),
    [
        (RemoteBackend, "assure", lambda _self: None),
        (Store, "write", write_blindly),
        (Recorder, "announce", lambda *_: None),
        (Workspace, "_is_overtaken", lambda *_: False),
    ],
)
def test_an_engine_that_lacks_a_part_breaks_one(
    part: object, name: str, stand_in: object, team: Team
) -> None:
    """So that the walk can be trusted to find what is wrong."""
    with team.simulated(), mock.patch.object(part, name, stand_in):
        count = PairWalk(team, SCENE["create"], every_pair=False, until_broken=True).run()
    assert count.broken
    print(count.broken[0][0])
