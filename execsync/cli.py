"""The command line: click wiring only. Each command is imported when it is called."""

import errno
import gc
import io
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

import click

from execsync import __version__
from execsync.cli_help import HelpfulGroup, first_steps, misuse
from execsync.cli_options import (
    FILE,
    FOLDER,
    LOOK,
    MAX_REQUESTS,
    ON_DRIFT,
    PathType,
    Seconds,
    Settings,
    WholeNumber,
    allowances,
    chosen_detail,
    coloured,
    common,
    detail,
    paged,
    placed,
)
from execsync.core.choices import PARALLELISM
from execsync.errors import (
    EXIT_BUG,
    EXIT_ERROR,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    ExecsyncError,
)

if TYPE_CHECKING:
    from pathlib import Path


COMPLETION = "_EXECSYNC_COMPLETE"
"""The variable by which a shell asks click what may follow."""


def sound(stream: TextIO | None) -> TextIO:
    """A stream that takes any text: one may be closed, or of an encoding that lacks our signs."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def run(arguments: list[str]) -> int:
    """The exit code of one command. Known errors are short, and only a bug of ours shows a traceback."""
    if not arguments and COMPLETION not in os.environ:
        sys.stderr.write(first_steps(cli))
        return EXIT_USAGE
    if COMPLETION in os.environ:
        from execsync.cli_completion import teach

        teach()
    try:
        code = cli.main(arguments, prog_name="execsync", standalone_mode=False)
        # Not at the interpreter's end, where a reader who went away would be a traceback.
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show(sys.stderr)
        return EXIT_USAGE
    except click.ClickException as error:
        from execsync.output.console import Console

        style = Console(sys.stdout, sys.stderr, "never").style(sys.stderr)
        sys.stderr.write(misuse(error, style))
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except Exception as error:
        return _explain(error)
    return code if isinstance(code, int) else 0


def _explain(error: Exception) -> int:
    if isinstance(error, ExecsyncError):
        from execsync.output.reporting import tell_error

        tell_error(error, Settings.last.console())
        return error.exit_code
    if isinstance(error, OSError) and error.errno in OUTPUT_LOST:
        # Whoever read our output went away, as `head` does, or the disk is full: the rest goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            sys.stderr.write(f"error: the output cannot be written: {error.strerror}\n")
        return EXIT_ERROR
    from execsync.output.bug import report
    from execsync.output.console import guarded

    report(guarded(sys.stderr))
    return EXIT_BUG


OUTPUT_LOST = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT)

PLAN_FORMAT = click.option(
    "--format",
    type=click.Choice(["text", "json", "markdown", "github"]),
    default="text",
    help="For a terminal, a program, a pull request's comment, or a workflow's annotations.",
)
LISTING_FORMAT = click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", help="What to print."
)
LOCK_TIMEOUT = click.option(
    "--lock-timeout",
    type=Seconds(0),
    default=0.0,
    help="Wait so long for another apply to end.",
    metavar="SECONDS",
)


STAYING = ("apply", "demo", "hub", "import", "watch")
"""The commands that may run for long."""


@click.group(
    cls=HelpfulGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="execsync %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Keep an Exec Knowledge Hub in step with a repository of Markdown files.

    `plan` says what would change and `apply` does it. Neither `validate` nor `plan` needs a key.
    """
    if context.invoked_subcommand in STAYING:
        gc.enable()


@cli.command()
@click.argument("folder", metavar="[DIR]", default=".", type=FOLDER)
@click.option(
    "--from",
    "source",
    type=PathType(exists=True, file_okay=False),
    help="Say what the Markdown in this folder is, and write an execsync.toml that fits.",
    metavar="FOLDER",
)
@click.option(
    "--page-link",
    help="Set [links] page_url by the address of a page of this hub, copied from the browser.",
    metavar="ADDRESS",
)
@placed
def init(settings: Settings, folder: "Path", source: "Path | None", page_link: str | None) -> int:
    """Write execsync.toml, a first page and what Git should ignore; nothing is overwritten.

    Where there is Markdown already, execsync.toml fits it, and no page is made.
    """
    if page_link is not None:
        if source is not None:
            raise click.UsageError("--from and --page-link exclude each other")
        from execsync.commands.init_page_link import init_page_link

        return init_page_link(folder, page_link, console=settings.console())
    from execsync.commands.init import init

    return init(folder, source, console=settings.console())


