"""`execsync validate`: what is wrong, where, and how to mend it. Needs no key and no network."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from execsync import __version__
from execsync.content.select import Chosen, select
from execsync.content.validate import Validated, validate_hub
from execsync.core.diagnostic import Diagnostic, Severity
from execsync.errors import EXIT_ERROR, EXIT_OK
from execsync.output.console import Console
from execsync.output.reporting import refuse_missing_root

Format = Literal["text", "json", "github", "sarif", "junit"]


def validate(
    paths: Sequence[Path],
    *,
    config: Path | None,
    format: Format,
    strict: bool,
    fix: bool,
    console: Console,
) -> int:
    """Check the files at `paths`, or the whole hub, and print what was found.

    Each path belongs to the hub of `config`, or else of the nearest execsync.toml above it.
    With `fix`, what is safe to mend is mended first. Raises ConfigError.
    """
    selection = select(paths, config)
    base = _base(format)
    found, files = list(selection.strays), 0
    for chosen in selection.hubs:
        refuse_missing_root(missing=chosen.tree.missing)
        validated = validate_hub(chosen.config, chosen.tree, only=chosen.only)
        if fix and _mend(chosen, validated, console):
            validated = validate_hub(chosen.config, chosen.tree, only=chosen.only)
        found += _seen_from(base, chosen, validated.diagnostics)
        files += validated.files
    found.sort(key=lambda diagnostic: diagnostic.sort_key)
    result = _render(found, files, base, format=format, strict=strict, console=console)
    console.show(result, format)
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return EXIT_ERROR if any(diagnostic.severity in failing for diagnostic in found) else EXIT_OK


def _mend(chosen: Chosen, validated: Validated, console: Console) -> bool:
    from execsync.content.fix import mend

    return mend(chosen, validated.diagnostics, console.tell)


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
    found: list[Diagnostic],
    files: int,
    base: Path,
    *,
    format: Format,
    strict: bool,
    console: Console,
) -> str:
    if format == "json":
        from execsync.render.diagnostics_json import diagnostics_json

        return diagnostics_json(found, files=files)
    if format == "github":
        from execsync.render.diagnostics_github import diagnostics_github

        return diagnostics_github(found)
    if format == "sarif":
        from execsync.core.rules import RULES
        from execsync.render.diagnostics_sarif import diagnostics_sarif

        return diagnostics_sarif(found, rules=RULES, version=__version__)
    if format == "junit":
        from execsync.render.diagnostics_junit import diagnostics_junit

        return diagnostics_junit(found, strict=strict)
    from execsync.render.diagnostics import diagnostics_text

    style = console.style(console.out)
    return diagnostics_text(found, files=files, line_of=_Lines(base).line_of, style=style)


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
