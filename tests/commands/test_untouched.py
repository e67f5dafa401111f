"""An apply that ends with 1 has done the rest, unless its error says that nothing was sent or changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout, Ended
from tests.support.hub import live_pages, writes

ReadError = Callable[[Checkout], Ended]


def apply(checkout: Checkout, *arguments: str, **variables: str | None) -> Ended:
    return checkout.call("apply", "--yes", *arguments, **variables)


def with_error_in_content(checkout: Checkout) -> Ended:
    checkout.write("bad.md", "no title\n")
    return apply(checkout)


def without_content(checkout: Checkout) -> Ended:
    checkout.content.rename(checkout.folder / "elsewhere")
    return apply(checkout)


def with_broken_state(checkout: Checkout) -> Ended:
    checkout.state_file.write_text("not a state")
    return apply(checkout)


def with_broken_journal(checkout: Checkout) -> Ended:
    checkout.journal.write_text("not a journal\n{}\n")
    return apply(checkout)


def with_something_in_the_way(checkout: Checkout) -> Ended:
    (checkout.state_folder / "journal.jsonl").mkdir()
    return apply(checkout)


def with_no_plan(checkout: Checkout) -> Ended:
    (checkout.folder / "no.plan").write_text("no plan\n")
    return apply(checkout, "no.plan")


def with_stale_plan(checkout: Checkout) -> Ended:
    assert checkout.call("plan", "--out", "stale.plan").code == 0
    checkout.page("c.md", title="C")
    return apply(checkout, "stale.plan")


def of_another_workspace(checkout: Checkout) -> Ended:
    text = checkout.state_file.read_text()
    workspace = checkout.state().workspace_id
    checkout.state_file.write_text(text.replace(workspace, "another"))
    return apply(checkout)


TROUBLES: dict[str, ReadError] = {
    "error-in-content": with_error_in_content,
    "no-content": without_content,
    "no-key": lambda checkout: apply(checkout, EXEC_API_KEY=None),
    "malformed-key": lambda checkout: apply(checkout, EXEC_API_KEY="exec_live_1"),
    "nobody-to-ask": lambda checkout: checkout.call("apply"),
    "broken-state": with_broken_state,
    "broken-journal": with_broken_journal,
    "something-in-the-way": with_something_in_the_way,
    "no-plan": with_no_plan,
    "stale-plan": with_stale_plan,
    "another-workspace": of_another_workspace,
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
def test_an_error_that_lets_nothing_begin_says_so(
    checkout: Checkout, hub: LocalHub, trouble: ReadError
) -> None:
    checkout.page("a.md", title="A")
    assert apply(checkout).code == 0
    checkout.page("b.md", title="B")
    before = len(writes(hub))
    ended = trouble(checkout)
    assert ended.code == 1, ended
    assert ended.err.count("nothing was changed") + ended.err.count("nothing was sent") == 1, (
        ended.err
    )
    assert len(writes(hub)) == before


def test_so_does_a_hub_that_rejects_the_key(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    hub.faults.add("error", status=401, times=None)
    ended = apply(checkout)
    assert (ended.code, ended.err.count("nothing was changed")) == (1, 1), ended


def test_one_that_comes_later_does_not(
    checkout: Checkout, hub: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """State's file becomes a folder once the first page was written."""
    checkout.page("a.md", title="A")
    keep = "execsync.state.bodies.Bodies.keep"

    def break_state(_self: object, _text: str) -> None:
        checkout.state_file.unlink(missing_ok=True)
        (checkout.state_file / "in the way").mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(keep, break_state)
    ended = apply(checkout)
    assert ended.code == 1, ended
    assert "1 page created" in ended.out
    assert "state.toml" in ended.out
    assert "nothing was" not in ended.out + ended.err
    assert len(live_pages(hub)) == 1


def test_a_blocked_page_lets_the_rest_be_done(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    assert apply(checkout).code == 0
    checkout.page("a.md", title="A", visibility="private")
    checkout.page("b.md", title="B")
    ended = apply(checkout)
    assert (ended.code, "nothing was" in ended.err + ended.out) == (1, False)
    assert {page.title for page in live_pages(hub)} == {"A", "B"}


def test_the_reference_says_so() -> None:
    text = (Path(__file__).parents[2] / "docs/reference/commands.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("| 1 |"))
    assert "the rest was done, unless the message says that nothing was sent or changed" in row
