"""What a rule is: a code that stays, a function, and its docstring for documentation."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.documents.position import Place
from execsync.core.documents.secrets import redact

if TYPE_CHECKING:
    from execsync.core.documents.document import Document


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule has to say about one place; `about` is the other page in it, if there is one."""

    at: Place
    summary: str
    hint: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong. A `firm` rule's severity cannot be changed in execsync.toml:
    what it finds cannot be turned into a page. `quiet` says what else keeps it from being told, if anything.
    """

    code: str
    name: str
    severity: Severity
    check: Callable[..., Any]
    firm: bool
    quiet: str = ""

    @property
    def doc(self) -> str:
        """The rule's documentation, in Markdown."""
        from textwrap import dedent

        first, _, rest = (self.check.__doc__ or "").partition("\n")
        return f"{first}\n{dedent(rest)}".strip()

    def report(self, path: str, finding: Finding, document: "Document | None") -> Diagnostic:
        """The diagnostic for `finding`; its place is looked up only here."""
        position = document.locate(finding.at) if document else finding.at
        line, column = position if isinstance(position, tuple) else (None, None)
        return Diagnostic(
            code=self.code,
            severity=self.severity,
            summary=redact(finding.summary),
            path=path,
            line=line,
            column=column,
            hint=redact(finding.hint),
        )


def rule(
    code: str,
    name: str,
    severity: Severity = Severity.ERROR,
    *,
    firm: bool = False,
    quiet: str = "",
) -> Callable[[Callable[..., Any]], Rule]:
    """Makes a rule of a function; its docstring is what `execsync rule CODE` prints."""
    return partial(Rule, code, name, severity, firm=firm, quiet=quiet)
