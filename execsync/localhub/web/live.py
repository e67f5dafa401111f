"""Telling an open page that it is out of date, by server-sent events."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

    from execsync.localhub.parts import Parts

Topic: TypeAlias = Literal["content", "requests"]
TOPICS: tuple[Topic, ...] = get_args(Topic)

_TICK = 0.1
"""Seconds between two looks. Extractions go by the clock, so that nothing tells of their end."""

_TICKS_OF_SILENCE = 20
"""After so many a sign of life is sent: it fails where the browser is gone, and frees the thread."""


class Live:
    """Marks what a view was made from, and watches for another mark."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # A hub that was started anew may come to the same counts with other content.
        self._start = secrets.token_hex(4)

    def mark(self, topic: Topic) -> str:
        """A word that is another one after each change; to be taken before content is read."""
        if topic == "content":
            self._parts.sources.advance()
            self._parts.editors.save_due()
            return f"{self._start}.{self._parts.database.changes()}.{self._parts.report.mark()}"
        counts = self._parts.limits.counts()
        finished = self._parts.exchanges.finished()
        return f"{self._start}.{finished}.{counts['minute']}.{counts['day']}"

    def events(self, topic: Topic, seen: str) -> Iterator[bytes]:
        """Send each mark that differs from the last one `seen`, until the hub stops."""
        silence = _TICKS_OF_SILENCE - 1
        while not self._parts.stopping.wait(_TICK):
            mark = self.mark(topic)
            silence += 1
            if mark != seen:
                yield f"data: {mark}\n\n".encode()
                seen, silence = mark, 0
            elif silence == _TICKS_OF_SILENCE:
                yield b":\n\n"
                silence = 0
