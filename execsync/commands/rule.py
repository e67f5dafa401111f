"""`execsync rule`: what a rule finds, why, and how to do it right."""

from execsync.core.rules import RULES, Rule
from execsync.errors import EXIT_OK, UsageError
from execsync.output.console import Console
from execsync.render.columns import facts
from execsync.render.prose import prose


def rule(code: str | None, *, console: Console) -> int:
    """Print the documentation of one rule, or a line for each. Raises UsageError."""
    style = console.style(console.out)
    if code is None:
        rows = [(f"{one.code}  {one.severity:<7}", (one.name,)) for one in RULES.values()]
        console.show("".join(f"{line}\n" for line in facts(rows, style)), "text")
        return EXIT_OK
    console.show(prose(rule_text(_find(code)), style), "text")
    return EXIT_OK


def rule_text(rule: Rule) -> str:
    """The documentation of a rule, in Markdown."""
    level = f"{rule.severity}, always" if rule.firm else f"{rule.severity} by default"
    return f"## {rule.code} {rule.name}\n\nSeverity: {level}.\n\n{rule.doc}\n"


def _find(code: str) -> Rule:
    """The rule with a code, in any case, or a name."""
    for rule in RULES.values():
        if code.upper() == rule.code or code.lower() == rule.name:
            return rule
    raise UsageError(f"there is no rule {code}", hint="`execsync rule` lists them all")
