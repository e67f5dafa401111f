"""The doctor names the cause first, whatever is broken, and changes nothing."""

import json
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from execsync.localhub import LocalHub
from execsync.state.folder import StateFolder
from execsync.state.lock import hold
from tests.support.checkout import Checkout, Ended
from tests.support.git import Repository
from tests.support.hub import make_hub, writes
from tests.support.shared import REF, SharedState

UNUSED = "http://127.0.0.1:9"
REMOTE = "https://hub.example.com/rest/v1"
UNREACHED = f"error: reach: GET /workspace: the hub at {REMOTE} cannot be reached"


@pytest.fixture
def well(checkout: Checkout) -> Checkout:
    """A checkout that was applied, in a repository."""
    Repository(checkout.folder)
    checkout.page("faq.md", title="FAQ")
    assert checkout.call("apply", "--yes").code == 0
    return checkout


def test_a_checkout_that_works_has_nothing_wrong(well: Checkout, hub: LocalHub) -> None:
    before, asked = writes(hub), len(hub.requests())
    ended = well.call("doctor")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "Nothing is wrong."), ended.out
    assert "skipped" not in ended.out
    assert (writes(hub), len(hub.requests()) - asked) == (before, 1)


def test_the_key_is_nowhere_in_what_it_says(well: Checkout) -> None:
    key = f"exec_live_{'k3Y' * 13}x"
    ended = well.call("doctor", EXEC_API_KEY=key)
    assert key.removeprefix("exec_live_") not in ended.out + ended.err


def test_json_has_the_same(well: Checkout) -> None:
    ended = well.call("doctor", "--format", "json", EXEC_API_KEY=None)
    told = json.loads(ended.out)
    assert (told["format_version"], told["ok"], ended.code) == ("1.0", False, 1)
    verdicts = {check["name"]: check["verdict"] for check in told["checks"]}
    assert (verdicts["state"], verdicts["key"], verdicts["clock"]) == ("ok", "error", "skipped")


def no_configuration(well: Checkout) -> Ended:
    (well.folder / "execsync.toml").unlink()
    return well.call("doctor")


def misspelt_key(well: Checkout) -> Ended:
    well.configure("[apply]\nprunee = true\n")
    return well.call("doctor")


def no_content(well: Checkout) -> Ended:
    well.configure('[content]\nroot = "docs"\n')
    return well.call("doctor")


def content_that_is_a_file(well: Checkout) -> Ended:
    (well.folder / "docs").write_text("")
    return no_content(well)


def broken_page(well: Checkout) -> Ended:
    well.write("broken.md", "---\ntitle: [\n---\n")
    return well.call("doctor")


def ignored_state(well: Checkout) -> Ended:
    (well.folder / ".gitignore").write_text(".execsync/\n")
    return well.call("doctor")


def no_repository(well: Checkout) -> Ended:
    (well.folder / ".git").rename(well.folder / "elsewhere")
    return well.call("doctor")


def no_git(well: Checkout) -> Ended:
    return well.call("doctor", PATH=str(well.folder))


def repository_that_git_refuses(well: Checkout) -> Ended:
    (well.folder / ".git" / "config").write_text("[core\n")
    return well.call("doctor")


def tracked_journal(well: Checkout) -> Ended:
    well.journal.write_text("")
    Repository.at(well.folder).run("add", "--force", ".execsync/journal.jsonl")
    return well.call("doctor")


def corrupt_state(well: Checkout) -> Ended:
    well.state_file.write_text("version = ")
    return well.call("doctor")


def lost_state(well: Checkout) -> Ended:
    Repository.at(well.folder).commit()
    well.state_file.unlink()
    return well.call("doctor")


def never_committed_state(well: Checkout) -> Ended:
    well.state_file.unlink()
    return well.call("doctor")


def state_where_nothing_can_be_made(well: Checkout) -> Ended:
    return well.call("doctor", EXECSYNC_STATE_DIR="/proc/nope")


def no_state_folder(well: Checkout) -> Ended:
    well.state_folder.rename(well.folder / "elsewhere")
    well.state_folder.write_text("")
    return well.call("doctor")


def cache_that_takes_nothing(well: Checkout) -> Ended:
    shutil.rmtree(well.state_folder / "cache", ignore_errors=True)
    (well.state_folder / "cache").write_text("")
    return well.call("doctor")


def held_lock(well: Checkout) -> Ended:
    note = {"who": "ann", "host": "desk", "pid": "7", "command": "execsync apply", "since": "noon"}
    with hold(StateFolder(well.state_folder), note, timeout=0):
        return well.call("doctor")


