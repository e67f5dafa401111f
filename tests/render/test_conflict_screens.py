"""What stands between a page and a write, on screens of 80 and 120 columns: both sides, and the ways out."""

import pytest

from execsync.core.planning.web_edit import describe_edit
from execsync.render.cells import cells
from execsync.render.change_text import ChangeText
from execsync.render.detail import Detail
from execsync.render.plan_text import PlanText
from execsync.render.style import Style
from execsync.render.web_sides import WebSides
from tests.render import golden
from tests.render.plans import LIMITS, Shown, of_case

CASE = "conflict-on-every-field"
SCREENS = (80, 120)


def text_of(shown: Shown, width: int | None, texts: ChangeText | None = None) -> str:
    style = Style(colour=False, width=width)
    text = PlanText(texts or shown.texts, style, Detail.USUAL)
    return text.render(shown.plan, shown.cost, LIMITS)


def unknown(shown: Shown) -> ChangeText:
    """The same where a fresh clone has neither the web's text nor asked who it was."""
    sides = WebSides(lambda _page: None, describe_edit, sources=shown.sides.sources)
    return ChangeText(sides.find_body, sides)


@pytest.mark.parametrize("width", SCREENS)
def test_a_conflict_shows_both_sides_within_the_screen(width: int) -> None:
    text = text_of(of_case(CASE), width)
    assert max(map(cells, text.splitlines())) <= width
    golden.check(f"screen-conflict-{width}.txt", text)


@pytest.mark.parametrize("width", SCREENS)
def test_a_conflict_whose_text_is_not_at_hand_says_what_shows_it(width: int) -> None:
    shown = of_case(CASE)
    text = text_of(shown, width, unknown(shown))
    assert max(map(cells, text.splitlines())) <= width
    golden.check(f"screen-conflict-unknown-{width}.txt", text)


@pytest.mark.parametrize("width", [40, 60, 80, 120, None])
def test_what_to_type_is_whole_and_so_are_the_values_of_each_side(width: int | None) -> None:
    words = " ".join(text_of(of_case(CASE), width).split())
    for said in (
        "title: Refunds before, Refunds and returns on the web, Refunds within sixty days here",
        "folder_ids: fld_support → fld_support + fld_incidents on the web",
        "by Web colleague (manual edit), 2026-03-02T10:00:00Z",
        "execsync apply --on-drift overwrite",
    ):
        assert said in words
