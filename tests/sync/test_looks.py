"""Pages that were looked at by a run that came to no end: not asked for again while they are the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from execsync.client.hub import Hub
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.localhub import LocalHub
from execsync.state.folder import StateFolder
from execsync.sync.looks import Looks
from tests.support.calls import calls_of


@pytest.fixture
def calls(hub: LocalHub) -> Iterator[Hub]:
    with calls_of(hub) as calls:
        yield calls


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache/looks.jsonl"


def folder_of(path: Path) -> StateFolder:
    return StateFolder(path.parent.parent)


def rows(calls: Hub) -> tuple[PageRow, ...]:
    return calls.pages().rows


def look(calls: Hub, path: Path) -> dict[str, PageSnapshot]:
    """What a new run sees."""
    return {page.row.id: page for page in Looks(folder_of(path)).at(calls, rows(calls))}


def gets(hub: LocalHub) -> int:
    return len(hub.requests("GET", "/knowledge-hub/pages/{id}"))


def make(hub: LocalHub, number: int = 3) -> list[str]:
    made = [hub.web.create(f"Page {n}", f"Text {n}.", publish=True).id for n in range(number)]
    hub.web.edit(made[0], title="Draft", content='A draft.\u2028It is \\ud800 "quoted".')
    return made


def test_a_second_run_asks_for_none_and_sees_the_same(
    calls: Hub, hub: LocalHub, path: Path
) -> None:
    ids = make(hub)
    first = look(calls, path)
    assert (set(first), gets(hub)) == (set(ids), 3)
    assert look(calls, path) == first
    assert gets(hub) == 3
    assert first == {page_id: calls.page(page_id) for page_id in ids}


def test_a_run_that_ends_in_its_middle_was_not_in_vain(
    calls: Hub, hub: LocalHub, path: Path
) -> None:
    make(hub)
    pages = Looks(folder_of(path)).at(calls, rows(calls))
    next(pages)
    next(pages)
    assert len(look(calls, path)) == 3
    assert gets(hub) == 3


def test_a_page_that_changed_is_asked_for_again(calls: Hub, hub: LocalHub, path: Path) -> None:
    ids = make(hub)
    look(calls, path)
    hub.advance(60)
    hub.web.edit(ids[1], content="New.", publish=True)
    assert look(calls, path)[ids[1]].content == "New."
    assert gets(hub) == 4


def test_a_page_that_was_archived_is_none(calls: Hub, hub: LocalHub, path: Path) -> None:
    ids = make(hub)
    before = rows(calls)
    hub.web.archive(ids[1])
    assert {page.row.id for page in Looks(folder_of(path)).at(calls, before)} == {
        ids[0],
        ids[2],
    }


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data[:-9],
        lambda data: data[9:],
        lambda data: b"\n\xff\n[]\n{}\nnull\n" + data,
        lambda data: data.replace(b'"content"', b'"contents"'),
        lambda data: data.replace(b'"title": "Page 1"', b'"title": {}'),
        lambda data: data.replace(b'"version": 1', b'"version": "no number"'),
    ],
)
def test_what_cannot_be_read_is_asked_for_again(
    calls: Hub, hub: LocalHub, path: Path, harm: object
) -> None:
    make(hub)
    first = look(calls, path)
    assert callable(harm)
    path.write_bytes(harm(path.read_bytes()))
    assert look(calls, path) == first


def test_nothing_is_kept_where_it_cannot_be_or_after_the_end(
    calls: Hub, hub: LocalHub, tmp_path: Path
) -> None:
    make(hub)
    (tmp_path / "file").write_text("no folder")
    assert len(look(calls, tmp_path / "file/cache/looks.jsonl")) == 3
    looks = Looks(StateFolder(tmp_path))
    assert len(list(looks.at(calls, rows(calls)))) == 3
    looks.forget()
    assert not (tmp_path / "cache/looks.jsonl").exists()
    looks.forget()
