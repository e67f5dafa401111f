"""execsync.toml and the environment, read into a Config."""

import os
import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from execsync.core import size_limits
from execsync.core.choices import TitleFrom
from execsync.core.config_kinds import Key
from execsync.core.config_tables import (
    ApplyConfig,
    ContentConfig,
    LimitsConfig,
    StateConfig,
    WatchConfig,
    keys_of,
)
from execsync.core.link_settings import LinkSettings
from execsync.core.settings import TITLE_FROM, Defaults, RuleSettings
from execsync.errors import ConfigError
from execsync.system.real_folder import read_regular_file

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "execsync.toml"


class Config(NamedTuple):
    """Everything execsync.toml says. `file` is its path."""

    file: str
    content: ContentConfig = ContentConfig()
    apply: ApplyConfig = ApplyConfig()
    limits: LimitsConfig = LimitsConfig()
    watch: WatchConfig = WatchConfig()
    state: StateConfig = StateConfig()
    rules: RuleSettings = RuleSettings()

    @property
    def folder(self) -> str:
        """The folder of execsync.toml, to which every path in it is relative."""
        return os.path.dirname(self.file)

    @property
    def path(self) -> "Path":
        """execsync.toml. For those who need more of a path than its text: it takes time to import."""
        from pathlib import Path

        return Path(self.file)

    @property
    def root(self) -> "Path":
        """The folder of execsync.toml."""
        return self.path.parent


def find(start: str | os.PathLike[str]) -> str | None:
    """The execsync.toml of the folder `start` or of the nearest folder above it.

    Raises ConfigError where one above is another user's: in a folder that everybody may write to, say, it
    would decide what our key does.
    """
    folder = here = os.path.abspath(start)
    while not os.path.isfile(candidate := os.path.join(folder, FILE_NAME)):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return None
    if folder != here and _is_anothers(candidate):
        raise ConfigError(
            f"{candidate}: belongs to another user, and so it is not taken for what lies below",
            hint=f"if it is meant: -C {folder}, or --config {candidate}",
        )
    return candidate


def _is_anothers(path: str) -> bool:
    if not hasattr(os, "geteuid"):
        return False
    ours = {os.geteuid()}
    if ours == {0} and os.environ.get("SUDO_UID", "").isdecimal():
        ours.add(int(os.environ["SUDO_UID"]))
    return not {os.stat(path).st_uid, os.stat(os.path.dirname(path)).st_uid} <= ours


def load(path: str | os.PathLike[str]) -> Config:
    """The Config in the file at `path`.

    Raises ConfigError, with path and line, on anything that it does not know: a misspelt key must not
    pass in silence.
    """
    path = os.path.join(os.getcwd(), path)
    try:
        text = read_regular_file(path, limit=size_limits.CONFIG).decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8") from error
    try:
        _refuse_long_keys(text)
        tables = tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError(f"{path}: is nested too deeply", hint="no setting needs that") from error
    except ValueError as error:
        place, message = _split_place(str(error))
        raise ConfigError(
            f"{path}{place}: {message}", hint="https://toml.io shows the syntax"
        ) from error
    return _Reader(path, text).config(tables)


MOST_PARTS = 20
_LONG_KEY = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")


def _refuse_long_keys(text: str) -> None:
    """Raise ValueError for a key of many parts, which takes tomllib the square of their number."""
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ValueError(f"a name of more than {MOST_PARTS} parts (at line {line}, column 1)")


def _split_place(message: str) -> tuple[str, str]:
    """`:line:column` and the rest of what tomllib says; no place where it names none."""
    match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL)
    return (f":{match[2]}:{match[3]}", match[1]) if match else ("", message)


class _Reader:
    """Turns tables into a Config, and knows where in the text a key stands."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def config(self, tables: Mapping[str, Any]) -> Config:
        known = {"content", "defaults", "apply", "limits", "links", "watch", "state", "rules"}
        self.refuse_unknown(tables, known, "")
        content = self.table(
            tables, "content", {**keys_of(ContentConfig), "title_from": TITLE_FROM}
        )
        title_from = content.pop("title_from", TitleFrom.FRONT_MATTER)
        return Config(
            file=self.path,
            content=ContentConfig(**content),
            apply=ApplyConfig(**self.table(tables, "apply", keys_of(ApplyConfig))),
            limits=LimitsConfig(**self.table(tables, "limits", keys_of(LimitsConfig))),
            watch=WatchConfig(**self.table(tables, "watch", keys_of(WatchConfig))),
            state=StateConfig(**self.table(tables, "state", keys_of(StateConfig))),
            rules=RuleSettings(
                title_from=title_from,
                defaults=Defaults(**self.table(tables, "defaults", keys_of(Defaults))),
                links=LinkSettings(**self.table(tables, "links", keys_of(LinkSettings))),
                **self.table(tables, "rules", keys_of(RuleSettings)),
            ),
        )

    def table(
        self, tables: Mapping[str, Any], name: str, keys: Mapping[str, Key]
    ) -> dict[str, Any]:
        table = tables.get(name, {})
        if not isinstance(table, dict):
            raise self.error(f"[{name}] must be a table", "", name)
        self.refuse_unknown(table, keys.keys(), name)
        values = {}
        for key, value in table.items():
            try:
                values[key] = keys[key].kind.check(value)
            except ValueError as error:
                raise self.error(f"[{name}] {key} must be {error}", name, key) from error
        return values

    def refuse_unknown(
        self, table: Mapping[str, Any], known: "set[str] | Any", within: str
    ) -> None:
        for key in table:
            if key not in known:
                from difflib import get_close_matches

                close = get_close_matches(key, known, 1)
                where = f" in [{within}]" if within else ""
                hint = (
                    f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known))}"
                )
                raise self.error(f"unknown key {key!r}{where}", within, key, hint=hint)

    def error(self, message: str, table: str, key: str, *, hint: str = "") -> ConfigError:
        return ConfigError(f"{self.path}:{self.line_of(table, key)}: {message}", hint=hint)

    def line_of(self, table: str, key: str) -> int:
        """The line that sets a key of a table (of the file itself: ""), or else the table's header."""
        own = re.compile(rf"\s*{_quotable(key)}\s*[=.]")
        inline = re.compile(rf"\s*{_quotable(table)}\s*[=.].*{_quotable(key)}\s*=")
        within, place = "", 1
        for number, line in enumerate(self.lines, 1):
            if header := HEADER.match(line):
                within = header["name"]
                place = number if within == (table or key) else place
            elif (within == table and own.match(line)) or (not within and inline.match(line)):
                return number
        return place


HEADER = re.compile(r"\s*\[+\s*[\"']?(?P<name>[^\]\"'.\s]+)")


def _quotable(key: str) -> str:
    return rf"[\"']?{re.escape(key)}[\"']?"