@cli.command()
@click.argument("paths", nargs=-1, type=PathType(), metavar="[PATHS]...")
@click.option(
    "--format",
    type=click.Choice(["text", "json", "github", "sarif", "junit"]),
    default="text",
    help="For a terminal, a program, a workflow's annotations, code scanning, or a test report.",
)
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@click.option("--fix", is_flag=True, help="Mend what is safe to mend, in the files.")
@click.option("--all", "whole", is_flag=True, help="Show each finding, also where a rule has many.")
@click.option("--statistics", is_flag=True, help="Count by rule, and say how to quiet each.")
@click.option("--errors-only", is_flag=True, help="Only what makes it end with 1.")
@click.option(
    "--select",
    multiple=True,
    help="Only these rules: EX051, EX05 for all that begin so, or several with commas.",
    metavar="CODES",
)
@click.option("--ignore", multiple=True, help="All but these rules.", metavar="CODES")
@paged
@common
def validate(settings: Settings, paths: "tuple[Path, ...]", **options: Any) -> int:
    """Say what is wrong in the files, where, and how to mend it. Needs no key and no network."""
    from execsync.commands.validate import ValidateOptions, validate

    given, console = ValidateOptions(**options, hub=settings.hub), settings.console()
    return validate(paths, given, config=settings.chosen, console=console)


@cli.command()
@click.argument("code", required=False)
@paged
@common
def rule(settings: Settings, code: str | None) -> int:
    """Explain a rule of `validate`, or list them all."""
    from execsync.commands.rule import rule

    return rule(code, console=settings.console())


@cli.command()
@click.argument("path", type=click.Path(), metavar="PATH")
@LISTING_FORMAT
@paged
@common
def explain(settings: Settings, path: str, format: Any) -> int:
    """Say what becomes of a file: each value, where it comes from, and what would be sent."""
    from execsync.commands.explain import explain

    return explain(settings.config(), path, format=format, console=settings.console())


@cli.command()
@click.argument("what", type=click.Choice(["front-matter", "config"]))
@common
def schema(settings: Settings, what: Any) -> int:
    """Print JSON Schema, for editors that complete and check while you type."""
    from execsync.commands.schema import schema

    return schema(what, config=settings.chosen, console=settings.console())


@cli.command()
@allowances
@detail
@PLAN_FORMAT
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@click.option("--out", type=FILE, help="Keep the plan for `apply FILE`.", metavar="FILE")
@click.option("--json-into", type=FILE, help="Write it as JSON as well.", metavar="FILE")
@click.option("--refresh", is_flag=True, help="Ask the hub first what differs; record nothing.")
@click.option("--refresh-only", is_flag=True, help="Show only what differs on the hub.")
@click.option(
    "--no-network",
    is_flag=True,
    help="Take State as it was read here last, where it is kept elsewhere.",
)
@paged
@common
def plan(
    settings: Settings,
    refresh: bool,
    refresh_only: bool,
    out: "Path | None",
    json_into: "Path | None",
    detailed_exitcode: bool,
    no_network: bool,
    summary: bool,
    full: bool,
    format: Any,
    **allowed: Any,
) -> int:
    """Say what an apply would change. Needs no key and no network, unless the hub is to be asked."""
    if refresh_only and (out or json_into or format not in ("text", "json")):
        raise click.UsageError("--refresh-only shows no plan: --format text or json, and no file")
    if no_network and (refresh or refresh_only):
        raise click.UsageError("--no-network and --refresh exclude each other")
    from execsync.commands.plan import plan
    from execsync.commands.plan_request import PlanRequest
    from execsync.core.planning.options import PlanOptions

    request = PlanRequest(
        options=PlanOptions(**allowed),
        format=format,
        detail=chosen_detail(summary=summary, full=full),
        out=out,
        json_into=json_into,
        detailed_exitcode=detailed_exitcode,
        refresh=refresh or refresh_only,
        refresh_only=refresh_only,
        network=not no_network,
    )
    return plan(settings.config(), request, console=settings.console())


@cli.command()
@click.option("--sources", is_flag=True, help="Ask for all sources, a request a hundred.")
@LISTING_FORMAT
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when something differs.")
@LOCK_TIMEOUT
@common
def refresh(settings: Settings, **options: Any) -> int:
    """Ask the hub what was changed there, record it, and show it. Nothing there is changed."""
    from execsync.commands.refresh import RefreshOptions, refresh

    return refresh(settings.config(), RefreshOptions(**options), console=settings.console())


@cli.command()
@click.argument("path", type=FILE, metavar="FILE")
@detail
@PLAN_FORMAT
@paged
@common
def show(settings: Settings, path: "Path", summary: bool, full: bool, format: Any) -> int:
    """Show a saved plan, also one that is stale by now."""
    from execsync.commands.show import show

    shown = chosen_detail(summary=summary, full=full)
    return show(settings.config(), path, format=format, detail=shown, console=settings.console())


