"""The command line: click wiring only. Each command is imported when it is called."""

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from execsync import __version__
from execsync.errors import (
    EXIT_BUG,
    EXIT_ERROR,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    ConfigError,
    ExecsyncError,
)

if TYPE_CHECKING:
    from execsync.config import Config, LimitsConfig
    from execsync.console import Console

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


def main() -> None:
    """Run the command line and leave with the exit code of DESIGN: the only way out of the process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of one command. Known errors are short, and only a bug of ours shows a traceback."""
    try:
        code = cli.main(arguments, prog_name="execsync", standalone_mode=False)
    except click.ClickException as error:
        error.show(sys.stderr)
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except Exception as error:
        return _explain(error)
    return code if isinstance(code, int) else 0


def _explain(error: Exception) -> int:
    if isinstance(error, ExecsyncError):
        from execsync.reporting import tell_error

        tell_error(error, Settings.last.console())
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        # Whoever read our output went away, as `head` does; the interpreter must not try to flush to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ERROR
    from execsync.bug import report

    report(sys.stderr)
    return EXIT_BUG


class Settings:
    """What the options of every command say: where to work, how much to tell."""

    last: ClassVar["Settings"]
    """Those of the command that runs, for the error boundary."""

    def __init__(
        self, config: Path | None = None, *, verbose: bool = False, color: str = "auto"
    ) -> None:
        self._config = config
        self._verbose = verbose
        self._color = color

    def console(self) -> "Console":
        """The process's own streams."""
        from execsync.console import Console

        color: Any = self._color
        return Console(sys.stdout, sys.stderr, color, self._verbose)

    def config(self) -> "Config":
        """The Config of `--config`, or of the nearest execsync.toml. Raises ConfigError."""
        from execsync.config import find, load

        path = self._config or find(Path.cwd())
        if path is None:
            raise ConfigError(
                "no execsync.toml here or in a folder above",
                hint="execsync init makes one; -C DIR and --config FILE name another place",
            )
        return load(path.absolute())

    def limits(self) -> "LimitsConfig":
        """The limits of the nearest execsync.toml, or the usual ones where there is none."""
        from execsync.config import LimitsConfig, find, load

        path = self._config or find(Path.cwd())
        return load(path.absolute()).limits if path else LimitsConfig()


Settings.last = Settings()


