"""`watch --local`: a preview that needs no key, no network and nothing of the real State."""

import json
import os
import signal
import socket
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.checkout import Checkout
from tests.support.running import PROGRAM
from tests.watch.test_page_report import REPORT
from tests.watch.watching import Watching


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 (of our own hub)
        return str(answer.read().decode())


def pages(preview: str) -> list[dict[str, Any]]:
    return list(json.loads(get(f"{preview}_local/pages"))["data"])


def test_the_preview_needs_no_key_and_shows_what_is_saved(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", status="published", folder_ids=["not-here"])
    with Watching(checkout, "--local", drop=("EXEC_API_KEY", "EXEC_API_URL")) as watch:
        address = watch.wait_to_hear("created: a.md").out.splitlines()[0]
        assert address.startswith("http://127.0.0.1:")
        assert "A" in get(address)
        checkout.page("a.md", title="A", status="published", body="New.")
        watch.wait_to_hear("updated: a.md")
        assert [page["live_content"] for page in pages(address)] == ["New."]
        assert watch.stop() == 0


LOOPBACK_ONLY = """
import os, sys

def watch_the_network(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto"):
        place = arguments[1]
        host = place[0] if isinstance(place, tuple) else place
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    with open(os.environ["NETWORK_LOG"], "a") as log:
        log.write(f"{os.getpid()} {event} {host}\\n")
    if host != "127.0.0.1":
        raise PermissionError(f"{event} {host} though there is no network")

sys.addaudithook(watch_the_network)
"""


@pytest.mark.slow
def test_nothing_is_asked_of_any_other_machine(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor by the preview's hub, which is a process of its own: both run what `sitecustomize` says."""
    (tmp_path / "start").mkdir()
    (tmp_path / "start/sitecustomize.py").write_text(LOOPBACK_ONLY)
    log = tmp_path / "network.log"
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "start"))
    monkeypatch.setenv("NETWORK_LOG", str(log))
    checkout.page("a.md", title="A", sources=["https://somewhere.example/a"])
    with Watching(checkout, "--local", program=PROGRAM) as watch:
        watch.wait_to_hear("created: a.md")
        assert watch.stop() == 0
    opened = {tuple(line.split()[:2]) for line in log.read_text().splitlines()}
    own = str(watch.process.pid)
    assert (own, "socket.connect") in opened
    assert any(event == "socket.bind" and process != own for process, event in opened)
    assert {line.split()[2] for line in log.read_text().splitlines()} == {"127.0.0.1"}