@cli.command()
@click.argument("plan_file", type=FILE, metavar="[FILE]", required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--no-refresh", is_flag=True, help="Do not look for web edits first.")
@allowances
@LOOK
@click.option(
    "--parallelism", type=WholeNumber(*PARALLELISM), help="Requests in flight.", metavar="N"
)
@MAX_REQUESTS
@click.option(
    "--max-wait",
    type=Seconds(0),
    default=120.0,
    show_default=True,
    help="Longest wait that the hub may ask for.",
    metavar="SECONDS",
)
@LOCK_TIMEOUT
@detail
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For a person, or one JSON object a line.",
)
@common
def apply(
    settings: Settings,
    plan_file: "Path | None",
    yes: bool,
    no_refresh: bool,
    look: Any,
    parallelism: int | None,
    max_requests: int | None,
    max_wait: float,
    lock_timeout: float,
    summary: bool,
    full: bool,
    format: str,
    **allowed: Any,
) -> int:
    """Make the hub as the files want it, or do exactly what a saved plan in FILE says."""
    from execsync.commands.apply import ApplyOptions, apply
    from execsync.core.planning.options import NONE, PlanOptions

    if plan_file is not None and PlanOptions(**allowed) != NONE:
        raise click.UsageError(
            "a saved plan says itself what it allows: give the option to `plan --out`"
        )
    options = ApplyOptions(
        allowed=PlanOptions(**allowed),
        plan_file=plan_file,
        yes=yes,
        refresh=not no_refresh,
        json=format == "json",
        detail=chosen_detail(summary=summary, full=full),
        parallelism=parallelism,
        look=look,
        max_requests=max_requests,
        max_wait=max_wait,
        lock_timeout=lock_timeout,
    )
    return apply(settings.config(), options, console=settings.console())


@cli.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--on-conflict",
    type=click.Choice(["fail", "markers", "ours", "theirs"]),
    help="Where both sides have changed the same: write nothing, mark both, or take one side.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; exit with 2 if there is anything to pull."
)
@click.option("--diff", is_flag=True, help="Show how files would change.")
@LISTING_FORMAT
@MAX_REQUESTS
@LOCK_TIMEOUT
@common
def pull(
    settings: Settings, paths: tuple[str, ...], on_conflict: str | None, **options: Any
) -> int:
    """Put what was edited on the web into the files: of all pages, or those that PATHS mean."""
    from execsync.commands.pull import PullOptions, pull
    from execsync.core.pulling.choices import OnConflict

    chosen = OnConflict(on_conflict) if on_conflict else None
    asked = PullOptions(paths, on_conflict=chosen, **options)
    return pull(settings.config(), asked, console=settings.console())


@cli.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--local", is_flag=True, help="Write to a hub on this machine, to look at. No key.")
@click.option(
    "--port",
    type=WholeNumber(1, 65535),
    help="Of the hub on this machine; it is remembered.",
    metavar="PORT",
)
@click.option("--open", is_flag=True, help="Open the local hub's page in a browser.")
@click.option("--as-draft", is_flag=True, help="Save published pages as drafts; apply publishes.")
@click.option("--prune", is_flag=True, help="Archive a page a minute after its file has gone.")
@click.option(
    "--allow-archive",
    type=WholeNumber(0),
    default=0,
    help="Let up to N pages be archived at once.",
    metavar="N",
)
@ON_DRIFT
@MAX_REQUESTS
@click.option(
    "--max-wait",
    type=Seconds(0),
    default=120.0,
    show_default=True,
    help="Longest wait in the middle of a request.",
    metavar="SECONDS",
)
@click.option("--poll", is_flag=True, help="Look every second, where the system tells nothing.")
@common
def watch(settings: Settings, **options: Any) -> int:
    """Apply each save while you write, until Ctrl-C."""
    from execsync.commands.watch import WatchOptions, watch

    if not options["local"] and (options["port"] or options["open"]):
        raise click.UsageError("--port and --open are about the hub of --local")
    config = settings.config(needs_hub=not options["local"])
    return watch(config, WatchOptions(**options), console=settings.console())


