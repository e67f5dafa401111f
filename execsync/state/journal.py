"""The write-ahead log of an apply: one JSON object a line, on the disk before a request is sent.

Each line ends with a digest of itself, so that none is believed that was damaged.
"""

import errno
import io
import json
import os
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, BinaryIO, Self

from execsync.core import size_limits
from execsync.core.digest import seal
from execsync.core.json_text import read_json
from execsync.core.running.record import (
    Header,
    Line,
    Outcome,
    Record,
    entry_line,
    header_line,
    read_record,
)
from execsync.errors import JournalError
from execsync.state.folder import JOURNAL, StateFolder


class Journal:
    """An open journal. It exists from the first request of an apply until State is safely written."""

    def __init__(self, folder: StateFolder, header: Header) -> None:
        self.path = folder.path(JOURNAL)
        self._folder = folder
        self._stream = self._open()
        try:
            if not os.fstat(self._stream.fileno()).st_size:
                self._write([header_line(header)], sync=True)
        except OSError as error:
            self.close()
            raise self._error(error) from error
        except JournalError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def append(self, lines: Iterable[Line]) -> None:
        """Write the lines in one go; unless they are outcomes only, they are on the disk on return.

        An outcome need not be: without it, the next run looks at the hub before it does anything.
        Raises JournalError when the disk is full or the file cannot be written.
        """
        batch = list(lines)
        sync = any(not isinstance(line, Outcome) for line in batch)
        self._write([entry_line(line) for line in batch], sync=sync)

    def remove(self) -> None:
        """End the journal: everything in it has found its way into State."""
        self.close()
        self._folder.remove(JOURNAL)

    def close(self) -> None:
        """Let the file go; it stays for the next run."""
        self._stream.close()

    def _open(self) -> BinaryIO:
        try:
            descriptor = self._folder.open(JOURNAL, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        except OSError as error:
            raise self._error(error) from error
        stream = open(descriptor, "ab", buffering=0)  # noqa: SIM115 (kept open for the run)
        try:
            written = self._folder.read(JOURNAL, limit=size_limits.JOURNAL) or b""
            stream.truncate(written.rfind(b"\n") + 1)  # a torn last line goes
        except OSError as error:
            stream.close()
            raise self._error(error) from error
        return stream

    def _write(self, lines: Iterable[Mapping[str, Any]], *, sync: bool) -> None:
        data = b"".join(_sealed(line) for line in lines)
        try:
            written = self._stream.write(data)
            if written != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if sync:
                os.fsync(self._stream.fileno())
        except OSError as error:
            raise self._error(error) from error

    def _error(self, error: OSError) -> JournalError:
        return JournalError(
            f"{self.path}: cannot be written: {error.strerror}",
            hint="nothing more was sent; make room or set the rights, and run the same command again",
        )


def read(folder: StateFolder) -> Record | None:
    """The journal that an earlier run left, or None. A torn last line is ignored.

    Raises JournalError when another line is not what was written.
    """
    path = folder.path(JOURNAL)
    try:
        data = folder.read(JOURNAL, limit=size_limits.JOURNAL)
    except OSError as error:
        raise JournalError(f"{path}: cannot be read: {error.strerror}") from error
    if data is None:
        return None
    lines: list[Mapping[str, Any]] = []
    for number, line in enumerate(io.BytesIO(data), 1):
        is_whole = line.endswith(b"\n")
        entry = _read(line[:-1])
        # Of one without an end: a whole line, whose end was damaged.
        if (entry is None) is is_whole:
            raise JournalError(
                f"{path}:{number}: is not a line of a journal, or was damaged",
                hint="keep a copy of it, remove it, then run: execsync state rebuild",
            )
        if entry is not None:
            lines.append(entry)
    return read_record(lines) if lines else None


_DIGEST = ', "digest": "'


def _sealed(line: Mapping[str, Any]) -> bytes:
    text = json.dumps(line)
    return f'{text[:-1]}{_DIGEST}{seal(text.encode())}"}}\n'.encode()


def _read(line: bytes) -> Mapping[str, Any] | None:
    """The line, without its digest; None where the two do not fit."""
    text, _, given = line.rpartition(_DIGEST.encode())
    text += b"}"
    if given != f'{seal(text)}"}}'.encode():
        return None
    try:
        read = read_json(text)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
