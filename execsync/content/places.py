"""Where findings are: paths as people know them, from the folder of execsync.toml."""

import posixpath
from collections.abc import Iterable
from dataclasses import replace

from execsync.config import Config
from execsync.core.diagnostic import Diagnostic


def shown_path(path: str, config: Config) -> str:
    """A page's path as diagnostics give it: relative to the folder of execsync.toml."""
    return posixpath.normpath(posixpath.join(config.content.root, path))


def relocate(diagnostics: Iterable[Diagnostic], config: Config) -> list[Diagnostic]:
    """`diagnostics` with paths relative to the folder of execsync.toml."""
    return [replace(found, path=shown_path(found.path, config)) for found in diagnostics]
