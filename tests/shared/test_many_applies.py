"""Apply after apply with State on a ref: what is left of them at the remote, and in the clone."""

from collections.abc import Callable

import pytest

from execsync.localhub import LocalHub
from tests.shared.clones import Make, Team, titles
from tests.support.git import Repository
from tests.support.hub import writes
from tests.support.shared import REF

MOST_COMMITS = 100
CYCLE = 50
"""Applies until State's history has begun anew: each of them writes it twice."""


@pytest.mark.parametrize("applies", [3, pytest.param(1000, marks=pytest.mark.long)])
@pytest.mark.timeout(3600)
def test_history_and_repository_stay_small(
    make: Make, hub: LocalHub, applies: int, record_property: Callable[[str, object], None]
) -> None:
    """No more than one cycle leaves, however many there are: neither commits nor bytes."""
    team = make("git", hub.url)
    clone = team.clone()
    objects = count_objects(Repository.at(clone.folder))
    longest, sizes = 0, []
    for number in range(applies):
        clone.page("part-0/page-00.md", title="Page 0", body=f"Told {number} times.\n")
        ended = clone.call("apply", "--yes")
        assert ended.code == 0, ended.err
        longest = max(longest, *(commits(team, ref) for ref in (REF, f"{REF}-lock")))
        if number % CYCLE == CYCLE - 1 or number == applies - 1:
            sizes.append(kibibytes(team))
    record_property("counted", f"{longest} commits, {sizes[0]} KiB, in the end {sizes[-1]} KiB")
    assert longest == min(MOST_COMMITS, 2 * applies)
    assert max(sizes) <= 2 * sizes[0]
    assert count_objects(Repository.at(clone.folder)) == objects
    assert titles(hub) == team.titles
    assert sum(method == "PATCH" for method, _ in writes(hub)) == applies - 1


def commits(team: Team, ref: str) -> int:
    """How many a ref of the remote has."""
    return int(team.bare.git("rev-list", "--count", ref))


def kibibytes(team: Team) -> int:
    """What the remote takes once its gc has kept only what a ref leads to."""
    team.bare.git("gc", "--quiet", "--prune=now")
    told = dict(line.split(": ") for line in team.bare.git("count-objects", "-v").splitlines())
    return int(told["size"]) + int(told["size-pack"])


def count_objects(repository: Repository) -> str:
    """What a clone holds."""
    return repository.run("count-objects", "-v").out
