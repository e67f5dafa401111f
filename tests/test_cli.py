"""The command line itself: exit codes, usage, streams, and what never appears on them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from execsync import cli
from execsync.errors import (
    EXIT_BUG,
    EXIT_CHANGES,
    EXIT_ERROR,
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_USAGE,
)
from execsync.localhub import LOCAL_KEY, LocalHub
from tests.support.checkout import Checkout

HOSTILE = "\x1b[31mred\x1b[0m \u202egnp \x9b2J \x07 two\u2028lines"
RAW = {"\x1b", "\u202e", "\x9b", "\x07", "\u2028"}


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command there is."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = sorted(commands(cli.cli))
names = [" ".join(words) for words in COMMANDS]


STOPPED_EARLY = """
import sys

class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == "execsync.cli_options":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stop())
from execsync.entry import main
main()
"""
"""The program, with a Ctrl-C while it is being imported."""


@pytest.fixture
def page(checkout: Checkout) -> Checkout:
    checkout.page("a.md", title="A")
    return checkout


@pytest.mark.parametrize("words", COMMANDS, ids=names)
def test_every_command_says_what_it_does(words: tuple[str, ...], checkout: Checkout) -> None:
    for option in ("--help", "-h"):
        helped = checkout.call(*words, option)
        assert (helped.code, helped.err) == (EXIT_OK, "")
        usage, blank, first, *_ = helped.out.splitlines()
        assert usage.startswith(f"Usage: execsync {' '.join(words)} ")
        assert blank == ""
        assert len(first.strip()) > 20


@pytest.mark.parametrize("words", COMMANDS, ids=names)
def test_every_option_says_what_it_is_for(words: tuple[str, ...]) -> None:
    command: click.Command = cli.cli
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("command", ["apply", "watch"])
def test_the_bound_of_a_run_is_told_from_the_advice_of_a_day(
    checkout: Checkout, command: str
) -> None:
    helped = " ".join(checkout.call(command, "--help").out.split())
    assert (
        "--max-requests N Send no more than N: a bound, which per_day in [limits] is not." in helped
    )


@pytest.mark.parametrize("words", COMMANDS, ids=names)
def test_every_command_takes_the_options_that_make_sense_for_it(
    words: tuple[str, ...], checkout: Checkout
) -> None:
    helped = checkout.call(*words, "--help").out
    if words == ("completion",):
        assert "--color" not in helped  # a script is for a shell
        return
    assert "--color [auto|always|never]" in helped
    assert ("-C DIR" in helped) == (words != ("demo",)), "the demo has a folder of its own"
    needs_none = words in {("init",), ("hub",), ("demo",)}
    assert ("--config FILE" in helped) == ("--verbose" in helped) == (not needs_none)


@pytest.mark.parametrize("words", [*COMMANDS, (), ("state",)], ids=[*names, "none", "state alone"])
def test_wrong_usage_is_64_everywhere(words: tuple[str, ...], checkout: Checkout) -> None:
    ended = checkout.call(*words, "--no-such-option")
    assert (ended.code, ended.out) == (EXIT_USAGE, "")
    assert "No such option '--no-such-option'" in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("plan", "two", "many"),
        ("plan", "--format", "xml"),
        ("plan", "--summary", "--full"),
        ("plan", "-C", "/no/such/folder"),
        ("plan", "--color", "sometimes"),
        ("plan", "--target", "no-such-page.md"),
        ("apply", "--parallelism", "0"),
        ("apply", "--max-wait", "soon"),
        ("apply", "--max-wait", "nan"),
        ("apply", "--lock-timeout", "inf"),
        ("hub", "--port", "70000"),
        ("hub", "--port", "0", "--latency", "inf"),
        ("hub", "--port", "0", "--extraction-seconds", "nan"),
        ("hub", "--quirk", "no_such=1"),
        ("hub", "--quirk", "list_lag=soon"),
    ],
    ids=" ".join,
)
def test_arguments_that_make_no_sense_are_64(page: Checkout, arguments: tuple[str, ...]) -> None:
    ended = page.call(*arguments)
    assert (ended.code, ended.out) == (EXIT_USAGE, "")
    assert ended.err


def test_a_misspelt_command_or_option_is_answered_with_a_suggestion(page: Checkout) -> None:
    assert "--detailed-exitcode" in page.call("plan", "--detailed-exitcod").err


def test_the_version_is_printed(checkout: Checkout) -> None:
    assert checkout.call("--version").out.startswith("execsync ")


class TestExitCodes:
    def test_a_plan_with_changes_is_0_and_2_when_asked_for(self, page: Checkout) -> None:
        assert page.call("plan").code == EXIT_OK
        assert page.call("plan", "--detailed-exitcode").code == EXIT_CHANGES

    def test_a_plan_without_changes_is_0_in_any_case(self, checkout: Checkout) -> None:
        assert checkout.call("plan", "--detailed-exitcode").code == EXIT_OK

    def test_apply_off_a_terminal_without_yes_is_1(self, page: Checkout, hub: LocalHub) -> None:
        ended = page.call("apply")
        assert ended.code == EXIT_ERROR
        assert "nobody can be asked here, and --yes was not given; nothing was changed" in ended.err
        assert hub.requests("POST") == []
        assert not page.state_file.exists()

    def test_a_page_whose_file_is_gone_is_held_and_0(self, page: Checkout) -> None:
        page.page("b.md", title="B")
        assert page.call("apply", "--yes").code == EXIT_OK
        page.remove("b.md")
        held = page.call("plan", "--detailed-exitcode")
        assert (held.code, "1 held" in held.out) == (EXIT_OK, True)

    def test_a_blocked_change_is_1(self, page: Checkout) -> None:
        assert page.call("apply", "--yes").code == EXIT_OK
        page.page("a.md", title="A", visibility="private")
        assert page.call("plan").code == EXIT_ERROR
        assert page.call("plan", "--detailed-exitcode").code == EXIT_ERROR

    def test_a_configuration_that_is_not_there_is_1(self, tmp_path: Path) -> None:
        nowhere = Checkout(tmp_path / "x", "")
        (nowhere.folder / "execsync.toml").unlink()
        ended = nowhere.call("plan")
        assert ended.code == EXIT_ERROR
        assert ended.err == (
            "error: no execsync.toml here or in a folder above\n"
            "       execsync init makes one; -C DIR and --config FILE name another place\n"
        )

    def test_an_interruption_is_130(self, page: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*_: object, **__: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr("execsync.commands.plan.plan", interrupt)
        assert page.call("plan").code == EXIT_INTERRUPTED

    def test_a_bug_of_ours_is_70_and_comes_with_what_to_report(
        self, page: Checkout, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> int:
            raise ZeroDivisionError(f"with the key {LOCAL_KEY}")

        monkeypatch.setattr("execsync.commands.plan.plan", fail)
        ended = page.call("plan")
        assert (ended.code, ended.out) == (EXIT_BUG, "")
        assert ended.err.startswith("This is a bug in execsync.")
        assert "ZeroDivisionError" in ended.err
        assert LOCAL_KEY not in ended.err


class TestWhereToWork:
    def test_the_nearest_configuration_upwards_is_taken(self, page: Checkout) -> None:
        inner = page.content / "deep"
        inner.mkdir()
        assert page.call("plan", "-C", str(inner)).out == page.call("plan").out

    def test_another_folder_can_be_named(self, page: Checkout, tmp_path: Path) -> None:
        elsewhere = Checkout(tmp_path / "elsewhere", page.url)
        assert "+ a.md" in elsewhere.call("plan", "-C", str(page.folder)).out

    def test_another_file_can_be_named_from_the_folder_of_c(self, page: Checkout) -> None:
        (page.folder / "other.toml").write_text('[content]\nroot = "content/deep"\n')
        page.page("deep/b.md", title="B")
        shown = page.call("plan", "-C", str(page.content), "--config", "../other.toml")
        assert "+ b.md" in shown.out


class TestStreams:
    def test_json_is_all_that_stdout_gets(self, page: Checkout) -> None:
        page.page("b.md", title="B", sources=["https://x.example/1", "https://x.example/1"])
        ended = page.call("plan", "--format", "json")
        document = json.loads(ended.out)
        assert ended.out.startswith("{")
        assert document["summary"]["create"] == 3
        assert "listed twice" in ended.err, "a warning goes to the other stream"

    def test_results_go_to_stdout_and_progress_to_stderr(self, page: Checkout) -> None:
        ended = page.call("apply", "--yes")
        assert "Plan: 1 to create." in ended.out
        assert "Done: 1 page created" in ended.out
        assert ended.err == "✓ [1/1] a.md: created\n"

    def test_verbose_tells_each_request_and_never_the_key(
        self, page: Checkout, hub: LocalHub
    ) -> None:
        key = "exec_live_" + "K3y" * 13 + "s"
        ended = page.call("apply", "--yes", "-v", EXEC_API_KEY=key)
        lines = [line for line in ended.err.splitlines() if line.startswith("  ")]
        sent = [f"  {e.method} {e.path}: {e.status}" for e in hub.requests()]
        assert [line.partition(", after")[0] for line in lines] == sent
        written = [p.read_bytes() for p in page.folder.rglob("*") if p.is_file()]
        for text in (ended.out.encode(), ended.err.encode(), *written):
            assert key.encode() not in text
            assert key.removeprefix("exec_live_").encode() not in text

    @pytest.mark.parametrize("command", ["plan", "plan --format json", "plan --help"])
    def test_a_reader_that_goes_away_is_no_traceback(self, page: Checkout, command: str) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        try:
            ended = self.run(page, command, stdout=writing)
        finally:
            os.close(writing)
        assert (ended.returncode, ended.stderr) == (EXIT_ERROR, "")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
    def test_a_full_disk_is_said_so(self, page: Checkout) -> None:
        with open("/dev/full", "w") as full:
            ended = self.run(page, "plan", stdout=full.fileno())
        assert ended.returncode == EXIT_ERROR
        assert ended.stderr == "error: the output cannot be written: No space left on device\n"

    def test_an_encoding_that_lacks_our_signs_is_no_traceback(self, page: Checkout) -> None:
        page.page("ü.md", title="Ü")
        ended = self.run(page, "plan", PYTHONIOENCODING="ascii")
        assert ended.returncode == EXIT_OK
        assert "+ \\xfc.md" in ended.stdout

    @pytest.mark.slow
    @pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
    def test_json_is_the_same_in_every_encoding(self, page: Checkout, encoding: str) -> None:
        page.page("ü.md", title="Ü 日本 → 👍")
        for command in (
            "plan --format json",
            "apply --yes --format json",
            "state list --format json",
        ):
            ended = self.run(page, command, PYTHONIOENCODING=encoding)
            assert ended.returncode == EXIT_OK, ended.stderr
            assert ended.stdout.isascii()
            told = (
                [json.loads(line) for line in ended.stdout.splitlines()]
                if "apply" in command
                else []
            )
            assert "ü.md" in json.dumps(told or json.loads(ended.stdout), ensure_ascii=False)

    def run(
        self, checkout: Checkout, command: str, stdout: int = subprocess.PIPE, **variables: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "execsync", *command.split()],
            cwd=checkout.folder,
            env={**checkout.environment(), **variables},
            stdout=stdout,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=60,
            check=False,
        )


class TestHostileText:
    """Titles come from files, names from the hub: none of it may reach a terminal as it is."""

    def test_of_bodies(self, checkout: Checkout) -> None:
        checkout.page("a.md", title="A")
        assert checkout.call("apply", "--yes").code == EXIT_OK
        checkout.page("a.md", title="A", body=f"Text {HOSTILE}\n")
        for arguments in (
            ("plan",),
            ("plan", "--full"),
            ("plan", "--color", "never"),
            ("plan", "--format", "markdown"),
        ):
            ended = checkout.call(*arguments)
            assert ended.code == EXIT_OK, ended
            assert "x1b" in ended.out
            assert not RAW & set(ended.out + ended.err), arguments

    def test_of_front_matter_and_names(self, checkout: Checkout) -> None:
        checkout.page("a.md", title=HOSTILE, folder_ids=[HOSTILE], sources=[HOSTILE])
        checkout.page("b\u202e.md", title="B", status=HOSTILE, **{HOSTILE: "x"})
        for arguments in (
            ("plan",),
            ("plan", "--format", "github"),
            ("apply", "--yes"),
            ("validate",),
        ):
            ended = checkout.call(*arguments)
            assert ended.code == EXIT_ERROR
            assert "\\u202e" in ended.out + ended.err
            assert not RAW & set(ended.out + ended.err), arguments

    def test_of_the_hub(self, checkout: Checkout, hub: LocalHub) -> None:
        checkout.page("a.md", title="A")
        hub.change(workspace_name=HOSTILE)
        hub.catalogue.add_folder(HOSTILE)
        hub.catalogue.add_skill(HOSTILE)
        for arguments in (("folders",), ("skills",), ("apply", "--yes"), ("state", "list")):
            ended = checkout.call(*arguments)
            assert ended.code == EXIT_OK, ended
            assert not RAW & set(ended.out + ended.err), arguments

    def test_of_the_command_line(self, checkout: Checkout) -> None:
        for arguments in (
            ("plan", "--config", HOSTILE),
            ("plan", "-C", HOSTILE),
            ("plan", "--target", HOSTILE),
            (HOSTILE,),
            ("state", "show", HOSTILE),
        ):
            ended = checkout.call(*arguments)
            assert ended.code in (EXIT_ERROR, EXIT_USAGE), arguments
            assert not RAW & set(ended.out + ended.err), arguments


def test_ctrl_c_before_it_has_begun_is_no_traceback() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", STOPPED_EARLY], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (EXIT_INTERRUPTED, "", "")
