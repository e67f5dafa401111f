"""Every command, option and setting that a sentence of README and docs names is one of ours."""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

import click
import pytest

from execsync.cli import cli
from execsync.core.documents.schema import config_schema
from tests.docs.blocks import PAGES

_FENCED = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
_SETTING = re.compile(r"^\[([a-z_.]+)\] ([a-z_]+)")
OF_OTHERS: Mapping[str, str] = {
    "--force-with-lease": "git",
    "--output": "hugo",
    "--platform": "mypy",
    "--large": "python -m benchmarks",
    "--json": "python -m benchmarks",
}
"""Options that documents name, and whose they are."""


def codes(text: str) -> list[str]:
    """What stands between backquotes in a sentence, each in one line."""
    return [" ".join(found.split()) for found in _CODE.findall(_FENCED.sub("", text))]


SPANS = [(page, code) for page in PAGES for code in codes(page.read_text("utf-8"))]


def found_in(pages: list[tuple[Path, str]], what: re.Pattern[str]) -> list[str]:
    return sorted({found[0] for _, code in pages for found in what.finditer(code)})


def every_command(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from every_command(command)


OPTIONS = {"--help", "--version"} | {
    name
    for command in every_command(cli)
    for parameter in command.params
    for name in (*parameter.opts, *parameter.secondary_opts)
}


def command(code: str) -> click.Command:
    """The command that `execsync …` names. Raises KeyError where there is none."""
    found: click.Command = cli
    for word in takewhile(str.islower, code.split()[1:]):
        if not isinstance(found, click.Group):
            break
        found = found.commands[word]
    return found


def tables(schema: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """`table key` for each setting."""
    for name, value in schema.get("properties", {}).items():
        for inner in (value, value.get("items", {}), value.get("additionalProperties", {})):
            if isinstance(inner, dict) and "properties" in inner:
                yield from (f"{prefix}{name} {key}" for key in inner["properties"])
                yield from tables(inner, f"{prefix}{name}.")


SETTINGS = set(tables(config_schema()))


@pytest.mark.parametrize(
    "code",
    sorted(
        {code for _, code in SPANS if code.startswith("execsync ") and "." not in code.split()[1]}
    ),
)
def test_is_a_command(code: str) -> None:
    command(code)


@pytest.mark.parametrize("option", found_in(SPANS, _OPTION))
def test_is_an_option(option: str) -> None:
    assert option in OPTIONS or option in OF_OTHERS


@pytest.mark.parametrize("setting", found_in(SPANS, _SETTING))
def test_is_a_setting(setting: str) -> None:
    assert setting.removeprefix("[").replace("] ", " ") in SETTINGS


def test_options_of_others_are_named_somewhere() -> None:
    assert OF_OTHERS.keys() - set(found_in(SPANS, _OPTION)) == set()


class TestWhatIsGone:
    """The documents would be told."""

    def test_a_command(self) -> None:
        with pytest.raises(KeyError):
            command("execsync plans")

    def test_a_word_of_a_group(self) -> None:
        with pytest.raises(KeyError):
            command("execsync state forget PATH")

    def test_an_option(self) -> None:
        assert "--summaries" not in OPTIONS

    def test_a_setting(self) -> None:
        assert "apply prunes" not in SETTINGS
