"""Texts that were applied, found again: in the local cache, else in Git by the id of the file."""

import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from execsync.core import size_limits
from execsync.core.digest import digest
from execsync.core.documents.desired import text_of
from execsync.core.documents.document import Document, parse
from execsync.core.documents.site import Site
from execsync.core.documents.translation import translate
from execsync.core.settings import RuleSettings
from execsync.core.state import PageState
from execsync.state.bodies import Bodies
from execsync.system.git import ask_git

GIT_ID = frozenset("0123456789abcdef")
EMPTY = digest("")


class History:
    """Finds the body that a page had when it was last written to the hub."""

    def __init__(self, bodies: Bodies, repository: Path, settings: RuleSettings) -> None:
        self._settings = settings
        self._bodies = bodies
        self._repository = repository
        self._found = {EMPTY: ""}
        self._room = size_limits.OLD_TEXTS

    def prepare(self, pages: Iterable[PageState]) -> None:
        """Find the bodies of all of these, with two questions to Git for those that the cache lacks."""
        missing = []
        for known in pages:
            kept = self._bodies.find(known.sent_digest)
            if kept is not None:
                self._found[known.sent_digest] = kept
            elif (
                known.sent_digest not in self._found
                and known.blob
                and GIT_ID.issuperset(known.blob)
            ):
                missing.append(known)
        self._found |= self._find_in_git(missing) if missing else {}

    def find(self, known: PageState) -> str | None:
        """The body, or None where neither the cache nor Git has it any more."""
        if known.sent_digest not in self._found:
            self.prepare([known])
        return self._found.get(known.sent_digest)

    def file(self, known: PageState) -> bytes | None:
        """The page's file as it was when it was last written to the hub; None where Git does not have it."""
        if not known.blob or not GIT_ID.issuperset(known.blob):
            return None
        return dict(self._read_blobs([known.blob])).get(known.blob)

    def learn(self, text: str) -> None:
        """Have a text at hand for this command alone."""
        self._found[digest(text)] = text

    def _find_in_git(self, pages: list[PageState]) -> dict[str, str]:
        blobs = dict(self._read_blobs(list(dict.fromkeys(known.blob for known in pages))))
        found = {}
        for known in pages:
            document, _ = (
                parse(known.path, blobs[known.blob]) if known.blob in blobs else (None, [])
            )
            if document is not None:
                text = self._text_of(document, known)
                if digest(text) == known.sent_digest:
                    found[known.sent_digest] = text
        return found

    def _text_of(self, document: Document, known: PageState) -> str:
        """The text that a file gives, with its links filled as they were."""
        document = translate(document, self._settings, datetime.now(UTC))
        linked = text_of(document, self._settings, Site(known.links, self._settings.links))
        return linked.filled(known.filling.address)

    def _read_blobs(self, ids: list[str]) -> Iterator[tuple[str, bytes]]:
        """Each file that Git has, by its id, as far as they are not too large."""
        few = self._small(ids)
        answers = io.BytesIO(self._ask_git("--batch", few) if few else b"")
        for blob in few:
            match answers.readline().split():
                case [_, b"blob", size]:
                    content = answers.read(int(size))
                    answers.readline()
                    yield blob, content

    def _small(self, ids: list[str]) -> list[str]:
        """The ids of files no larger than a page, and no more of them than may be read together.

        State names them, which somebody else may have written, and Git gives any of its objects whole.
        """
        few = []
        told = self._ask_git("--batch-check", ids).splitlines()
        for blob, line in zip(ids, told, strict=False):
            match line.split():
                case [_, b"blob", size] if int(size) <= min(size_limits.PAGE, self._room):
                    few.append(blob)
                    self._room -= int(size)
        return few

    def _ask_git(self, how: str, ids: list[str]) -> bytes:
        """What `git cat-file` says, which answers in the order of the questions; nothing where it cannot."""
        asked = "".join(f"{blob}\n" for blob in ids).encode()
        return ask_git(self._repository, "cat-file", how, given=asked) or b""
