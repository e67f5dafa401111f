"""Every two edits of one page, planned in every form: each form says the same, and what was edited."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from execsync.core.planning.plan import Plan
from execsync.state import saved_plan
from tests.commands.conftest import NO_LIMITS
from tests.support.checkout import Checkout, Ended
from tests.support.hub import make_hub

ONE, TWO, THREE = (f"https://s.example/{name}" for name in ("one", "two", "three"))
LINE = re.compile(r"(?P<sign>[-+~>x!/]+) (?P<path>\S+) +(?P<word>[a-z]+) *(?P<detail>.*)")


@dataclass
class Draft:
    """The page in the middle of the alphabet, as it is to be written."""

    path: str = "m.md"
    body: str = "Text of M.\n"
    front: dict[str, Any] = field(
        default_factory=lambda: {
            "title": "M",
            "status": "draft",
            "visibility": "workspace",
            "folder_ids": ["fld_1"],
            "skill_ids": ["skl_1"],
            "sources": [{"url": ONE, "title": "One"}, TWO],
            "protect": False,
        }
    )

    def source(self, url: str) -> int:
        """Where the page names the source; -1 where it does not."""
        urls = [item if isinstance(item, str) else item["url"] for item in self.front["sources"]]
        return urls.index(url) if url in urls else -1

    def write(self, checkout: Checkout) -> None:
        checkout.page(self.path, body=self.body, **self.front)


def retitle(draft: Draft, url: str, title: str) -> None:
    if (place := draft.source(url)) >= 0:
        draft.front["sources"][place] = {"url": url, "title": title}


def remove_source(draft: Draft) -> None:
    if (place := draft.source(TWO)) >= 0:
        del draft.front["sources"][place]


def declare_move(draft: Draft) -> None:
    """Of the path before, where the file is a renamed one; it may be renamed only later."""
    draft.front["moved_from"] = ["older.md", "m.md"] if draft.path != "m.md" else "older.md"


def rename(draft: Draft) -> None:
    draft.path = "n.md"
    if "moved_from" in draft.front:
        declare_move(draft)


EDITS: dict[str, tuple[Callable[[Draft], object], set[str]]] = {
    "title": (lambda d: d.front.update(title="N"), {"title"}),
    "body": (lambda d: setattr(d, "body", "Other text.\n"), {"content"}),
    "status": (lambda d: d.front.update(status="published"), {"status"}),
    "visibility": (lambda d: d.front.update(visibility="private"), {"visibility"}),
    "folders": (lambda d: d.front.update(folder_ids=["fld_2"]), {"folder_ids"}),
    "skills": (lambda d: d.front.update(skill_ids=[]), {"skill_ids"}),
    "source-added": (lambda d: d.front["sources"].append(THREE), {"sources"}),
    "source-removed": (remove_source, {"sources"}),
    "source-retitled": (lambda d: retitle(d, ONE, "Another"), set()),
    "source-titled": (lambda d: retitle(d, TWO, "Two"), set()),
    "sources-reordered": (lambda d: d.front["sources"].reverse(), set()),
    "protect": (lambda d: d.front.update(protect=True), {"protect"}),
    "moved-from": (declare_move, set()),
    "rename": (rename, set()),
}
"""An edit, and the fields that a plan must name for it."""


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A page between two others that name its sources, one of them by another page's title."""
    with make_hub() as hub:
        checkout = Checkout(tmp_path_factory.mktemp("applied"), hub.url, config=NO_LIMITS)
        checkout.page("a.md", title="A", body="Text of A.\n", sources=[ONE])
        checkout.page(
            "z.md", title="Z", body="Text of Z.\n", sources=[{"url": ONE, "title": "One"}, TWO]
        )
        Draft().write(checkout)
        assert checkout.call("apply", "--yes").code == 0
        yield checkout


@pytest.fixture
def checkout(applied: Checkout, tmp_path: Path) -> Checkout:
    """A copy of it: a plan sends nothing, so that all may be bound to the same hub."""
    shutil.copytree(applied.folder, tmp_path / "copy")
    return Checkout(tmp_path / "copy", config=NO_LIMITS)


