"""Bodies that were applied, kept by their digest, so that a plan can show what would change in a text."""

import os
from contextlib import suppress
from pathlib import Path

from execsync.core.digest import digest


class Bodies:
    """A folder of texts. It is a cache: it may be deleted at any time, and a failure to write is no harm."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, text: str) -> None:
        """Remember a body."""
        path = self._path(digest(text))
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                part = path.with_suffix(f".{os.getpid()}")
                part.write_text(text, encoding="utf-8", newline="")
                part.replace(path)

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
