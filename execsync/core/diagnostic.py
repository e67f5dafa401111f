"""What is wrong with the content, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from execsync.errors import ExecsyncError


class Severity(StrEnum):
    """How bad a finding is. Errors stop an apply; warnings and notes do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding at one place.

    `path` is relative to the folder of execsync.toml; `line` and `column` count from 1 (a column in
    characters) and are None where the finding is about the file as a whole.
    """

    code: str
    severity: Severity
    summary: str
    path: str
    line: int | None = None
    column: int | None = None
    detail: str = ""
    hint: str = ""

    @property
    def place(self) -> str:
        """`path:line:column`, as editors and terminals understand it."""
        return ":".join(
            str(part) for part in (self.path, self.line, self.column) if part is not None
        )

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Orders findings as a reader meets them."""
        return (self.path, self.line or 0, self.column or 0, self.code, self.summary)


class ContentError(ExecsyncError):
    """Content with errors, which must not be applied."""

    def __init__(self, message: str, diagnostics: Iterable[Diagnostic], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.diagnostics = tuple(diagnostics)
