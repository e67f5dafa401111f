"""Many findings for a person: errors first, summed up by rule, and counted."""

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.rules import RULES
from execsync.render.diagnostics import diagnostics_text
from execsync.render.finding_lines import in_groups
from execsync.render.statistics import statistics_text
from execsync.render.style import Style
from tests.render.golden import check

PLAIN = Style(colour=False)
COLOURED = Style(colour=True)


def of(code: str, severity: Severity, places: int, *, hint: str = "mend it") -> list[Diagnostic]:
    return [
        Diagnostic(code, severity, f"wrong {n}", f"{n:02}.md", 1, 3, hint=hint)
        for n in range(1, places + 1)
    ]


FOUND = [
    *of("EX005", Severity.NOTE, 1, hint=""),
    *of("EX050", Severity.WARNING, 1400),
    *of("EX024", Severity.WARNING, 2, hint="did you mean `draft`?"),
    *of("EX020", Severity.ERROR, 11, hint="one way"),
    *of("EX021", Severity.ERROR, 10, hint=""),
]
FOUND.sort(key=lambda one: one.sort_key)


def test_findings_of_many_places() -> None:
    def line_of(found: Diagnostic) -> str:
        return f"a line of {found.path}"

    check(
        "findings.txt",
        diagnostics_text(FOUND, files=1400, line_of=line_of, style=PLAIN),
    )
    check(
        "findings-coloured.txt",
        diagnostics_text(FOUND[:4], files=4, line_of=line_of, style=COLOURED),
    )


def test_findings_by_rule() -> None:
    shown = statistics_text(FOUND, files=1400, rules=RULES, style=PLAIN)
    check("statistics.txt", shown)
    nothing = statistics_text([], files=1, rules=RULES, style=PLAIN)
    assert nothing == "Nothing wrong in 1 file.\n"


def test_a_level_that_differs_makes_a_group_of_its_own() -> None:
    """With --target, an error elsewhere is a warning."""
    found = [*of("EX024", Severity.ERROR, 11), *of("EX024", Severity.WARNING, 11)]
    groups = list(in_groups(found))
    assert [(len(group.shown), group.more) for group in groups] == [(3, 8), (3, 8)]
    assert {one.severity for one in groups[0].shown} == {Severity.ERROR}
    assert groups[1].rest("--all") == "EX024 in 8 more places: --all"
