"""Findings on 80 and 120 columns, each as a golden file."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.render.cells import cells
from execsync.render.diagnostics import diagnostics_text, excerpt
from execsync.render.style import Style
from tests.render import golden
from tests.render.fitting import check_fits

SCREENS = (80, 120)
LONG = (
    "The hours for refunds are listed in [the table](refnds.md) together with the people to ask, and "
    "whoever is on duty signs them off before noon, which the [calendar](../people/calendar.md) shows."
)
FOLDER = "departments/engineering/guides/how-we-work-together-in-a-growing-company"


def findings() -> list[Diagnostic]:
    """An error in a long line, and 600 warnings of a rule in files of a deep folder."""
    error = Diagnostic(
        "EX051",
        Severity.ERROR,
        "this link leads to no page: refnds.md",
        path=f"content/{FOLDER}/refunds-and-returns-of-hardware.md",
        line=12,
        column=LONG.index("refnds") + 1,
        hint="did you mean refunds.md? A link to a page is written from the folder of the file that it is in",
    )
    warnings = [
        Diagnostic(
            "EX061",
            Severity.WARNING,
            "an image without a text for those who cannot see it",
            path=f"content/{FOLDER}/how-to-ask-for-a-laptop-{n:03}.md",
            line=n + 1,
            column=3,
            hint="write what it shows: ![what it shows](picture.png)",
        )
        for n in range(600)
    ]
    return [*warnings, error]


def text_of(width: int | None, *, whole: bool = False) -> str:
    return diagnostics_text(
        findings(),
        files=900,
        line_of=lambda found: LONG if found.code == "EX051" else "![](picture.png)",
        style=Style(colour=False, width=width),
        whole=whole,
    )


@pytest.mark.parametrize("width", SCREENS)
def test_a_validate_of_900_files_is_as_its_screen(width: int) -> None:
    text = text_of(width)
    check_fits(text, width, whole=f"{text_of(None)} {LONG}")
    assert len(text.splitlines()) <= 24
    golden.check(f"screen-validate-900-{width}.txt", text)


@pytest.mark.parametrize("width", SCREENS)
def test_all_of_900_files_fit(width: int) -> None:
    text = text_of(width, whole=True)
    assert max(map(cells, text.splitlines())) <= width


@example(line="\x1b" * 5 + "\N{COMBINING ACUTE ACCENT}", column=6, width=20)
@given(
    line=st.text(alphabet="ab 日\N{COMBINING ACUTE ACCENT}\x1b", min_size=1, max_size=300),
    column=st.integers(1, 300),
    width=st.integers(20, 100),
)
def test_an_excerpt_fits_and_shows_its_place(line: str, column: int, width: int) -> None:
    column = min(column, len(line))
    before, after = excerpt(line, column, width)
    assert cells(before + after) <= width
    assert cells(before) < width, "the caret stands under something"
