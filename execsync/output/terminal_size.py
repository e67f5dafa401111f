"""How wide the terminal of a stream is, at this moment."""

import os
from contextlib import suppress
from typing import TextIO


def columns(stream: TextIO) -> int:
    """Columns of the terminal: COLUMNS first, as everywhere; 80 where it does not say."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    with suppress(OSError, ValueError):
        return os.get_terminal_size(stream.fileno()).columns or 80
    return 80
