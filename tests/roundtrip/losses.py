"""Why a text says something else once a serialiser wrote it: what that cannot hold, or gets wrong."""

from collections.abc import Iterable, Iterator

from execsync.core.blocks import Block, read_blocks
from execsync.core.inlines import InlineKind, Run


def cause(text: str, written: str) -> str:
    """What may explain a difference that a reader can see; the first of these."""
    before, after = read_blocks(text), read_blocks(written)
    blocks, runs = [*_every(before)], [*_runs(before)]
    causes = {
        "a table": any(block.kind == "table" for block in blocks),
        "HTML": any(block.kind == "html" for block in blocks) or _has(runs, InlineKind.HTML),
        "strikethrough": any(("Strikethrough",) in run.marks for run in runs),
        "signs taken for HTML": _has(_runs(after), InlineKind.HTML),
        "a first number of 0": any(block.about == "0" for block in blocks),
        "a line taken for another block": _kinds(before) != _kinds(after),
        "the text of an image": _images(before) != _images(after),
        "where marks end": _letters(before) == _letters(after),
    }
    return next((name for name, is_so in causes.items() if is_so), "another")


def _every(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _every(block.inner)


def _runs(blocks: Iterable[Block]) -> Iterator[Run]:
    return (run for block in _every(blocks) for run in block.runs)


def _has(runs: Iterable[Run], kind: InlineKind) -> bool:
    return any(run.kind is kind for run in runs)


def _letters(blocks: Iterable[Block]) -> str:
    """All that is written, without what may be a mark."""
    text = "".join(run.text for run in _runs(blocks))
    return "".join(letter for letter in text if letter not in "*_`[]()<> ")


def _kinds(blocks: Iterable[Block]) -> list[str]:
    return [block.kind for block in _every(blocks)]


def _images(blocks: Iterable[Block]) -> list[str]:
    return [run.text for run in _runs(blocks) if run.kind is InlineKind.IMAGE]