def test_the_real_state_is_neither_read_nor_written(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    checkout.state_folder.mkdir()
    checkout.state_file.write_text("not a state")
    with Watching(checkout, "--local") as watch:
        watch.wait_to_hear("created: a.md")
        assert watch.stop() == 0
    assert checkout.state_file.read_text() == "not a state"
    written = {path.name for path in checkout.state_folder.iterdir()}
    assert written == {"state.toml", ".gitignore", "local"}
    assert not checkout.state_home.exists(), "no request of it is counted"


def test_the_preview_shows_what_the_saves_would_cost_and_none_waits(checkout: Checkout) -> None:
    checkout.configure("[limits]\nper_minute = 2\nper_day = 900\n")
    checkout.page("a.md", title="A")
    checkout.page("b.md", title="B")
    with Watching(checkout, "--local") as watch:
        address = watch.said.out.splitlines()[0]
        assert {page["draft_title"] for page in pages(address)} == {"A", "B"}
        shown = get(f"{address}requests")
        assert "5 of 2" in shown
        assert "5 of 900" in shown
        assert watch.stop() == 0


def test_a_preview_goes_on_where_the_last_one_ended(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--local") as watch:
        watch.wait_to_hear("created: a.md")
        assert watch.stop() == 0
    checkout.page("b.md", title="B")
    with Watching(checkout, "--local") as watch:
        address = watch.wait_to_hear("created: b.md").out.splitlines()[0]
        assert [page["draft_title"] for page in pages(address)] == ["A", "B"]
        other = checkout.call("watch", "--local")
        assert other.code == 1
        assert other.err == (
            f"error: a watch of this checkout with a local hub is running already, at {address}\n"
            "       use that one, or end it first\n"
        )
        assert (checkout.state_folder / REPORT).read_text() != "{}", "what the first one said stays"
        assert watch.stop() == 0
        assert "created: a.md" not in watch.said.out


def test_a_preview_whose_database_was_removed_begins_anew(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    for _ in range(2):
        with Watching(checkout, "--local") as watch:
            watch.wait_to_hear("created: a.md")
            assert watch.stop() == 0
        (checkout.state_folder / "local/hub/hub.sqlite3").unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_its_hub_ends_with_a_watch_that_was_killed(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--local") as watch:
        address = urlsplit(watch.wait_to_hear("created: a.md").out.splitlines()[0])
        with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
            assert watch.stop(signal.SIGKILL) == -signal.SIGKILL
            # It was cut with a word or without, as the hub had accepted it by then or not.
            with suppress(ConnectionResetError):
                assert connection.recv(1) == b"", "the hub cuts its connections when it ends"
    with Watching(checkout, "--local") as watch:
        assert watch.stop() == 0
        assert "created: a.md" not in watch.said.out, "its State and database are whole"


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the hub's process in /proc")
def test_a_hub_that_ends_by_itself_ends_the_watch(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--local") as watch:
        watch.wait_to_hear("created: a.md")
        pid = watch.process.pid
        [hub] = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(int(hub), signal.SIGKILL)
        assert watch.end() == 1
        log = checkout.state_folder / "local/hub.log"
        assert "error: the local hub has ended by itself (signal 9)" in watch.said.err
        assert f"what it said is in {log}" in watch.said.err
        assert "look at it: http://127.0.0.1:" in log.read_text()


def test_its_configuration_stays_that_of_a_preview(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--local") as watch:
        watch.wait_to_hear("created: a.md")
        checkout.configure("[watch]\nquiet = 0.1\nmin_interval = 3600\n")
        watch.wait_to_hear("execsync.toml has changed")
        checkout.page("a.md", title="A", body="New.")
        watch.wait_to_hear("updated: a.md")
        assert watch.stop() == 0
    assert not checkout.state_file.exists()


def test_images_are_shown_from_the_folder(checkout: Checkout) -> None:
    checkout.configure('[assets]\nbase_url = "https://files.example/{digest}"\n')
    (checkout.content / "img").mkdir()
    (checkout.content / "img/a b.png").write_bytes(b"one")
    checkout.page("a.md", title="A", status="published", body="![x](img/a%20b.png) ![y](no.png)\n")
    with Watching(checkout, "--local") as watch:
        address = watch.wait_to_hear("created: a.md").out.splitlines()[0]
        [page] = pages(address)
        assert page["live_content"] == "![x](/files/img/a%20b.png) ![y](no.png)"
        assert '<img src="/files/img/a%20b.png" alt="x">' in get(f"{address}pages/{page['id']}")
        assert get(f"{address}files/img/a%20b.png") == "one"
        (checkout.content / "no.png").write_bytes(b"two")
        watch.wait_to_hear("updated: a.md")
        assert pages(address)[0]["live_content"].endswith("![y](/files/no.png)")
        assert watch.stop() == 0


def port_of(watch: Watching) -> int:
    return urlsplit(watch.said.out.splitlines()[0]).port or 0


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.mark.slow
def test_its_port_is_that_of_the_last_time(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    wanted = free_port()
    ports = []
    for arguments in ([], [], ["--port", str(wanted)], []):
        with Watching(checkout, "--local", *arguments) as watch:
            ports.append(port_of(watch))
            assert watch.stop() == 0
    assert ports == [ports[0], ports[0], wanted, wanted]


@pytest.mark.slow
def test_a_port_that_is_taken_is_taken_again_once_it_is_free(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--local") as watch:
        usual = port_of(watch)
        assert watch.stop() == 0
    with socket.create_server(("127.0.0.1", usual)):
        with Watching(checkout, "--local") as watch:
            assert port_of(watch) != usual
            assert watch.stop() == 0
        asked = checkout.call("watch", "--local", "--port", str(usual))
        assert asked.code == 1
        assert f"port {usual} is taken by another program" in asked.err
    with Watching(checkout, "--local") as watch:
        assert port_of(watch) == usual
        assert watch.stop() == 0


@pytest.mark.slow
@pytest.mark.parametrize("said", [b"", b"99999999", b"-1", b"80; rm", b"\xb2"])
def test_what_stands_in_the_place_of_the_port_is_not_believed(
    checkout: Checkout, said: bytes
) -> None:
    checkout.page("a.md", title="A")
    (checkout.state_folder / "local").mkdir(parents=True)
    (checkout.state_folder / "local/port").write_bytes(said)
    with Watching(checkout, "--local") as watch:
        assert port_of(watch) > 0
        assert watch.stop() == 0


def test_folders_have_the_names_of_the_seed(checkout: Checkout) -> None:
    (checkout.folder / "hub-seed.toml").write_text(
        '[[folders]]\nid = "fld_1"\nname = "Sales & more"\nemoji = "💼"\n'
    )
    checkout.page("a.md", title="A", folder_ids=["fld_1", "not-in-it"])
    with Watching(checkout, "--local") as watch:
        home = get(watch.wait_to_hear("created: a.md").out.splitlines()[0])
        assert "Sales &amp; more" in home
        assert "💼" in home
        assert "Not in it" in home
        assert watch.stop() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="links")
def test_a_seed_that_leads_elsewhere_is_refused(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.toml").write_text('[[folders]]\nname = "Theirs"\n')
    (checkout.folder / "hub-seed.toml").symlink_to(tmp_path / "elsewhere.toml")
    checkout.page("a.md", title="A")
    refused = checkout.call("watch", "--local")
    assert refused.code == 1
    assert "hub-seed.toml" in refused.err
    assert refused.out == ""


def test_a_local_hub_that_has_lost_its_pages_leads_to_no_loss_of_the_real_state(
    checkout: Checkout,
) -> None:
    checkout.page("a.md", title="A")
    with Watching(checkout, "--local") as watch:
        watch.wait_to_hear("created: a.md")
        assert watch.stop() == 0
    for file in (checkout.state_folder / "local/hub").glob("hub.sqlite3*"):
        file.write_bytes(b"")
    refused = checkout.call("watch", "--local")
    assert refused.code == 1
    assert "begin anew here, without .execsync/local/state.toml" in refused.err


def test_a_seed_in_which_two_folders_have_one_id_is_refused(checkout: Checkout) -> None:
    (checkout.folder / "hub-seed.toml").write_text(
        '[[folders]]\nname = "A"\nid = "x"\n[[folders.folders]]\nname = "B"\nid = "x"\n'
    )
    refused = checkout.call("watch", "--local")
    assert refused.code == 1
    assert "hub-seed.toml: id: x is given twice" in refused.err


def test_a_folder_in_the_place_of_the_seed_is_named(checkout: Checkout) -> None:
    (checkout.folder / "hub-seed.toml").mkdir()
    refused = checkout.call("watch", "--local")
    assert refused.code == 1
    assert refused.err.startswith("error: ")
    assert "hub-seed.toml: is a folder" in refused.err


def test_a_broken_seed_is_named(checkout: Checkout) -> None:
    (checkout.folder / "hub-seed.toml").write_text("[[folders]]\nnme = 1\n")
    refused = checkout.call("watch", "--local")
    assert refused.code == 1
    message, *hint = refused.err.splitlines()
    assert message.startswith("error: the local hub cannot start: ")
    assert "hub-seed.toml: nme: unknown field of a folder" in message
    assert hint == ["       a seed is TOML or JSON with [[folders]] and [[skills]]"]


@pytest.mark.skipif(sys.platform == "win32", reason="a program of one line")
def test_the_page_is_opened_in_the_browser_which_gets_no_key(
    checkout: Checkout, tmp_path: Path
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    os.mkfifo(opened)
    browser.write_text(f'#!/bin/sh\n{{ echo "$1"; env; }} > "{opened}"\n')
    browser.chmod(0o755)
    checkout.page("a.md", title="A")
    more = {"BROWSER": str(browser), "EXEC_API_KEY": f"exec_live_{'5' * 40}"}
    with Watching(checkout, "--local", "--open", more=more) as watch:
        address, _, environment = opened.read_text().partition("\n")
        assert address == watch.said.out.splitlines()[0]
        assert "5" * 40 not in environment
        assert watch.stop() == 0


@pytest.mark.parametrize("flag", [["--port", "4000"], ["--open"]])
def test_port_and_page_are_those_of_a_local_hub(checkout: Checkout, flag: list[str]) -> None:
    refused = checkout.call("watch", *flag)
    assert refused.code == 64
    assert "--port and --open are about the hub of --local" in refused.err


def test_drafts_on_the_local_hub_send_nobody_to_the_real_one(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", status="published")
    with Watching(checkout, "--local", "--as-draft") as watch:
        said = watch.wait_to_hear("created: a.md")
        address = said.out.splitlines()[0]
        assert [page["status"] for page in pages(address)] == ["draft"]
        assert watch.stop() == 0
    assert "drafts on the local hub" in watch.said.err
    assert "execsync apply" not in watch.said.err
