"""Screens of 80 and 120 columns, each as a golden file."""

import re
from dataclasses import replace

import pytest

from execsync.core.choices import Status
from execsync.core.planning.cost import Cost
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.plan import Change, Plan
from execsync.core.resource import Body, Page
from execsync.core.state import State
from execsync.render.change_text import ChangeText, listed
from execsync.render.detail import Detail
from execsync.render.plan_text import PlanText
from execsync.render.style import Style
from execsync.render.summary_text import ShownLimits
from tests.render import golden
from tests.render.fitting import check_fits
from tests.render.plans import Shown, of_case

SCREENS = (80, 120)
WIDE = Style(colour=False)
LIMITS = ShownLimits(per_minute=60, per_day=1000, left_today=941)
DEPARTMENTS = ("engineering", "finance", "legal", "marketing", "people", "sales", "support")
PLACES = ("runbooks", "guides/how-we-work-together-in-a-growing-company", "")


def created(number: int) -> tuple[Change, ...]:
    """Creations in the folders of a company, the first of them the largest."""
    pages = []
    for n in range(number):
        department = DEPARTMENTS[min(n % 11, 6)]
        place = "/".join(filter(None, ("departments", department, PLACES[n % 3])))
        folders = (f"fld_{department}",) if n % 40 else ()
        pages.append(
            Page(
                f"{place}/how-to-ask-for-a-laptop-{n:03}.md",
                f"Page {n}",
                Body.of("Text."),
                status=Status.PUBLISHED,
                folder_ids=folders,
            )
        )
    return make_plan(pages, State("lineage")).changes


def of_size(number: int) -> Shown:
    """A plan of so many changes: an update, two conflicts and what is held, the rest is made."""
    cases = [of_case(name) for name in ("everything-at-once", "drift-both-changed")]
    changes = [change for case in cases for change in case.plan.changes]
    made = created(number - len(changes))
    plan = Plan("lineage", 1, tuple(sorted([*changes, *made], key=lambda one: one.address)))
    cost = Cost(checks=11, writes=len(made) + 5, extractions=1)
    bodies = cases[0].texts, cases[1].texts

    def find_body(page: object) -> str | None:
        return next((found for one in bodies if (found := one.find_body(page))), None)  # type: ignore[arg-type]

    sides = replace(cases[1].sides, find_body=find_body)
    return Shown(plan, cost, ChangeText(find_body, sides))


def text_of(shown: Shown, style: Style, detail: Detail = Detail.USUAL) -> str:
    return PlanText(shown.texts, style, detail).render(shown.plan, shown.cost, LIMITS)


@pytest.mark.parametrize("width", SCREENS)
@pytest.mark.parametrize("number", [5, 25, 900])
def test_a_plan_is_as_its_screen(number: int, width: int) -> None:
    shown = of_size(number)
    text = text_of(shown, Style(colour=False, width=width))
    check_fits(text, width, whole=text_of(shown, WIDE))
    golden.check(f"screen-plan-{number}-{width}.txt", text)


@pytest.mark.parametrize("width", SCREENS)
@pytest.mark.parametrize("detail", Detail)
def test_a_plan_of_900_fits_with_all_that_may_be_asked_of_it(width: int, detail: Detail) -> None:
    shown = of_size(900)
    text = text_of(shown, Style(colour=False, width=width), detail)
    check_fits(text, width, whole=text_of(shown, WIDE, detail))


@pytest.mark.parametrize("width", [20, 30, 40, 59])
def test_what_is_told_by_folder_fits_a_narrow_terminal(width: int) -> None:
    pages = [
        Page(f"{place}/page-{n:03}.md", "Q", Body.of("Text."), folder_ids=(f"fld_{place}",))
        for n, place in enumerate(("guides", "legal", "sales") * 30)
    ]
    shown = replace(of_size(25), plan=make_plan(pages, State("lineage")))
    text = text_of(shown, Style(colour=False, width=width))
    check_fits(text, width, whole=text_of(shown, WIDE))
    assert "…" not in text


def test_a_plan_of_900_fits_a_screen_but_for_what_is_to_be_read() -> None:
    shown = replace(of_size(900), plan=Plan("lineage", 1, created(900)))
    assert len(text_of(shown, Style(colour=False, width=80)).splitlines()) <= 24


@pytest.mark.parametrize("width", SCREENS)
def test_a_summary_has_a_line_a_change(width: int) -> None:
    shown = of_size(900)
    lines = text_of(shown, Style(colour=False, width=width), Detail.SUMMARY).splitlines()
    signs = ("+ ", "~ ", "! ", "- ", "> ", "-/+ ")
    assert sum(line.startswith(signs) for line in lines) == len(listed(shown.plan))
    assert not [line for line in lines if line.startswith("  ")]


@pytest.mark.parametrize("width", [40, 60])
def test_a_summary_tells_pages_apart_on_a_narrow_terminal(width: int) -> None:
    pages = [Page(f"departments/sales/question-{n:03}.md", "Q", Body.of("Text.")) for n in range(3)]
    shown = Shown(make_plan(pages, State("lineage")), Cost(1, 3, 0), of_size(25).texts)
    text = text_of(shown, Style(colour=False, width=width), Detail.SUMMARY)
    assert [f"question-{n:03}.md" in text for n in range(3)] == [True] * 3


@pytest.mark.parametrize("width", [50, 60, 80])
def test_a_summary_says_what_stands_in_the_way_where_little_room_is_left(width: int) -> None:
    shown = of_case("everything-at-once")
    text = text_of(shown, Style(colour=False, width=width), Detail.SUMMARY)
    changes, _, _ = text.partition("\n\n")
    assert "held:" in changes
    assert "blocked:" in changes


def test_the_details_of_a_summary_stand_below_each_other() -> None:
    shown = of_case("everything-at-once")
    text = text_of(shown, Style(colour=False, width=60), Detail.SUMMARY)
    changes, _, _ = text.partition("\n\n")
    heads = [re.match(r"\S+ \S+ +\w+ +", line) for line in changes.splitlines()]
    assert len({len(head[0]) for head in heads if head}) == 1
