"""The three texts of a merge: the file, what it would be as we wrote the page, and as the web has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from execsync.core.documents.document import parse
from execsync.core.documents.own_words import written_as
from execsync.core.documents.rebodying import rebodied
from execsync.core.documents.splicing import SpliceError, spliced
from execsync.core.pulling.choices import OnConflict
from execsync.core.pulling.web_values import WebValue, Written
from execsync.core.settings import RuleSettings


class Bodies(NamedTuple):
    """The body of a file as we wrote the page and as the web has it, both in the file's words."""

    base: str
    web: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Whole files. In `ours` stands what one side alone has changed of the front matter.

    They differ in the body, and in values that both sides have changed, which `clashing` names.
    """

    ours: str
    base: str
    theirs: str
    clashing: tuple[str, ...] = ()

    @property
    def settled(self) -> str | None:
        """What a merge gives, where none is needed; None where both sides have changed something."""
        if self.ours in (self.base, self.theirs):
            return self.theirs
        return self.ours if self.base == self.theirs else None


@dataclass(frozen=True, slots=True)
class Writing:
    """How values are put into the file at `path`, whose rules are `settings`; `now` knows its time zone."""

    path: str
    settings: RuleSettings
    now: datetime

    def put(self, text: str, values: Written) -> str:
        """The text of a whole file with these values, in its own words. Raises SpliceError."""
        for field, value in values.items():
            document, _ = parse(self.path, text.encode())
            if document is None:
                raise SpliceError(field, "the file cannot be read")
            text = spliced(text, written_as(document, self.settings, self.now, field, value))
        return text


def sides_of(
    text: str,
    values: Iterable[WebValue],
    bodies: Bodies | None,
    writing: Writing,
    on_conflict: OnConflict,
) -> Sides:
    """The three texts of a file whose text is `text`. Without `bodies`, nobody edited the text on the web.

    Values that both sides have changed clash, unless one side is to win. Raises SpliceError.
    """
    ours = text
    clashing: list[WebValue] = []
    for value in values:
        if not value.is_local or on_conflict is OnConflict.THEIRS:
            ours = writing.put(ours, value.web)
        elif on_conflict is not OnConflict.OURS:
            clashing.append(value)
    base = theirs = ours
    for value in clashing:
        base, theirs = writing.put(base, value.base), writing.put(theirs, value.web)
    if bodies is not None:
        base, theirs = rebodied(base, bodies.base), rebodied(theirs, bodies.web)
    return Sides(ours, base, theirs, tuple(value.name for value in clashing))
