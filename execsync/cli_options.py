"""Options that several commands share, and the Settings that every command gets."""

import functools
import math
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import click

from execsync.core.choices import OnDrift
from execsync.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from execsync.config import Config
    from execsync.output.console import Console
    from execsync.render.detail import Detail

Command = Callable[..., int]
Option = Callable[[Command], Command]


class PathType(click.Path):
    """A path as pathlib has it, which is imported only where one is given: it takes a while."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """As click does."""
        import pathlib

        return pathlib.Path(os.fsdecode(super().convert(value, param, ctx)))


class WholeNumber(click.IntRange):
    """An integer, by the word that a person has for it."""

    name = "whole number"


class Seconds(click.FloatRange):
    """How long something lasts: neither infinity nor `nan`, with which no time ever comes."""

    name = "number of seconds"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """As click does."""
        seconds = super().convert(value, param, ctx)
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return seconds


FOLDER = PathType(file_okay=False)
FILE = PathType(dir_okay=False)


class Settings:
    """What the options of every command say: where to work, how much to tell."""

    last: ClassVar["Settings"]
    """Those of the command that runs, for the error boundary."""

    def __init__(
        self,
        config: "Path | None" = None,
        *,
        hub: str | None = None,
        verbose: bool = False,
        color: str = "auto",
        pages: bool = False,
    ) -> None:
        self.chosen = config
        self._pages = pages
        self.hub = hub
        self._verbose = verbose
        self._color = color

    def console(self) -> "Console":
        """The process's own streams."""
        from execsync.output.console import Console, guarded

        color: Any = self._color
        out, err = guarded(sys.stdout), guarded(sys.stderr)
        return Console(out, err, color, self._verbose, self._pages)

    def config(self, *, needs_hub: bool = True) -> "Config":
        """The Config of `--config`, or of the nearest execsync.toml, for the hub of `--hub`.

        Raises ConfigError, with `needs_hub` also where several are there and none is named.
        """
        from execsync.config import choose, find, load

        path = self.chosen or find(os.getcwd())
        if path is None:
            raise ConfigError(
                "no execsync.toml here or in a folder above",
                hint="execsync init makes one; -C DIR and --config FILE name another place",
            )
        config = load(path)
        return choose(config, self.hub) if needs_hub or self.hub else config

    def config_if_any(self) -> "Config | None":
        """The same; None where there is no execsync.toml."""
        from execsync.config import find

        return self.config() if self.chosen or find(os.getcwd()) else None


Settings.last = Settings()


def common(function: Command) -> Command:
    """Give a command that works on a hub the options of all of these, as a Settings."""
    return _with((COLOR, VERBOSE, HUB, CONFIG, PLACE), _with_settings(function))


def placed(function: Command) -> Command:
    """Give a command that reads no execsync.toml the folder to work in and the colours."""
    return _with((COLOR, PLACE), _with_settings(function))


def coloured(function: Command) -> Command:
    """Give a command that has a folder of its own the colours."""
    return _with((COLOR,), _with_settings(function))


def paged(function: Command) -> Command:
    """Give a command with long results the option that keeps them out of the pager."""
    return _with((NO_PAGER,), function)


def _with_settings(function: Command) -> Command:
    @functools.wraps(function)
    def call(
        *,
        config: "Path | None" = None,
        hub: str | None = None,
        verbose: bool = False,
        pages: bool = False,
        color: str,
        **options: Any,
    ) -> int:
        Settings.last = Settings(config, hub=hub, verbose=verbose, color=color, pages=pages)
        return function(Settings.last, **options)

    return call


def allowances(function: Command) -> Command:
    """Give a command the options that allow more than the usual."""
    return _with(ALLOWANCES, function)


def detail(function: Command) -> Command:
    """Give a command the options that say how much of a plan is shown."""
    return _with(DETAIL, function)


def _with(options: tuple[Option, ...], function: Command) -> Command:
    for option in options:
        function = option(function)
    return function


def chosen_detail(*, summary: bool, full: bool) -> "Detail":
    """What `--summary` and `--full` mean together. Raises UsageError."""
    from execsync.render.detail import Detail

    if summary and full:
        raise click.UsageError("--summary and --full exclude each other")
    return Detail.SUMMARY if summary else Detail.FULL if full else Detail.USUAL


def _enter(_context: click.Context, _option: click.Parameter, folder: "Path | None") -> None:
    if folder is not None:
        os.chdir(folder)


COLOR: Option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours: on a terminal, always, or never.",
)
VERBOSE: Option = click.option(
    "-v", "--verbose", is_flag=True, help="Show each request, never the key."
)
CONFIG: Option = click.option("--config", type=FILE, help="Use this execsync.toml.", metavar="FILE")
HUB: Option = click.option(
    "--hub", help="Work on this one of the hubs in execsync.toml.", metavar="NAME"
)
NO_PAGER: Option = click.option(
    "--no-pager",
    "pages",
    flag_value=False,
    default=True,
    help="Print a long result as it is, also on a terminal.",
)
PLACE: Option = click.option(
    "-C",
    "place",
    type=PathType(exists=True, file_okay=False),
    callback=_enter,
    # Before other paths are looked at, which are relative to it.
    is_eager=True,
    expose_value=False,
    help="Work as if started in this folder.",
    metavar="DIR",
)


def _as_on_drift(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> OnDrift | None:
    """The word as the core has it."""
    return OnDrift(value) if value else None


ON_DRIFT: Option = click.option(
    "--on-drift",
    type=click.Choice(["keep", "overwrite", "fail"]),
    callback=_as_on_drift,
    help="What to do with a page that was edited on the web; fail: write nothing at all.",
)
ALLOWANCES: tuple[Option, ...] = (
    click.option(
        "--target",
        "targets",
        multiple=True,
        help="Only these pages, and the sources they need: a path, a folder, a glob, an address.",
        metavar="PATTERN",
    ),
    click.option(
        "--allow-replace",
        multiple=True,
        help="Let such pages be replaced by new ones, where visibility changes.",
        metavar="PATTERN",
    ),
    click.option(
        "--allow-archive",
        type=WholeNumber(0),
        default=0,
        help="Let up to N pages be archived at once.",
        metavar="N",
    ),
    click.option(
        "--allow-same-title", is_flag=True, help="Make pages that look like existing ones."
    ),
    ON_DRIFT,
    click.option(
        "--skip-invalid",
        is_flag=True,
        help="Leave pages whose file has an error as they are, do the rest, and end with 1.",
    ),
    click.option("--prune-sources", is_flag=True, help="Archive sources that no page names."),
    click.option("--prune", is_flag=True, help="Archive pages whose file is gone."),
    click.option(
        "--retry-sources", is_flag=True, help="Make sources anew whose extraction failed."
    ),
)
LOOK = click.option(
    "--look",
    type=click.Choice(["each", "list"]),
    help="Look at each page right before it is written, or only list them once.",
)
DETAIL: tuple[Option, ...] = (
    click.option("--full", is_flag=True, help="Show every changed line."),
    click.option("--summary", is_flag=True, help="Show one line a change."),
)

MAX_REQUESTS = click.option(
    "--max-requests",
    type=WholeNumber(1),
    help="Send no more than N: a bound, which per_day in [limits] is not.",
    metavar="N",
)
