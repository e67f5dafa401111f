import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from execsync.localhub import LOCAL_KEY, LocalHub
from tests.support.checkout import Checkout
from tests.support.running import Process


@contextmanager
def running(checkout: Checkout, *arguments: str) -> Iterator[tuple[Process, str]]:
    """The command as a process, and the address that it prints first."""
    process = checkout.start("hub", *arguments)
    with process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def get(address: str) -> Any:
    return httpx.get(address, headers={"Authorization": f"Bearer {LOCAL_KEY}"}).json()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_hub_answers_at_the_address_that_it_prints_until_ctrl_c(checkout: Checkout) -> None:
    with running(checkout) as (process, address):
        assert get(f"{address}/workspace")["name"] == "Local workspace"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "Ctrl-C ends it" in err
        copied = [line.strip() for line in err.splitlines() if line.strip().startswith("export ")]
        assert copied == [f"export EXEC_API_URL={address}", f"export EXEC_API_KEY={LOCAL_KEY}"]


def test_the_hub_can_end_with_its_input(checkout: Checkout) -> None:
    program = [sys.executable, "-m", "execsync", "hub", "--until-input-ends"]
    with subprocess.Popen(
        program,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=checkout.environment(),
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert get(f"{process.stdout.readline().strip()}/workspace")["name"]
            _, err = process.communicate("whatever is typed", timeout=30)
            assert process.returncode == 0
            assert "Traceback" not in err
        finally:
            process.kill()


def test_what_a_hub_file_holds_is_there_again(checkout: Checkout) -> None:
    database = str(checkout.folder / "hub.sqlite")
    checkout.page("a.md", title="A")
    with running(checkout, "--database", database) as (_, address):
        checkout.url = address
        assert checkout.call("apply", "--yes").code == 0
    with running(checkout, "--database", database) as (_, address):
        assert [page["title"] for page in get(f"{address}/knowledge-hub/pages")["data"]] == ["A"]


def test_options_become_settings(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Any] = []
    monkeypatch.setattr(
        "execsync.localhub.serve", lambda settings, **options: served.append((settings, options))
    )
    arguments = "--port 8123 --invent-ids --extraction-seconds 0.5 --fail *bad* --fail *worse*"
    limits = "--per-minute 0 --per-day 7 --latency 0.25"
    quirks = "--quirk list_lag=2.5 --quirk rewrites_markdown=true --quirk day=calendar"
    assert checkout.call("hub", *f"{arguments} {limits} {quirks}".split()).code == 0
    ((settings, options),) = served
    assert options["port"] == 8123
    assert (settings.invent_ids, settings.extraction_seconds) == (True, 0.5)
    assert settings.failing_sources == ("*bad*", "*worse*")
    assert (settings.per_minute, settings.per_day, settings.latency) == (None, 7, 0.25)
    quirks_set = settings.quirks
    assert (quirks_set.list_lag, quirks_set.rewrites_markdown, quirks_set.day) == (
        2.5,
        True,
        "calendar",
    )


def test_its_files_are_looked_for_in_the_folder_that_is_named(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Path] = []
    monkeypatch.setattr(
        "execsync.localhub.serve",
        lambda settings, **_: served.append(Path(settings.seed).resolve()),
    )
    (checkout.folder / "sub").mkdir()
    (checkout.folder / "sub/seed.toml").touch()
    assert checkout.call("hub", "--seed", "seed.toml", "-C", "sub").code == 0
    assert served == [checkout.folder / "sub/seed.toml"]
    assert checkout.call("hub", "--seed", "seed.toml").code == 64


@pytest.mark.parametrize(
    "quirk", ["no_such=1", "rewrites_markdown=perhaps", "list_lag=soon", "list_lag=-1", "day"]
)
def test_a_quirk_that_there_is_not_is_answered_with_those_there_are(
    checkout: Checkout, quirk: str
) -> None:
    ended = checkout.call("hub", "--quirk", quirk)
    assert ended.code == 64
    assert ended.err.startswith("error: --quirk ")
    assert "known: draft_edit_moves_updated_at=True, " in ended.err


def test_a_port_that_is_taken_is_an_error(checkout: Checkout, hub: LocalHub) -> None:
    port = hub.url.split(":")[2].split("/")[0]
    ended = checkout.call("hub", "--port", port)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        f"error: the local hub cannot start: port {port} is taken by another program, "
        "perhaps a local hub\n"
        "       --port takes another one; without it, a free one is taken\n"
    )


@pytest.mark.parametrize("name", ["text.sqlite", "no/such/folder.sqlite"])
def test_a_database_that_is_none_is_an_error(checkout: Checkout, name: str) -> None:
    database = checkout.folder / name
    (checkout.folder / "text.sqlite").write_text("just text")
    ended = checkout.call("hub", "--database", str(database))
    assert (ended.code, ended.out) == (1, "")
    assert f"error: the local hub cannot keep anything in {database}: " in ended.err


def test_a_seed_that_cannot_be_read_is_an_error(checkout: Checkout) -> None:
    seed = checkout.folder / "seed.toml"
    seed.write_text("not a seed")
    ended = checkout.call("hub", "--seed", str(seed))
    assert ended.code == 1
    assert f"error: the local hub cannot start: {seed}: " in ended.err
    assert "a seed is TOML or JSON with [[folders]] and [[skills]]" in ended.err
