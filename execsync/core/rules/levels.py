"""How bad a finding is, after execsync.toml has had its say."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.rules.catalogue import RULES
from execsync.core.settings import RuleSettings


def judge(diagnostics: Iterable[Diagnostic], settings: RuleSettings) -> list[Diagnostic]:
    """`diagnostics` as `[rules]` wants them, sorted; those of firm rules are kept as they are.

    Their paths must be relative to the folder of execsync.toml, as the patterns are.
    """
    found = sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key)
    if not found or not (settings.severity or settings.ignore):
        return found
    ignored = _ignored(settings)
    return [
        judged
        for diagnostic in found
        if (judged := _level(diagnostic, settings))
        if RULES[judged.code].firm or not ignored(judged)
    ]


def _level(diagnostic: Diagnostic, settings: RuleSettings) -> Diagnostic | None:
    """`diagnostic` with its level of `[rules.severity]`; None if that is `off`."""
    level = settings.severity.get(diagnostic.code)
    if level is None or RULES[diagnostic.code].firm:
        return diagnostic
    return None if level == "off" else replace(diagnostic, severity=Severity(level))


def _ignored(settings: RuleSettings) -> Callable[[Diagnostic], bool]:
    """Whether `[rules.ignore]` silences a finding."""
    from pathspec import GitIgnoreSpec

    specs = [
        (GitIgnoreSpec.from_lines([pattern]), codes) for pattern, codes in settings.ignore.items()
    ]
    return lambda found: any(
        found.code in codes and spec.match_file(found.path) for spec, codes in specs
    )
