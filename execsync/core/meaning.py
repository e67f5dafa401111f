"""What a Markdown text says, as a digest: two spellings of one text have the same."""

import json
from typing import TYPE_CHECKING, Any

from execsync.core.digest import body_digest, digest

if TYPE_CHECKING:
    from execsync.core.blocks import Block
    from execsync.core.inlines import Run

VERSION = 2
"""Grows with each change of what counts as the same."""
BYTES = "bytes-1"
"""The measure of texts that would cost too much to parse: theirs are digests of the text as it is."""


def says(text: str, *, links: bool = True) -> str:
    """A digest of what a Markdown text says, after the name of the measure and a colon.

    Spelling means nothing: which bullet, which fence, how long a line; see `core.inlines` and `core.blocks`.
    Without `links`, where they lead means nothing either.
    """
    blocks = read(text)
    if blocks is None:
        return f"{BYTES}:{_short(body_digest(text))}"
    told = json.dumps([_block(block, links=links) for block in blocks], separators=(",", ":"))
    return f"{measure()}:{_short(digest(told))}"


def read(text: str) -> "tuple[Block, ...] | None":
    """The blocks of a text; None where parsing it would cost too much."""
    from execsync.core.blocks import read_blocks  # takes longer to import than many commands take
    from execsync.core.parser import TooCostly

    try:
        return read_blocks(text)
    except TooCostly:
        return None


def measure() -> str:
    """The name of the measure of usual texts: the parser with its version, and our own version."""
    from execsync.core.parser import NAME

    return f"{NAME}-{VERSION}"


def same_measure(one: str, other: str) -> bool:
    """Whether two digests of what texts say may be compared."""
    return one.partition(":")[0] == other.partition(":")[0]


def is_current(told: str) -> bool:
    """Whether a digest is one that the measure of usual texts would give today."""
    return told.startswith(f"{measure()}:")


def _short(told: str) -> str:
    return told.removeprefix("sha256:")[:40]


def _block(block: "Block", *, links: bool) -> list[Any]:
    return [
        block.kind,
        block.about,
        [_run(run, links=links) for run in block.runs],
        block.text,
        [_block(one, links=links) for one in block.inner],
    ]


def _run(run: "Run", *, links: bool) -> list[Any]:
    marks = run.marks if links else {mark[:1] for mark in run.marks}
    return [run.kind, run.text, sorted(marks), run.source]
