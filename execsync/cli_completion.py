"""What a shell is told when the tabulator is pressed: click's answers, with what they leave out."""

from typing import Any

from click import Command
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

_COMPINIT = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }\n"
"""A .zshrc need not have begun it itself; -i asks nobody about folders that others may write to."""


def teach() -> None:
    """Have click answer these shells so."""
    for shell in (Bash, Zsh, Fish):
        add_completion_class(shell)


def script(command: Command, shell: str, variable: str) -> str:
    """The script by which a shell asks: with this variable in the program's environment."""
    (complete,) = (known for known in (Bash, Zsh, Fish) if known.name == shell)
    return complete(command, {}, "execsync", variable).source()


class _OneWord(ShellComplete):
    """Where `--option=value` is one word, all of it is replaced."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        """What may follow, with the option before a value."""
        found = super().get_completions(args, incomplete)
        option, equals, _ = incomplete.partition("=")
        if equals and option.startswith("--"):
            for item in found:
                item.value = f"{option}={item.value}"
        return found


class Bash(_OneWord, BashComplete):
    """In bash, the `=` of `--option=value` is a word of its own, unless it is quoted."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words without it."""
        words, incomplete = super().get_completion_args()
        return [word for word in words if word != "="], incomplete


class Zsh(_OneWord, ZshComplete):
    """Begins zsh's completion where nobody has, and looks for the file behind `--option=`."""

    source_template = ZshComplete.source_template.replace("\n\n", f"\n\n{_COMPINIT}\n", 1).replace(
        "_path_files", "compset -P 1 '--*='; _path_files"
    )


class Fish(_OneWord, FishComplete):
    """Shows what is said of a command to its end, also behind a comma, and has fish itself look for files."""

    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split --max 1 ","'
    ).replace("__fish_complete_path $metadata[2]", "complete -C \"'' \"(commandline -ct)")
