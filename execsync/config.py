"""execsync.toml and the environment, read into a Config."""

import os
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from execsync.core import size_limits
from execsync.core.choices import Status, TitleFrom, Visibility
from execsync.core.page_fields import ID_LISTS
from execsync.core.settings import Defaults, Level, RuleSettings
from execsync.errors import ConfigError
from execsync.system.real_folder import read_regular_file

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "execsync.toml"
OnDrift = Literal["refuse", "overwrite"]
Look = Literal["each", "list"]


class ContentConfig(NamedTuple):
    """`[content]`: where the pages are. Patterns are Git's, relative to the content root.

    A pattern of `include` that names an ending, such as `**/*.mdx`, makes pages of such files, too.
    """

    root: str = "content"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class ApplyConfig(NamedTuple):
    """`[apply]`: requests in flight, seconds to wait for a source's text, what a web edit does.

    `look`: a page is looked at right before each write ("each"), or only listed once a run ("list").
    """

    parallelism: int = 4
    prune: bool = False
    source_timeout: float = 600.0
    on_drift: OnDrift = "refuse"
    look: Look = "each"


class LimitsConfig(NamedTuple):
    """`[limits]`: requests a minute and a day (0: no limit), and how many of a day are left to others.

    `per_day` is advice: plans reckon with it, and what bounds a run is `reserve`, --max-requests or the hub.
    """

    per_minute: int = 60
    per_day: int = 1000
    reserve: int = 0


class WatchConfig(NamedTuple):
    """`[watch]`: seconds without a save before applying, seconds between writes of one page."""

    quiet: float = 0.3
    min_interval: float = 5.0
    as_draft: bool = False


class StateConfig(NamedTuple):
    """`[state]`: where State is kept."""

    backend: Literal["file"] = "file"
    path: str = ".execsync/state.toml"


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


Check = Callable[[Any], Any]
"""Takes a value of TOML, gives ours. Raises ValueError with what was expected."""


class _Reader:
    """Turns tables into a Config, and knows where in the text a key stands."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def config(self, tables: Mapping[str, Any]) -> Config:
        known = {"content", "defaults", "apply", "limits", "watch", "state", "rules"}
        self.refuse_unknown(tables, known, "")
        content = self.table(tables, "content", {**CONTENT, "title_from": _one_of(TitleFrom)})
        title_from = content.pop("title_from", TitleFrom.FRONT_MATTER)
        rules = self.table(tables, "rules", {"severity": _severities, "ignore": _ignores})
        return Config(
            file=self.path,
            content=ContentConfig(**content),
            apply=ApplyConfig(**self.table(tables, "apply", APPLY)),
            limits=LimitsConfig(**self.table(tables, "limits", LIMITS)),
            watch=WatchConfig(**self.table(tables, "watch", WATCH)),
            state=StateConfig(**self.table(tables, "state", STATE)),
            rules=RuleSettings(
                title_from=title_from,
                defaults=Defaults(**self.table(tables, "defaults", DEFAULTS)),
                **rules,
            ),
        )

    def table(
        self, tables: Mapping[str, Any], name: str, checks: Mapping[str, Check]
    ) -> dict[str, Any]:
        table = tables.get(name, {})
        if not isinstance(table, dict):
            raise self.error(f"[{name}] must be a table", "", name)
        self.refuse_unknown(table, checks.keys(), name)
        values = {}
        for key, value in table.items():
            try:
                values[key] = checks[key](value)
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


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("text")
    return value


def _path_inside(value: Any) -> str:
    parts = _text(value).split("/")
    if not all(parts) or {".", ".."} & set(parts) or "\\" in value or ":" in value:
        raise ValueError(
            "a path inside the folder of execsync.toml; EXECSYNC_STATE_DIR puts it elsewhere"
        )
    return "/".join(parts)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
        raise ValueError("a list of texts")
    return tuple(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _number(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return value

    return check


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise ValueError("a number of seconds")
    return float(value)


def _one_of(*choices: Any) -> Check:
    def check(value: Any) -> Any:
        options = {str(c): c for choice in choices for c in _members(choice)}
        if not isinstance(value, str) or value not in options:
            raise ValueError(" or ".join(f'"{option}"' for option in options))
        return options[value]

    return check


def _members(choice: Any) -> list[Any]:
    return [choice] if isinstance(choice, str) else list(choice)


def _severities(value: Any) -> dict[str, Level]:
    levels = get_args(Level)
    if not isinstance(value, dict) or not all(level in levels for level in value.values()):
        raise ValueError(f"a table of codes, each with one of {', '.join(levels)}")
    return value


def _ignores(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError("a table of path patterns, each with a list of codes")
    _refuse_endless(value)
    return {pattern: _texts(codes) for pattern, codes in value.items()}


def _patterns(value: Any) -> tuple[str, ...]:
    patterns = _texts(value)
    _refuse_endless(patterns)
    return patterns


MOST_STARS = 3
MOST_PATTERNS = 1000


def _refuse_endless(patterns: Collection[str]) -> None:
    """Raise ValueError for patterns that a name could be held against for hours.

    Each star is tried at every place of a name, for each place of those before it.
    """
    if len(patterns) > MOST_PATTERNS:
        raise ValueError(f"at most {MOST_PATTERNS:,} path patterns")
    for pattern in patterns:
        parts = pattern.split("/")
        within = max((part.count("*") for part in parts if part != "**"), default=0)
        if max(within, parts.count("**")) > MOST_STARS:
            raise ValueError(
                f"path patterns with at most {MOST_STARS} stars between two slashes, and `**` as often"
            )


CONTENT: dict[str, Check] = {"root": _text, "include": _patterns, "exclude": _patterns}
APPLY: dict[str, Check] = {
    "parallelism": _number(1, 64),
    "prune": _flag,
    "source_timeout": _seconds,
    "on_drift": _one_of("refuse", "overwrite"),
    "look": _one_of("each", "list"),
}
LIMITS: dict[str, Check] = {
    "per_minute": _number(0, 100_000),
    "per_day": _number(0, 100_000_000),
    "reserve": _number(0, 100_000_000),
}
WATCH: dict[str, Check] = {"quiet": _seconds, "min_interval": _seconds, "as_draft": _flag}
STATE: dict[str, Check] = {"backend": _one_of("file"), "path": _path_inside}
DEFAULTS: dict[str, Check] = {
    "status": _one_of(Status),
    "visibility": _one_of(Visibility),
    **dict.fromkeys(ID_LISTS, _texts),
}
