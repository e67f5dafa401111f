"""No history of two runs on one shared State breaks a promise."""

import time
from collections.abc import Callable

import pytest

from tests.simulation.pairs import PairWalk, Team
from tests.simulation.scenes import SCENES

SCENE = {scene.name: scene for scene in SCENES}
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
        effects, others = met.effects
        print(f"{end}\n  {met.how}: at {met.at} of {[e.name for e in effects]}, until {met.until}")
        print(f"  of {[e.name for e in others]}")
        print("\n".join(f"  {told.code}: {told.words}" for told in history.told))
    assert not count.broken


@pytest.mark.parametrize("scene", SCENE)
def test_no_meeting_breaks_a_promise(scene: str, team: Team, record_property: Tell) -> None:
    check(team, scene, record_property)


@pytest.mark.long
@pytest.mark.parametrize("scene", SCENE)
def test_none_breaks_one_where_the_second_run_is_of_a_newer_commit(
    scene: str, team: Team, record_property: Tell
) -> None:
    check(team, scene, record_property, newer=True)
