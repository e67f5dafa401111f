"""When a watch archives the page of a file that is gone, and what it never archives."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from execsync.config import load
from execsync.core.address import Address
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.plan import ObstacleKind
from execsync.core.planning.steps import StepKind
from execsync.core.resource import Page
from execsync.core.running.outcome import sent_page
from execsync.core.state import PageState, State
from execsync.watch.absence import GONE_FOR, WITH_BRANCH, Absences
from execsync.watch.content_cache import ContentCache
from execsync.watch.planner import Decision, Planner
from execsync.watch.write_throttle import WriteThrottle
from tests.support.checkout import Checkout
from tests.support.entries import observed
from tests.support.git import Repository
from tests.watch.clock import StoppedClock

NUMBER = 20
"""Pages, of which a few may go without being many."""


def as_sent(page: Page, page_id: str) -> PageState:
    """The entry of a page that was applied."""
    return replace(sent_page(page, page_id=page_id, source_ids=()), observed=observed())


class Stage:
    """What a watch knows of a checkout in Git, looked at when a test says so and not in between.

    State has every page of the branch `main`; the branch `other` has none of `gone-….md`.
    """

    def __init__(self, folder: Path) -> None:
        self.repository = Repository(folder)
        self.checkout = Checkout(folder)
        self.clock = StoppedClock()
        self.checkout.write("../.gitignore", ".execsync/\n.state-home/\n")
        for number in range(NUMBER):
            self.checkout.page(f"{number}.md", title=f"Page {number}", body=f"Text {number}.")
        self.repository.run("switch", "--quiet", "--create", "other")
        self.repository.commit()
        self.repository.run("switch", "--quiet", "--create", "main-with-all")
        for number in range(4):
            self.checkout.page(f"gone-{number}.md", title=f"Gone {number}", body=f"Gone {number}.")
        self.repository.commit()
        self.repository.run("branch", "--quiet", "--move", "main-with-all", "main")
        self.cache = ContentCache(load(folder / "execsync.toml"))
        self.cache.look()
        pages = self.cache.working_set.pages
        entries = {p.path: as_sent(p, f"pg-{p.path}") for p in pages}
        self.state = State("lineage", pages=entries)
        self.begin()

    def begin(self) -> None:
        """Begin a watch that knows nothing of what was before."""
        self._absences = Absences(lambda: str(self.checkout.content), self.clock)
        options = PlanOptions(prune=True)
        self.planner = Planner(
            options, WriteThrottle(clock=self.clock), self._absences, as_draft=False
        )
        self.look()

    def look(self, seconds: float = 0) -> Decision:
        """Let so many seconds pass, look at the files, and decide."""
        self.clock.now += seconds
        self._absences.check_branch()
        while not self.cache.look().settled:
            pass
        self._absences.note(self.cache.working_set)
        return self.decide()

    def decide(self, seconds: float = 0) -> Decision:
        """Let so many seconds pass, and decide by what was looked at last."""
        self.clock.now += seconds
        return self.planner.decide(self.cache.working_set, self.state)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path / "checkout")


def archived(decision: Decision) -> list[str]:
    changes = [step.change for step in decision.steps if step.change]
    return [c.address.name for c in changes if c.after is None]


def leaving(decision: Decision) -> list[str]:
    return [change.address.name for change in decision.leaving]


def held(decision: Decision) -> list[str]:
    assert all(change.obstacle for change in decision.plan.obstacles)
    kinds = {change.obstacle.kind for change in decision.plan.obstacles if change.obstacle}
    assert kinds <= {ObstacleKind.HELD}
    return [change.address.name for change in decision.plan.obstacles]


def test_a_page_goes_after_its_file_was_gone_for_a_minute(stage: Stage) -> None:
    stage.checkout.remove("gone-1.md")
    decision = stage.look()
    assert (archived(decision), leaving(decision)) == ([], ["gone-1.md"])
    assert leaving(stage.look(GONE_FOR - 1)) == ["gone-1.md"]
    decision = stage.look(1)
    assert (archived(decision), leaving(decision)) == (["gone-1.md"], [])


def test_a_page_that_is_not_managed_any_more_is_forgotten_at_once(stage: Stage) -> None:
    stage.checkout.write("gone-1.md", "---\nmanaged: false\nid: pg-gone-1.md\n---\n")
    decision = stage.look()
    assert [(step.kind, step.address.name) for step in decision.steps] == [
        (StepKind.FORGET, "gone-1.md")
    ]
    assert leaving(decision) == []


def test_each_file_has_a_minute_of_its_own(stage: Stage) -> None:
    stage.checkout.remove("gone-1.md")
    stage.look()
    stage.checkout.remove("gone-2.md")
    assert leaving(stage.look(40)) == ["gone-1.md", "gone-2.md"]
    decision = stage.look(20)
    assert (archived(decision), leaving(decision)) == (["gone-1.md"], ["gone-2.md"])


def test_a_file_that_comes_back_has_a_new_minute(stage: Stage) -> None:
    stage.checkout.remove("gone-1.md")
    stage.look()
    stage.checkout.page("gone-1.md", title="Gone 1", body="Saved by deleting and making it.")
    assert not leaving(stage.look(50))
    stage.checkout.remove("gone-1.md")
    assert leaving(stage.look(50)) == ["gone-1.md"]
    assert leaving(stage.look(50)) == ["gone-1.md"]
    assert archived(stage.look(10)) == ["gone-1.md"]


def test_a_file_that_turns_up_in_another_place_is_a_move_also_late(stage: Stage) -> None:
    away = stage.checkout.folder / "away.md"
    (stage.checkout.content / "gone-1.md").rename(away)
    assert leaving(stage.look()) == ["gone-1.md"]
    (stage.checkout.content / "deep").mkdir()
    away.rename(stage.checkout.content / "deep/new-name.md")
    decision = stage.look(50)
    assert [change.previous_address for change in decision.plan.changes if change.acts] == [
        Address("page", "gone-1.md")
    ]
    assert not leaving(stage.look(GONE_FOR))


def test_a_checkout_of_another_branch_archives_nothing(stage: Stage) -> None:
    stage.repository.run("switch", "--quiet", "other")
    paths = [f"gone-{number}.md" for number in range(4)]
    for seconds in (0, GONE_FOR, 10 * GONE_FOR):
        decision = stage.look(seconds)
        assert (archived(decision), leaving(decision), held(decision)) == ([], [], paths)
    assert not decision.plan.stuck
    stage.repository.run("switch", "--quiet", "main")
    assert not held(stage.look())


def test_a_checkout_that_is_seen_half_way_archives_nothing(stage: Stage) -> None:
    """Git takes the files away first, and says last where it stands."""
    stage.checkout.remove("gone-1.md")
    stage.look()
    stage.checkout.remove("gone-2.md")
    assert leaving(stage.look(30)) == ["gone-1.md", "gone-2.md"]
    stage.repository.run("switch", "--quiet", "--force", "other")
    assert len(held(stage.look(5))) == 4
    assert len(held(stage.look(GONE_FOR))) == 4


def test_a_branch_that_changes_after_the_last_look_counts(stage: Stage) -> None:
    stage.checkout.remove("gone-1.md")
    stage.look()
    stage.repository.run("symbolic-ref", "HEAD", "refs/heads/other")
    decision = stage.decide(GONE_FOR)
    assert (archived(decision), held(decision)) == ([], ["gone-1.md"])


def test_what_vanishes_with_a_change_of_the_branch_in_any_order_is_held(stage: Stage) -> None:
    """As with hooks that clean up after a checkout."""
    stage.repository.run("switch", "--quiet", "--create", "third")
    stage.look()
    stage.checkout.remove("gone-1.md")
    assert held(stage.look(WITH_BRANCH - 1)) == ["gone-1.md"]
    stage.checkout.remove("gone-2.md")
    assert leaving(stage.look(2)) == ["gone-2.md"], "somebody's own doing, on this branch"
    assert archived(stage.look(GONE_FOR)) == ["gone-2.md"]


def test_a_held_page_does_not_count_as_one_of_many(stage: Stage) -> None:
    for number in range(7):
        stage.repository.run("rm", "--quiet", f"content/{number}.md")
    stage.repository.run("switch", "--quiet", "--create", "third")
    assert len(held(stage.look())) == 7, "30 % of 24 pages are 7.2"
    stage.checkout.remove("10.md")
    stage.look(WITH_BRANCH)
    assert archived(stage.look(GONE_FOR)) == ["10.md"]


def stash(stage: Stage) -> None:
    stage.checkout.page("gone-0.md", title="Gone 0", body="Edited.")
    stage.repository.run("stash", "push", "--quiet", "--include-untracked")


def rebase(stage: Stage) -> None:
    stage.repository.run("switch", "--quiet", "other")
    stage.checkout.page("gone-3.md", title="Gone 3", body="In conflict.")
    stage.repository.commit("content/gone-3.md")
    stage.repository.run("switch", "--quiet", "main")
    stage.look()
    assert stage.repository.run("rebase", "other", check=False).code


@pytest.mark.parametrize("act", [stash, rebase])
def test_what_git_puts_aside_is_not_archived(stage: Stage, act: Callable[[Stage], None]) -> None:
    stage.checkout.page("new.md", title="New")  # nothing that was committed
    stage.look()
    page = next(page for page in stage.cache.working_set.pages if page.path == "new.md")
    entry = as_sent(page, "pg-new")
    stage.state = stage.state.with_pages([entry])
    act(stage)
    for seconds in (0, 1, GONE_FOR, 10 * GONE_FOR):
        assert archived(stage.look(seconds)) == []


def test_to_bring_deleted_files_back_archives_nothing(stage: Stage) -> None:
    for number in range(4):
        stage.checkout.remove(f"gone-{number}.md")
    assert len(leaving(stage.look())) == 4
    stage.repository.run("checkout", "--quiet", "--", ".")
    decision = stage.look(GONE_FOR - 1)
    assert not leaving(decision)
    assert archived(stage.look(GONE_FOR)) == []


def test_while_git_is_busy_the_minute_does_not_begin(stage: Stage) -> None:
    lock = stage.repository.folder / ".git/index.lock"
    lock.touch()
    stage.checkout.remove("gone-1.md")
    stage.look()
    assert leaving(stage.look(10 * GONE_FOR)) == ["gone-1.md"]
    lock.unlink()
    assert leaving(stage.look(GONE_FOR - 1)) == ["gone-1.md"]
    assert archived(stage.look(1)) == ["gone-1.md"]


def test_what_was_gone_when_a_watch_began_is_not_archived_by_it(stage: Stage) -> None:
    """Nobody knows which branch it was on."""
    stage.repository.run("switch", "--quiet", "other")
    stage.look()
    stage.begin()
    decision = stage.look(GONE_FOR)
    assert (archived(decision), len(held(decision))) == ([], 4)


def test_a_page_that_was_archived_on_the_web_is_not_forgotten_at_once(stage: Stage) -> None:
    entry = replace(stage.state.pages["gone-1.md"], archived=True)
    stage.state = stage.state.with_pages([entry])
    stage.checkout.remove("gone-1.md")
    assert leaving(stage.look()) == ["gone-1.md"]
    assert archived(stage.look(GONE_FOR)) == ["gone-1.md"]


def test_at_the_end_of_a_watch_what_was_to_go_is_left_undone(stage: Stage) -> None:
    stage.checkout.remove("gone-1.md")
    stage.look()
    working_set = stage.cache.working_set
    assert archived(stage.planner.decide(working_set, stage.state, hold=False)) == ["gone-1.md"]


def test_outside_of_git_a_minute_is_enough(tmp_path: Path) -> None:
    clock, checkout = StoppedClock(), Checkout(tmp_path)
    for name in ("a.md", "b.md"):
        checkout.page(name, title=name)
    cache = ContentCache(load(tmp_path / "execsync.toml"))
    absences = Absences(lambda: str(checkout.content), clock)
    for _ in range(2):
        absences.check_branch()
        cache.look()
        absences.note(cache.working_set)
        (checkout.content / "a.md").unlink(missing_ok=True)
    assert absences.obstacle("a.md") is None
    assert absences.obstacle("unknown.md") is not None
