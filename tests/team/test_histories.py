"""Teams, colleagues and a hub with every quirk, at random: all ends as the files say, or was named."""

import os
import random
import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from execsync.localhub import Quirks
from tests.crash.runs import Nursery, nursery
from tests.crash.seeds import VARIABLE
from tests.support.hub import make_hub
from tests.team.ending import check_end, come_to_rest
from tests.team.git_origin import GitOrigin
from tests.team.history import History
from tests.team.origin import Origin
from tests.team.story import tell
from tests.team.team import Team

IN_GIT = 0.2
"""The share of histories whose team shares its files through Git, which takes longer."""

Nurseries = tuple[Nursery, Nursery]


@pytest.fixture(scope="session")
def nurseries() -> Iterator[Nurseries]:
    with nursery() as one, nursery() as other:
        yield one, other


def quirks_by(dice: random.Random) -> Quirks:
    """A hub that reads its reference in one of many ways."""
    return Quirks(
        draft_edit_moves_updated_at=dice.random() < 0.6,
        archiving_moves_updated_at=dice.random() < 0.8,
        restore_moves_updated_at=dice.random() < 0.8,
        rewrites_markdown=dice.random() < 0.5,
        rewrites_as=dice.choice(["normalised", "prosemirror"]),
        rewrites_titles=dice.random() < 0.3,
        query_finds=dice.choice(["part", "whole", "nothing"]),
        draft_status=dice.choice(["keeps_live", "unpublishes"]),
        time_resolution=dice.choice(["seconds", "seconds", "microseconds"]),
        list_lag=dice.choice([0.0, 0.0, 0.05, 12.0]),
        date_offset=dice.choice([0.0, -600.0, 20.0, 600.0]),
        reposted_source=dice.choice(["revives", "makes_new"]),
        writes_answer_with_draft=dice.random() < 0.5,
        equal_draft=dice.choice(["null", "given"]),
        archived_page=dice.choice(["readable", "gone"]),
    )


def live_through(seed: str, folder: Path, nurseries: Nurseries) -> Counter[str]:
    """One history from its beginning to its rest. Returns what happened in it."""
    print(f"replay with {VARIABLE}={seed}")
    dice = random.Random(seed)
    with make_hub(quirks=quirks_by(dice)) as hub:
        is_git = dice.random() < IN_GIT
        team = Team(hub, folder, GitOrigin(folder) if is_git else Origin(), nurseries, dice)
        team.counts["histories with real repositories"] += is_git
        print(hub.settings.quirks)
        try:
            live(team)
        except BaseException:
            print(tell(team))
            raise
        team.counts["requests"] += len(hub.requests())
        team.counts.update(f"faults: {e.fault}" for e in hub.requests() if e.fault)
    return team.counts


def live(team: Team) -> None:
    history = History(team)
    history.begin()
    for _ in range(team.dice.randint(10, 24)):
        history.step()
    check_end(team, come_to_rest(team))


def live_often(times: int, folder: Path, nurseries: Nurseries) -> None:
    """Several histories, or the one that the environment names."""
    named = os.environ.get(VARIABLE)
    seeds = [named] if named else [str(secrets.randbelow(10**9)) for _ in range(times)]
    counts: Counter[str] = Counter({"histories": len(seeds)})
    for seed in seeds:
        (folder / seed).mkdir()
        counts += live_through(seed, folder / seed, nurseries)
    print("\n".join(f"{number:7,} {name}" for name, number in sorted(counts.items())))


@pytest.mark.parametrize("part", range(6))
def test_thirty_histories_keep_every_promise(
    part: int, nurseries: Nurseries, tmp_path: Path
) -> None:
    live_often(5, tmp_path, nurseries)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(40))
def test_a_thousand_histories_keep_every_promise(
    part: int, nurseries: Nurseries, tmp_path: Path
) -> None:
    live_often(25, tmp_path, nurseries)
