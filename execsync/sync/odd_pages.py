"""Pages that the hub shows otherwise than its contract says, named for a person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.conflicts import UNREAD
from execsync.core.snapshot import PageRow
from execsync.core.state import PageState

UNREAD_PAGE = "EX906"
ODD_PAGE = "EX907"
MOST = 5
"""So many ids of pages that are odd in the same way are named; of the others, how many they are."""


def unread_pages(unread: Mapping[str, str], pages: Iterable[PageState]) -> list[Diagnostic]:
    """An error for each page of ours, by id, whose answer could not be read, with what is wrong with it."""
    return [
        Diagnostic(
            code=UNREAD_PAGE,
            severity=Severity.ERROR,
            summary=f"what the hub shows of {page.id} cannot be read: {unread[page.id]}",
            path=page.path,
            detail="nothing of it was touched",
            hint=UNREAD,
        )
        for page in pages
        if page.id in unread
    ]


def odd_pages(rows: Iterable[PageRow]) -> list[Diagnostic]:
    """A note for each way in which rows of pages that are not ours are odd, with their ids."""
    found: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
    for row in rows:
        for name, told in row.odd:
            found[(name, told, name in row.unread)].append(row.id)
    return [_note(name, told, ids, left_out=out) for (name, told, out), ids in found.items()]


def _note(name: str, told: str, ids: list[str], *, left_out: bool) -> Diagnostic:
    shown = ", ".join(ids[:MOST]) + (f" and {len(ids) - MOST:,} more" if len(ids) > MOST else "")
    pages = "a page that is" if len(ids) == 1 else f"{len(ids):,} pages that are"
    return Diagnostic(
        code=ODD_PAGE,
        severity=Severity.NOTE,
        summary=f"{pages} not ours: {name} {told}: {shown}",
        path=".",
        detail=_DONE.get(name, "left out") if left_out else "read as it is meant",
    )


_DONE = {
    "title": "left out: whether it looks like a page of ours is not known",
    "folders": "before a page of the same title is made, it is looked at",
}
"""What is done about a field that cannot be read, where there is more to say."""
