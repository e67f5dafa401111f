"""An import that is killed between a file and its entry in State: no page is made twice by what follows."""

import json
import textwrap

import pytest

from execsync.localhub import LocalHub
from tests.commands.conftest import NO_LIMITS
from tests.support.checkout import Checkout
from tests.support.hub import live_pages, writes

KILLING = textwrap.dedent(
    """
    import os, signal, sys
    from execsync import cli
    from execsync.content.page_files import PageFiles

    create = PageFiles.create

    def killed(self, path, data):
        create(self, path, data)
        os.kill(os.getpid(), signal.SIGKILL)

    PageFiles.create = killed
    sys.exit(cli.run(sys.argv[1:]))
    """
)


@pytest.fixture
def checkout(checkout: Checkout) -> Checkout:
    checkout.configure(NO_LIMITS)
    return checkout


def kill_at_file(checkout: Checkout, *more: str) -> None:
    """An import that has written its first file, and nothing of it into State."""
    script = checkout.folder / "killing.py"
    script.write_text(KILLING)
    running = checkout.start("import", "--all", "--yes", *more, script=script)
    running.communicate(timeout=60)
    assert running.returncode == -9


def retitled(hub: LocalHub, checkout: Checkout, *, how: str) -> str:
    """A page whose file is there, under a title that the page's list row does not have."""
    page = hub.web.create("Old name", "Text.", publish=True)
    if how == "a draft of another title":
        hub.web.edit(page.id, title="New name", content="Of the draft.")
    kill_at_file(checkout)
    if how == "retitled since":
        hub.web.edit(page.id, title="New name", publish=True)
    return page.id


HOW = ["a draft of another title", "retitled since"]


@pytest.mark.parametrize("how", HOW)
def test_an_apply_holds_the_file_back(hub: LocalHub, checkout: Checkout, how: str) -> None:
    page_id = retitled(hub, checkout, how=how)
    for command in (["plan"], ["apply", "--yes"]):
        ended = checkout.call(*command)
        assert ended.code == 1, ended
        assert f"an import that was cut short has begun this file, for the page {page_id}" in (
            ended.out
        )
    assert writes(hub) == []


@pytest.mark.parametrize("how", HOW)
def test_the_next_import_takes_the_page_as_it_is_by_now(
    hub: LocalHub, checkout: Checkout, how: str
) -> None:
    page_id = retitled(hub, checkout, how=how)
    ended = checkout.call("import", "--all", "--yes")
    assert ended.code == 0, ended
    assert {path: page.id for path, page in checkout.state().pages.items()} == {
        "old-name.md": page_id
    }
    assert "New name" in (checkout.content / "old-name.md").read_text()
    assert checkout.call("plan", "--detailed-exitcode").code == 0
    assert not checkout.state_folder.joinpath("cache/imports.jsonl").exists()
    assert writes(hub) == []


def test_a_begun_file_that_was_edited_stays_and_is_held_back_until_settled(
    hub: LocalHub, checkout: Checkout
) -> None:
    page_id = retitled(hub, checkout, how="retitled since")
    mine = "---\ntitle: Mine\nstatus: published\n---\nMine.\n"
    checkout.write("old-name.md", mine)
    for _ in range(2):
        ended = checkout.call("import", "--all", "--yes")
        assert ended.code == 1, ended
        assert "old-name.md is there by now, and is not overwritten" in ended.out
        assert checkout.call("apply", "--yes").code == 1
    assert (checkout.content / "old-name.md").read_text() == mine
    assert writes(hub) == []
    assert checkout.call("state", "adopt", "page:old-name.md", page_id).code == 0
    assert "conflict" in checkout.call("plan").out
    assert len(live_pages(hub)) == 1


def test_an_import_of_other_pages_forgets_nothing(hub: LocalHub, checkout: Checkout) -> None:
    retitled(hub, checkout, how="retitled since")
    other = hub.web.create("Other", "Text.", publish=True)
    assert checkout.call("import", other.id, "--yes").code == 0
    assert checkout.call("apply", "--yes").code == 1
    assert writes(hub) == []


def test_a_file_of_ones_own_that_the_list_names_is_applied_on_request(
    hub: LocalHub, checkout: Checkout
) -> None:
    """The list may have come with a pull request: it can hold a page back, and no more."""
    checkout.page("mine.md", title="Mine", status="published")
    note = checkout.state_folder / "cache" / "imports.jsonl"
    note.parent.mkdir(parents=True)
    note.write_text(json.dumps({"id": "pg_1", "path": "mine.md", "digest": "x"}) + "\n")
    assert checkout.call("apply", "--yes").code == 1
    assert writes(hub) == []
    assert checkout.call("apply", "--yes", "--allow-same-title").code == 0
    assert [page.live_title for page in live_pages(hub)] == ["Mine"]
    assert checkout.call("plan", "--detailed-exitcode").code == 0
