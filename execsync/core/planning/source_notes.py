"""What files say of a source that exists already, and that no call of the hub can change any more."""

from collections.abc import Iterable, Mapping

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.core.resource import Page, SourceRef
from execsync.core.state import GONE, SourceState


def note_unchangeable(
    pages: Iterable[Page], known: Mapping[str, SourceState]
) -> tuple[Diagnostic, ...]:
    """A note for each source whose written title, cover or folders are not what it was made with.

    Only what a file says counts, and only the first file that says it: a bare address says nothing.
    """
    notes: dict[str, Diagnostic] = {}
    for page in pages:
        for ref in page.sources:
            state = known.get(ref.url)
            parts = _changed_parts(ref, state) if state and state.status != GONE else []
            if parts and ref.url not in notes:
                notes[ref.url] = _note(page, ref, parts)
    return tuple(notes.values())


def is_as_made(page: Page, known: Mapping[str, SourceState]) -> bool:
    """Whether there is nothing to note of the page's sources, all of which are known."""
    return all(ref.url in known and not _changed_parts(ref, known[ref.url]) for ref in page.sources)


def _note(page: Page, ref: SourceRef, parts: list[str]) -> Diagnostic:
    return Diagnostic(
        code="EX901",
        severity=Severity.NOTE,
        summary=f"{', '.join(parts)} of a source cannot be changed: {ref.url}",
        path=page.path,
        hint="the hub has no call that changes a source; change it on the web",
    )


def _changed_parts(ref: SourceRef, state: SourceState) -> list[str]:
    pairs = {
        "title": (ref.title, state.title),
        "cover": (ref.cover, state.cover),
        "folder_ids": (set(ref.folder_ids), set(state.folder_ids)),
    }
    return [name for name, (written, made) in pairs.items() if written and written != made]