def common(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options that every command has, as a Settings."""

    @functools.wraps(function)
    def call(
        folder: Path | None, config: Path | None, verbose: bool, color: str, **options: Any
    ) -> int:
        if folder is not None:
            os.chdir(folder)
        Settings.last = Settings(config, verbose=verbose, color=color)
        return function(Settings.last, **options)

    wrapped: Callable[..., int] = call
    for option in COMMON:
        wrapped = option(wrapped)
    return wrapped


COMMON: tuple[Callable[[Callable[..., int]], Callable[..., int]], ...] = (
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colours: on a terminal, always, or never.",
    ),
    click.option("-v", "--verbose", is_flag=True, help="Show each request, never the key."),
    click.option("--config", type=FILE, help="Use this execsync.toml.", metavar="FILE"),
    click.option(
        "-C", "folder", type=FOLDER, help="Work as if started in this folder.", metavar="DIR"
    ),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="execsync %(version)s")
def cli() -> None:
    """Keep an Exec Knowledge Hub in step with a repository of Markdown files.

    `plan` says what would change and `apply` does it. Neither `validate` nor `plan` needs a key.
    """


@cli.command()
@click.argument("folder", metavar="[DIR]", default=".", type=FOLDER)
def init(folder: Path) -> int:
    """Write execsync.toml, a first page and what Git should ignore; nothing is overwritten."""
    from execsync.commands.init import init

    return init(folder, console=Settings().console())


@cli.command()
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", help="What to print."
)
@click.option("--full", is_flag=True, help="Show every changed line.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@common
def plan(settings: Settings, **options: Any) -> int:
    """Say what an apply would change. Needs no key and no network."""
    from execsync.commands.plan import plan

    return plan(settings.config(), console=settings.console(), **options)


@cli.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--no-refresh", is_flag=True, help="Do not look for web edits first.")
@click.option(
    "--on-drift",
    type=click.Choice(["refuse", "overwrite"]),
    help="What to do with a page that was edited on the web.",
)
@click.option("--retry-sources", is_flag=True, help="Make sources anew whose extraction failed.")
@click.option("--allow-same-title", is_flag=True, help="Make pages that look like existing ones.")
@click.option("--parallelism", type=click.IntRange(1, 64), help="Requests in flight.", metavar="N")
@click.option("--max-requests", type=click.IntRange(1), help="Send no more than N.", metavar="N")
@click.option(
    "--max-wait",
    type=click.FloatRange(0),
    default=120.0,
    show_default=True,
    help="Longest wait that the hub may ask for.",
    metavar="SECONDS",
)
@click.option(
    "--lock-timeout",
    type=click.FloatRange(0),
    default=0.0,
    help="Wait so long for another apply to end.",
    metavar="SECONDS",
)
@click.option("--full", is_flag=True, help="Show every changed line.")
@common
def apply(settings: Settings, no_refresh: bool, **options: Any) -> int:
    """Make the hub as the files want it: sources first, then pages."""
    from execsync.commands.apply import ApplyOptions, apply

    chosen = ApplyOptions(refresh=not no_refresh, **options)
    return apply(settings.config(), chosen, console=settings.console())


@cli.command()
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", help="What to print."
)
@common
def folders(settings: Settings, **options: Any) -> int:
    """List the hub's folders with the ids that front matter needs."""
    from execsync.commands.listings import folders

    return folders(settings.limits(), console=settings.console(), **options)


@cli.command()
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", help="What to print."
)
@common
def skills(settings: Settings, **options: Any) -> int:
    """List the hub's skills with the ids that front matter needs."""
    from execsync.commands.listings import skills

    return skills(settings.limits(), console=settings.console(), **options)


@cli.command()
@click.option("--serve", is_flag=True, help="Keep the local hub up and print its address.")
def demo(serve: bool) -> int:
    """Show the whole way on an example, with a local hub: validate, plan, apply, an edit."""
    from execsync.commands.demo import demo

    return demo(serve=serve, console=Settings().console())


@cli.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@click.option("--database", default=":memory:", help="Keep it in this file.", metavar="FILE")
@click.option(
    "--seed", type=click.Path(exists=True), help="Load folders and skills.", metavar="FILE"
)
@click.option("--invent-ids", is_flag=True, help="Take unknown folder and skill ids.")
@click.option(
    "--extraction-seconds",
    type=click.FloatRange(0),
    default=2.0,
    show_default=True,
    help="How long a source's text takes.",
    metavar="SECONDS",
)
@click.option(
    "--fail",
    "failing_sources",
    multiple=True,
    help="Let the extraction of such addresses fail.",
    metavar="PATTERN",
)
@click.option(
    "--per-minute", type=click.IntRange(0), default=60, show_default=True, help="0: no limit."
)
@click.option(
    "--per-day", type=click.IntRange(0), default=1000, show_default=True, help="0: no limit."
)
@click.option(
    "--latency",
    type=click.FloatRange(0),
    default=0.0,
    help="Before each answer.",
    metavar="SECONDS",
)
@click.option(
    "--quirk",
    "quirks",
    multiple=True,
    help="Answer an open question the other way.",
    metavar="NAME=VALUE",
)
def hub(**options: Any) -> int:
    """Run a local stand-in for the hub, on this machine only."""
    from execsync.commands.hub import HubOptions, hub

    return hub(HubOptions(**options), console=Settings().console())


@cli.group()
def state() -> None:
    """Look after the record of what was written to the hub."""


@state.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--lock-timeout",
    type=click.FloatRange(0),
    default=0.0,
    help="Wait so long for another apply to end.",
    metavar="SECONDS",
)
@common
def rebuild(settings: Settings, **options: Any) -> int:
    """Find the pages of files that State does not know, after it was lost."""
    from execsync.commands.state import rebuild

    return rebuild(settings.config(), console=settings.console(), **options)
