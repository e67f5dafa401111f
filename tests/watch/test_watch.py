"""A watch from its start to its end, against a local hub."""

import shutil
import signal

import pytest

from execsync.config import load
from execsync.localhub import LocalHub
from execsync.watch.hints import Hints
from execsync.watch.observation import Observation
from execsync.workspace import Workspace
from tests.support.checkout import Checkout
from tests.support.git import Repository
from tests.support.hub import live_pages, make_hub
from tests.watch.conftest import AT_ONCE
from tests.watch.watching import (
    HASTY,
    PATIENCE,
    Watching,
    texts,
    wait_for,
    wait_for_fault,
    wait_for_writes,
    writes_of,
)


def test_it_begins_with_a_plan_and_writes_what_differs(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes") as watch:
        watch.wait_to_hear("created: a.md")
        assert "Plan: 1 to create." in watch.said.out
        assert watch.stop() == 0
    assert texts(hub) == [("A", "Text.")]


def test_off_a_terminal_it_asks_for_yes_at_once(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    done = checkout.call("watch")
    assert (done.code, done.out) == (1, "")
    assert "--yes was not given" in done.err
    assert hub.requests() == []


def test_a_save_costs_a_list_a_look_and_a_write(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes"):
        before = len(hub.requests())
        checkout.page("a.md", title="A", body="New.")
        wait_for_writes(hub, 2)
        assert [e.method for e in hub.requests()[before:]] == ["GET", "GET", "PATCH"]


def test_new_renamed_and_removed_files_and_folders(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("old/a.md", title="A", body="Of A.")
    with Watching(checkout, "--yes", "--prune", program=HASTY) as watch:
        checkout.page("new/folder/b.md", title="B", body="Of B.")
        wait_for_writes(hub, 2)
        (checkout.content / "old").rename(checkout.content / "newer")
        watch.wait_to_hear("recorded: newer/a.md")
        checkout.remove("newer/a.md")
        assert wait_for_writes(hub, 3)[-1].method == "DELETE"
        assert watch.stop() == 0
    assert texts(hub) == [("B", "Of B.")]


def test_a_folder_that_is_removed_takes_its_pages_along(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("kept.md", title="Kept")
    checkout.page("folder/a.md", title="A")
    checkout.page("folder/deep/b.md", title="B")
    allowed = ("--prune", "--allow-archive", "2")
    with Watching(checkout, "--yes", *allowed, program=HASTY) as watch:
        shutil.rmtree(checkout.content / "folder")
        assert [one.method for one in wait_for_writes(hub, 5)[3:]] == ["DELETE", "DELETE"]
        assert watch.stop() == 0
    assert texts(hub) == [("Kept", "Text.")]
    assert checkout.call("plan", "--detailed-exitcode").code == 0


def test_a_folder_of_more_pages_than_may_go_at_once_is_told_and_stays(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("kept.md", title="Kept")
    checkout.page("folder/a.md", title="A")
    checkout.page("folder/deep/b.md", title="B")
    with Watching(checkout, "--yes", "--prune") as watch:
        # Lest a busy machine make two removals of it, far from each other.
        watch.process.send_signal(signal.SIGSTOP)
        shutil.rmtree(checkout.content / "folder")
        watch.process.send_signal(signal.SIGCONT)
        watch.wait_to_hear("2 of 3 pages would be archived at once")
        assert watch.stop() == 130
    assert len(live_pages(hub)) == 3


def test_a_removed_file_has_a_minute_to_come_back(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    with Watching(checkout, "--yes", "--prune") as watch:
        checkout.remove("a.md")
        watch.wait_to_hear("a.md: its file is gone: archived in 60 s unless it comes back")
        watch.wait_to_hear("1 to be archived")
        checkout.page("a.md", title="A", body="Back.")
        assert [one.method for one in wait_for_writes(hub, 3)[2:]] == ["PATCH"]
        checkout.remove("b.md")
        watch.wait_to_hear("b.md: its file is gone")
        assert watch.stop() == 130
        assert "1 page is not on the hub as the files want it" in watch.said.err
    assert len(live_pages(hub)) == 2


def test_a_checkout_of_another_branch_archives_nothing(checkout: Checkout, hub: LocalHub) -> None:
    repository = Repository(checkout.folder)
    checkout.page("kept.md", title="Kept")
    repository.commit("content")
    repository.run("switch", "--quiet", "--create", "topic")
    checkout.page("a.md", title="A")
    repository.commit("content")
    with Watching(checkout, "--yes", "--prune", program=HASTY) as watch:
        repository.run("switch", "--quiet", "main")
        watch.wait_to_hear("a.md: held: its file went with a change of the branch")
        for number in range(3):
            checkout.page("kept.md", title="Kept", body=f"Edited on main {number}.")
            wait_for_writes(hub, 3 + number)
        repository.run("restore", "content/kept.md")
        wait_for_writes(hub, 6)
        repository.run("switch", "--quiet", "topic")
        checkout.page("a.md", title="A", body="Edited on topic.")
        wait_for_writes(hub, 7)
        checkout.remove("kept.md")
        assert wait_for_writes(hub, 8)[-1].method == "DELETE", "this one is meant"
        assert watch.stop() == 0
    assert texts(hub) == [("A", "Edited on topic.")]


def test_without_prune_a_removed_file_is_told_and_its_page_stays(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes") as watch:
        checkout.remove("a.md")
        watch.wait_to_hear("a.md: held")
        assert watch.stop() == 0
    assert len(live_pages(hub)) == 1


def test_a_broken_file_keeps_its_last_good_version_until_it_is_mended(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    with Watching(checkout, "--yes", "--prune") as watch:
        checkout.write("a.md", "---\ntitle: A\nstatus: publisht\n---\nNew.\n")
        watch.wait_to_hear("content/a.md:3:9: error EX024")
        checkout.page("b.md", title="B", body="Goes on.")
        wait_for_writes(hub, 3)
        assert texts(hub) == [("A", "Text."), ("B", "Goes on.")]
        checkout.page("a.md", title="A", body="Mended.")
        wait_for_writes(hub, 4)
        watch.wait_to_hear("content/a.md: no error any more")
        assert watch.stop() == 0
        assert watch.said.err.count("error EX024") == 1
    assert texts(hub) == [("A", "Mended."), ("B", "Goes on.")]


def test_a_broken_file_left_behind_ends_with_130(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes") as watch:
        checkout.write("a.md", "---\ntitle: A\n")
        watch.wait_to_hear("error EX010")
        assert watch.stop() == 130
        assert "1 page is not on the hub as the files want it" in watch.said.err


def test_a_web_edit_is_told_once_and_never_overwritten(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    with Watching(checkout, "--yes") as watch:
        page = next(page for page in live_pages(hub) if page.draft_title == "A")
        hub.advance(2)  # its times are whole seconds
        hub.web.edit(page.id, content="By a colleague.")
        checkout.page("a.md", title="A", body="By us.")
        watch.wait_to_hear("a.md: conflict")
        checkout.page("b.md", title="B", body="Goes on.")
        wait_for_writes(hub, 3)
        assert watch.stop() == 130
        assert watch.said.err.count("a.md: conflict") == 1
    assert texts(hub) == [("A", "By a colleague."), ("B", "Goes on.")]


def test_what_the_hub_refuses_is_not_sent_again_until_its_file_changes(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    with Watching(checkout, "--yes") as watch:
        hub.faults.add("error", method="PATCH", status=400)
        checkout.page("a.md", title="A", body="Refused.")
        watch.wait_to_hear("✗ a.md")
        checkout.page("b.md", title="B", body="Goes on.")
        wait_for_writes(hub, 3)
        assert len(hub.requests("PATCH")) == 2
        watch.wait_to_hear("1 failed")
        checkout.page("a.md", title="A", body="Taken.")
        wait_for_writes(hub, 4)
        assert watch.stop() == 0


def test_a_page_is_written_once_an_interval(checkout: Checkout, hub: LocalHub) -> None:
    checkout.configure(AT_ONCE.replace("min_interval = 0", "min_interval = 3"))
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    with Watching(checkout, "--yes") as watch:
        first = hub.requests("POST")[0].time
        checkout.page("a.md", title="A", body="Too soon.")
        watch.wait_to_hear("1 waiting")
        checkout.page("a.md", title="A", body="In time.")
        [patch] = [one for one in wait_for_writes(hub, 3) if one.method == "PATCH"]
        assert patch.body == {"content": "In time."}
        assert patch.time - first >= 3_000_000 - 200_000, "clocks of two processes"
        assert watch.stop() == 0


def test_a_page_that_waits_for_its_interval_is_told_at_the_end(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.configure(AT_ONCE.replace("min_interval = 0", "min_interval = 3600"))
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes") as watch:
        checkout.page("a.md", title="A", body="Too soon.")
        watch.wait_to_hear("1 waiting")
        assert watch.stop() == 130
    assert texts(hub) == [("A", "Text.")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_request_on_its_way_is_waited_for(checkout: Checkout, hub: LocalHub, number: int) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes") as watch:
        hub.faults.add("delay", method="PATCH", seconds=2.0)
        checkout.page("a.md", title="A", body="New.")
        wait_for_fault(hub)
        assert watch.stop(number) == 0
    assert texts(hub) == [("A", "New.")]


def test_a_second_signal_ends_it_at_once(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes") as watch:
        hub.faults.add("delay", method="PATCH", seconds=600.0)
        checkout.page("a.md", title="A", body="New.")
        wait_for_fault(hub)
        watch.process.send_signal(signal.SIGINT)
        watch.wait_to_hear("once more to stop at once")
        assert watch.stop() == 130


def test_max_requests_bounds_the_session(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes", "--max-requests", "4") as watch:
        checkout.page("a.md", title="A", body="Not any more.")
        assert watch.end() == 3
        assert "--max-requests" in watch.said.err
    assert len(hub.requests()) == 4
    assert texts(hub) == [("A", "Text.")]


def test_a_note_names_its_file_from_the_folder_of_the_configuration(
    checkout: Checkout, hub: LocalHub
) -> None:
    """As findings do, and the plan and the apply of the same."""
    checkout.configure(AT_ONCE + '[content]\nroot = "docs"\n')
    checkout.content = checkout.folder / "docs"
    source = {"url": "https://somewhere.example/a", "title": "Old"}
    checkout.page("a.md", title="A", sources=[source])
    with Watching(checkout, "--yes") as watch:
        checkout.page("a.md", title="A", body="New.", sources=[{**source, "title": "New"}])
        watch.wait_to_hear("docs/a.md: note EX901 title of a source cannot be changed")
        assert watch.stop() == 0
    assert "note: docs/a.md: title of a source" in checkout.call("plan").out
    assert "note: docs/a.md: title of a source" in checkout.call("apply", "--yes").out


def test_an_apply_beside_it_does_no_harm(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes") as watch:
        workspace = Workspace(load(checkout.folder / "execsync.toml"))
        with workspace.lock(timeout=10):
            checkout.page("a.md", title="A", body="While it is locked.")
            watch.wait_to_hear("another apply is running on this state")
        wait_for_writes(hub, 2)
        watch.wait_to_hear("going on")
        for number in range(3):
            checkout.page("a.md", title="A", body=f"Whoever comes first {number}.")
            assert checkout.call("apply", "--yes", "--lock-timeout", "60").code == 0
        wait_for(hub, lambda seen: len(writes_of(seen)) == 5)
        assert watch.stop() == 0
    assert texts(hub) == [("A", "Whoever comes first 2.")]
    assert checkout.call("plan", "--detailed-exitcode").code == 0


def test_its_configuration_is_read_again(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes") as watch:
        checkout.configure("[limits]\nper_minutes = 0\n")
        watch.wait_to_hear("unknown key 'per_minutes'")
        checkout.page("a.md", title="A", body="By the old one.")
        wait_for_writes(hub, 2)
        checkout.configure(AT_ONCE + '[content]\nexclude = ["private/"]\n')
        watch.wait_to_hear("execsync.toml has changed")
        checkout.page("private/b.md", title="B")
        checkout.page("a.md", title="A", body="By the new one.")
        wait_for_writes(hub, 3)
        assert watch.stop() == 0
    assert texts(hub) == [("A", "By the new one.")]


def test_a_content_root_that_goes_and_comes_back(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes", "--prune") as watch:
        away = checkout.folder / "away"
        checkout.content.rename(away)
        watch.wait_to_hear("there is no folder content")
        checkout.content.write_text("No folder.")
        watch.wait_to_hear("content, which [content] root names, is a file")
        checkout.content.unlink()
        away.rename(checkout.content)
        watch.wait_to_hear("content: is there again")
        checkout.page("a.md", title="A", body="New.")
        wait_for_writes(hub, 2)
        assert watch.stop() == 0
    assert texts(hub) == [("A", "New.")]


def test_it_can_look_by_the_clock(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes", "--poll") as watch:
        checkout.page("a.md", title="A", body="New.")
        wait_for_writes(hub, 2)
        checkout.rename("a.md", "b.md")
        watch.wait_to_hear("recorded: b.md")
        assert watch.stop() == 0


def test_a_source_that_takes_its_time_keeps_no_other_page_waiting(checkout: Checkout) -> None:
    with make_hub(extraction_seconds=3600.0) as hub:
        checkout.url = hub.url
        checkout.page("a.md", title="A")
        with Watching(checkout, "--yes") as watch:
            checkout.page("slow.md", title="Slow", sources=["https://source.example/slow"])
            watch.wait_to_hear("waiting for its text")
            checkout.page("a.md", title="A", body="New.")
            wait_for(hub, lambda seen: any(e.method == "PATCH" for e in seen))
            hub.advance(3600)
            wait_for(
                hub,
                lambda seen: (
                    sum(e.path == "/knowledge-hub/pages" and e.method == "POST" for e in seen) == 2
                ),
            )
            assert watch.stop() == 0


def test_a_key_that_is_rejected_ends_it(checkout: Checkout, hub: LocalHub) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--yes") as watch:
        hub.faults.add("error", method="PATCH", status=401)
        checkout.page("a.md", title="A", body="New.")
        assert watch.end() == 1
        assert "the hub rejects the key" in watch.said.err


@pytest.mark.parametrize(("options", "seconds"), [((), 30.0), (("--poll",), 1.0)])
def test_a_save_without_a_hint_is_found_by_the_clock(
    checkout: Checkout,
    hub: LocalHub,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    seconds: float,
) -> None:
    """The first wait ends as if its time were over, the second one with Ctrl-C."""
    waits: list[float] = []
    usual = Hints.wait

    def wait(hints: Hints, longest: float) -> None:
        waits.append(longest)
        checkout.page("a.md", title="A", body="Nobody told.")
        if len(waits) > 1:
            signal.raise_signal(signal.SIGINT)
            usual(hints, PATIENCE)

    monkeypatch.setattr(Hints, "wait", wait)
    monkeypatch.setattr(Observation, "follow", lambda *_: None)
    checkout.page("a.md", title="A")
    assert checkout.call("watch", "--yes", *options).code == 0
    assert waits == [seconds, seconds]
    assert texts(hub) == [("A", "Nobody told.")]


def test_what_it_has_written_is_not_parsed_by_the_next_plan(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B", folder_ids=["f1", "f1"])  # found fault with: read each time
    assert checkout.call("apply", "--yes").code == 0
    by_apply = checkout.state().pages
    checkout.page("a.md", title="A", body="New.")
    checkout.page("b.md", title="B", body="New.", folder_ids=["f1", "f1"])
    with Watching(checkout, "--yes") as watch:
        watch.wait_to_hear("updated: ", times=2)
        assert watch.stop() == 0
    by_watch = checkout.state().pages
    assert by_apply["a.md"].clean
    assert by_watch["a.md"].blob != by_apply["a.md"].blob
    for path in by_apply:
        assert by_watch[path].clean == by_apply[path].clean
