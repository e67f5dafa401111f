"""Deciding again and again: the same as from nothing, at the cost of what changed."""

import random
from dataclasses import replace

import pytest

from execsync.core.choices import Visibility
from execsync.core.linked_text import Filling, LinkedText, PageLink
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.linking import LinkSites
from execsync.core.planning.options import PlanOptions
from execsync.core.planning.plan import Change
from execsync.core.resource import Body, Page
from execsync.core.running.outcome import sent_page
from execsync.core.state import PageState, State
from execsync.watch.absence import GONE_FOR, Absences
from execsync.watch.planner import Decision, Planner
from execsync.watch.working_set import WorkingSet
from execsync.watch.write_throttle import WriteThrottle
from tests.support.entries import observed
from tests.watch.clock import StoppedClock

PAGES = tuple(Page(f"{n}.md", f"Page {n}", Body.of(f"Text of {n}.")) for n in range(20))
PRUNE = PlanOptions(prune=True, allow_archive=100)


def as_sent(page: Page) -> PageState:
    return replace(sent_page(page, page_id=f"pg-{page.title}", source_ids=()), observed=observed())


def state_of(*pages: Page) -> State:
    return State("lineage", pages={page.path: as_sent(page) for page in pages})


def make_planner(absences: Absences | None = None) -> Planner:
    return Planner(PRUNE, WriteThrottle(), absences or long_gone(WorkingSet(PAGES)), as_draft=False)


def long_gone(working_set: WorkingSet) -> Absences:
    """Those of a watch that saw all pages of `working_set` long ago, and none of them since."""
    clock = StoppedClock()
    absences = Absences(lambda: "/nowhere", clock)
    absences.note(working_set)
    absences.note(WorkingSet())
    clock.now += GONE_FOR
    return absences


def what_happens(decision: Decision) -> list[Change]:
    return [change for change in decision.plan.changes if change.acts or change.obstacle]


def test_a_page_that_is_the_same_is_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def note(pages: tuple[Page, ...], *arguments: object, **options: object) -> object:
        compared.extend(page.path for page in pages)
        return make_plan(pages, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("execsync.watch.planner.make_plan", note)
    planner, state = make_planner(), state_of(*PAGES)
    planner.decide(WorkingSet(PAGES, certain=True), state)
    compared.clear()
    pages = (replace(PAGES[0], body=Body.of("New.")), *PAGES[1:])
    decision = planner.decide(WorkingSet(pages, certain=True), state)
    assert compared == ["0.md"]
    assert [step.fields for step in decision.steps] == [{"content": Body.of("New.")}]


@pytest.mark.parametrize("seed", range(20))
def test_every_decision_is_the_same_as_one_from_nothing(seed: int) -> None:
    dice, planner = random.Random(seed), make_planner()
    pages, entries = {page.path: page for page in PAGES}, dict(state_of(*PAGES).pages)
    for number in range(60):
        change(dice, number, pages, entries)
        in_order = tuple(pages[path] for path in sorted(pages))
        broken = frozenset(path for path in pages if dice.random() < 0.05)
        working_set = WorkingSet(
            tuple(p for p in in_order if p.path not in broken), broken, certain=True
        )
        state = State("lineage", pages=dict(entries))
        usual, fresh = planner.decide(working_set, state), make_planner().decide(working_set, state)
        assert what_happens(usual) == what_happens(fresh)
        assert usual.steps == fresh.steps


def change(
    dice: random.Random, number: int, pages: dict[str, Page], entries: dict[str, PageState]
) -> None:
    """Let a file or State change, as writers, applies and other branches do."""
    path = dice.choice(sorted(pages))
    match dice.randrange(7):
        case 0 | 1:
            pages[path] = replace(pages[path], body=Body.of(f"Edited as {number}."))
        case 2:
            page = pages.pop(path)
            pages[f"moved-{number}.md"] = replace(page, path=f"moved-{number}.md")
        case 3 if len(pages) > 5:
            del pages[path]
        case 4:
            private = Visibility.PRIVATE
            pages[f"new-{number}.md"] = Page(
                f"new-{number}.md", "New", Body.of("New."), visibility=private
            )
        case 5:
            entries[path] = as_sent(pages[path])
        case _ if entries:
            entries.pop(dice.choice(sorted(entries)))


def test_a_page_is_sent_again_when_the_id_of_one_that_is_not_managed_changes() -> None:
    form, written = "https://hub.example/{id}", LinkedText("[b](b.md)", (PageLink(4, 8, "b.md"),))
    page = Page("a.md", "A", Body.of(written))
    first, second = (LinkSites(form, unmanaged={"b.md": page_id}) for page_id in ("pg-1", "pg-2"))
    sent = replace(page, body=page.body.filled(Filling("a.md", form, first.unmanaged)))
    planner, state = make_planner(), state_of(sent, *PAGES)
    pages = (page, *PAGES)
    assert not planner.decide(WorkingSet(pages, sites=first), state).steps
    (step,) = planner.decide(WorkingSet(pages, sites=second), state).steps
    assert isinstance(body := step.fields["content"], Body)
    assert body.text() == "[b](https://hub.example/pg-2)"


def test_a_broken_file_keeps_every_page_from_being_archived() -> None:
    state = state_of(*PAGES)
    rest = PAGES[1:]
    assert make_planner().decide(WorkingSet(rest, certain=True), state).steps
    for working_set in (
        WorkingSet(rest, frozenset({"unknown.md"}), certain=True),
        WorkingSet(rest, hidden=("folder/",), certain=True),
        WorkingSet(rest, certain=False),
    ):
        assert not make_planner().decide(working_set, state).steps
    known = WorkingSet(rest[1:], frozenset({"1.md"}), certain=True)
    assert [step.address.name for step in make_planner().decide(known, state).steps] == ["0.md"]


def test_what_was_saved_last_goes_first() -> None:
    working_set = WorkingSet(PAGES[:4], certain=True, saved={"2.md": 7, "3.md": 9})
    steps = make_planner().decide(working_set, State("lineage")).steps
    assert [step.address.name for step in steps] == ["3.md", "2.md", "0.md", "1.md"]


def test_a_file_that_an_import_began_is_held_back() -> None:
    planner = Planner(
        PlanOptions(),
        WriteThrottle(),
        long_gone(WorkingSet()),
        as_draft=False,
        begun=lambda _state: {PAGES[0].path: "pg_begun"},
    )
    decision = planner.decide(WorkingSet(PAGES[:2]), State("lineage"))
    assert [change.address.name for change in decision.plan.stuck] == [PAGES[0].path]
    assert [step.address.name for step in decision.steps] == [PAGES[1].path]
