import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from execsync.core.planning.plan import Action
from execsync.render.plan_json import plan_json
from execsync.render.summary_text import ShownLimits
from tests.render import golden
from tests.render.plans import EVERY_ACTION, FOLDER, LIMITS, Shown, hostile, of_case

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "plan.schema.json").read_text())
EVERY_CASE = sorted(path.stem for path in FOLDER.glob("*.toml"))


def json_of(shown: Shown, limits: ShownLimits = LIMITS) -> str:
    return plan_json(shown.plan, shown.cost, limits, shown.sides)


def read(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


@pytest.mark.parametrize("case", EVERY_ACTION)
def test_a_plan_is_written_as_its_golden_file(case: str) -> None:
    golden.check(f"{case}.json", json_of(of_case(case)))


@pytest.mark.parametrize("case", EVERY_CASE)
def test_every_plan_keeps_the_schema(case: str) -> None:
    document = read(json_of(of_case(case)))
    acting = [c for c in document["resource_changes"] if "blocked" not in c]
    actions = [action for change in acting for action in change["change"]["actions"]]
    counted = {name: n for name, n in document["summary"].items() if n and name in set(Action)}
    assert counted == {a: actions.count(a) for a in actions if a != Action.NOOP}
    assert sum(document["cost"]["by_kind"].values()) == document["cost"]["requests"]
    assert document["applyable"] == any(a != Action.NOOP for a in actions)


def test_the_schema_says_what_it_is() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_hostile_names_are_data() -> None:
    shown = hostile()
    document = read(json_of(shown))
    paths = {change["path"] for change in document["resource_changes"]}
    assert paths == {change.address.name for change in shown.plan.changes}


def test_a_live_page_that_is_to_be_taken_down_was_published() -> None:
    """State calls its draft a draft, but that is not what changes."""
    [change] = read(json_of(of_case("take-down-a-page-with-a-draft")))["resource_changes"]
    states = (change["change"]["before"]["status"], change["change"]["after"]["status"])
    assert states == ("published", "draft")


def test_bodies_are_given_by_their_digest() -> None:
    text = json_of(of_case("everything-at-once"))
    changes = {c["path"]: c["change"] for c in read(text)["resource_changes"]}
    assert "New text" not in text
    assert changes["changed.md"]["before"]["content"] != changes["changed.md"]["after"]["content"]
    assert changes["same.md"]["before"]["content"] == changes["same.md"]["after"]["content"]


def test_what_is_not_known_or_not_limited_is_null() -> None:
    cost = read(json_of(of_case("create-page"), ShownLimits(0, 0)))["cost"]
    assert (cost["minute_limit"], cost["day_limit"], cost["left_today"]) == (None, None, None)


def test_a_web_edit_is_told_as_drift() -> None:
    document = read(json_of(of_case("drift-both-changed")))
    (drift,) = document["resource_drift"]
    assert drift["address"] == "page:a.md"
    assert drift["id"] == "pg-a.md"
    assert list(drift["fields"]) == ["content"]
    assert len({*drift["fields"]["content"].values()}) == 3, "three sides"
    assert drift["content_diff"] == {
        "web": ["@@", "- Our text.", "+ Their text."],
        "file": ["@@", "- Our text.", "+ Our new text."],
    }
    assert drift["by"] == ["Web colleague"]
    assert (drift["change_type"], drift["when"]) == ("manual_edit", "2026-03-02T10:00:00Z")


def test_an_edit_on_the_web_is_told_once_where_its_page_has_two_changes() -> None:
    document = read(json_of(of_case("replace-unfinished-and-drift-not-asked")))
    assert [change["path"] for change in document["resource_changes"]] == ["a.md", "a.md"]
    assert [drift["path"] for drift in document["resource_drift"]] == ["a.md"]
