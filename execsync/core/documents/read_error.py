"""Why a file cannot be read as a document."""

from typing import Self

from execsync.core.documents.position import Position, position_in


class ReadError(Exception):
    """Raised while reading; `code` names the rule that puts it into words for a person.

    `line` and `column` count from 1, in the file. `hint` is what to do, where the rule does not know it.
    """

    def __init__(
        self,
        code: str,
        *,
        line: int | None = None,
        column: int | None = None,
        detail: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(code, detail)
        self.code = code
        self.line = line
        self.column = column
        self.detail = detail
        self.hint = hint

    @property
    def place(self) -> Position | None:
        """Where it is; None for the file as a whole."""
        if self.line is None or self.column is None:
            return None
        return Position(self.line, self.column)

    @classmethod
    def at(cls, code: str, text: str, offset: int, *, detail: str = "") -> Self:
        """ReadError at `offset` of `text`, which begins on the first line of the file."""
        line, column = position_in(text, offset)
        return cls(code, line=line, column=column, detail=detail)