def no_key(well: Checkout) -> Ended:
    return well.call("doctor", EXEC_API_KEY=None)


def half_a_key(well: Checkout) -> Ended:
    return well.call("doctor", EXEC_API_KEY="exec_live_abc")


def rejected_key(well: Checkout) -> Ended:
    with make_hub(accepted_key=f"exec_live_{'b' * 40}") as hub:
        return well.call("doctor", EXEC_API_URL=hub.url)


def inactive_workspace(well: Checkout) -> Ended:
    with make_hub(workspace_active=False) as hub:
        return well.call("doctor", EXEC_API_URL=hub.url)


def wrong_path(well: Checkout) -> Ended:
    return well.call("doctor", EXEC_API_URL=f"{well.url}/v7")


def nobody_there(well: Checkout) -> Ended:
    return well.call("doctor", EXEC_API_URL=UNUSED)


def proxy_that_is_not_there(well: Checkout) -> Ended:
    shutil.rmtree(well.state_folder)
    proxy = "http://ann:hunter2@127.0.0.1:9"
    ended = well.call("doctor", HTTPS_PROXY=proxy, EXEC_API_URL=REMOTE)
    assert "hunter2" not in ended.out + ended.err
    return ended


def plain_http(well: Checkout) -> Ended:
    return well.call("doctor", EXEC_API_URL="http://hub.example.com/rest/v1")


def other_workspace(well: Checkout) -> Ended:
    with make_hub() as hub:
        return well.call("doctor", EXEC_API_URL=hub.url)


def wrong_clock(well: Checkout) -> Ended:
    with make_hub(clock_offset=-3600) as hub:
        shutil.rmtree(well.state_folder)
        return well.call("doctor", EXEC_API_URL=hub.url)


def used_up_day(well: Checkout) -> Ended:
    with make_hub(per_day=0) as hub:
        well.configure("[limits]\nper_minute = 0\nper_day = 0\n")
        return well.call("doctor", EXEC_API_URL=hub.url)


def links_without_address(well: Checkout) -> Ended:
    well.page("other.md", title="Other", body="See [the FAQ](faq.md).\n")
    return well.call("doctor")


@pytest.mark.parametrize(
    ("break_it", "first", "code"),
    [
        (no_configuration, "error: configuration: no execsync.toml here", 1),
        (misspelt_key, "error: configuration: ", 1),
        (no_content, "error: content: there is no folder docs, which [content] root names", 1),
        (content_that_is_a_file, "error: content: docs, which [content] root names, is a file", 1),
        (broken_page, "error: content: 1 error in 2 pages", 1),
        (ignored_state, "warning: git: Git ignores .execsync/state.toml", 0),
        (no_repository, "warning: git: the folder lies in no repository", 0),
        (no_git, "warning: git: there is no Git on PATH", 0),
        (repository_that_git_refuses, "warning: git: Git refuses the repository {folder}: fatal: bad", 0),
        (tracked_journal, "error: git: {folder}/.execsync/journal.jsonl: Git tracks it", 1),
        (corrupt_state, "error: state: ", 1),
        (lost_state, "warning: state: .execsync/state.toml is gone, and Git has it", 0),
        (never_committed_state, "warning: state: {folder}/.execsync/state.toml: there is no State", 0),
        (state_where_nothing_can_be_made, "error: cache: /proc/nope: cannot be written", 1),
        (no_state_folder, "error: cache: ", 1),
        (cache_that_takes_nothing, "warning: cache: {folder}/.execsync/cache: cannot be written", 0),
        (held_lock, "warning: lock: held by ann@desk, pid 7", 0),
        (no_key, "error: key: no API key", 1),
        (half_a_key, "error: key: ", 1),
        (rejected_key, "error: key: GET /workspace: the hub rejects the key", 1),
        (inactive_workspace, "error: key: GET /workspace: the hub does not let this key in", 1),
        (wrong_path, "error: address: GET /workspace: not found at http://127.0.0.1:", 1),
        (nobody_there, "error: reach: GET /workspace: the hub at ", 1),
        (proxy_that_is_not_there, f"{UNREACHED} through the proxy 127.0.0.1:9 (", 1),
        (plain_http, "error: address: the hub's address uses plain http", 1),
        (other_workspace, "error: workspace: State is of the workspace", 1),
        (wrong_clock, "warning: clock: this machine's is 3,6", 0),
        (used_up_day, "error: limits: ", 1),
        (links_without_address, "warning: links: ", 0),
    ],
)  # fmt: skip
def test_the_first_line_names_the_cause(
    well: Checkout, break_it: Callable[[Checkout], Ended], first: str, code: int
) -> None:
    ended = break_it(well)
    assert ended.out.startswith(first.replace("{folder}", str(well.folder))), ended.out + ended.err
    assert ended.code == code


