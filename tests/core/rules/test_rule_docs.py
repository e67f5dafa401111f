"""Every rule is documented, and the examples in its documentation are right."""

import json
import re
from pathlib import Path

import pytest

from execsync.core.rules import RULES
from tests.commands.hub import run_validate

_FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def example(code: str, heading: str) -> dict[str, str]:
    """The files of the example under `heading`; a page without a name is page.md, page2.md, …"""
    _, found, after = RULES[code].doc.partition(f"\n{heading}:\n")
    if not found:
        return {}
    files: dict[str, str] = {}
    for _, name, text in _FENCE.findall(after.partition("\nRight:\n")[0]):
        files[name or f"page{len(files) + 1 if files else ''}.md"] = text.replace("␉", "\t")
    return files


LINKS = '[links]\npage_url = "https://hub.example.com/pages/{id}"\n'


def codes(folder: Path, files: dict[str, str]) -> set[str]:
    files = {**files}
    files["execsync.toml"] = '[content]\nroot = "."\n' + files.get("execsync.toml", LINKS)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    found = json.loads(run_validate(folder, format="json").out)["diagnostics"]
    return {diagnostic["code"] for diagnostic in found}


WITH_EXAMPLES = sorted(code for code in RULES if example(code, "Wrong"))


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_the_wrong_example_is_wrong(code: str, tmp_path: Path) -> None:
    assert code in codes(tmp_path, example(code, "Wrong"))


@pytest.mark.parametrize("code", WITH_EXAMPLES)
def test_the_right_example_is_right(code: str, tmp_path: Path) -> None:
    files = example(code, "Right")
    assert files
    assert codes(tmp_path, files) == set()


NO_EXAMPLE = {
    "EX001",
    "EX002",
    "EX003",
    "EX004",
    "EX005",
    "EX006",
    "EX007",
    "EX008",
    "EX009",
    "EX026",
}
"""Faults of whole files, and against the hub's lists, which no text in a page of documentation can show."""
TOO_LONG_OR_TELLING = {
    "EX013",
    "EX014",
    "EX015",
    "EX018",
    "EX040",
    "EX041",
    "EX070",
    "EX071",
    "EX072",
    "EX082",
    "EX083",
}


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_is_documented(code: str) -> None:
    rule = RULES[code]
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", rule.name)
    assert rule.doc.partition("\n")[0].endswith(".")
    assert (code in WITH_EXAMPLES) != (code in NO_EXAMPLE | TOO_LONG_OR_TELLING)


def test_names_of_rules_are_unique() -> None:
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
