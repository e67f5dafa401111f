"""Every command of README and docs is one of ours, with options and words that it takes."""

import shlex
from itertools import takewhile

import click
import pytest

from execsync.cli import cli
from tests.docs.blocks import every

COMMANDS = [
    pytest.param(command, id=f"{block}: {command}")
    for block in every("console", "bash", "sh")
    for command in block.commands
    if command.startswith("execsync ")
]


def understood(command: str) -> click.Context:
    """What click makes of a command line. Raises UsageError; whether paths are there is not asked."""
    words = shlex.split(command, comments=True)[1:]
    words = list(takewhile(lambda word: word not in ("&", "&&", ">", "|"), words))
    group: click.Command = cli
    # click keeps the names of --help by the first context that it sees, for the whole process.
    top = click.Context(cli, **cli.context_settings)
    while isinstance(group, click.Group):
        found = group.get_command(click.Context(group, parent=top), words.pop(0))
        if found is None:
            raise click.UsageError("there is no such command")
        group = found
    context = click.Context(group, parent=top)
    try:
        with context:
            group.parse_args(context, words)
    except click.BadParameter as error:
        if not isinstance(error.param and error.param.type, click.Path):
            raise
    return context


@pytest.mark.parametrize("command", COMMANDS)
def test_is_understood(command: str) -> None:
    understood(command)


@pytest.mark.parametrize(
    "command",
    [
        "execsync plans",
        "execsync plan --summaries",
        "execsync validate --format xml",
        "execsync state",
    ],
)
def test_another_is_not(command: str) -> None:
    with pytest.raises((click.UsageError, IndexError)):
        understood(command)


def test_there_are_as_many_as_one_would_think() -> None:
    assert len(COMMANDS) > 40
