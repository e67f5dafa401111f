"""`apply --format json`: one object a line, each as it happens."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
from referencing import Registry, Resource

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended

DOCS = Path(__file__).parents[2] / "docs"
SCHEMAS = {name: json.loads((DOCS / name).read_text()) for name in ("apply.schema.json",)}
PLAN = json.loads((DOCS / "plan.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMAS["apply.schema.json"],
    registry=Registry().with_resource("plan.schema.json", Resource.from_contents(PLAN)),
)
BROKEN, SLOW = "https://source.example/broken", "https://source.example/slow"

Lines = list[dict[str, Any]]


def read(text: str) -> Lines:
    lines = [json.loads(line) for line in text.splitlines()]
    for line in lines:
        VALIDATOR.validate(line)
    assert text.endswith("\n")
    return lines


def apply(checkout: Checkout, *arguments: str) -> tuple[Ended, Lines]:
    ended = checkout.call("apply", "--yes", "--format", "json", *arguments)
    return ended, read(ended.out)


def types(lines: Lines) -> list[str]:
    return [line["type"] for line in lines]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS["apply.schema.json"])


def test_an_apply_is_told_from_version_to_summary(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", sources=[SLOW])
    ended, lines = apply(checkout, "--parallelism", "1")
    assert ended.code == 0
    page_id, source_id = hub.pages()[0].id, hub.sources()[0].id
    assert types(lines)[:2] == ["version", "plan"]
    assert lines[2:-1] == [
        {"type": "apply_start", "address": f"source:{SLOW}", "action": "create_source"},
        {
            "type": "apply_complete",
            "address": f"source:{SLOW}",
            "action": "create_source",
            "id": source_id,
        },
        {"type": "apply_complete", "address": f"source:{SLOW}", "action": "await_source"},
        {"type": "apply_start", "address": "page:a.md", "action": "create_page"},
        {
            "type": "apply_complete",
            "address": "page:a.md",
            "action": "create_page",
            "id": page_id,
        },
    ]
    summary = lines[-1]
    assert (summary["create_page"], summary["create_source"], summary["failed"]) == (1, 1, 0)
    assert summary["requests"] == len(hub.requests())
    assert summary["exit_code"] == 0


def test_every_step_that_began_ends(checkout: Checkout, hub: LocalHub) -> None:
    for number in range(12):
        checkout.page(f"{number}.md", title=str(number), body=f"{number}\n")
    hub.faults.add("error", status=400, method="POST", after=4)
    ended, lines = apply(checkout)
    assert ended.code == 1
    started = Counter(line["address"] for line in lines if line["type"] == "apply_start")
    done = Counter(
        line["address"] for line in lines if line["type"] in ("apply_complete", "apply_errored")
    )
    assert started == done == Counter({f"page:{number}.md": 1 for number in range(12)})
    (errored,) = [line for line in lines if line["type"] == "apply_errored"]
    assert "the hub refuses it: 400" in errored["message"]
    assert (lines[-1]["create_page"], lines[-1]["failed"]) == (11, 1)


def test_a_move_is_recorded_without_a_request(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    apply(checkout)
    checkout.rename("a.md", "b.md")
    _, lines = apply(checkout)
    assert {"type": "apply_complete", "address": "page:b.md", "action": "record"} in lines
    assert "apply_start" not in types(lines)
    assert lines[-1]["record"] == 1


def test_nothing_to_do_is_told_so(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    apply(checkout)
    ended, lines = apply(checkout)
    assert (ended.code, types(lines)) == (0, ["version", "plan", "summary"])
    assert lines[1]["plan"]["applyable"] is False
    assert lines[-1]["exit_code"] == 0


def test_each_line_is_flushed_as_it_happens(checkout: Checkout, hub: LocalHub) -> None:
    """While a source is waited for, the page that needs none has been told already."""
    hub.change(extraction_seconds=3600.0)
    checkout.page("slow.md", title="Slow", sources=[SLOW])
    checkout.page("quick.md", title="Quick")
    running = checkout.start("apply", "--yes", "--format", "json")
    assert running.stdout is not None
    told = []
    for text in running.stdout:
        told.append(json.loads(text))
        if told[-1]["type"] == "apply_complete" and told[-1]["address"] == "page:quick.md":
            break
    assert running.poll() is None
    assert "summary" not in types(told)
    # The source may be made after the page; its time begins only then.
    assert hub.wait_for(
        lambda seen: ("POST", "/knowledge-hub/sources") in {(e.method, e.route) for e in seen}
    )
    hub.advance(3600)
    rest, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert types(read(rest))[-1] == "summary"


class TestTrouble:
    """Errors are lines, too; what a person reads of them is on stderr as ever."""

    def test_in_the_content(self, checkout: Checkout, hub: LocalHub) -> None:
        checkout.write("a.md", "---\ntitle: [unclosed\n---\nText.\n")
        ended, lines = apply(checkout)
        assert (ended.code, types(lines)) == (1, ["version", "diagnostic", "diagnostic"])
        assert (lines[1]["severity"], lines[1]["path"]) == ("error", "content/a.md")
        assert lines[1]["line"] is not None
        assert lines[2]["summary"] == "1 error in the content; nothing was sent"
        assert "error: 1 error in the content" in ended.err
        assert hub.requests() == []

    def test_warnings_in_the_content(self, checkout: Checkout) -> None:
        checkout.page("a.md", title="A", folder_ids=["f1", "f1"])
        _, lines = apply(checkout)
        (found,) = [line for line in lines if line["type"] == "diagnostic"]
        assert (found["severity"], found["path"]) == ("warning", "content/a.md")

    def test_without_yes(self, checkout: Checkout, hub: LocalHub) -> None:
        checkout.page("a.md", title="A")
        ended = checkout.call("apply", "--format", "json")
        lines = read(ended.out)
        assert (ended.code, types(lines)) == (1, ["version", "diagnostic"])
        assert "--yes was not given; nothing was changed" in lines[-1]["summary"]
        assert hub.requests() == []

    def test_a_stale_plan(self, checkout: Checkout) -> None:
        checkout.page("a.md", title="A")
        checkout.call("plan", "--out", "saved.plan")
        checkout.page("a.md", title="B")
        ended, lines = apply(checkout, "saved.plan")
        assert (ended.code, types(lines)) == (1, ["version", "diagnostic"])
        assert "the saved plan is stale: a.md has changed" in lines[-1]["summary"]

    def test_a_hub_that_says_no(self, checkout: Checkout, hub: LocalHub) -> None:
        checkout.page("a.md", title="A")
        hub.faults.add("error", status=401, times=None)
        ended, lines = apply(checkout)
        assert (ended.code, types(lines)) == (1, ["version", "diagnostic"])
        assert "the hub rejects the key: 401" in lines[-1]["summary"]

    def test_a_budget_that_is_used_up(self, checkout: Checkout) -> None:
        for name in "abc":
            checkout.page(f"{name}.md", title=name, body=name)
        ended, lines = apply(checkout, "--max-requests", "3", "--parallelism", "1")
        assert ended.code == 3
        assert types(lines)[-2:] == ["diagnostic", "summary"]
        summary = lines[-1]
        assert (summary["create_page"], summary["left"], summary["exit_code"]) == (1, 2, 3)
        assert lines[-2]["summary"] == summary["halted"]

    def test_a_source_that_fails_holds_its_pages_back(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.change(failing_sources=("*/broken",))
        checkout.page("a.md", title="A", sources=[BROKEN])
        checkout.page("b.md", title="B", sources=[BROKEN])
        ended, lines = apply(checkout)
        assert ended.code == 1
        (errored,) = [line for line in lines if line["type"] == "apply_errored"]
        assert (errored["address"], errored["action"]) == (f"source:{BROKEN}", "await_source")
        assert "--retry-sources" in errored["hint"]
        assert (lines[-1]["failed"], lines[-1]["held_back"]) == (1, 2)

    def test_a_lost_answer_is_a_note(self, checkout: Checkout, hub: LocalHub) -> None:
        hub.faults.add("lose", method="POST")
        checkout.page("a.md", title="A")
        ended, lines = apply(checkout)
        assert ended.code == 0
        notes = [line for line in lines if line["type"] == "diagnostic"]
        assert notes[0]["address"] == "page:a.md"
        assert "looking whether the page was made" in notes[0]["summary"]

    def test_a_conflict(self, checkout: Checkout, hub: LocalHub) -> None:
        checkout.page("a.md", title="A", body="Old.\n")
        apply(checkout)
        hub.web.edit(checkout.state().pages["a.md"].id, title="Our A")
        checkout.page("a.md", title="A", body="New.\n")
        ended, lines = apply(checkout)
        assert ended.code == 1
        (change,) = lines[1]["plan"]["resource_changes"]
        assert change["blocked"]["kind"] == "conflict"
        (drift,) = lines[1]["plan"]["resource_drift"]
        assert drift["address"] == "page:a.md"
        assert drift["fields"]["title"] == {"before": "A", "web": "Our A", "file": "A"}
        assert lines[-1]["exit_code"] == 1

    def test_what_a_person_reads_stays_off_stdout(self, checkout: Checkout) -> None:
        checkout.page("a.md", title="A")
        ended = checkout.call("apply", "--yes", "--format", "json", "-v")
        read(ended.out)
        assert "POST /knowledge-hub/pages: 201" in ended.err
