import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from execsync.commands.demo import EDIT, EDITED, Show, example
from execsync.output.console import ColourChoice, Console
from tests.support.checkout import Checkout

PAGES = [p for p in (example() / "content").rglob("*.md") if "_notes" not in p.parts]


@pytest.mark.slow
def test_the_demo_goes_the_whole_way_and_leaves_nothing(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    ended = checkout.run("demo", timeout=240)
    assert ended.code == 0, ended.err
    commands = [line for line in ended.out.splitlines() if line.startswith("$ ")]
    assert commands == [
        "$ execsync validate",
        "$ execsync plan",
        "$ execsync apply --yes",
        "$ execsync plan",
        "$ execsync plan",
        "$ execsync apply --yes",
    ]
    assert f"Plan: {len(PAGES)} to create, 15 sources to create." in ended.out
    assert re.search(rf"Done: {len(PAGES)} pages created, \d+ pages updated, 15 sources", ended.out)
    assert "No changes: the hub is as the files want it" in ended.out
    assert re.search(r"^      - .*30 days", ended.out, re.MULTILINE)
    assert re.search(r"^      \+ .*45 days", ended.out, re.MULTILINE)
    assert "Done: 1 page updated;" in ended.out
    assert f"What the hub holds now: {len(PAGES)} pages and 15 sources." in ended.out
    assert list(temporary.iterdir()) == []


def test_the_commands_of_the_demo_have_its_colours(capfd: pytest.CaptureFixture[str]) -> None:
    choices: dict[ColourChoice, bool] = {"always": True, "never": False}
    for choice, coloured in choices.items():
        console = Console(io.StringIO(), io.StringIO(), choice)
        Show(example(), os.environ, console).run("plan")
        assert ("\x1b[" in capfd.readouterr().out) == coloured


def test_the_edit_of_the_demo_changes_its_page() -> None:
    text = (example() / EDITED).read_text(encoding="utf-8")
    assert text.count(EDIT[0]) == 1
    assert EDIT[1] not in text


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_demo_keeps_the_hub_up_until_ctrl_c(checkout: Checkout) -> None:
    process = checkout.start("demo", "--serve")
    with process:
        try:
            assert process.stdout is not None
            told = ""
            while "export EXEC_API_URL=" not in told:
                line = process.stdout.readline()
                assert line, "the demo ended before it said where its hub is"
                told += line
            url, key = re.findall(r"EXEC_API_(?:URL|KEY)=(\S+)", told)[-2:]
            (folder,) = re.findall(r"cd (\S+)", told)
            listed = subprocess.run(
                [sys.executable, "-m", "execsync", "folders"],
                env={**checkout.environment(), "EXEC_API_URL": url, "EXEC_API_KEY": key},
                cwd=folder,
                capture_output=True,
                encoding="utf-8",
                timeout=60,
                check=False,
            )
            assert listed.returncode == 0, listed.stderr
            assert "Support" in listed.stdout
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
            assert process.returncode == 0
            assert not Path(folder).exists()
        finally:
            process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_demo_leaves_nothing_when_it_is_told_to_end(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made"
    made.mkdir()
    monkeypatch.setenv("TMPDIR", str(made))
    with checkout.start("demo") as process:
        try:
            assert process.stdout is not None
            while "$ execsync validate" not in process.stdout.readline():
                assert process.poll() is None
            assert any(made.iterdir())
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 130
    assert list(made.iterdir()) == []