PLACE = "[state] location must be s3://bucket/prefix or az://container/prefix"


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("bucket/prefix", PLACE),
        ("s3://", f"{PLACE}, its bucket or container 3 to 63 small letters"),
        ("s3://b/p", f"{PLACE}, its bucket or container 3 to 63 small letters"),
        ("az://Handbook/p", f"{PLACE}, its bucket or container 3 to 63 small letters"),
        ("s3://bucket/a//b", f"{PLACE}, its prefix names of letters"),
    ],
)
def test_what_the_address_of_a_store_lacks_is_named(
    well: Checkout, location: str, told: str
) -> None:
    well.configure(f'[state]\nbackend = "s3"\nlocation = "{location}"\n')
    first = well.call("doctor").out.splitlines()[0]
    assert first.startswith(f"error: configuration: {well.folder / 'execsync.toml'}:3: {told}")


def test_it_makes_nothing_where_a_link_leads_outside(well: Checkout, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    well.state_folder.rename(well.folder / "elsewhere")
    well.state_folder.symlink_to(outside)
    before = outside.stat().st_mtime_ns
    assert "error    cache" in well.call("doctor").out
    assert outside.stat().st_mtime_ns == before


def test_state_is_brought_back_as_its_hint_says(well: Checkout) -> None:
    lost = lost_state(well)
    command = lost.out.splitlines()[1].strip().partition(";")[0]
    assert command.startswith("git "), lost
    assert Repository.at(well.folder).shell(command).code == 0
    assert well.call("doctor").out.startswith("Nothing is wrong.")


def test_state_that_is_kept_outside_is_not_looked_for_in_git(
    well: Checkout, tmp_path: Path
) -> None:
    Repository.at(well.folder).commit()
    told = well.call("doctor", EXECSYNC_STATE_DIR=str(tmp_path / "elsewhere"))
    assert told.out.startswith("Nothing is wrong."), told


def test_state_that_cannot_be_reached_is_named(
    hub: LocalHub, shared: SharedState, tmp_path: Path
) -> None:
    checkout = shared.checkout("clone", hub.url)
    assert checkout.call("doctor").out.startswith("Nothing is wrong.")
    shared.hide()
    assert checkout.call("doctor").out.startswith("error: state: ")


def test_it_leaves_nothing_where_state_is_shared(hub: LocalHub, shared: SharedState) -> None:
    shared.checkout("clone", hub.url).call("doctor")
    assert shared.cells.read("state") is None
    assert shared.cells.read("lock") is None


def test_a_fresh_clone_is_told_that_there_is_no_state_where_it_belongs(
    shared: SharedState, hub: LocalHub
) -> None:
    one = shared.checkout("one", hub.url)
    assert one.call("doctor").out.startswith("Nothing is wrong.")
    one.page("a.md", title="A")
    before_the_first = one.call("doctor")
    assert one.call("apply", "--yes").code == 0
    Repository.at(shared.folder / "bare.git").run("update-ref", "-d", REF)
    fresh = shared.checkout("fresh", hub.url)
    fresh.page("a.md", title="A")
    for ended in (before_the_first, fresh.call("doctor")):
        assert ended.code == 0
        first, hint, *_ = ended.out.splitlines()
        assert first.startswith("warning: state: ")
        assert first.endswith(": there is no State, and 1 file for pages")
        assert hint.strip().startswith("right before the first apply")


def test_files_that_cannot_be_looked_for_hide_nothing_of_a_shared_state(
    shared: SharedState, hub: LocalHub
) -> None:
    checkout = shared.checkout("one", hub.url)
    settings = checkout.folder / "execsync.toml"
    settings.write_text(f'content.root = "../outside"\n{settings.read_text()}')
    (checkout.folder.parent / "outside").mkdir()
    told = checkout.call("doctor").out
    assert told.startswith("error: content: ")
    assert "error: state" not in told
    assert "nobody holds it" in told


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_one_that_was_stopped_finds_nothing_wrong(well: Checkout, hub: LocalHub) -> None:
    asked = threading.Event()

    def hold_up() -> None:
        asked.set()
        hub.faults.hold(600.0)

    hub.before("GET", "/workspace", 1, hold_up)
    with well.start("doctor") as process:
        try:
            assert asked.wait(30)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, out) == (130, "")
    assert "stopped before everything was looked at" in err
