"""The calls, asked of the local hub."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from execsync.client.hub import Hub
from execsync.core.snapshot import Draft, Folder, Skill
from execsync.errors import (
    AnswerLost,
    Incomplete,
    KeyRejected,
    NotFound,
    RequestRefused,
)
from execsync.localhub import LocalHub, LocalHubSettings
from execsync.localhub.quirks import Quirks
from execsync.sync.paging import every

from .conftest import SECRET, Connect, FakeClock

Pair = tuple[LocalHub, Hub]
Make = Callable[..., Pair]

SOURCE = {"type": "url", "title": "Terms", "url": "https://example.com/terms"}


@pytest.fixture
def make(connected: Connect, clock: FakeClock) -> Iterator[Make]:
    """Starts local hubs without limits, by the fake clock, each with a client."""
    with ExitStack() as stack:

        def start(**settings: Any) -> Pair:
            wanted = LocalHubSettings(
                **{"per_minute": None, "per_day": None, "accepted_key": SECRET, **settings}
            )
            local = stack.enter_context(LocalHub(wanted, machine=clock.now))
            return local, connected(local.url)

        yield start


@pytest.fixture
def pair(make: Make) -> Pair:
    return make()


def test_the_workspace_is_read(make: Make) -> None:
    _, hub = make(workspace_name="Acme", workspace_slug="acme")
    workspace = hub.workspace()
    assert (workspace.name, workspace.url_slug) == ("Acme", "acme")
    assert hub.hub_time() == "2023-11-14T22:13:20Z"


def test_folders_and_skills_are_listed_to_the_end(pair: Pair) -> None:
    local, hub = pair
    top = local.catalogue.add_folder("Sales", emoji="🙂")
    for number in range(229):
        local.catalogue.add_folder(f"Folder {number}", parent=top)
    skill = local.catalogue.add_skill("Closing", description="To close.")
    folders = list(every(lambda n: hub.folders(page=n)))
    assert len(folders) == len({folder.id for folder in folders}) == 230
    assert Folder(top, "Sales", "", "🙂") in folders
    assert sum(folder.parent == top for folder in folders) == 229
    assert list(every(lambda n: hub.skills(page=n))) == [Skill(skill, "Closing", "To close.")]
    assert hub.sent == 4


def test_a_page_lives_its_life(pair: Pair) -> None:
    local, hub = pair
    folder, skill = local.catalogue.add_folder("Sales"), local.catalogue.add_skill("Closing")
    source, _ = hub.create_source(SOURCE)
    made = hub.create_page(
        {
            "title": "Refunds",
            "content": "# Refunds\n",
            "visibility": "private",
            "folder_ids": [folder],
            "skill_ids": [skill],
            "source_ids": [source.id],
        }
    )
    assert (made.row.status, made.row.visibility) == ("draft", "private")
    assert (made.row.folder_ids, made.row.skill_ids) == ((folder,), (skill,))
    assert (made.source_ids, made.content) == ((source.id,), None)
    assert hub.page(made.row.id).draft == Draft("Refunds", "# Refunds\n")

    published = hub.update_page(made.row.id, {"status": "published"})
    assert published is not None
    assert published.content == published.body == "# Refunds\n"

    hub.update_page(made.row.id, {"content": "# Refunds, new\n", "folder_ids": []})
    changed = hub.page(made.row.id)
    assert (changed.content, changed.body) == ("# Refunds\n", "# Refunds, new\n")
    assert changed.row.folder_ids == ()

    hub.archive_page(made.row.id)
    assert hub.pages().rows == ()
    assert [row.id for row in hub.pages(status="archived").rows] == [made.row.id]


def test_pages_are_listed_by_what_is_asked(pair: Pair, clock: FakeClock) -> None:
    _, hub = pair
    for title in ("Alpha", "Beta", "Gamma"):
        hub.create_page({"title": title})
        clock.pass_by(60)
    assert [row.title for row in hub.pages().rows] == ["Gamma", "Beta", "Alpha"]
    assert [row.title for row in hub.pages(sort="title").rows] == ["Alpha", "Beta", "Gamma"]
    assert [row.title for row in hub.pages(query="bet").rows] == ["Beta"]
    assert hub.pages(status="published").rows == ()
    second = hub.pages(page=2)
    assert (second.rows, second.page, second.total_pages, second.total_count) == ((), 2, 1, 3)


def test_a_source_lives_its_life(make: Make, clock: FakeClock) -> None:
    _, hub = make(extraction_seconds=10.0)
    made, new = hub.create_source(SOURCE)
    again, new_again = hub.create_source({**SOURCE, "title": "Other"})
    assert (made.status, made.url, new) == ("pending", SOURCE["url"], True)
    assert (again.id, new_again) == (made.id, False)
    assert hub.sources(status="pending").rows == (made,)
    clock.pass_by(11)
    assert hub.source(made.id).status == "ready"
    assert hub.sources(status="pending").rows == ()
    hub.archive_source(made.id)
    assert hub.sources().rows == ()


@pytest.mark.parametrize("draft", [True, False])
def test_a_write_may_answer_with_the_draft_or_not(make: Make, draft: bool) -> None:
    _, hub = make(quirks=Quirks(writes_answer_with_draft=draft))
    page = hub.create_page({"title": "T", "content": "x"})
    assert (page.draft is not None) is draft


def test_unknown_ids_and_refused_fields_are_told_apart(pair: Pair) -> None:
    _, hub = pair
    with pytest.raises(NotFound):
        hub.page("nobody")
    with pytest.raises(NotFound):
        hub.archive_source("nobody")
    with pytest.raises(RequestRefused) as caught:
        hub.create_page({"title": "T", "visibility": "global"})
    assert caught.value.status == 400
    assert "visibility" in caught.value.message


def test_a_key_or_a_workspace_that_is_not_let_in_is_told(make: Make) -> None:
    _, stranger = make(accepted_key="exec_live_" + "0" * 40)
    with pytest.raises(KeyRejected, match="invalid_api_key"):
        stranger.workspace()
    _, closed = make(workspace_active=False)
    with pytest.raises(KeyRejected, match="workspace_inactive"):
        closed.workspace()


class TestFaults:
    """What a real server does wrong."""

    @pytest.mark.parametrize("kind", ["cut", "lose", "truncate", "error", "error_after"])
    def test_a_lost_creation_is_left_to_be_looked_for(self, pair: Pair, kind: Any) -> None:
        local, hub = pair
        local.faults.add(kind, method="POST", times=None)
        with pytest.raises(AnswerLost):
            hub.create_page({"title": "T"})
        assert len(local.requests()) == 1
        assert len(local.pages()) == (0 if kind in ("cut", "error") else 1)

    @pytest.mark.parametrize("kind", ["cut", "lose", "truncate", "error", "error_after"])
    def test_everything_else_is_repeated_and_done_once(self, pair: Pair, kind: Any) -> None:
        local, hub = pair
        page = hub.create_page({"title": "T"})
        for method in ("PATCH", "POST", "GET", "DELETE"):
            local.faults.add(kind, method=method, times=2)
        changed = hub.update_page(page.row.id, {"title": "New"})
        assert changed is not None
        assert changed.row.title == "New"
        source, _ = hub.create_source(SOURCE)
        assert hub.source(source.id) == source
        hub.archive_source(source.id)
        assert [made.id for made in local.sources()] == [source.id]
        # A broken-off 404 tells by its status alone that the deletion before it was done.
        assert hub.sent == 1 + 4 * 3 - (kind == "truncate")

    def test_a_deletion_that_was_done_unseen_counts_as_done(self, make: Make) -> None:
        local, hub = make(quirks=Quirks(archived_page="gone"))
        page = hub.create_page({"title": "T"})
        local.faults.add("lose", method="DELETE")
        hub.archive_page(page.row.id)
        assert [e.status for e in local.requests("DELETE")] == [None, 404]
        with pytest.raises(NotFound):
            hub.archive_page(page.row.id)

    @pytest.mark.parametrize("place", ["body", "error", "header"])
    def test_a_creation_that_was_limited_is_sent_when_the_hub_says(
        self, make: Make, clock: FakeClock, place: str
    ) -> None:
        local, hub = make(per_minute=2, retry_after_in=place)
        for _ in range(3):
            hub.create_page({"title": "T"})
        assert len(local.pages()) == 3
        assert [e.status for e in local.requests()] == [201, 201, 429, 201]
        assert clock.waits == [60.0]

    def test_a_day_that_is_used_up_ends_the_run(self, make: Make) -> None:
        _, hub = make(per_day=2)
        hub.workspace()
        hub.workspace()
        with pytest.raises(Incomplete) as caught:
            hub.workspace()
        assert caught.value.retry_after == 86_400


def test_the_pacer_keeps_the_hub_from_ever_saying_no(
    make: Make, connected: Connect, clock: FakeClock
) -> None:
    local, _ = make(per_minute=60)
    hub = connected(local.url, per_minute=60)
    for _ in range(200):
        hub.workspace()
    assert {e.status for e in local.requests()} == {200}
    assert len(clock.waits) == 3
