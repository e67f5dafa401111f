"""Where a command writes: results to `out`, progress and notes to `err`; and what the terminals can show."""

import os
import select
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Literal, TextIO, cast

from execsync.errors import RefusedError
from execsync.output.terminal_size import columns
from execsync.output.waits import Waits
from execsync.render.flow import flow
from execsync.render.hidden import hide
from execsync.render.plain import visible
from execsync.render.runner_words import break_words
from execsync.render.style import Style
from execsync.signals import interruptible

ColourChoice = Literal["auto", "always", "never"]


class GuardedStream:
    """A stream on which no key is printed and, off a terminal, no word that a CI runner acts on."""

    def __init__(self, stream: TextIO, keys: Iterable[str]) -> None:
        self._stream = stream
        self._keys = tuple(keys)
        self._is_log = not stream.isatty()

    def write(self, text: str) -> int:
        """Write a text without keys, and without words that a CI runner acts on."""
        return self._stream.write(self.clean(break_words(text) if self._is_log else text))

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each, guarded as well."""
        for line in lines:
            self.write(line)

    def command(self, text: str) -> int:
        """Write what a runner is to act on."""
        return self._stream.write(self.clean(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def clean(self, text: str) -> str:
        """The text without keys."""
        for key in self._keys:
            text = hide(text, key, "…")
        return text


def guarded(stream: TextIO, environment: Mapping[str, str] = os.environ) -> TextIO:
    """The stream, guarded against the keys of the environment, and against the words of runners."""
    values = (value for name, value in environment.items() if name.startswith("EXEC_API_KEY"))
    keys = (value.strip().removeprefix(PREFIX) for value in values)
    # That of a local hub is one character forty times: no secret, and a part of many a number.
    return cast("TextIO", GuardedStream(stream, (key for key in keys if len(set(key)) > 1)))


A_MOMENT = 0.2
"""Seconds that a signal may wait at most while a person is asked."""
PREFIX = "exec_live_"
"""What every key begins with, and what is no secret."""


@dataclass(frozen=True, slots=True)
class Console:
    """The two streams of a command. `verbose` asks for a line a request on `err`.

    With `pages`, a result that is longer than the terminal is shown in the person's pager. `has_status` says
    that the terminal's last line is somebody else's.
    """

    out: TextIO
    err: TextIO
    colour: ColourChoice = "auto"
    verbose: bool = False
    pages: bool = False
    has_status: bool = False
    waits: Waits = field(default_factory=Waits, repr=False, compare=False)
    """What requests wait for."""
    _later: SimpleQueue[str] = field(default_factory=SimpleQueue, repr=False, compare=False)

    def style(self, stream: TextIO) -> Style:
        """Colours as asked for; else NO_COLOR and FORCE_COLOR decide, then whether it is a terminal."""
        colour = _wants_colour(self.colour, stream, os.environ)
        return Style(colour=colour, width=columns(stream) if stream.isatty() else None)

    def show(self, result: str, format: str) -> None:
        """Write a result. That of the format `github` is commands of ours, which a runner is to act on."""
        if format == "github" and isinstance(self.out, GuardedStream):
            self.out.command(result)
        elif not (self.pages and self._page(result)):
            self.out.write(result)

    def _page(self, result: str) -> bool:
        if not self.out.isatty():
            return False
        from execsync.output.pager import page

        self.err.flush()
        self.out.flush()
        return page(
            self.out.clean(result) if isinstance(self.out, GuardedStream) else result, self.out
        )

    @property
    def is_interactive(self) -> bool:
        """Whether a person can be asked."""
        return self.err.isatty() and os.isatty(0)

    def say(self, text: str) -> None:
        """A sentence of the result, made visible, in lines that fit."""
        self.say_lines(flow(visible(text), self.style(self.out)))

    def say_lines(self, lines: Iterable[str]) -> None:
        """Lines of the result that fit."""
        for line in lines:
            self.out.write(f"{line}\n")

    def tell(self, text: str) -> None:
        """A sentence for a person, beside the result, made visible, in lines that fit."""
        self.tell_lines(flow(visible(text), self.style(self.err)))

    def tell_lines(self, lines: Iterable[str]) -> None:
        """Lines that fit, for a person, beside the result. From another thread they wait for the main one."""
        for line in lines:
            self._later.put(line)
        if threading.current_thread() is threading.main_thread():
            self.catch_up()

    @property
    def counts_down(self) -> bool:
        """Whether a wait of this thread is shown as it passes, on a line of its own or on the live one."""
        is_main = threading.current_thread() is threading.main_thread()
        return is_main and self.draws and not self.has_status

    @property
    def draws(self) -> bool:
        """Whether `err` is a terminal on which a line can be drawn anew."""
        return self.err.isatty() and os.environ.get("TERM") != "dumb"

    def put_off(self, text: str) -> bool:
        """Leave a line about a signal to the live line; False where there is none. From any thread.

        Written past that, it would be wiped away with the lines that are drawn anew.
        """
        are_shown = self.waits.are_shown  # which the main thread may end meanwhile
        if are_shown:
            for line in flow(text, self.style(self.err)):
                self._later.put(line)
        return are_shown

    def catch_up(self) -> None:
        """Print the lines that other threads have left."""
        # That nobody reads what is told is no reason to stop an apply in its middle.
        with suppress(OSError):
            for text in self.left_lines():
                self.err.write(f"{text}\n")
            self.err.flush()

    def left_lines(self) -> Iterator[str]:
        """The lines that are told and not printed yet, each once."""
        with suppress(Empty):
            while True:
                yield self._later.get_nowait()

    def ask(self, question: str, *, yes_option: str) -> None:
        """Ask a person, and raise RefusedError unless the answer is yes, or where nobody can be asked.

        Says that nothing was changed where KeyboardInterrupt goes on, too.
        """
        if not self.is_interactive:
            raise RefusedError(
                f"nobody can be asked here, and {yes_option} was not given; nothing was changed",
                hint=f"check what is shown above, then run the same command with {yes_option}",
            )
        try:
            with interruptible():
                self.err.write(f"\n{question} Only 'yes' is taken as a yes: ")
                self.err.flush()
                _await_line()
                answer = sys.stdin.readline()
        except KeyboardInterrupt:
            self.err.write("\n")
            self.tell("stopped at the question; nothing was changed")
            raise
        if not answer.endswith("\n"):  # Ctrl-D leaves the line of the question open
            self.err.write("\n")
        if answer.strip() != "yes":
            raise RefusedError("not applied; nothing was changed")


def _await_line() -> None:
    """Wait until a person has typed a line. A signal that comes just before a read would wait with it."""
    if sys.platform != "win32":
        while not select.select([0], [], [], A_MOMENT)[0]:
            pass


def _wants_colour(choice: ColourChoice, stream: TextIO, environment: Mapping[str, str]) -> bool:
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"
