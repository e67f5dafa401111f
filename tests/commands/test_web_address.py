"""Addresses of sources: files keep their spelling, everything else has the form that is sent."""

import json
import re
from typing import Any

import pytest

from execsync.core.resource import Body, Page, SourceRef
from execsync.core.running.rebuild import adopt_sources
from execsync.core.snapshot import SourceSnapshot
from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages

WRITTEN = "HTTPS://S.Example.com/Übersicht der Preise|2027"
SPELT_OTHERWISE = "https://s.example.com:443/a/../%C3%9Cbersicht%20der%20Preise%7c2027"
SENT = "https://s.example.com/%C3%9Cbersicht%20der%20Preise%7C2027"


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    """Two pages that spell one address in two ways, applied."""
    checkout.page("a.md", title="A", sources=[WRITTEN])
    checkout.page("b.md", title="B", body="Text of B.\n", sources=[SPELT_OTHERWISE])
    assert checkout.call("validate", "--strict").code == 0
    assert checkout.call("apply", "--yes").code == 0
    return checkout


def test_two_spellings_are_one_source_and_files_stay_as_they_are(
    checkout: Checkout, hub: LocalHub
) -> None:
    (source,) = hub.sources()
    assert source.url == SENT
    assert source.title == "Übersicht der Preise|2027 (s.example.com)"
    assert len(hub.requests("POST", "/knowledge-hub/sources")) == 1
    assert {tuple(page.source_ids) for page in live_pages(hub)} == {(source.id,)}
    assert set(checkout.state().sources) == {SENT}
    assert {page.sources for page in checkout.state().pages.values()} == {(SENT,)}
    assert WRITTEN in (checkout.content / "a.md").read_text(encoding="utf-8")
    assert SPELT_OTHERWISE in (checkout.content / "b.md").read_text(encoding="utf-8")


def test_a_source_that_is_spelt_otherwise_is_no_change(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", sources=[SENT])
    assert checkout.call("plan").out.startswith("No changes")
    document = json.loads(checkout.call("plan", "--format", "json").out)
    assert {change["change"]["actions"][0] for change in document["resource_changes"]} == {"noop"}


def test_a_plan_names_it_as_it_is_sent(checkout: Checkout) -> None:
    checkout.page("c.md", title="C", sources=["http://Ünicode.example"])
    document = json.loads(checkout.call("plan", "--format", "json").out)
    made = [c for c in document["resource_changes"] if c["type"] == "source"]
    assert [c["address"] for c in made] == ["source:http://xn--nicode-2ya.example/"]
    assert made[0]["change"]["after"]["title"] == "ünicode.example"


@pytest.mark.parametrize("spelling", [WRITTEN, SPELT_OTHERWISE, SENT, "*/*Preise*"])
def test_a_target_may_be_spelt_in_every_way(checkout: Checkout, spelling: str) -> None:
    ended = checkout.call("plan", "--format", "json", "--target", f"source:{spelling}")
    assert ended.code == 0, ended
    paths = {change["path"] for change in json.loads(ended.out)["resource_changes"]}
    assert paths == {"a.md", "b.md"}


@pytest.mark.parametrize("spelling", [WRITTEN, SPELT_OTHERWISE, SENT])
def test_state_finds_it_in_every_spelling(checkout: Checkout, spelling: str) -> None:
    shown = checkout.call("state", "show", f"source:{spelling}", "--format", "json")
    assert shown.code == 0, shown
    document: dict[str, Any] = json.loads(shown.out)
    assert document["address"] == f"source:{SENT}"
    assert document["entry"]["url"] == SENT
    removed = checkout.call("state", "rm", f"source:{spelling}")
    assert removed.code == 0, removed
    assert checkout.state().sources == {}


def test_one_page_that_names_it_twice_is_told(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", sources=[WRITTEN, SENT])
    ended = checkout.call("validate", "--strict")
    assert ended.code == 1
    assert "warning EX032" in ended.out
    assert checkout.call("plan").out.startswith("No changes")


@pytest.mark.parametrize("command", [["plan"], ["validate"], ["validate", "content/a.md"]])
def test_two_titles_of_it_are_told(checkout: Checkout, command: list[str]) -> None:
    checkout.page(
        "b.md", title="B", body="Text of B.\n", sources=[{"url": SENT, "title": "Prices"}]
    )
    checkout.page("a.md", title="A", sources=[{"url": WRITTEN, "title": "The prices"}])
    ended = checkout.call(*command)
    assert re.search(
        r"content/b.md:3:\d+: warning EX033 .*The prices.*a\.md", ended.out + ended.err
    )


def test_a_page_that_nobody_changed_is_read_again_for_a_title_in_another_spelling(
    checkout: Checkout,
) -> None:
    checkout.page("b.md", title="B", body="Text of B.\n", sources=[{"url": SENT, "title": "B's"}])
    checkout.page("c.md", title="C", sources=[{"url": "https://s.example.com/ä", "title": "Ä"}])
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("a.md", title="A", sources=[{"url": "https://S.example.com/ä", "title": "Other"}])
    ended = checkout.call("plan")
    assert "content/c.md:3:" in ended.err
    assert "warning EX033" in ended.err


def test_a_lost_state_finds_a_source_that_somebody_spelt_otherwise(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.state_file.unlink()
    checkout.page("a.md", title="A", sources=[SPELT_OTHERWISE])
    assert checkout.call("state", "rebuild", "--yes").code == 0
    assert set(checkout.state().sources) == {SENT}
    assert checkout.call("plan").out.startswith("No changes")


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_spellings_on_the_hub_a_rebuild_takes_ours(order: int) -> None:
    page = Page("a.md", "A", Body.of("Text."), sources=(SourceRef(SENT),))
    theirs = SourceSnapshot("src_1", "Theirs", "ready", WRITTEN)
    ours = SourceSnapshot("src_2", "Ours", "ready", SENT)
    strange = SourceSnapshot("src_3", "Strange", "ready", "no address")
    assert adopt_sources([page], [theirs, strange])[SENT].id == "src_1"
    assert adopt_sources([page], [theirs, ours, strange][::order])[SENT].id == "src_2"
