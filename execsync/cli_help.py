"""What `--help` shows, and what wrong usage is answered with: groups, whole summaries, examples."""

import shutil
from collections.abc import Iterable

import click

from execsync.render.flow import flow
from execsync.render.plain import visible
from execsync.render.style import Style

GROUPS = {
    "Everyday": ("init", "import", "validate", "plan", "apply", "watch", "pull"),
    "Look closer": (
        "explain",
        "rule",
        "show",
        "refresh",
        "unmanaged",
        "folders",
        "skills",
        "schema",
        "doctor",
        "completion",
    ),
    "State": ("state",),
    "Local": ("demo", "hub"),
}
"""The commands by what they are for; one that no group names is shown with those to look closer."""
OTHERS = "Look closer"
BELOW = " " * len("error: ")
FIRST = ("init", "validate", "plan", "apply", "pull")
"""The commands that somebody needs who knows none of them."""
EXAMPLES = {
    "apply": "execsync apply --target handbook/",
    "completion": "execsync completion fish > ~/.config/fish/completions/execsync.fish",
    "demo": "execsync demo --serve",
    "doctor": "execsync doctor",
    "explain": "execsync explain content/handbook/refunds.md",
    "folders": "execsync folders",
    "hub": "execsync hub --port 8080 --seed hub-seed.toml",
    "import": "execsync import --folder Support --into content/support",
    "init": "execsync init my-hub",
    "plan": "execsync plan --refresh --target 'handbook/*.md'",
    "pull": "execsync pull --check --diff",
    "refresh": "execsync refresh --detailed-exitcode",
    "rule": "execsync rule EX020",
    "schema": "execsync schema front-matter > front-matter.schema.json",
    "show": "execsync show monday.plan --full",
    "skills": "execsync skills --format json",
    "state": "execsync state list",
    "state adopt": "execsync state adopt page:handbook/refunds.md 5f0c…",
    "state doubles": "execsync state doubles",
    "state list": "execsync state list --format json",
    "state merge": "execsync state merge base.toml ours.toml theirs.toml",
    "state migrate": "execsync state migrate --to-file",
    "state mv": "execsync state mv page:refunds.md page:handbook/refunds.md",
    "state pull": "execsync state pull --out state.toml",
    "state push": "execsync state push .execsync/unsaved-state.toml",
    "state rebuild": "execsync state rebuild --lock-timeout 60",
    "state rm": "execsync state rm page:handbook/refunds.md",
    "state show": "execsync state show page:handbook/refunds.md",
    "state unlock": "execsync state unlock 4711",
    "unmanaged": "execsync unmanaged --folder Support",
    "validate": "execsync validate content/handbook --fix",
    "watch": "execsync watch --local",
}
"""A line that works for each command, by its words."""

ELSEWHERE = {
    "check": "validate",
    "clone": "import --all",
    "commit": "apply",
    "deploy": "apply",
    "diff": "plan",
    "fetch": "refresh",
    "lint": "validate",
    "log": "refresh",
    "ls": "state list",
    "publish": "apply",
    "push": "apply",
    "status": "plan",
    "sync": "apply",
}
"""What is called so by other tools, and how that is said here."""


class NarrowFormatter(click.HelpFormatter):
    """Writes help as click does, and into fewer than 50 columns, too."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        columns = min(shutil.get_terminal_size().columns, max_width or 80)
        super().__init__(indent_increment, columns - 2 if width is None else width, max_width)

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write names and what is said of them."""
        super().write_dl(rows, min(col_max, max(8, self.width - 20)), col_spacing)


class HelpfulContext(click.Context):
    """Gives each command that formatter."""

    formatter_class = NarrowFormatter


class HelpfulCommand(click.Command):
    """A command whose help ends with an example."""

    context_class = HelpfulContext

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; an error says of which command it is, also where an option's value is left out."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write it."""
        _write_example(ctx, formatter)


