"""The requests that a plan names are those that the hub then counts."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from execsync.localhub import LocalHub
from execsync.state.folder import UNOWNED
from tests.commands.conftest import NO_LIMITS
from tests.support.checkout import Checkout

PLAN = json.loads((Path(__file__).parents[2] / "docs" / "plan.schema.json").read_text())
ONE, TWO, THREE = (f"https://source.example/{name}" for name in ("one", "two", "three"))
BROKEN = "https://source.example/broken"
POLLS = ("GET", "/knowledge-hub/sources")


@dataclass(frozen=True)
class Scene:
    """`first` is applied, then `edit` made; `options` are those of the plan and the apply after it."""

    edit: Callable[[Checkout], object]
    first: Callable[[Checkout], object] = lambda _: None
    options: tuple[str, ...] = ()
    writes: int = 0
    code: int = 0
    hub: dict[str, object] = field(default_factory=dict)
    """Settings of the local hub from the edit on."""


def pages(checkout: Checkout, number: int, *, body: str = "Text", prefix: str = "p") -> None:
    for index in range(number):
        name = f"{prefix}{index:03}"
        checkout.page(f"{prefix}/{name}.md", title=name.upper(), body=f"{body} {index}.\n")


def shared(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", sources=[ONE, TWO])
    checkout.page("b.md", title="B", sources=[ONE])
    checkout.page("c.md", title="C", sources=[TWO, THREE])


def broken(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", sources=[BROKEN])
    checkout.page("b.md", title="B", sources=[BROKEN, ONE])


def two(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B", status="published")


def mixed(checkout: Checkout) -> None:
    shared(checkout)
    checkout.page("moved.md", title="Moved", body="It moves.\n")
    checkout.page("seen.md", title="Observed")
    checkout.page("gone.md", title="Gone", body="It goes.\n")
    checkout.page("kept.md", title="Kept", body="It is kept.\n", protect=True)


def edit_mixed(checkout: Checkout) -> None:
    """A page of each kind: sources changed, moved, replaced, archived, unprotected, created."""
    checkout.page("a.md", title="A", sources=[ONE])
    checkout.page("c.md", title="C", body="New.\n")
    checkout.rename("moved.md", "deep/moved.md")
    checkout.page("seen.md", title="Observed", visibility="private")
    checkout.remove("gone.md")
    checkout.page("kept.md", title="Kept", body="It is kept.\n")
    checkout.page("new.md", title="New", sources=[ONE, "https://source.example/four"])


def move_and_change(checkout: Checkout) -> None:
    checkout.remove("a.md")
    checkout.page("n.md", title="A", body="N.\n", moved_from="a.md")


def remove_four(checkout: Checkout) -> None:
    for number in range(4):
        checkout.remove(f"p/p{number:03}.md")


def remove_two(checkout: Checkout) -> None:
    checkout.remove("b.md")
    checkout.remove("c.md")


def shared_and_others(checkout: Checkout) -> None:
    shared(checkout)
    pages(checkout, 3)


SCENES = {
    "nothing": Scene(lambda _: None, two),
    "creates": Scene(lambda c: pages(c, 7), writes=7),
    "updates": Scene(lambda c: pages(c, 5, body="New"), lambda c: pages(c, 7), writes=5),
    "update-of-a-published-page": Scene(
        lambda c: c.page("b.md", title="B", status="published", body="New.\n"), two, writes=1
    ),
    "publish": Scene(lambda c: c.page("a.md", title="A", status="published"), two, writes=1),
    "move": Scene(lambda c: c.rename("a.md", "deep/a.md"), two),
    "move-and-update": Scene(
        move_and_change,
        two,
        writes=1,
    ),
    "protect": Scene(lambda c: c.page("a.md", title="A", protect=True), two),
    "replace": Scene(
        lambda c: c.page("a.md", title="A", visibility="private"),
        two,
        ("--allow-replace", "a.md"),
        writes=2,
    ),
    "replace-blocked": Scene(
        lambda c: c.page("a.md", title="A", visibility="private"), two, code=1
    ),
    "archive": Scene(lambda c: c.remove("a.md"), two, ("--prune",), writes=1),
    "archive-held": Scene(lambda c: c.remove("a.md"), two),
    "archive-blocked": Scene(
        remove_four,
        lambda c: pages(c, 6),
        ("--prune",),
        code=1,
    ),
    "shared-sources": Scene(shared, writes=6),
    "known-source": Scene(
        lambda c: c.page("d.md", title="D", sources=[ONE, THREE]), shared, writes=1
    ),
    "source-removed": Scene(lambda c: c.page("c.md", title="C", sources=[TWO]), shared, writes=1),
    "prune-sources": Scene(
        lambda c: c.page("c.md", title="C"), shared, ("--prune-sources",), writes=2
    ),
    "prune-all": Scene(
        remove_two,
        shared,
        ("--prune", "--prune-sources", "--allow-archive", "2"),
        writes=3,
    ),
    "retry-sources": Scene(
        lambda _: None, broken, ("--retry-sources",), writes=4, hub={"failing_sources": ()}
    ),
    "target": Scene(shared_and_others, options=("--target", f"source:{ONE}"), writes=4),
    "mixed": Scene(
        edit_mixed,
        mixed,
        ("--prune", "--prune-sources", "--allow-replace", "seen.md"),
        writes=9,
    ),
    "more-than-a-list-shows": Scene(
        lambda c: pages(c, 3, prefix="new"), lambda c: pages(c, 130), writes=3
    ),
    "just-what-a-list-shows": Scene(
        lambda c: pages(c, 1, prefix="new"), lambda c: pages(c, 100), writes=1
    ),
}


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_the_plan_names_the_requests_that_the_hub_counts(
    checkout: Checkout, hub: LocalHub, scene: Scene
) -> None:
    hub.change(failing_sources=("*/broken",))
    scene.first(checkout)
    checkout.call("apply", "--yes")
    if scene.hub:
        hub.change(**scene.hub)
    scene.edit(checkout)

    planned = json.loads(checkout.call("plan", "--format", "json", *scene.options).out)
    before = len(hub.requests())
    applied = checkout.call("apply", "--yes", "--format", "json", *scene.options)
    counted = [e for e in hub.requests()[before:] if (e.method, e.route) != POLLS]

    assert applied.code == scene.code, applied
    cost = planned["cost"]
    assert cost["requests"] == len(counted), [(e.method, e.path) for e in counted]
    assert sum(cost["by_kind"].values()) == cost["requests"]
    looks = cost["by_kind"].get("look", 0)
    changes = planned["resource_changes"]
    assert sum(change["requests"] for change in changes) == scene.writes + looks
    assert sum(e.method != "GET" for e in counted) == scene.writes
    lines = [json.loads(line) for line in applied.out.splitlines()]
    (shown,) = [line["plan"] for line in lines if line["type"] == "plan"]
    cost.pop("assumed_pages", None)
    assert shown["cost"] == cost, "an apply names the same, and has looked by then"
    assert lines[-1]["requests"] == len(hub.requests()) - before, "polls are counted in the end"


@pytest.mark.slow
class TestLargeHub:
    """A hub with 2,000 pages of others, which the first plan cannot know of."""

    @pytest.fixture
    def checkout(self, checkout: Checkout, hub: LocalHub) -> Checkout:
        for number in range(2000):
            hub.advance(10)
            hub.web.create(f"Other {number}")
        hub.advance(3600)
        pages(checkout, 4)
        return checkout

    def test_the_first_plan_says_what_it_assumes(self, checkout: Checkout, hub: LocalHub) -> None:
        stated = self.stated(checkout)
        assert stated == f"Cost: 7 requests{FIRST}."
        assert self.cost(checkout)["assumed_pages"] == 100
        before = len(hub.requests())
        assert checkout.call("apply", "--yes").code == 0
        assert len(hub.requests()) - before == 7 + 19
        pages(checkout, 1, body="New")
        assert "assumed_pages" not in self.cost(checkout)

    @pytest.mark.parametrize("cache", [True, pytest.param(False, marks=pytest.mark.long)])
    def test_the_next_plan_states_what_is_sent(
        self, checkout: Checkout, hub: LocalHub, cache: bool
    ) -> None:
        assert checkout.call("apply", "--yes").code == 0
        for turn in range(3):
            if not cache:
                (checkout.state_folder / UNOWNED).unlink()
            hub.advance(3600)
            pages(checkout, 25, body=f"BatchDeadline {turn}", prefix=f"new{turn}")
            stated = self.stated(checkout)
            before = len(hub.requests())
            assert checkout.call("apply", "--yes").code == 0
            assert stated == f"Cost: {len(hub.requests()) - before} requests."

    @pytest.mark.long
    def test_the_plan_after_a_rebuild_states_what_is_sent(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        assert checkout.call("apply", "--yes").code == 0
        checkout.state_file.unlink()
        assert checkout.call("state", "rebuild", "--yes").code == 0
        pages(checkout, 4, body="New")
        stated = self.stated(checkout)
        before = len(hub.requests())
        assert checkout.call("apply", "--yes", "--on-drift", "overwrite").code == 0
        assert stated == f"Cost: {len(hub.requests()) - before} requests."

    def test_a_look_alone_leaves_nothing_to_commit(self, checkout: Checkout, hub: LocalHub) -> None:
        assert checkout.call("apply", "--yes").code == 0
        written = checkout.state_file.read_bytes()
        for number in range(50):
            hub.web.create(f"Another {number}")
        hub.advance(3600)
        assert checkout.call("apply", "--yes").code == 0
        assert checkout.state_file.read_bytes() == written

    @staticmethod
    def cost(checkout: Checkout) -> dict[str, object]:
        document: dict[str, dict[str, object]] = json.loads(
            checkout.call("plan", "--format", "json").out
        )
        jsonschema.validate(document, PLAN)
        return document["cost"]

    @staticmethod
    def stated(checkout: Checkout) -> str:
        (line,) = [x for x in checkout.call("plan").out.splitlines() if x.startswith("Cost: ")]
        return line


def test_polls_are_few(checkout: Checkout, hub: LocalHub) -> None:
    """At most three questions for all sources together when each is ready by the first of them."""
    hub.change(extraction_seconds=0.3)
    shared(checkout)
    assert checkout.call("apply", "--yes").code == 0
    assert 0 < sum((e.method, e.route) == POLLS for e in hub.requests()) <= 3


FIRST = " on a hub of up to 100 pages (1 more for each further 100)"
"""What a plan says before the first look at the hub."""


class TestCostLine:
    """What a person reads of it. The limits are those of execsync.toml."""

    def test_within_this_minute(self, checkout: Checkout) -> None:
        checkout.configure("")
        pages(checkout, 3)
        (line,) = self.lines(checkout)
        assert line == (
            f"Cost: 6 requests{FIRST}, within this minute's 60 (about 1,000 of 1,000 left today)."
        )

    def test_without_a_key_nothing_is_known_of_today(self, checkout: Checkout) -> None:
        checkout.configure("")
        pages(checkout, 1)
        (line,) = self.lines(checkout, EXEC_API_KEY=None)
        assert line == f"Cost: 4 requests{FIRST}, within this minute's 60."

    def test_minutes(self, checkout: Checkout) -> None:
        checkout.configure("[limits]\nper_minute = 10\n")
        pages(checkout, 23)
        (line,) = self.lines(checkout)
        assert line.startswith(f"Cost: 26 requests{FIRST}, at least 2 min at 10 a minute")

    def test_days(self, checkout: Checkout) -> None:
        checkout.configure("[limits]\nper_day = 100\nreserve = 20\n")
        pages(checkout, 200)
        (line,) = self.lines(checkout)
        assert line == (
            f"Cost: 204 requests{FIRST}, more than a day's 80: it takes 3 days of runs that resume "
            "(about 80 of 100 left today)."
        )

    def test_a_day_that_is_mostly_used_up(self, checkout: Checkout) -> None:
        checkout.configure("[limits]\nper_minute = 60\nper_day = 10\n")
        pages(checkout, 4)
        assert checkout.call("apply", "--yes").code == 0
        pages(checkout, 4, body="New")
        (line,) = self.lines(checkout)
        assert line == (
            "Cost: 10 requests (6 with --look list), more than is left of today: it takes 2 days of "
            "runs that resume (about 3 of 10 left today)."
        )

    def test_a_day_is_counted_without_a_limit_of_a_minute(self, checkout: Checkout) -> None:
        checkout.configure("[limits]\nper_minute = 0\n")
        pages(checkout, 1)
        applied = checkout.call("apply", "--yes")
        assert applied.out.endswith("Done: 1 page created; 4 requests, today 4 of 1,000 used.\n")
        pages(checkout, 1, body="New")
        (line,) = self.lines(checkout)
        assert line.endswith("(about 996 of 1,000 left today).")

    def test_no_limits(self, checkout: Checkout) -> None:
        checkout.configure(NO_LIMITS)
        shared(checkout)
        (line,) = self.lines(checkout)
        assert line == f"Cost: 9 requests{FIRST}, and the extraction of 3 sources."

    def test_full_names_the_kinds(self, checkout: Checkout) -> None:
        shared(checkout)
        planned = checkout.call("plan", "--full")
        assert planned.out.endswith("\nRequests: 3 check, 3 create page, 3 create source.\n")

    def test_nothing_to_write_costs_nothing_to_mention(self, checkout: Checkout) -> None:
        two(checkout)
        assert checkout.call("apply", "--yes").code == 0
        checkout.rename("a.md", "c.md")
        assert self.lines(checkout) == []

    @staticmethod
    def lines(checkout: Checkout, **variables: str | None) -> list[str]:
        planned = checkout.call("plan", **variables)
        assert planned.code == 0, planned
        return [line for line in planned.out.splitlines() if line.startswith("Cost: ")]
