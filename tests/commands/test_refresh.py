"""`refresh` and `plan --refresh`: what was changed on the web is found, told whole, and recorded or not."""

import json
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from execsync.core.state import SourceState, State
from execsync.localhub import LocalHub
from execsync.localhub.stored import StoredPage
from tests.crash.quick import quick
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

Asked = list[tuple[str, str]]


def applied(
    checkout: Checkout, hub: LocalHub, *paths: str, **front: object
) -> dict[str, StoredPage]:
    """The pages at these paths, applied an hour ago, by path."""
    for path in paths:
        checkout.page(path, title=path, body="# Head\n\nOurs.\n", status="published", **front)
    assert checkout.call("apply", "--yes").code == 0
    hub.advance(3600)
    return {page.draft_title: page for page in live_pages(hub)}


def asked(hub: LocalHub, since: int) -> Asked:
    """Method and route of each request from number `since` on."""
    return [(e.method, e.route) for e in hub.requests()[since:]]


def whole_state(checkout: Checkout) -> dict[str, bytes]:
    """Every file beside State, and State."""
    folder = checkout.state_folder
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in ("lock", "lock.json")
    }


def drift_of(text: str) -> dict[str, Any]:
    """`resource_drift` by path."""
    return {entry["path"]: entry for entry in json.loads(text)["resource_drift"]}


@pytest.mark.long
class TestAThousandPages:
    """What a look at many pages costs."""

    @pytest.fixture
    def pages(self, checkout: Checkout, hub: LocalHub) -> dict[str, StoredPage]:
        return applied(checkout, hub, *(f"{number}.md" for number in range(1000)))

    def test_take_two_requests_where_nobody_edited_and_few_where_nine_were(
        self, checkout: Checkout, hub: LocalHub, pages: dict[str, StoredPage]
    ) -> None:
        assert checkout.call("refresh").code == 0  # our own writes are listed once more
        hub.advance(3600)
        since = len(hub.requests())
        ended = checkout.call("refresh", "--detailed-exitcode")
        assert (ended.code, ended.err) == (0, "")
        assert asked(hub, since) == [("GET", "/workspace"), ("GET", "/knowledge-hub/pages")]

        edited = [f"{number}.md" for number in range(0, 700, 100)]
        archived = ["800.md", "900.md"]
        for path in edited:
            hub.web.edit(pages[path].id, content="Theirs.", publish=True)
        for path in archived:
            hub.web.archive(pages[path].id)
        since = len(hub.requests())
        ended = checkout.call("refresh", "--format", "json", "--detailed-exitcode")
        assert ended.code == 2
        found = drift_of(ended.out)
        assert sorted(found) == sorted(edited + archived)
        assert [path for path in found if found[path].get("archived")] == archived
        assert {tuple(found[path]["by"]) for path in edited} == {("Web colleague",)}
        assert len(asked(hub, since)) <= 7 + ceil(1000 / 100) + 3
        assert json.loads(ended.out)["requests"] == len(asked(hub, since))
        assert writes(hub)[1000:] == []


ONE, TWO = "https://docs.example.com/one", "https://docs.example.com/two"


