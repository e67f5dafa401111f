"""Findings as JUnit XML, which most CI services show as a list of tests."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.render.plain import visible
from execsync.render.runner_words import break_in_xml

SUITE = "execsync validate"


def diagnostics_junit(found: Sequence[Diagnostic], *, strict: bool) -> str:
    """One suite with a case for each finding, or one case that passes if there is none.

    Errors are failures, warnings too with `strict`; the rest are cases that pass and say so.
    """
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    cases = [_case(diagnostic, fails=diagnostic.severity in failing) for diagnostic in found]
    if not cases:
        cases = [f'  <testcase classname="{SUITE}" name="content"/>']
    failures = sum(diagnostic.severity in failing for diagnostic in found)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="0"'
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="{SUITE}" {counts}>',
        f'<testsuite name="{SUITE}" {counts}>',
        *cases,
        "</testsuite>",
        "</testsuites>\n",
    )
    return break_in_xml("\n".join(lines))


def _case(found: Diagnostic, *, fails: bool) -> str:
    name = _attribute(f"{found.code} {found.place}")
    text = ". ".join(part for part in (found.summary, found.detail, found.hint) if part)
    body = escape(_legal(f"{found.place}: {found.severity} {found.code} {text}"))
    outcome = f"<system-out>{body}</system-out>"
    if fails:
        kind = f"message={_attribute(found.summary)} type={_attribute(found.code)}"
        outcome = f"<failure {kind}>{body}</failure>"
    return f"  <testcase classname={_attribute(found.path)} name={name}>{outcome}</testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_legal(text))


def _legal(text: str) -> str:
    """`text` without the characters that no XML may hold."""
    return visible(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