@cli.command("import")
@click.argument("page_ids", nargs=-1, metavar="[PAGE_ID]...")
@click.option("--all", "every", is_flag=True, help="Every page that no file has.")
@click.option(
    "--folder",
    "folders",
    multiple=True,
    help="Those in this folder of the hub and below it: a name, a path or an id.",
    metavar="NAME_OR_ID",
)
@click.option("--into", type=FOLDER, help="Write below this folder.", metavar="DIR")
@click.option("--adopt", is_flag=True, help="Match pages with files that are there already.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@MAX_REQUESTS
@LOCK_TIMEOUT
@common
def import_(
    settings: Settings,
    page_ids: tuple[str, ...],
    every: bool,
    folders: tuple[str, ...],
    into: "Path | None",
    **options: Any,
) -> int:
    """Write files for pages that the hub has and no file has, and take them into State."""
    from execsync.commands.import_pages import import_pages
    from execsync.commands.import_request import ImportRequest
    from execsync.core.running.choosing import Choice

    if sum((every, bool(folders), bool(page_ids))) != 1:
        raise click.UsageError("say which pages: --all, --folder NAME_OR_ID, or ids of pages")
    chosen = Choice(every, folders, page_ids)
    request = ImportRequest(chosen, str(into.absolute()) if into else "", **options)
    return import_pages(settings.config(), request, console=settings.console())


@cli.command()
@click.option(
    "--folder",
    "folders",
    multiple=True,
    help="Only those in this folder and below it: a name, a path or an id.",
    metavar="NAME_OR_ID",
)
@LISTING_FORMAT
@common
def unmanaged(settings: Settings, folders: tuple[str, ...], format: Any) -> int:
    """List the pages that the hub has and no file has: what `import` could take."""
    from execsync.commands.unmanaged import unmanaged

    config, console = settings.config(), settings.console()
    return unmanaged(config, folders, format=format, console=console)


@cli.command()
@LISTING_FORMAT
@common
def folders(settings: Settings, **options: Any) -> int:
    """List the hub's folders with the ids that front matter needs."""
    from execsync.commands.listings import folders

    return folders(settings.config_if_any(), console=settings.console(), **options)


@cli.command()
@LISTING_FORMAT
@common
def skills(settings: Settings, **options: Any) -> int:
    """List the hub's skills with the ids that front matter needs."""
    from execsync.commands.listings import skills

    return skills(settings.config_if_any(), console=settings.console(), **options)


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script by which a shell completes commands, options and their values.

    \b
    bash, in ~/.bashrc:   eval "$(execsync completion bash)"
    zsh, in ~/.zshrc:     eval "$(execsync completion zsh)"
    fish:  execsync completion fish > ~/.config/fish/completions/execsync.fish
    """  # noqa: D301 (click knows a block that stays as it is by this sign)
    from execsync.cli_completion import script

    click.echo(script(cli, shell, COMPLETION))


@cli.command()
@LISTING_FORMAT
@common
def doctor(settings: Settings, format: Any) -> int:
    """Look at configuration, key, hub and State, and say what to do about what is wrong."""
    from execsync.commands.doctor import doctor

    return doctor(settings.config, format=format, console=settings.console())


@cli.command()
@click.option("--serve", is_flag=True, help="Keep the local hub up and print its address.")
@coloured
def demo(settings: Settings, serve: bool) -> int:
    """Show the whole way on an example, with a local hub: validate, plan, apply, an edit."""
    from execsync.commands.demo import demo

    return demo(serve=serve, console=settings.console())


@cli.command()
@click.option(
    "--port", type=WholeNumber(0, 65535), default=0, help="0 takes a free one.", metavar="PORT"
)
@click.option("--database", default=":memory:", help="Keep it in this file.", metavar="FILE")
@click.option(
    "--seed", type=click.Path(exists=True), help="Load folders and skills.", metavar="FILE"
)
@click.option(
    "--files",
    type=click.Path(exists=True, file_okay=False),
    help="Let pages show its images, at /files/….",
    metavar="DIR",
)
@click.option("--invent-ids", is_flag=True, help="Take unknown folder and skill ids.")
@click.option(
    "--extraction-seconds",
    type=Seconds(0),
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
    "--per-minute",
    type=WholeNumber(0),
    default=60,
    show_default=True,
    help="0: no limit.",
    metavar="N",
)
@click.option(
    "--per-day",
    type=WholeNumber(0),
    default=1000,
    show_default=True,
    help="0: no limit.",
    metavar="N",
)
@click.option("--count-only", is_flag=True, help="Show the limits, and refuse nothing.")
@click.option(
    "--latency",
    type=Seconds(0),
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
@click.option("--report", hidden=True, help="What a watch says of its files.", metavar="FILE")
@click.option(
    "--until-input-ends", is_flag=True, hidden=True, help="End with whoever holds its input open."
)
@placed
def hub(settings: Settings, **options: Any) -> int:
    """Run a local stand-in for the hub, on this machine only."""
    from execsync.commands.hub import HubOptions, hub

    return hub(HubOptions(**options), console=settings.console())


@cli.group()
def state() -> None:
    """Look after the record of what was written to the hub."""


@state.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@LOCK_TIMEOUT
@common
def rebuild(settings: Settings, **options: Any) -> int:
    """Find the pages of files that State does not know, after it was lost."""
    from execsync.commands.state_rebuild import rebuild

    return rebuild(settings.config(), console=settings.console(), **options)


@state.command("list")
@LISTING_FORMAT
@common
def list_(settings: Settings, format: Any) -> int:
    """List what State knows: addresses and ids."""
    from execsync.commands.state_edit import list_entries

    return list_entries(settings.config(), format=format, console=settings.console())


@state.command("show")
@click.argument("address")
@LISTING_FORMAT
@common
def show_(settings: Settings, address: str, format: Any) -> int:
    """Show all that State says of one page or source."""
    from execsync.commands.state_edit import show_entry

    return show_entry(settings.config(), address, format=format, console=settings.console())


@state.command()
@common
def doubles(settings: Settings) -> int:
    """List live pages that look like ours and are not: same title, same folders."""
    from execsync.commands.state_doubles import list_doubles

    return list_doubles(settings.config(), console=settings.console())


@state.command()
@click.argument("address")
@click.argument("page_id")
@LOCK_TIMEOUT
@common
def adopt(settings: Settings, address: str, page_id: str, lock_timeout: float) -> int:
    """Say that the page of the hub with this id is the one of the file ADDRESS."""
    from execsync.commands.state_adopt import adopt

    console = settings.console()
    config = settings.config()
    return adopt(config, address, page_id, lock_timeout=lock_timeout, console=console)


@state.command()
@click.argument("old")
@click.argument("new")
@LOCK_TIMEOUT
@common
def mv(settings: Settings, old: str, new: str, lock_timeout: float) -> int:
    """Say that the page of the file OLD belongs to the file NEW."""
    from execsync.commands.state_edit import move

    console = settings.console()
    return move(settings.config(), old, new, lock_timeout=lock_timeout, console=console)


@state.command()
@click.argument("address")
@LOCK_TIMEOUT
@common
def rm(settings: Settings, address: str, lock_timeout: float) -> int:
    """Forget a page or a source; it stays on the hub."""
    from execsync.commands.state_edit import remove

    console = settings.console()
    return remove(settings.config(), address, lock_timeout=lock_timeout, console=console)


@state.command()
@click.argument("base", type=FILE)
@click.argument("ours", type=FILE)
@click.argument("theirs", type=FILE)
@common
def merge(settings: Settings, base: "Path", ours: "Path", theirs: "Path") -> int:
    """Merge two state files that both began as BASE, into OURS.

    No page of either is lost. Git calls it by itself once it is registered in a clone, for the line that
    `execsync init` writes into .gitattributes:

    git config merge.execsync.driver "execsync state merge %O %A %B"
    """
    from execsync.commands.state_merge import merge

    return merge(base, ours, theirs, console=settings.console())


@state.command("pull")
@click.option("--out", type=FILE, help="Write it to this file.", metavar="FILE")
@common
def pull_(settings: Settings, out: "Path | None") -> int:
    """Print State as it is stored, wherever that is."""
    from execsync.commands.state_transfer import pull

    return pull(settings.config(), out=out, console=settings.console())


@state.command()
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Also over a newer State, or one that is damaged.")
@LOCK_TIMEOUT
@common
def push(settings: Settings, file: "Path", **options: Any) -> int:
    """Store the State in FILE: the one that an error named, or one that was pulled."""
    from execsync.commands.state_transfer import push

    return push(settings.config(), file, console=settings.console(), **options)


@state.command()
@click.option("--to-file", is_flag=True, help="Back to the file beside the content.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@LOCK_TIMEOUT
@common
def migrate(settings: Settings, **options: Any) -> int:
    """Move State from its file to where execsync.toml keeps it by now."""
    from execsync.commands.state_migrate import migrate

    return migrate(settings.config(), console=settings.console(), **options)


@state.command()
@click.argument("holder_id", metavar="ID")
@common
def unlock(settings: Settings, holder_id: str) -> int:
    """Take the lock from a run that is surely gone; an error named its ID."""
    from execsync.commands.state_transfer import unlock

    return unlock(settings.config(), holder_id, console=settings.console())
