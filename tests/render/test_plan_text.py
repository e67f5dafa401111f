import unicodedata
from dataclasses import replace

import pytest

from execsync.core.planning.cost import Cost
from execsync.core.planning.deciding import make_plan
from execsync.core.planning.plan import Plan
from execsync.core.resource import Body, Page
from execsync.core.state import State
from execsync.render.cells import cells
from execsync.render.change_text import ChangeText
from execsync.render.detail import Detail
from execsync.render.plan_text import PlanText
from execsync.render.style import Style
from execsync.render.summary_text import ShownLimits, summary_lines
from tests.render import golden
from tests.render.plans import LIMITS, Shown, hostile, of_case

PLAIN = Style(colour=False)
WIDTHS = (60, 80, 200)
CASES = (
    "nothing",
    "create-shared-source",
    "create-with-defaults",
    "everything-at-once",
    "drift-both-changed",
    "drift-overwritten",
    "drift-in-another-field",
    "source-title-changed",
    "source-failed-retried",
    "move-and-change-folders",
    "protect",
    "protect-and-change",
    "unprotect",
    "move-same-body",
    "drift-same-edit",
    "replace-allowed",
    "replace-unfinished",
    "replace-unfinished-and-rename",
    "replace-unfinished-and-update-not-asked",
    "archive-pruned",
    "archive-most-of-a-hub",
    "archive-edited-on-web",
    "sources-pruned",
    "sources-pruned-not-ours",
    "move-unclear-which-old",
    "update-skills",
)


def text_of(shown: Shown, style: Style = PLAIN, detail: Detail = Detail.USUAL) -> str:
    return PlanText(shown.texts, style, detail).render(shown.plan, shown.cost, LIMITS)


@pytest.mark.parametrize("case", CASES)
def test_a_plan_reads_as_its_golden_file(case: str) -> None:
    golden.check(f"{case}.txt", text_of(of_case(case)))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_plan_fits_the_terminal(width: int) -> None:
    text = text_of(of_case("everything-at-once"), Style(colour=False, width=width))
    assert max(map(cells, text.splitlines())) <= width
    golden.check(f"everything-at-once-{width}.txt", text)


@pytest.mark.parametrize("width", WIDTHS)
def test_wide_and_combining_characters_keep_the_columns(width: int) -> None:
    pages = [
        Page("支援/返金について.md", "返金", Body.of("本文。")),
        Page(
            "cafe\N{COMBINING ACUTE ACCENT}.md",
            "Café",
            Body.of("Text."),
            folder_ids=("料金表",) * 3,
        ),
        Page("plain.md", "Plain", Body.of("Text.")),
    ]
    plan = make_plan(pages, State("lineage"))
    shown = Shown(plan, Cost(checks=2, writes=3, extractions=0), ChangeText(lambda _: None))
    text = text_of(shown, Style(colour=False, width=width))
    assert max(map(cells, text.splitlines())) <= width
    heads = [line for line in text.splitlines() if line.startswith("+ ") and "create" in line]
    columns = {cells(line[: line.index("create")]) for line in heads}
    assert len(columns) == 1 or width < 80, "on a narrow terminal a long path has a line of its own"
    golden.check(f"wide-characters-{width}.txt", text)


@pytest.mark.parametrize("detail", Detail)
def test_a_long_difference_is_shown_as_far_as_asked(detail: Detail) -> None:
    before = "".join(f"## Part {n}\n\nText {n}.\n\n" for n in range(20))
    shown = of_case("update-body-of-draft")
    (change,) = shown.plan.changes
    assert isinstance(change.after, Page)
    after = replace(change.after, body=Body.of(before.replace("Text", "New text")))
    plan = replace(shown.plan, changes=(replace(change, after=after),))
    text = text_of(Shown(plan, shown.cost, ChangeText(lambda _: before)), PLAIN, detail)
    golden.check(f"long-difference-{detail}.txt", text)


def test_a_text_that_is_lost_is_said_to_be() -> None:
    shown = replace(of_case("update-body-of-draft"), texts=ChangeText(lambda _: None))
    assert "content (the text last applied is not at hand, so no lines" in text_of(shown)


def test_colours_change_nothing_but_the_colours() -> None:
    shown = of_case("everything-at-once")
    painted = text_of(shown, Style(colour=True))
    golden.check("everything-at-once-coloured.txt", painted.replace("\x1b", "ESC"))
    codes = ("31;7", "32;7", "31", "32", "33", "36", "2", "0", "1")
    for code in codes:
        painted = painted.replace(f"\x1b[{code}m", "")
    assert painted == text_of(shown)


@pytest.mark.parametrize("width", [None, *WIDTHS])
def test_hostile_text_is_visible_and_never_raw(width: int | None) -> None:
    text = text_of(hostile(), Style(colour=False, width=width))
    control = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\n"}
    assert control == set()
    assert "\\x1b[31m" in text
    for word in ("\\u202eevil\\r\\nnew", "line\\x9b2J"):  # a line may end between the two
        assert word in text


class TestSummary:
    @pytest.mark.parametrize(
        ("cost", "limits", "line"),
        [
            (Cost(2, 1, 0), ShownLimits(60, 1000), "Cost: 3 requests, within this minute's 60."),
            (Cost(0, 1, 0), ShownLimits(0, 0), "Cost: 1 request."),
            (
                Cost(2, 59, 0),
                ShownLimits(60, 1000),
                "Cost: 61 requests, at least 61 s at 60 a minute.",
            ),
            (
                Cost(2, 18, 0),
                ShownLimits(60, 1000, ages=(24.4,) * 52),
                "Cost: 20 requests, at least 37 s at 60 a minute, 52 of which were sent just now.",
            ),
            (
                Cost(2, 18, 0),
                ShownLimits(60, 1000, ages=(24.0,) * 40),
                "Cost: 20 requests, within this minute's 60.",
            ),
            (
                Cost(50, 9, 0),
                ShownLimits(60, 1000, ages=(3.0,) * 50, begun=50),
                "Cost: 59 requests, within this minute's 60.",
            ),
            (
                Cost(2, 298, 0),
                ShownLimits(60, 1000),
                "Cost: 300 requests, at least 4 min at 60 a minute.",
            ),
            (
                Cost(2, 1, 2),
                ShownLimits(60, 1000, 7),
                "Cost: 3 requests, within this minute's 60 (about 7 of 1,000 left today), "
                "and the extraction of 2 sources.",
            ),
            (
                Cost(2, 2499, 0),
                ShownLimits(60, 1000),
                "Cost: 2,501 requests, more than a day's 1,000: it takes 3 days of runs that resume.",
            ),
        ],
    )
    def test_the_cost_is_told_by_the_limit_that_it_meets(
        self, cost: Cost, limits: ShownLimits, line: str
    ) -> None:
        plan = of_case("create-page").plan
        assert summary_lines(plan, cost, limits) == ["Plan: 1 to create.", line]

    def test_an_empty_plan_costs_nothing(self) -> None:
        plan = Plan("lineage", 1, ())
        assert summary_lines(plan, Cost(2, 0, 0), LIMITS) == [
            "No changes: the hub is as the files want it, as far as State knows."
        ]