class HelpfulGroup(click.Group):
    """Commands whose summaries are shown whole, in groups where they are many."""

    context_class = HelpfulContext
    command_class = HelpfulCommand
    group_class = type

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write them."""
        if ctx.parent is not None:
            return _write_rows("Commands", _rows(self, self.list_commands(ctx)), formatter)
        named = {name for names in GROUPS.values() for name in names}
        others = [name for name in self.list_commands(ctx) if name not in named]
        for heading, names in GROUPS.items():
            shown = [*names, *(others if heading == OTHERS else ())]
            _write_rows(heading, _rows(self, shown), formatter)
        return None

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write an example, and at the top where to read on."""
        if ctx.parent is None:
            formatter.write_paragraph()
            formatter.write_text("execsync COMMAND --help says more of a command, with an example.")
        else:
            _write_example(ctx, formatter)


def first_steps(group: click.Group) -> str:
    """What `execsync` alone answers: the commands that matter, and where there is more."""
    formatter = HelpfulContext(group, info_name="execsync").make_formatter()
    formatter.write_text(_summary(group))
    rows = [(f"execsync {name}", _summary(group.commands[name])) for name in FIRST]
    with formatter.indentation():
        formatter.write_paragraph()
        formatter.write_dl(rows)
    formatter.write_paragraph()
    formatter.write_text("execsync --help lists all commands; execsync demo shows them at work.")
    return formatter.getvalue()


def misuse(error: click.ClickException, style: Style) -> str:
    """What was wrong with a command line, and below it what would be right."""
    # click has choices on lines of their own.
    told = visible(" ".join(error.format_message().split()))
    lines = [*flow(f"error: {told}", style, hang=BELOW)]
    if isinstance(error, click.UsageError) and error.ctx is not None:
        lines += flow(_right_use(error, error.ctx), style, indent=BELOW)
    return "".join(f"{line}\n" for line in lines)


def _right_use(error: click.UsageError, ctx: click.Context) -> str:
    path, is_root = ctx.command_path, ctx.parent is None
    if isinstance(error, click.NoSuchOption) and is_root and _is_of_a_command(error, ctx):
        return f"options of a command come behind it, as in: {path} plan {error.option_name} …"
    if isinstance(error, click.NoSuchCommand) and is_root and error.command_name in ELSEWHERE:
        return f"that is here: {path} {ELSEWHERE[error.command_name]}"
    example = EXAMPLES.get(_words(ctx))
    listed = "lists the commands" if isinstance(ctx.command, click.Group) else "says what it takes"
    return f"{path} --help {listed}" + (f"; for example: {example}" if example else "")


def _is_of_a_command(error: click.NoSuchOption, ctx: click.Context) -> bool:
    commands = ctx.command.commands.values() if isinstance(ctx.command, click.Group) else ()
    return any(error.option_name in p.opts for command in commands for p in command.params)


def _rows(group: click.Group, names: "tuple[str, ...] | list[str]") -> list[tuple[str, str]]:
    """Commands with their summaries; of a group in them, each of its own."""
    rows = []
    for name in names:
        command = group.commands[name]
        if isinstance(command, click.Group):
            inner = _rows(command, sorted(command.commands))
            rows += [(f"{name} {words}", said) for words, said in inner]
        else:
            rows.append((name, _summary(command)))
    return rows


def _summary(command: click.Command) -> str:
    """The first sentence of its help, whole."""
    return command.get_short_help_str(limit=1000)


def _write_rows(heading: str, rows: list[tuple[str, str]], formatter: click.HelpFormatter) -> None:
    with formatter.section(heading):
        formatter.write_dl(rows)


def _write_example(ctx: click.Context, formatter: click.HelpFormatter) -> None:
    with formatter.section("Example"):
        formatter.write_text(EXAMPLES[_words(ctx)])


def _words(ctx: click.Context) -> str:
    """The words of a command, without the program's name."""
    return ctx.command_path.partition(" ")[2]
