"""Files that serve speed or a warning alone: written whole or not at all, and no harm done if not."""

import os
from contextlib import suppress


def keep(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` in the place of what the file held, its folder made if need be."""
    part = f"{os.fspath(path)}.{os.getpid()}"
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(part, "wb") as stream:
            stream.write(data)
        os.replace(part, path)
