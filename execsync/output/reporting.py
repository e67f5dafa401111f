"""Findings and errors, told to a person on the console."""

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from execsync.core.diagnostic import ContentError, Diagnostic
from execsync.errors import ConfigError, ExecsyncError
from execsync.output.console import Console
from execsync.render.counted import counted
from execsync.render.finding_lines import count, in_groups, short_lines
from execsync.render.flow import Mark, flow
from execsync.render.plain import visible
from execsync.render.style import Colour

if TYPE_CHECKING:
    from execsync.content.reader import Content
    from execsync.content.tree import MissingRoot

TARGETS = "--target leaves other files out"
SKIPS = "--skip-invalid does the rest"
"""The ways around an error of a file, for commands that have them."""


def ways_around(targets: Collection[str]) -> str:
    """Them, for a command that was given such targets."""
    return SKIPS if targets else f"{TARGETS}; {SKIPS}"


UNSENT, UNPLANNED = "nothing was sent", "no plan was made"
"""What did not come of it: an apply sends, and a plan never does."""


def refuse_errors(
    content: "Content",
    tell: Callable[["Content"], None],
    *,
    way_around: str = "",
    outcome: str = UNSENT,
    beside: Iterable[Diagnostic] = (),
) -> "Content":
    """The content, if no error of it stops anything; the rest is told. `way_around` ends the refusal's hint.

    What there is to say `beside` the errors, of the pages of their files, is told with them.
    Raises ContentError with everything that was found, and ConfigError where there is no content root.
    """
    refuse_missing_root(content.missing_root, outcome=outcome)
    if content.errors:
        hint = "mend what is named above; `execsync validate` shows it again"
        raise ContentError(
            f"{counted(len(content.errors), 'error')} in the content; {outcome}",
            (*content.errors, *beside),
            hint="; ".join(filter(None, (hint, way_around))),
        )
    tell(content)
    return content


def refuse_lost_names(
    read: "Content", named: "Content", tell: Callable[["Content"], None], *, way_around: str = ""
) -> "Content":
    """What was read, with its names looked up. Raises ContentError where one was not found."""
    refuse_errors(named.since(read), tell, way_around=way_around)
    return named


def refuse_missing_root(missing: "MissingRoot | None", *, outcome: str = "") -> None:
    """Raise ConfigError for a missing content root: misspelt, it must not read as a hub without pages."""
    if missing:
        raise ConfigError("; ".join(filter(None, (missing.told, outcome))), hint=missing.hint)


def tell_content(content: "Content", console: Console) -> None:
    """What was found in the content that is meant, and how much in the other files."""
    tell_findings([*content.skipped, *content.diagnostics], console)
    if content.elsewhere:
        files = len({found.path for found in content.elsewhere})
        counted = count(content.elsewhere, files, "other file")
        console.tell(f"not shown: {counted} (execsync validate)")


def tell_finding(found: Diagnostic, console: Console) -> None:
    """One finding, on a line, and its hint on the next."""
    tell_findings([found], console)


def tell_findings(found: Iterable[Diagnostic], console: Console) -> None:
    """Findings on lines, errors first; what a rule found many times is summed up."""
    style = console.style(console.err)
    for group in in_groups(found):
        console.tell_lines(short_lines(group.shown, style))
        if group.more:
            console.tell(group.rest("execsync validate --all"))


def tell_error(error: ExecsyncError, console: Console) -> None:
    """What happened, and what to do next."""
    if isinstance(error, ContentError):
        tell_findings(error.diagnostics, console)
    style = console.style(console.err)
    marks = [Mark(0, len("error:"), (Colour.RED, Colour.BOLD))]
    lines = [*flow(f"error: {visible(error.message)}", style, marks=marks, hang=BELOW)]
    if error.hint:
        lines += flow(visible(error.hint), style, indent=BELOW)
    console.tell_lines(lines)


BELOW = " " * len("error: ")
