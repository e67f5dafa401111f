"""Findings as SARIF 2.1.0, which code-scanning services read."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.rules import Rule
from execsync.render.plain import visible
from execsync.render.runner_words import to_json

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def diagnostics_sarif(
    found: Sequence[Diagnostic], *, rules: Mapping[str, Rule], version: str
) -> str:
    """One SARIF log with one run, ended by a line end."""
    codes = sorted({diagnostic.code for diagnostic in found})
    driver = {
        "name": "execsync",
        "version": version,
        "rules": [_rule(rules[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, codes.index(diagnostic.code)) for diagnostic in found],
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.doc.partition("\n")[0]},
        "fullDescription": {"text": rule.doc},
        "help": {"text": rule.doc, "markdown": rule.doc},
        "defaultConfiguration": {"level": str(rule.severity)},
    }


def _result(found: Diagnostic, index: int) -> dict[str, Any]:
    message = ". ".join(part for part in (found.summary, found.detail, found.hint) if part)
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(found.path)}}
    if found.line:
        place["region"] = {"startLine": found.line}
        if found.column:
            place["region"]["startColumn"] = found.column
    return {
        "ruleId": found.code,
        "ruleIndex": index,
        "level": str(Severity(found.severity)),
        "message": {"text": visible(message)},
        "locations": [{"physicalLocation": place}],
    }


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"))
