"""What `--help` shows, and what wrong usage is answered with."""

import shlex
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click
import pytest

from execsync import cli
from execsync.cli_help import ELSEWHERE, EXAMPLES, FIRST, GROUPS
from execsync.errors import EXIT_OK, EXIT_USAGE
from execsync.render.cells import cells
from tests.support.checkout import Checkout

EXAMPLE = Path(__file__).parent.parent / "example-hub"


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command there is, by its words; groups, too."""
    for name, command in group.commands.items():
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} ")


COMMANDS = dict(commands(cli.cli))


def parse(words: list[str]) -> None:
    """Read a command line and run nothing. Raises UsageError."""
    command: click.Command = cli.cli
    context = cli.cli.make_context("execsync", words)
    while isinstance(command, click.Group):
        name, found, words = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        assert found is not None
        command, context = found, found.make_context(name, words, parent=context)


def test_every_command_has_an_example_and_no_other_has() -> None:
    assert sorted(EXAMPLES) == sorted(COMMANDS)


@pytest.mark.parametrize("words", sorted(EXAMPLES))
def test_an_example_is_what_its_command_takes(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    program, *arguments = shlex.split(EXAMPLES[words].partition(" > ")[0])
    assert program == "execsync"
    assert " ".join(arguments).startswith(words)
    parse(arguments)


@pytest.mark.parametrize("words", sorted(EXAMPLES))
def test_the_help_of_a_command_ends_with_its_example(words: str, checkout: Checkout) -> None:
    lines = checkout.call(*words.split(), "--help").out.splitlines()
    assert lines[-2:] == ["Example:", f"  {EXAMPLES[words]}"]


def test_the_groups_name_every_command_once() -> None:
    assert sorted(chain.from_iterable(GROUPS.values())) == sorted(cli.cli.commands)


@pytest.mark.parametrize("columns", ["60", "80", "120"])
@pytest.mark.parametrize("words", [[], ["state"]], ids=["all", "state"])
def test_no_summary_is_cut_and_no_line_is_too_wide(
    checkout: Checkout, words: list[str], columns: str
) -> None:
    helped = checkout.call(*words, "--help", COLUMNS=columns)
    assert helped.code == EXIT_OK
    assert max(map(cells, helped.out.splitlines())) <= int(columns)
    flat = " ".join(helped.out.split())
    for name, command in COMMANDS.items():
        if isinstance(command, click.Group) or (words and not name.startswith("state ")):
            continue
        first = " ".join((command.help or "").split("\n\n")[0].split())
        assert f"{name.split()[-1]} {first.split('. ')[0].rstrip('.')}" in flat


def test_help_shows_the_groups_in_their_order(checkout: Checkout) -> None:
    lines = checkout.call("--help").out.splitlines()
    assert [line[:-1] for line in lines if line.endswith(":")] == ["Options", *GROUPS]


def test_execsync_alone_shows_the_five_commands_that_matter(checkout: Checkout) -> None:
    alone = checkout.call()
    assert (alone.code, alone.out) == (EXIT_USAGE, "")
    shown = [line.split()[1] for line in alone.err.splitlines() if line.startswith("  execsync ")]
    assert shown == list(FIRST)
    assert len(shown) == 5
    assert alone.err.splitlines()[-1] == (
        "execsync --help lists all commands; execsync demo shows them at work."
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("plan", "--targt", "x"),
            "error: No such option '--targt'. Did you mean '--target'?\n"
            "       execsync plan --help says what it takes; "
            "for example: execsync plan --refresh --target 'handbook/*.md'\n",
        ),
        (
            ("-C", "docs", "plan"),
            "error: No such option '-C'.\n"
            "       options of a command come behind it, as in: execsync plan -C …\n",
        ),
        (
            ("status",),
            "error: No such command 'status'. Did you mean 'state'?\n"
            "       that is here: execsync plan\n",
        ),
        (
            ("nonsense",),
            "error: No such command 'nonsense'.\n       execsync --help lists the commands\n",
        ),
        (
            ("schema",),
            "error: Missing argument '{front-matter|config}'. Choose from: front-matter, config\n"
            "       execsync schema --help says what it takes; "
            "for example: execsync schema front-matter > front-matter.schema.json\n",
        ),
        (
            ("rule", "--color"),
            "error: Option '--color' requires an argument.\n"
            "       execsync rule --help says what it takes; for example: execsync rule EX020\n",
        ),
        (
            ("apply", "--parallelism", "many"),
            "error: Invalid value for '--parallelism': 'many' is not a valid whole number.\n"
            "       execsync apply --help says what it takes; "
            "for example: execsync apply --target handbook/\n",
        ),
        (
            ("plan", "--tar\x1bget\n"),
            "error: No such option '--tar\\x1bget\\n'. Did you mean '--target'?\n"
            "       execsync plan --help says what it takes; "
            "for example: execsync plan --refresh --target 'handbook/*.md'\n",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_wrong_usage_says_what_is_wrong_first_and_what_is_right_below(
    checkout: Checkout, arguments: tuple[str, ...], said: str
) -> None:
    answer = checkout.call(*arguments)
    assert (answer.code, answer.out, answer.err) == (EXIT_USAGE, "", said)


@pytest.mark.parametrize("word", sorted(ELSEWHERE))
def test_the_word_of_another_tool_is_answered_with_ours(word: str) -> None:
    assert word not in cli.cli.commands
    parse(ELSEWHERE[word].split())
