"""Whether a plan that was kept still holds."""

import pytest

from execsync.core.planning.cost import Cost
from execsync.core.planning.plan import Action, ActionReason, PageChange, Plan
from execsync.core.planning.saved import differences, fingerprint, in_words, save, staleness
from execsync.core.resource import Body, Page


def page(path: str, blob: str = "1", title: str = "Title") -> Page:
    return Page(path, title, Body.of(""), blob=blob)


def plan(*pages: Page, lineage: str = "one") -> Plan:
    reason = ActionReason.NEW_FILE
    return Plan(
        lineage, 3, tuple(PageChange(p.address, Action.CREATE, reason, None, p) for p in pages)
    )


def stale(lineage: str = "one", serial: int = 3, **files: str) -> list[str]:
    pages = [page("a.md"), page("b.md")]
    saved = save(plan(*pages), Cost(0, 0, 0), pages, version="1")
    now = [page(f"{name}.md", blob) for name, blob in (files or {"a": "1", "b": "1"}).items()]
    return staleness(saved, lineage=lineage, serial=serial, is_new=False, pages=now)


def test_it_holds_as_long_as_state_and_files_are_the_same() -> None:
    assert stale() == []


def test_it_names_what_is_not_the_same() -> None:
    assert stale(serial=4, a="2", c="1") == [
        "State has moved on (serial 4, the plan's is 3)",
        "a.md has changed",
        "c.md is new",
        "b.md is gone",
    ]
    assert stale(lineage="two", serial=4) == [
        "the state file is another one (lineage two, the plan's is one)"
    ]


@pytest.mark.parametrize(
    ("lineage", "is_new", "said"),
    [
        ("", True, []),
        ("", False, ["there is a state file by now"]),
        ("one", True, ["the state file is gone"]),
    ],
)
def test_a_state_that_came_or_went_is_named(lineage: str, *, is_new: bool, said: list[str]) -> None:
    saved = save(plan(lineage=lineage), Cost(0, 0, 0), [], version="1")
    assert staleness(saved, lineage="other", serial=3, is_new=is_new, pages=[]) == said


def test_plans_differ_by_what_they_would_do_and_nothing_else() -> None:
    same = plan(page("a.md"), page("b.md"))
    other = plan(page("a.md", blob="2"), page("b.md", title="New"), page("c.md"))
    assert differences(same, other) == ["page:b.md", "page:c.md"]
    assert fingerprint(same) == fingerprint(plan(page("a.md", blob="2"), page("b.md")))
    assert fingerprint(same) != fingerprint(other)


def test_five_reasons_are_named_and_the_others_counted() -> None:
    assert in_words(["x"] * 5) == "x; x; x; x; x"
    assert in_words(["x"] * 6) == "x; x; x; x; x; and 1 more"
