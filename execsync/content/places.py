"""Paths as people know them, from the folder of execsync.toml, and as State has them."""

import posixpath
from collections.abc import Iterable
from dataclasses import replace
from unicodedata import normalize

from execsync.config import Config
from execsync.core.diagnostic import Diagnostic
from execsync.core.planning.targets import below


def shown_path(path: str, config: Config) -> str:
    """A page's path as diagnostics give it: relative to the folder of execsync.toml."""
    return posixpath.normpath(posixpath.join(config.content.root, path))


def relocate(diagnostics: Iterable[Diagnostic], config: Config) -> list[Diagnostic]:
    """`diagnostics` with paths relative to the folder of execsync.toml."""
    return [replace(found, path=shown_path(found.path, config)) for found in diagnostics]


def page_path(address: str, config: Config) -> str:
    """The path that is meant: with `page:` or without, from the content root or from above it."""
    path = posixpath.normpath(address.removeprefix("page:"))
    return normalize("NFC", below(config.content.root, path))