def told_in_text(ended: Ended) -> dict[str, tuple[str, set[str]]]:
    """Path → action and fields, by the words of the lines that begin a change."""
    told = {}
    for line in ended.out.partition("\n\n")[0].splitlines():
        match = LINE.fullmatch(line)
        if match and not line.startswith(" "):
            told[match["path"]] = (match["word"], fields_in_words(match["detail"]))
    return told


def fields_in_words(detail: str) -> set[str]:
    words = {"protected from now on": "protect", "no longer protected": "protect"}
    sides = (side for side in detail.split("  ") if not side.startswith(("blocked:", "held:")))
    parts = [part for part in next(sides, "").split(", ") if part]
    named = {words.get(part, part.partition(" ")[0]) for part in parts}
    return named - {"was", "same", "no"}


def told_in_json(document: dict[str, Any]) -> dict[str, tuple[str, set[str]]]:
    """The same by what is before and after; the order of a list means nothing there."""
    told = {}
    for change in document["resource_changes"]:
        (action,) = change["change"]["actions"]
        if change["type"] == "page" and action != "noop":
            before, after = change["change"]["before"], change["change"]["after"]
            fields = {name for name in after if comparable(before[name]) != comparable(after[name])}
            told[change["path"]] = (action, fields)
    return told


def comparable(value: Any) -> Any:
    return set(value) if isinstance(value, list) else value


def told_in_file(plan: Plan) -> dict[str, tuple[str, set[str]]]:
    return {
        change.address.name: (
            change.action.value,
            {f.field for f in change.fields},
        )
        for change in plan.changes
        if change.address.kind == "page" and change.action.value != "noop"
    }


SINGLE = [pytest.param((name,), id=name) for name in EDITS]
PAIRS = [
    pytest.param(pair, id="+".join(pair), marks=pytest.mark.slow) for pair in combinations(EDITS, 2)
]


@pytest.mark.parametrize("names", [*SINGLE, *PAIRS])
def test_every_form_of_a_plan_names_what_was_edited(
    checkout: Checkout, names: tuple[str, ...]
) -> None:
    draft = Draft()
    for name in names:
        EDITS[name][0](draft)
    checkout.remove("m.md")
    draft.write(checkout)

    text = checkout.call("plan")
    summary = checkout.call("plan", "--summary")
    json_form = checkout.call("plan", "--format", "json")
    kept = checkout.call("plan", "--out", "kept.plan")
    detailed = checkout.call("plan", "--detailed-exitcode")

    document = json.loads(json_form.out)
    plan = saved_plan.read(checkout.folder / "kept.plan").plan
    told = told_in_text(text)
    assert told == told_in_text(summary) == told_in_json(document) == told_in_file(plan)
    assert told == expected(draft, names)
    assert (kept.out, detailed.out) == (text.out, text.out)
    findings = [line for line in kept.err.splitlines() if not line.startswith("saved; ")]
    assert text.err == json_form.err == detailed.err == "".join(f"{line}\n" for line in findings)
    assert checkout.call("show", "kept.plan", "--format", "json").out == json_form.out

    blocked = "visibility" in names
    acts = any(action != "replace" for action, _ in told.values())
    assert {text.code, json_form.code, kept.code} == {1 if blocked else 0}
    assert detailed.code == (1 if blocked else 2 if acts else 0)
    assert document["applyable"] == acts
    noted = [note["path"] for note in document["diagnostics"] if note["code"] == "EX901"]
    assert noted == [f"content/{draft.path}"] * len(unchangeable(draft, names))
    assert text.out.count("title of a source cannot be changed") == len(noted)


def expected(draft: Draft, names: tuple[str, ...]) -> dict[str, tuple[str, set[str]]]:
    fields = set().union(*(EDITS[name][1] for name in names))
    if "visibility" in fields:
        return {draft.path: ("replace", fields)}
    if draft.path != "m.md":
        return {draft.path: ("move", fields)}
    return {draft.path: ("update", fields)} if fields else {}


def unchangeable(draft: Draft, names: tuple[str, ...]) -> list[str]:
    """The edits among them that a note must say of that no call of the hub can do them."""
    wanted = [name for name in ("source-retitled", "source-titled") if name in names]
    return [name for name in wanted if name == "source-retitled" or draft.source(TWO) >= 0]