class TestWhatIsShown:
    """Per field, the text as a diff, when, and by whom."""

    def test_each_field_and_the_text_with_who_and_when(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md", folder_ids=["f1"], sources=[ONE])["a.md"]
        hub.web.edit(
            page.id,
            title="Theirs",
            content="# Head\n\nTheirs.\n",
            publish=True,
            folder_ids=["f2"],
            source_ids=[],
        )
        ended = checkout.call("refresh", "--format", "json")
        (drift,) = json.loads(ended.out)["resource_drift"]
        assert drift["fields"]["title"] == {"before": "a.md", "web": "Theirs", "file": "a.md"}
        assert drift["fields"]["folder_ids"] == {"before": ["f1"], "web": ["f2"], "file": ["f1"]}
        assert drift["fields"]["sources"] == {"before": [ONE], "web": [], "file": [ONE]}
        lines = ["@@ Head @@", "  ", "- Ours.", "+ Theirs."]
        assert drift["content_diff"] == {"web": lines}
        assert (drift["by"], drift["change_type"]) == (["Web colleague"], "manual_edit")
        assert drift["when"] == checkout.state().pages["a.md"].drift.updated_at  # type: ignore[union-attr]

    def test_a_conflict_is_three_sides_within_eighty_columns(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        hub.web.edit(page.id, content="# Head\n\nTheirs.\n", title="Their title", publish=True)
        checkout.page("a.md", title="Our title", body="# Head\n\nMine.\n", status="published")
        out = checkout.call("plan", "--refresh", COLUMNS="80").out
        assert "title: a.md before, Their title on the web, Our title here" in out
        web, here = out.index("content on the web +1 -1:"), out.index("content here +1 -1:")
        assert web < out.index("+ Theirs.") < here < out.index("+ Mine.")
        assert "- Theirs." not in out, "each is held against what we wrote"

    def test_of_a_draft_nobody_is_named_and_nobody_is_asked(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        hub.web.edit(page.id, content="A draft.")
        out = checkout.call("refresh").out
        assert "by somebody (a draft: the hub does not say who)" in out
        assert not hub.requests("GET", "/knowledge-hub/pages/{id}/versions")

    def test_who_edited_is_asked_once(self, checkout: Checkout, hub: LocalHub) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        hub.web.edit(page.id, content="Theirs.", publish=True)
        for command in (["refresh"], ["refresh"], ["apply", "--yes"], ["plan"]):
            assert "by Web colleague (manual edit)" in checkout.call(*command).out
        assert len(hub.requests("GET", "/knowledge-hub/pages/{id}/versions")) == 1

    def test_a_version_that_was_put_back_is_told_as_such(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        checkout.page("a.md", title="a.md", body="Ours again.\n", status="published")
        assert checkout.call("apply", "--yes").code == 0
        hub.advance(60)
        hub.web.restore(page.id, 1)
        assert "by Web colleague (restore)" in checkout.call("refresh").out

    def test_the_webs_text_is_shown_without_the_hub_once_it_was_seen(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        hub.web.edit(page.id, content="# Head\n\nTheirs.\n", publish=True)
        assert checkout.call("apply", "--yes").code == 1
        ended = checkout.call("plan", EXEC_API_KEY=None)
        assert "content on the web +1 -1:" in ended.out
        assert "+ Theirs." in ended.out

    def test_where_it_is_not_at_hand_the_command_that_shows_it_is_named(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        hub.web.edit(page.id, content="# Head\n\nTheirs.\n", publish=True)
        assert checkout.call("apply", "--yes").code == 1
        for file in (checkout.state_folder / "cache").rglob("*"):
            if file.is_file():
                file.unlink()
        ended = checkout.call("plan", EXEC_API_KEY=None)
        assert "not at hand; execsync plan --refresh-only shows it" in ended.out
        assert "somebody, 20" in ended.out
        out = checkout.call("plan", "--refresh-only").out
        assert "Theirs." in out
        assert "by Web colleague" in out
        assert not any((checkout.state_folder / "cache").rglob("*.json"))

    def test_a_hub_that_rewrites_markdown_adds_nothing_to_the_difference(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        hub.change(quirks={"rewrites_markdown": True})
        checkout.page("a.md", title="a", body="Head\n====\n\n* one\n* two\n", status="published")
        assert checkout.call("apply", "--yes").code == 0
        hub.advance(60)
        (page,) = live_pages(hub)
        assert page.draft_content == "# Head\n\n- one\n- two\n"
        hub.web.edit(page.id, content="# Head\n\n- one\n- two, and more\n", publish=True)
        out = checkout.call("refresh").out
        assert "content on the web +1 -1:" in out, out

    def test_hostile_names_and_texts_are_words(self, checkout: Checkout, hub: LocalHub) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        hub.web.edit(page.id, title="\x1b[31mred", content="\x1b]0;owned\x07", publish=True)
        for command in (["refresh"], ["plan"], ["plan", "--format", "markdown"]):
            assert "\x1b" not in checkout.call(*command).out

    def test_overwriting_says_what_is_thrown_away_and_whose_it_is(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        hub.web.edit(page.id, content="# Head\n\nTheirs.\n", publish=True)
        ended = checkout.call("apply", "--yes", "--on-drift", "overwrite")
        assert ended.code == 0
        assert "writes over what was edited on the web (content) by Web colleague" in ended.out
        assert "+ Theirs." in ended.out

    def test_the_cost_of_an_apply_counts_the_question_who_it_was(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        hub.web.edit(page.id, content="Theirs.", publish=True)
        assert checkout.call("refresh").code == 0
        (checkout.state_folder / "cache" / "web-edits.json").unlink()
        arguments = ("--on-drift", "overwrite", "--format", "json")
        cost = json.loads(checkout.call("plan", *arguments).out)["cost"]["requests"]
        since = len(hub.requests())
        assert checkout.call("apply", "--yes", "--on-drift", "overwrite").code == 0
        assert len(hub.requests()) - since == cost


class TestWhatIsRecorded:
    """Under the lock, once; or nothing at all."""

    def test_the_serial_grows_by_one_where_something_was_learned(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        before = checkout.state().serial
        hub.web.edit(page.id, content="Theirs.", publish=True)
        assert f"Recorded as serial {before + 1}" in checkout.call("refresh").out
        state = checkout.state_file.read_bytes()
        assert "Nothing was written" in checkout.call("refresh").out
        assert checkout.state_file.read_bytes() == state
        assert not checkout.journal.exists()

    @pytest.mark.parametrize("option", ["--refresh", "--refresh-only"])
    def test_a_plan_that_asks_the_hub_writes_nothing_at_all(
        self, option: str, checkout: Checkout, hub: LocalHub
    ) -> None:
        pages = applied(checkout, hub, "a.md", "b.md", sources=[ONE])
        checkout.call("plan")
        hub.web.edit(pages["a.md"].id, content="Theirs.", publish=True)
        hub.web.archive(pages["b.md"].id)
        before = whole_state(checkout)
        out = checkout.call("plan", option).out
        assert "a.md" in out
        assert "b.md" in out
        assert whole_state(checkout) == before
        assert checkout.call("plan", EXEC_API_KEY=None).out.startswith("No changes")

    def test_it_does_not_wait_for_the_lock_of_another_run(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        from execsync.state.folder import StateFolder
        from execsync.state.lock import hold

        applied(checkout, hub, "a.md")
        with hold(StateFolder(checkout.folder, ".execsync"), {}, timeout=0):
            assert checkout.call("plan", "--refresh-only").code == 0
            ended = checkout.call("refresh")
            assert ended.code == 1
            assert "another" in ended.err

    def test_a_recorded_edit_is_a_conflict_of_the_next_plan(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        hub.web.edit(page.id, content="Theirs.", publish=True)
        assert checkout.call("plan", EXEC_API_KEY=None).code == 0
        assert checkout.call("refresh").code == 0
        assert "! a.md  conflict" in checkout.call("plan", EXEC_API_KEY=None).out

    def test_an_edit_that_the_file_holds_already_is_none(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        page = applied(checkout, hub, "a.md")["a.md"]
        hub.web.edit(page.id, content="# Head\n\nTheirs.\n", publish=True)
        checkout.page("a.md", title="a.md", body="# New head\n\nTheirs.\n", status="published")
        assert checkout.call("refresh").code == 0
        drift = checkout.state().pages["a.md"].drift
        assert drift is None
        assert checkout.call("plan").out.startswith("~ a.md")

    def test_a_broken_file_does_not_keep_it_from_looking(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        pages = applied(checkout, hub, "a.md", "b.md")
        checkout.write("b.md", "---\ntitle: [\n---\n")
        for page in pages.values():
            hub.web.edit(page.id, content="Theirs.", publish=True)
        found = drift_of(checkout.call("refresh", "--format", "json").out)
        assert sorted(found) == ["a.md", "b.md"]
        assert found["b.md"]["fields"]["content"]["file"] is None

    def test_it_needs_the_key(self, checkout: Checkout, hub: LocalHub) -> None:
        applied(checkout, hub, "a.md")
        for command in (["refresh"], ["plan", "--refresh"], ["plan", "--refresh-only"]):
            ended = checkout.call(*command, EXEC_API_KEY=None)
            assert (ended.code, ended.out) == (1, "")
            assert "no API key" in ended.err


class TestSources:
    """Those that State does not have as ready are asked; all of them with --sources."""

    def test_one_that_has_become_ready_or_failed_is_told(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        applied(checkout, hub, "a.md", sources=[ONE, TWO])
        state = checkout.state()
        sources = {url: _with_status(s, "pending") for url, s in state.sources.items()}
        checkout.write_state(_with_sources(state, sources))
        hub.web.settle_source(state.sources[TWO].id, "failed")
        since = len(hub.requests())
        found = drift_of(checkout.call("refresh", "--format", "json").out)
        assert found[ONE]["fields"]["status"] == {"before": "pending", "web": "ready", "file": None}
        assert found[TWO]["fields"]["status"]["web"] == "failed"
        assert len(asked(hub, since)) == 3, "one list of sources, not a request each"
        assert checkout.state().sources[TWO].status == "failed"

    def test_one_that_was_deleted_is_found_with_sources_alone(
        self, checkout: Checkout, hub: LocalHub
    ) -> None:
        applied(checkout, hub, "a.md", sources=[ONE, TWO])
        hub.web.delete_source(checkout.state().sources[TWO].id)
        since = len(hub.requests())
        assert "Nothing differs" in checkout.call("refresh").out
        assert len(asked(hub, since)) == 2
        ended = checkout.call("refresh", "--sources", "--detailed-exitcode")
        assert ended.code == 2
        assert f"source:{TWO}" in ended.out
        assert "ready → gone" in ended.out
        assert checkout.state().sources[TWO].status == "gone"


class TestPagesThatAreLeftOut:
    """Those not managed, not meant, held or blocked are never taken for gone, nor missed in the count."""

    def test_nothing_differs_whatever_files_say(self, checkout: Checkout, hub: LocalHub) -> None:
        applied(checkout, hub, "a.md", "b.md", "c.md", "d.md", "e.md")
        checkout.page("a.md", title="a.md", body="New.\n", status="published")
        assert checkout.call("apply", "--yes", "--target", "a.md").code == 0
        (page,) = [page for page in live_pages(hub) if page.draft_title == "b.md"]
        checkout.page("b.md", title="b.md", managed=False, id=page.id)
        checkout.remove("c.md")  # held
        checkout.page("d.md", title="d.md", visibility="private")  # blocked
        assert checkout.call("apply", "--yes").code == 1
        hub.web.create("Of a colleague", publish=True)
        hub.advance(3600)
        for command in (["refresh"], ["plan", "--refresh-only"], ["refresh"]):
            ended = checkout.call(*command, "--detailed-exitcode")
            assert (ended.code, ended.out.split(".")[0]) == (0, "Nothing differs on the hub"), ended
        since = len(hub.requests())
        assert checkout.call("refresh").code == 0
        assert len(asked(hub, since)) == 2

    def test_what_differs_of_them_is_found(self, checkout: Checkout, hub: LocalHub) -> None:
        pages = applied(checkout, hub, "a.md", "b.md", "c.md", "d.md")
        checkout.remove("c.md")  # held
        checkout.page("d.md", title="d.md", visibility="private")  # blocked
        hub.web.edit(pages["c.md"].id, content="Theirs.", publish=True)
        hub.web.edit(pages["d.md"].id, content="Theirs.", publish=True)
        hub.web.archive(pages["a.md"].id)
        found = drift_of(checkout.call("refresh", "--format", "json").out)
        assert sorted(found) == ["a.md", "c.md", "d.md"]
        assert found["a.md"]["archived"]
        assert "when" in found["a.md"]


def test_json_is_as_its_schema_says(checkout: Checkout, hub: LocalHub) -> None:
    pages = applied(checkout, hub, "a.md", "b.md", sources=[ONE])
    hub.web.edit(pages["a.md"].id, content="Theirs.", publish=True)
    hub.web.archive(pages["b.md"].id)
    hub.web.delete_source(checkout.state().sources[ONE].id)
    schema = json.loads((Path(__file__).parents[2] / "docs" / "refresh.schema.json").read_text())
    out = json.loads(checkout.call("refresh", "--sources", "--format", "json").out)
    assert len(out["resource_drift"]) == 3
    jsonschema.validate(out, schema)


def test_a_run_that_was_cut_short_is_taken_up_first(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A", status="published")
    hub.faults.add("lose", method="POST", path="/knowledge-hub/pages")
    hub.faults.add("error", path="/knowledge-hub/pages", status=403, times=None, after=1)
    with quick(look_again=0.0):
        assert checkout.call("apply", "--yes").code != 0
    assert checkout.state().in_doubt
    hub.faults.clear()
    hub.advance(3600)
    made = len(writes(hub))
    with quick(look_again=0.0):
        assert checkout.call("refresh").code == 0
    assert len(writes(hub)) == made
    assert [*checkout.state().pages] == ["a.md"], "the page that it made is found"
    assert checkout.call("apply", "--yes").code == 0
    assert len(live_pages(hub)) == 1


def _with_status(source: SourceState, status: str) -> SourceState:
    return replace(source, status=status)


def _with_sources(state: State, sources: dict[str, SourceState]) -> State:
    return replace(state, sources=sources)
