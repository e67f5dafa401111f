"""`on_drift` and `on_archived`: what an apply does about what somebody edited or archived on the web."""

import json

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes


def apply(checkout: Checkout, *options: str) -> Ended:
    return checkout.call("apply", "--yes", *options)


@pytest.fixture
def edited(checkout: Checkout, hub: LocalHub) -> Checkout:
    """Two pages, of which team/a.md was edited on the web, and a new file."""
    checkout.page("team/a.md", title="A")
    checkout.page("b.md", title="B")
    assert apply(checkout).code == 0
    hub.advance(60)
    hub.web.edit(checkout.state().pages["team/a.md"].id, content="Theirs.")
    checkout.page("new.md", title="New")
    return checkout


FAIL = '[apply]\non_drift = "fail"\n'
OVERRIDE = '[[overrides]]\npaths = ["content/team/"]\non_drift = "{}"\n'


@pytest.mark.parametrize("config", [FAIL, OVERRIDE.format("fail")], ids=["apply", "overrides"])
def test_fail_writes_nothing_at_all(edited: Checkout, hub: LocalHub, config: str) -> None:
    edited.configure(config)
    before = len(writes(hub))
    for arguments in (("apply", "--yes"), ("plan",)):
        ended = edited.call(*arguments)
        assert ended.code == 1
        assert 'nothing is written: this page was edited on the web, and on_drift is "fail"' in (
            ended.out + ended.err
        )
    assert len(writes(hub)) == before
    shown = json.loads(edited.call("plan", "--format", "json").out)
    assert (shown["applyable"], shown["cost"]["requests"]) == (False, 2)


def test_fail_is_for_the_paths_that_it_is_said_of(edited: Checkout, hub: LocalHub) -> None:
    edited.configure('[[overrides]]\npaths = ["content/b.md"]\non_drift = "fail"\n')
    assert apply(edited).code == 1
    assert {page.draft_title for page in live_pages(hub)} == {"A", "B", "New"}


def test_what_is_said_for_a_run_goes_before_it(edited: Checkout, hub: LocalHub) -> None:
    edited.configure(FAIL)
    assert apply(edited, "--on-drift", "keep").code == 1
    assert {page.draft_title for page in live_pages(hub)} == {"A", "B", "New"}
    assert apply(edited, "--on-drift", "overwrite").code == 0
    assert {page.draft_content for page in live_pages(hub)} == {"Text."}


def test_paths_may_be_overwritten_where_others_are_kept(edited: Checkout, hub: LocalHub) -> None:
    hub.web.edit(edited.state().pages["b.md"].id, content="Theirs, too.")
    edited.configure(OVERRIDE.format("overwrite"))
    assert apply(edited).code == 1
    texts = {page.draft_title: page.draft_content for page in live_pages(hub)}
    assert texts == {"A": "Text.", "B": "Theirs, too.", "New": "Text."}


RECREATE, FORGET = (f'[apply]\non_archived = "{word}"\n' for word in ("recreate", "forget"))
LINKED = '[links]\npage_url = "https://hub.example/{id}"\n'


@pytest.fixture
def archived(checkout: Checkout, hub: LocalHub) -> Checkout:
    """Three pages, of which a.md, which b.md links, was archived on the web."""
    checkout.configure(LINKED)
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B", body="See [A](a.md).")
    checkout.page("c.md", title="C")
    assert apply(checkout).code == 0
    hub.advance(60)
    hub.web.archive(checkout.state().pages["a.md"].id)
    return checkout


def test_recreate_makes_it_anew_and_leads_links_there(archived: Checkout, hub: LocalHub) -> None:
    old = archived.state().pages["a.md"].id
    archived.configure(RECREATE + LINKED)
    ended = apply(archived)
    assert ended.code == 0, ended.err
    new = archived.state().pages["a.md"].id
    assert new != old
    texts = {page.draft_title: page.draft_content for page in live_pages(hub)}
    assert texts == {"A": "Text.", "B": f"See [A](https://hub.example/{new}).", "C": "Text."}
    before = len(writes(hub))
    assert apply(archived).code == 0
    assert len(writes(hub)) == before


def test_recreate_takes_a_renamed_file_for_a_new_page(archived: Checkout, hub: LocalHub) -> None:
    apply(archived)
    archived.configure(RECREATE + LINKED)
    archived.rename("a.md", "renamed.md")
    archived.page("b.md", title="B", body="See [A](renamed.md).")
    assert apply(archived).code == 0
    assert "a.md" not in archived.state().pages
    assert sorted(page.draft_title for page in live_pages(hub)) == ["A", "B", "C"]
    before = len(writes(hub))
    assert apply(archived).code == 0
    assert len(writes(hub)) == before


def test_recreate_loses_no_edit_that_came_before(archived: Checkout, hub: LocalHub) -> None:
    page_id = archived.state().pages["a.md"].id
    hub.web.unarchive(page_id)
    hub.web.edit(page_id, content="Theirs.")
    hub.web.archive(page_id)
    archived.configure(RECREATE + LINKED)
    ended = apply(archived)
    assert ended.code == 1
    assert "and archived there" in ended.out
    assert sorted(page.draft_title for page in live_pages(hub)) == ["B", "C"]
    ended = apply(archived, "--on-drift", "overwrite")
    assert ended.code == 0
    assert "leaves in the archive what was edited on the web (content) by somebody" in ended.out
    assert "      - Theirs." in ended.out or "      + Theirs." in ended.out, ended.out
    assert sorted(page.draft_title for page in live_pages(hub)) == ["A", "B", "C"]


def test_forget_names_it_no_more_until_it_is_back(archived: Checkout, hub: LocalHub) -> None:
    page_id = archived.state().pages["a.md"].id
    archived.configure(FORGET + LINKED)
    assert apply(archived).code == 0
    archived.page("a.md", title="A", body="Changed.")
    for arguments in (("apply", "--yes"), ("plan", "--detailed-exitcode")):
        ended = archived.call(*arguments)
        assert (ended.code, "a.md" in ended.out) == (0, False), ended.out
    assert sorted(page.draft_title for page in live_pages(hub)) == ["B", "C"]
    hub.advance(60)
    hub.web.unarchive(page_id)
    assert apply(archived).code == 0
    assert next(p for p in hub.pages() if p.id == page_id).draft_content == "Changed."
