"""`execsync validate`: what is wrong, where, and how to mend it. Needs no key and no network."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from execsync import __version__
from execsync.config import choose
from execsync.content.select import Chosen, select
from execsync.content.validate import Validated, validate_hub
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.rules.selecting import codes_of
from execsync.errors import EXIT_ERROR, EXIT_OK, UsageError
from execsync.output.console import Console
from execsync.output.reporting import refuse_missing_root

if TYPE_CHECKING:
    from execsync.core.directory import Directory

Format = Literal["text", "json", "github", "sarif", "junit"]


@dataclass(frozen=True, slots=True)
class ValidateOptions:
    """What the command line says.

    `select` and `ignore` are codes, or how some begin; `whole` sums nothing up.
    """

    format: Format = "text"
    strict: bool = False
    fix: bool = False
    whole: bool = False
    statistics: bool = False
    errors_only: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    hub: str | None = None
    """The name of one of the hubs of execsync.toml, whose page addresses and names of folders count."""

    @property
    def failing(self) -> frozenset[Severity]:
        """What ends the command with 1."""
        return frozenset({Severity.ERROR, *([Severity.WARNING] * self.strict)})


def validate(
    paths: Sequence[Path], options: ValidateOptions, *, config: Path | None, console: Console
) -> int:
    """Check the files at `paths`, or the whole hub, and print what was found and is wanted.

    Each path belongs to the hub of `config`, or else of the nearest execsync.toml above it.
    With `fix`, what is wanted and safe to mend is mended first. Raises ConfigError and UsageError.
    """
    if options.statistics and options.format not in ("text", "json"):
        raise UsageError(f"--statistics has no format {options.format}", hint="text or json")
    is_wanted = _wanted(options)
    selection = select(paths, config)
    base = _base(options.format)
    found, files = list(selection.strays), 0
    for chosen in _named(selection.hubs, options.hub):
        refuse_missing_root(chosen.tree.missing)
        validated = _validate(chosen)
        if options.fix and _mend(chosen, filter(is_wanted, validated.diagnostics), console):
            validated = _validate(chosen)
        found += _seen_from(base, chosen, validated.diagnostics)
        files += validated.files
    found = sorted(filter(is_wanted, found), key=lambda diagnostic: diagnostic.sort_key)
    console.show(_render(found, files, base, options, console), options.format)
    return EXIT_ERROR if any(one.severity in options.failing for one in found) else EXIT_OK


def _named(given: Sequence[Chosen], hub: str | None) -> Sequence[Chosen]:
    """The same, for the hub of that name of each execsync.toml. Raises ConfigError where one has none."""
    return [replace(one, config=choose(one.config, hub)) for one in given] if hub else given


def _validate(chosen: Chosen) -> Validated:
    def directory() -> "Directory":
        from execsync.workspace import Workspace

        return Workspace(chosen.config).names.find(None)

    return validate_hub(chosen.config, chosen.tree, directory, only=chosen.only)


def _wanted(options: ValidateOptions) -> Callable[[Diagnostic], bool]:
    """Whether a finding is asked for. Raises UsageError."""
    codes = codes_of(options.select or ["EX"]) - codes_of(options.ignore)
    severities = options.failing if options.errors_only else frozenset(Severity)
    return lambda found: found.code in codes and found.severity in severities


def _mend(chosen: Chosen, found: Iterable[Diagnostic], console: Console) -> bool:
    from execsync.content.fix import mend

    return mend(chosen, found, console.tell)


def _base(format: Format) -> Path:
    """The folder to which printed paths are relative: services want the repository's."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    return Path(workspace if workspace and format in ("github", "sarif") else Path.cwd())


def _seen_from(base: Path, chosen: Chosen, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """`found` with paths relative to `base`."""

    @cache
    def seen(path: str) -> str:
        return Path(os.path.relpath(chosen.config.root / path, base)).as_posix()

    return [replace(diagnostic, path=seen(diagnostic.path)) for diagnostic in found]


def _render(
    found: list[Diagnostic], files: int, base: Path, options: ValidateOptions, console: Console
) -> str:
    if options.statistics:
        return _statistics(found, files, options, console)
    if options.format == "json":
        from execsync.render.diagnostics_json import diagnostics_json

        return diagnostics_json(found, files=files)
    if options.format == "github":
        from execsync.render.diagnostics_github import diagnostics_github

        return diagnostics_github(found)
    if options.format == "sarif":
        from execsync.core.rules import RULES
        from execsync.render.diagnostics_sarif import diagnostics_sarif

        return diagnostics_sarif(found, rules=RULES, version=__version__)
    if options.format == "junit":
        from execsync.render.diagnostics_junit import diagnostics_junit

        return diagnostics_junit(found, strict=options.strict)
    from execsync.render.diagnostics import diagnostics_text

    style = console.style(console.out)
    line_of = _Lines(base).line_of
    return diagnostics_text(found, files=files, line_of=line_of, style=style, whole=options.whole)


def _statistics(
    found: list[Diagnostic], files: int, options: ValidateOptions, console: Console
) -> str:
    from execsync.core.rules import RULES
    from execsync.render.statistics import statistics_json, statistics_text

    if options.format == "json":
        return statistics_json(found, files=files, rules=RULES)
    return statistics_text(found, files=files, rules=RULES, style=console.style(console.out))


class _Lines:
    """Lines of the files that findings name."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self._of = lru_cache(maxsize=2)(self._read)

    def line_of(self, found: Diagnostic) -> str | None:
        """The line of a finding, if it has one and the file can be read."""
        lines = self._of(found.path) if found.line else []
        return lines[found.line - 1] if found.line and found.line <= len(lines) else None

    def _read(self, path: str) -> list[str]:
        try:
            data = (self._base / path).read_bytes()
        except OSError:
            return []
        text = data.decode("utf-8-sig", errors="replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
