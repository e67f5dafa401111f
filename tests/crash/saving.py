"""Somebody who saves files while a watch runs: the next ones each time it has nothing to do."""

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from execsync.watch.hints import Hints

Save = Mapping[str, str | None]
"""Path → text of what is saved at once; None removes the file."""


@contextmanager
def saves_while_waiting(saves: Sequence[Save]) -> Iterator[None]:
    """For the block, do one of `saves` at each wait of a watch in this process; the last wait ends it."""
    left, wait = list(saves), Hints.wait

    def save_and_wait(hints: Hints, seconds: float) -> None:
        if left:
            save(Path(), left.pop(0))
            hints.note()
        else:
            os.kill(os.getpid(), signal.SIGINT)
        wait(hints, seconds)

    with mock.patch.object(Hints, "wait", save_and_wait):
        yield


def save(folder: Path, files: Save) -> None:
    """Write and remove these files below `folder`."""
    for path, text in files.items():
        file = folder / path
        if text is None:
            file.unlink(missing_ok=True)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
