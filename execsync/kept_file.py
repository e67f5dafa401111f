"""Files that serve speed or a warning alone: no harm is done where they cannot be written."""

import os
from contextlib import suppress


def keep(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` in the place of what the file held, whole or not at all; its folder is made if need be."""
    part = f"{os.fspath(path)}.{os.getpid()}"
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(part, "wb") as stream:
            stream.write(data)
        os.replace(part, path)


def keep_line(path: str | os.PathLike[str], line: bytes) -> None:
    """Add a line to the file, which is made if need be. Who reads it must bear a torn one."""
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "ab") as stream:
            stream.write(line + b"\n")


def remove(path: str | os.PathLike[str]) -> None:
    """Remove the file, if it can be."""
    with suppress(OSError):
        os.unlink(path)
