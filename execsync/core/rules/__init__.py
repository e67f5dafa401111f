"""What can be wrong with content: one function a rule, each with a code that stays."""

from collections.abc import Iterable, Sequence

from execsync.core.diagnostic import Diagnostic
from execsync.core.document import Document
from execsync.core.rules.catalogue import HUB, PAGE, RULES, TITLE
from execsync.core.rules.levels import judge
from execsync.core.rules.registry import Finding, Rule
from execsync.core.settings import RuleSettings
from execsync.core.trouble import Trouble

__all__ = ["RULES", "Rule", "check", "check_hub", "explain", "judge"]


def explain(path: str, trouble: Trouble) -> Diagnostic:
    """Trouble with reading a file, as a diagnostic."""
    rule = RULES[trouble.code]
    return rule.report(path, rule.check(trouble), None)


def check(document: Document, settings: RuleSettings) -> list[Diagnostic]:
    """What is wrong with one document by itself, as far as a plan needs to know."""
    found = [diagnostic for rule in TITLE for diagnostic in rule.run(document, settings)]
    if document.front:
        found += [diagnostic for rule in PAGE for diagnostic in rule.run(document)]
    return found


def check_hub(documents: Sequence[Document]) -> list[Diagnostic]:
    """What is wrong between documents, which must be sorted by path."""
    diagnostics = []
    for rule in HUB:
        findings: Iterable[tuple[Document, Finding]] = rule.check(documents)
        diagnostics += [rule.report(doc.path, found, doc) for doc, found in findings]
    return diagnostics
