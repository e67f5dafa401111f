"""What a plan says of folders and skills that nobody has looked up yet."""

from collections.abc import Iterable, Iterator

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.naming import awaits, names_of
from execsync.core.resource import Page

AWAITED = "EX911"


def note_awaited(pages: Iterable[Page]) -> Iterator[Diagnostic]:
    """A note, at the first of them, where the ids of names in pages are not known here."""
    waiting = [page for page in pages if awaits(page)]
    if waiting:
        lists = " and ".join(sorted({things for things, _ in names_of(waiting)}))
        number = f"{len(waiting):,} {'page' if len(waiting) == 1 else 'pages'}"
        yield Diagnostic(
            code=AWAITED,
            severity=Severity.NOTE,
            summary=f"{number} with names of {lists} that are looked up at apply",
            path=waiting[0].path,
            hint=f"`execsync {lists.replace(' and ', '` and `execsync ')}` does it now",
        )
