"""Bodies that were applied, kept by their digest, so that a plan can show what would change in a text."""

import os
from pathlib import Path

from execsync.core.digest import digest
from execsync.kept_file import keep


class Bodies:
    """A folder of texts. It is a cache: it may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, text: str) -> None:
        """Remember a body."""
        path = self._path(digest(text))
        if not os.path.exists(path):
            keep(path, text.encode("utf-8"))

    def find(self, of: str) -> str | None:
        """The body with this digest, or None where it is not here or was damaged."""
        try:
            text = self._path(of).read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            return None
        return text if digest(text) == of else None

    def _path(self, of: str) -> Path:
        name = of.removeprefix("sha256:")
        return self._folder / name[:2] / name[2:]
