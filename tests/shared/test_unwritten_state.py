"""State whose last write its place refused, after all was sent: what the next run makes of the old one."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from execsync.localhub import LocalHub
from tests.shared.clones import POSTS, Make, Team, place_of, state_of
from tests.shared.conftest import PAGES
from tests.support.checkout import Checkout, Ended
from tests.support.clouds import AZURE
from tests.support.git import Repository
from tests.support.hub import live_pages, writes

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = ("git", pytest.param("s3", marks=pytest.mark.long), AZURE)
URLS = tuple(f"https://example.com/{number}" for number in range(5))
NEW = 3


@dataclass(frozen=True, slots=True)
class Refused:
    """An apply that has sent all, and whose State is in a file of its clone only."""

    team: Team
    runner: Checkout
    ended: Ended
    titles: list[str]
    sent: list[tuple[str, str]]

    @property
    def unsaved(self) -> Path:
        return self.runner.state_folder / "unsaved-state.toml"


def first_apply(_runner: Checkout) -> list[str]:
    """Nothing was there before. Returns the titles of what is to be there."""
    return [f"Page {number}" for number in range(PAGES)]


def later_apply(runner: Checkout) -> list[str]:
    """Of pages that all know, some are edited, one is renamed and one goes; others are new."""
    assert runner.call("apply", "--yes").code == 0
    for number in (0, 3):
        runner.page(f"part-0/page-{number:02}.md", title=f"Page {number}", body="Told anew.\n")
    runner.rename("part-1/page-01.md", "part-1/page-one.md")
    runner.remove("part-2/page-02.md")
    for number in range(NEW):
        runner.page(f"new-{number}.md", title=f"New {number}", sources=["https://example.com/new"])
    ours = Repository.at(runner.folder)
    ours.commit("content")
    ours.run("push", "--quiet", "origin", "main")
    kept = [f"Page {number}" for number in range(PAGES) if number != 2]
    return [*kept, *(f"New {number}" for number in range(NEW))]


@pytest.fixture(params=KINDS)
def team(request: pytest.FixtureRequest, make: Make, hub: LocalHub) -> Team:
    return make(request.param, hub.url, urls=URLS)


@pytest.fixture(params=[first_apply, later_apply])
def refused(
    request: pytest.FixtureRequest, team: Team, hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> Refused:
    # On a slow machine State would be written in the middle, too.
    monkeypatch.setattr("execsync.workspace.SAVE_EVERY", 3600.0)
    prepare: Callable[[Checkout], list[str]] = request.param
    runner = team.clone()
    titles = prepare(runner)
    hub.before("POST", POSTS, 1, team.refuse_state)
    ended = runner.call("apply", "--yes", "--prune")
    team.take_state()
    hub.raise_errors()
    assert sorted(page.title for page in live_pages(hub)) == sorted(titles)
    return Refused(team, runner, ended, titles, writes(hub))


def assert_as_files_say(refused: Refused, hub: LocalHub, clone: Checkout) -> None:
    """No page or source was made or archived after the run that was refused, and State knows all of them."""
    later = writes(hub)[len(refused.sent) :]
    assert all(method != "DELETE" for method, _ in later)
    assert ("POST", POSTS) not in later
    assert sorted(page.title for page in live_pages(hub)) == sorted(refused.titles)
    state = state_of(clone)
    assert {page.id for page in state.pages.values()} == {page.id for page in live_pages(hub)}
    assert {one.id for one in state.sources.values()} == {one.id for one in hub.sources()}
    assert state.in_doubt == ()
    assert place_of(clone).backend.holder() is None


def test_the_error_names_a_file_that_push_takes(refused: Refused, hub: LocalHub) -> None:
    assert refused.ended.code == 1
    assert f"execsync state push {refused.unsaved}" in refused.ended.out + refused.ended.err
    ended = refused.runner.call("state", "push", str(refused.unsaved))
    assert ended.code == 0, ended.err
    assert not refused.unsaved.exists()
    assert not refused.runner.journal.exists()
    assert_as_files_say(refused, hub, refused.runner)
    for clone in (refused.runner, refused.team.clone()):
        again = clone.call("apply", "--yes", "--prune")
        assert (again.code, "No changes" in again.out) == (0, True), again.err
    assert_as_files_say(refused, hub, refused.runner)


def test_the_next_run_elsewhere_finds_all_on_the_hub_and_says_so(
    refused: Refused, hub: LocalHub
) -> None:
    shutil.rmtree(refused.runner.folder)
    other = refused.team.clone()
    ended = other.call("apply", "--yes", "--prune")
    assert ended.code == 0, ended.out + ended.err
    assert "EX915" in ended.err
    assert_as_files_say(refused, hub, other)
    again = other.call("apply", "--yes", "--prune")
    assert (again.code, "No changes" in again.out) == (0, True), again.err


def test_so_does_the_next_run_here(refused: Refused, hub: LocalHub) -> None:
    ended = refused.runner.call("apply", "--yes", "--prune")
    assert ended.code == 0, ended.out + ended.err
    assert "an earlier run here did not come to write State" in ended.err
    assert_as_files_say(refused, hub, refused.runner)


def test_the_clone_of_the_refused_run_goes_on_from_what_others_have_written_since(
    refused: Refused, hub: LocalHub
) -> None:
    other = refused.team.clone()
    for number in range(3):  # until State is newer than all that was announced here
        other.page("part-0/page-06.md", title="Page 6", body=f"Text {number}.\n")
        assert other.call("apply", "--yes").code == 0
    refused.runner.page("part-0/page-06.md", title="Page 6", body="Text 2.\n")
    ended = refused.runner.call("apply", "--yes", "--prune")
    assert ended.code == 0, ended.err
    assert "EX914" in ended.err
    assert not refused.runner.journal.exists()
    assert_as_files_say(refused, hub, refused.runner)
