"""Files beside State that serve speed or a warning: one that cannot be true is as if there were none."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from execsync.localhub import LOCAL_KEY, LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages
from tests.support.kept import read_unowned, write_unowned


@pytest.fixture
def applied(checkout: Checkout, hub: LocalHub) -> Checkout:
    """A checkout that was applied, with another page on the hub and a file that is new."""
    hub.web.create("Somebody's", "Text.", publish=True)
    checkout.page("a.md", title="A")
    assert checkout.call("apply", "--yes").code == 0
    checkout.page("b.md", title="Somebody's")
    return checkout


@pytest.mark.parametrize("serial", ["Infinity", "1e999", "9" * 20_000, "-1", "null", '"x"', "[1]"])
def test_the_last_serial(serial: str, applied: Checkout) -> None:
    lineage = json.dumps(applied.state().lineage)
    text = f'{{"lineage": {lineage}, "serial": {serial}}}'
    (applied.state_folder / "last-serial.json").write_text(text)
    ended = applied.call("plan")
    assert ended.code == 0, ended.err
    assert "went back" not in ended.err


def with_row(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    return lambda document: [change(row) for row in document["rows"]]


@pytest.mark.parametrize(
    "change",
    [
        with_row(lambda row: row.update(id={})),
        with_row(lambda row: row.update(id=[1])),
        with_row(lambda row: row.update(title=5)),
        with_row(lambda row: row.update(folder_ids=5)),
        with_row(lambda row: row.update(folder_ids=[[]])),
        with_row(lambda row: row.update(status=None)),
        with_row(lambda row: row.update(created_at="yesterday")),
        with_row(lambda row: row.update(created_at=1)),
        with_row(lambda row: row.update(title="\ud800")),
        lambda document: document.update(rows=5),
        lambda document: document.update(rows=[5]),
        lambda document: document.update(rows={"a": 1}),
        lambda document: document.update(basis={}),
    ],
)
def test_the_pages_that_are_not_ours(
    change: Callable[[dict[str, Any]], object], applied: Checkout, hub: LocalHub
) -> None:
    """They are listed again, so that a page of the same title is still seen."""
    document = read_unowned(applied)
    assert document["rows"]
    change(document)
    write_unowned(applied, document)
    ended = applied.call("apply", "--yes")
    assert ended.code == 1, ended.err
    assert "Somebody's" in ended.out
    assert len(live_pages(hub)) == 2


OTHER_KEY = LOCAL_KEY[::-1]


@pytest.mark.parametrize("look", ["each", "list"])
@pytest.mark.parametrize("key", ["", OTHER_KEY], ids=["unsigned", "of another key"])
def test_a_page_that_somebody_left_out_is_not_made_a_second_time(
    key: str, look: str, applied: Checkout, hub: LocalHub
) -> None:
    """Of the pages that are not ours: the file may have come with a pull request, or a cache of CI."""
    for number in range(120):
        hub.web.create(f"Newer {number}", "Text.")
    hub.advance(60)
    assert applied.call("apply", "--yes").code == 1
    before = len(live_pages(hub))
    document = read_unowned(applied)
    document["rows"] = [row for row in document["rows"] if row["title"] != "Somebody's"]
    write_unowned(applied, document, key)
    ended = applied.call("apply", "--yes", "--look", look)
    assert ended.code == 1, ended.err
    assert "the hub already has a page with this title" in ended.out
    assert len(live_pages(hub)) == before
