"""Suppressions: comments in a file that name the rules not to be applied to a line."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.documents.document import Document
from execsync.core.documents.position import Position
from execsync.core.rules.registry import Finding, Rule, rule

_IN_BODY = re.compile(
    r"<!--[ \t]*execsync:[ \t]*ignore\b(?P<codes>(?:[ \t,]*\bEX\d+)*)[^\n]{0,200}?-->"
)
_IN_FRONT = re.compile(r"#[ \t]*execsync:[ \t]*ignore\b(?P<codes>(?:[ \t,]*\bEX\d+)*)[^\n]*")
_CODE = re.compile(r"EX\d+")


class Suppression(NamedTuple):
    """Rules that are not applied to some lines, and where it says so."""

    codes: tuple[str, ...]
    lines: range
    at: Position


def suppressions(document: Document) -> Iterator[Suppression]:
    """Every suppression; one that has its line to itself holds for the next line too."""
    if document.block and "execsync:" in document.block.text:
        yield from _read(_IN_FRONT, document.block.text, 1)
    if "execsync:" in document.body:
        yield from _read(_IN_BODY, document.body, document.body_line)


def _read(pattern: re.Pattern[str], text: str, first_line: int) -> Iterator[Suppression]:
    for number, line in enumerate(text.split("\n"), first_line):
        if match := pattern.search(line):
            alone = not line.replace(match[0], "").strip()
            codes = tuple(_CODE.findall(match["codes"]))
            at = Position(number, match.start() + 1)
            yield Suppression(codes, range(number, number + 1 + alone), at)


def without_suppressed(
    document: Document, found: list[Diagnostic], rules: Iterable[Rule]
) -> list[Diagnostic]:
    """`found` without what the document suppresses; what makes no page is never left out."""
    if not found or not (given := list(suppressions(document))):
        return found
    firm = {rule.code for rule in rules if rule.firm}
    return [
        diagnostic
        for diagnostic in found
        if diagnostic.code in firm
        or not any(diagnostic.code in e.codes and diagnostic.line in e.lines for e in given)
    ]


@rule("EX090", "suppression-without-rule", Severity.WARNING)
def unknown_code(document: Document, known: Iterable[str]) -> Iterator[Finding]:
    """A comment suppresses no rule, or one that does not exist.

    It names rules by their codes. It holds for its own line, and for the next one if it
    has its line to itself; in front matter it begins with `#`.

    Wrong:

    ```markdown
    ---
    title: Refunds
    ---

    <!-- execsync: ignore links -->
    See [returns](returns.md). <!-- execsync: ignore EX050 until returns are written -->
    ```

    Right:

    ```markdown
    ---
    title: Refunds
    ---

    <!-- execsync: ignore EX050 until returns are written -->
    See [returns](returns.md).
    ```
    """
    for suppression in suppressions(document):
        unknown = [code for code in suppression.codes if code not in known]
        if unknown or not suppression.codes:
            what = f"there is no rule {unknown[0]}" if unknown else "the comment names no rule"
            yield Finding(suppression.at, what, "write a code, as in: execsync: ignore EX050")
