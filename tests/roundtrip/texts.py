"""Markdown to try things on: ours, made up, and public trees where a folder of them is named."""

import os
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from execsync.core.documents.document import parse
from tests.support.prose import Author
from tests.support.spelling import spell

VARIABLE = "EXECSYNC_TEST_TREES"
PROJECT = Path(__file__).parents[2]
OURS = ("*.md", "docs/**/*.md", "example-hub/**/*.md")

Texts = Mapping[str, str]
"""Texts by the paths of their files."""


def ours() -> Texts:
    """All that the project tells in Markdown."""
    files = {file for pattern in OURS for file in PROJECT.glob(pattern)}
    return {str(file.relative_to(PROJECT)): body_of(file) for file in sorted(files)}


def made_up(dice: random.Random, number: int, *, plain: bool) -> Texts:
    """Texts made up by `Author`."""
    author = Author(dice, plain=plain)
    return {f"made-up-{n:04}.md": spell(author.text(), dice) for n in range(number)}


def trees() -> dict[str, Texts]:
    """The files of each folder in the folder that the environment names; none where it names none."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        return {}
    found = {
        tree.name: dict(_files(tree)) for tree in sorted(Path(folder).iterdir()) if tree.is_dir()
    }
    return {name: texts for name, texts in found.items() if texts}


def _files(tree: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(tree.rglob("*.md")):
        if file.is_file() and not file.is_symlink() and (body := body_of(file)).strip():
            yield str(file.relative_to(tree)), body


def body_of(file: Path) -> str:
    """What would be sent of a file: the text below its front matter."""
    content = file.read_bytes()
    document, _ = parse(file.name, content)
    return document.body if document else content.decode(errors="replace").replace("\r\n", "\n")
