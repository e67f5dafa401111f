"""What a plan says of files that may have been renamed, where nothing tells which of them is which."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.planning.moves import KEYS, find_claims
from execsync.core.resource import Page
from execsync.core.state import PageState

SHOWN = 5
"""Names in a note; a folder of look-alikes may be long."""

Group = tuple[list[str], list[str]]
"""New paths, and the paths in State that each of them may have been."""


def note_unclear_moves(
    pages: Sequence[Page], known: Mapping[str, PageState], moves: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """A warning for each group of new files that may be vanished ones: it would make second pages.

    `moves` are those that are certain. A file is in one group at most, that of its text before that of
    its fields.
    """
    paths = {page.path for page in pages}
    new = [page for page in pages if page.path not in known and page.path not in moves]
    kept = paths.union(moves.values())
    gone = [entry for path, entry in known.items() if path not in kept]
    if not new or not gone:
        return ()
    noted: set[str] = set()
    notes = []
    for news, olds in chain(_claimed(new, gone), _alike(new, gone)):
        if noted.isdisjoint(news):
            noted.update(news)
            notes.append(_note(sorted(news), sorted(olds)))
    return tuple(sorted(notes, key=lambda note: note.path))


def _claimed(new: Iterable[Page], gone: Iterable[PageState]) -> Iterator[Group]:
    """Files that say `moved_from` of the same page."""
    for old, news in find_claims(new, {entry.path for entry in gone}).items():
        yield news, [old]


def _alike(new: Sequence[Page], gone: Sequence[PageState]) -> Iterator[Group]:
    """Files that have their text, or else their fields, in common with vanished ones."""
    for of_page, of_state in KEYS:
        groups: dict[object, Group] = defaultdict(lambda: ([], []))
        for page in new:
            groups[of_page(page)][0].append(page.path)
        for entry in gone:
            groups[of_state(entry)][1].append(entry.path)
        yield from (g for key, g in groups.items() if key is not None and all(g))


def _note(news: Sequence[str], olds: Sequence[str]) -> Diagnostic:
    files = "this new file may be" if len(news) == 1 else f"one of {_names(news)} may be"
    return Diagnostic(
        code="EX905",
        severity=Severity.WARNING,
        summary=f"{files} {_names(olds, 'or')}, renamed",
        path=news[0],
        detail="nothing tells for sure, so that a new page is planned",
        hint=f"if it was renamed, write moved_from: {olds[0]} into it, or: "
        f"execsync state mv {olds[0]} {news[0]}",
    )


def _names(paths: Collection[str], word: str = "and") -> str:
    shown = list(paths)[:SHOWN]
    if len(paths) > SHOWN:
        shown.append(f"{len(paths) - SHOWN} more")
    return f" {word} ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
