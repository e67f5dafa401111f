"""The pages that are not checked themselves, as far as those that are have to do with them."""

import os
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from execsync.content.file_bytes import FLAGS, read_bytes
from execsync.content.tree import File, Tree
from execsync.core.documents.document import Document
from execsync.core.documents.fields import titled_sources
from execsync.core.rules import read
from execsync.core.settings import RuleSettings

HEAD = 1024
"""Bytes in which nearly all front matter ends; of 10,000 pages, reading no more takes half of the time."""
_ENDS = {b"---": (b"\n---\n", b"\n---\r\n"), b"+++": (b"\n+++\n", b"\n+++\r\n")}
"""The last line of front matter by its first signs, as it is written as a rule."""
_MARK = b"\xef\xbb\xbf"
"""That of UTF-8, behind which front matter may begin."""


def others(
    tree: Tree,
    only: Collection[str],
    documents: Iterable[Document],
    settings: RuleSettings,
    now: datetime,
) -> Iterator[Document]:
    """The documents of `tree` that are not in `only` and matter to the `documents` that are.

    Those may that name an earlier path, or give a title to a source where a checked page gives one.
    """
    words = _words(documents, settings)
    for file in tree.files:
        if file.path not in only and any(map(_front(file).__contains__, words)):
            document, _ = read(file.path, read_bytes(file)[0], settings, now)
            if document:
                yield document


def _words(documents: Iterable[Document], settings: RuleSettings) -> tuple[bytes, ...]:
    """What stands in front matter that matters: a name, or what another spelling of it begins with."""
    mapped = settings.front_matter.map
    words = [b"moved_from", b"\\"]
    words += [mapped[name].key.encode() for name in ("moved_from", "sources") if name in mapped]
    if any(True for document in documents for _ in titled_sources(document.front)):
        words.append(b"url")  # not the address itself, which may be spelt in another way
    return tuple(words)


def _front(file: File) -> bytes:
    """What `file` holds up to the end of its front matter, or further."""
    head = _head(file)
    end = _end_in(head)
    return read_bytes(file)[0] if end < 0 else head[:end]


def _head(file: File) -> bytes:
    """The first bytes of a file; none where they cannot be had."""
    try:
        descriptor = os.open(file.location, FLAGS)
        try:
            return os.read(descriptor, HEAD)
        finally:
            os.close(descriptor)
    except OSError:
        return b""


def _end_in(head: bytes) -> int:
    """Where front matter has surely ended, as far as that is plain to see; else -1."""
    first = head[:3]
    ends = _ENDS.get(first)
    if ends is None:
        return 0 if len(first) == 3 and first != _MARK else -1
    return max(head.find(ends[0]), head.find(ends[1]))
