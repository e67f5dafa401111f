"""The blocks of docs/reference and docs/rules.md that are made from the code.

    python -m scripts.reference            write them
    python -m scripts.reference --check    say which are stale, and end with 1 if any is

A block stands between `<!-- made: NAME -->` and `<!-- end -->`.
"""

import argparse
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from execsync import errors
from execsync.cli import cli
from execsync.commands.rule import rule_text
from execsync.core.documents.schema import config_schema, front_matter_schema
from execsync.core.rules import RULES
from execsync.core.settings import RuleSettings
from scripts.state_keys import state
from scripts.variables import ci_environment, environment

DOCS = Path(__file__).parent.parent / "docs"
_BLOCK = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
SHARED = frozenset({"place", "config", "hub", "verbose", "color"})
"""Options that nearly every command takes, by their names."""
_CODES = {
    "EXIT_OK": "fine, also where something is held",
    "EXIT_ERROR": "an error, a conflict, something blocked, a source that failed; the rest was done, unless "
    "the message says that nothing was sent or changed",
    "EXIT_CHANGES": "`plan --detailed-exitcode`, `pull --check`: there are changes; `refresh` and "
    "`plan --refresh-only` with `--detailed-exitcode`: something differs on the hub",
    "EXIT_INCOMPLETE": "incomplete, and to be resumed by the same command: a budget or a time is used up",
    "EXIT_USAGE": "wrong usage",
    "EXIT_BUG": "a bug in execsync",
    "EXIT_INTERRUPTED": "interrupted",
}


def made(text: str) -> str:
    """The text of a page with its blocks as the code has them now. Raises KeyError for an unknown one."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{BLOCKS[found[2]]()}\n{found[3]}", text)


def commands() -> str:
    """A section a command: what it does, how it is called, its options."""
    return "\n".join(_command("execsync", cli, 1))


def _command(name: str, command: click.Command, depth: int) -> Iterator[str]:
    if depth > 1:
        yield f"{'#' * min(depth, 4)} {name}\n"
        yield f"{_prose(command.help or '')}\n"
    if isinstance(command, click.Group):
        for word, one in command.commands.items():
            if not one.hidden:
                yield from _command(f"{name} {word}", one, depth + 1)
        return
    context = click.Context(command, parent=_top(), info_name=name)
    yield f"```text\n{' '.join([name, *command.collect_usage_pieces(context)])}\n```\n"
    yield from _options(one for one in command.params if one.name not in SHARED)


def _top() -> click.Context:
    """What commands are shown below; click keeps the names of `--help` by the first context that it sees."""
    return click.Context(cli, info_name="execsync", **cli.context_settings)


def shared_options() -> str:
    """A row an option that nearly every command takes."""
    return "\n".join(_options(one for one in cli.commands["plan"].params if one.name in SHARED))


def _options(parameters: Iterable[click.Parameter]) -> Iterator[str]:
    options = [one for one in parameters if isinstance(one, click.Option) and not one.hidden]
    if options:
        yield "| option | what it does |\n|---|---|"
        context = _top()
        for option, text in filter(None, (one.get_help_record(context) for one in options)):
            yield f"| {_code(option)} | {_cell(text)} |"
        yield ""


def _prose(text: str) -> str:
    """A help text as Markdown: paragraphs, and what click marks as not to be wrapped as it is."""
    return "\n\n".join(
        f"```text\n{part.removeprefix(chr(8)).strip(chr(10))}\n```"
        if part.startswith("\b")
        else part.replace("\n", " ")
        for part in re.split(r"\n\s*\n", inspect.cleandoc(text))
    )


def configuration() -> str:
    """A section a table of execsync.toml: its keys, their values and defaults."""
    return "\n".join(_tables(config_schema()["properties"], ""))


def _tables(tables: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, table in tables.items():
        is_list = table.get("type") == "array"
        fields = table["items"] if is_list else table
        named = fields.get("additionalProperties")
        if isinstance(named, dict) and "properties" in named:
            yield from _tables(
                {f"{name}.NAME": {**named, "description": table["description"]}}, prefix
            )
            continue
        title = f"[[{prefix}{name}]]" if is_list else f"[{prefix}{name}]"
        yield f"## `{title}`\n\n{_cell(table.get('description', ''))}\n"
        keys = fields.get("properties", {})
        inner = {key: value for key, value in keys.items() if "properties" in value}
        rows = {key: value for key, value in keys.items() if key not in inner}
        if rows:
            # A column less where nothing has a default: on a phone, it would push out what keys mean.
            has_defaults = any("default" in value for value in rows.values())
            yield "| key | value | default | |" if has_defaults else "| key | value | |"
            yield "|---|---|---|---|" if has_defaults else "|---|---|---|"
            for key, value in rows.items():
                default = f" {_default(value)} |" if has_defaults else ""
                told = _cell(value.get("description", ""))
                yield f"| `{key}` | {_values(value)} |{default} {told} |"
            yield ""
        yield from _tables(inner, f"{prefix}{name}.")


def front_matter() -> str:
    """A row a key of front matter."""
    rows = [
        f"| `{key}` | {_values(value)} | {_cell(value.get('description', ''))} |"
        for key, value in front_matter_schema(RuleSettings())["properties"].items()
    ]
    return "\n".join(["| key | value | |\n|---|---|---|", *rows, ""])


def rules() -> str:
    """A section a rule, as `execsync rule` prints it."""
    return "\n".join(rule_text(rule) for rule in RULES.values())


def exit_codes() -> str:
    """A row an exit code."""
    rows = [f"| {getattr(errors, name)} | {says} |" for name, says in _CODES.items()]
    return "\n".join(["| code | meaning |\n|---:|---|", *rows, ""])


def _values(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(_code(str(value)) for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_values, schema["anyOf"])))
    kind = schema.get("type", "")
    if kind == "array":
        return f"list of {_values(schema['items'])}"
    kinds = {"boolean": "`true`, `false`", "object": "table", "string": "text"}
    return kinds.get(kind, kind or "any")


def _default(schema: Mapping[str, Any]) -> str:
    if "default" not in schema:
        return ""
    value = schema["default"]
    return _code(str(value).lower() if isinstance(value, bool) else str(value))


def _code(text: str) -> str:
    return f"`{text}`".replace(
        "|", ","
    )  # within code, parsers of tables differ over an escaped one


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


BLOCKS: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "ci_environment": ci_environment,
    "configuration": configuration,
    "environment": environment,
    "exit_codes": exit_codes,
    "front_matter": front_matter,
    "rules": rules,
    "shared_options": shared_options,
    "state": state,
}


def stale() -> list[Path]:
    """The pages whose blocks are not as the code has them."""
    pages = [DOCS / "rules.md", *sorted((DOCS / "reference").glob("*.md"))]
    return [page for page in pages if made(page.read_text("utf-8")) != page.read_text("utf-8")]


def main() -> int:
    """Write the blocks, or say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where one is stale")
    is_check = parser.parse_args().check
    found = stale()
    for page in found:
        if is_check:
            sys.stderr.write(f"{page}: stale; python -m scripts.reference writes it\n")
        else:
            page.write_text(made(page.read_text("utf-8")), "utf-8")
    return int(is_check and bool(found))


if __name__ == "__main__":
    sys.exit(main())
