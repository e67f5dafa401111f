"""Texts that were applied, found again: in the local cache, else in Git by the id of the file."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from execsync.bodies import Bodies
from execsync.core.digest import digest
from execsync.core.documents.document import parse
from execsync.core.state import PageState
from execsync.git import ask_git

GIT_ID = frozenset("0123456789abcdef")
EMPTY = digest("")


class History:
    """Finds the body that a page had when it was last written to the hub."""

    def __init__(self, bodies: Bodies, repository: Path) -> None:
        self._bodies = bodies
        self._repository = repository
        self._found = {EMPTY: ""}

    def prepare(self, pages: Iterable[PageState]) -> None:
        """Find the bodies of all of these, with one question to Git for those that the cache lacks."""
        missing = []
        for known in pages:
            kept = self._bodies.find(known.body)
            if kept is not None:
                self._found[known.body] = kept
            elif known.body not in self._found and known.blob and GIT_ID.issuperset(known.blob):
                missing.append(known)
        self._found |= self._find_in_git(missing) if missing else {}

    def find(self, known: PageState) -> str | None:
        """The body, or None where neither the cache nor Git has it any more."""
        if known.body not in self._found:
            self.prepare([known])
        return self._found.get(known.body)

    def _find_in_git(self, pages: list[PageState]) -> dict[str, str]:
        blobs = dict(self._read_blobs(list(dict.fromkeys(known.blob for known in pages))))
        found = {}
        for known in pages:
            document, _ = (
                parse(known.path, blobs[known.blob]) if known.blob in blobs else (None, [])
            )
            if document is not None and digest(document.body) == known.body:
                found[known.body] = document.body
        return found

    def _read_blobs(self, ids: list[str]) -> Iterator[tuple[str, bytes]]:
        """Each file that Git has, by its id; `git cat-file` answers in the order of the questions."""
        asked = "".join(f"{blob}\n" for blob in ids).encode()
        shown = ask_git(self._repository, "cat-file", "--batch", given=asked)
        answers = io.BytesIO(shown or b"")
        for blob in ids:
            match answers.readline().split():
                case [_, kind, size]:
                    content = answers.read(int(size))
                    answers.readline()
                    if kind == b"blob":
                        yield blob, content
