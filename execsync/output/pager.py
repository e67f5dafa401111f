"""Long results through the pager of the person, as Git shows its own.

Which program that is, the environment alone says: EXECSYNC_PAGER, then PAGER, else `less` where there is one.
"""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TextIO

from execsync.system.child import child_environment, find_program

VARIABLES = ("EXECSYNC_PAGER", "PAGER")
USUAL = "less"
SETTINGS = {"LESS": "FRX", "LV": "-c"}
"""What pagers are told where the person has not said anything: as Git has it."""


def page(text: str, terminal: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Show a text that is longer than the terminal in the pager; False where nothing was shown.

    No pager is started off a terminal, on a dumb one, and where the person wants none (`cat`, or nothing).
    """
    if not terminal.isatty() or environment.get("TERM") == "dumb":
        return False
    if text.count("\n") < shutil.get_terminal_size().lines:
        return False
    command = pager_command(environment)
    return bool(command) and _run(command, text, environment)


def pager_command(environment: Mapping[str, str]) -> Sequence[str]:
    """The program, by its absolute path, and its arguments; empty where there is none to be used.

    A program in the working folder is never meant: that may be anybody's.
    """
    chosen = next((environment[name] for name in VARIABLES if name in environment), USUAL)
    try:
        words = shlex.split(chosen)
    except ValueError:
        return ()
    program = find_program(words[0], environment) if words and words[0] != "cat" else None
    return (program, *words[1:]) if program else ()


def _run(command: Sequence[str], text: str, environment: Mapping[str, str]) -> bool:
    told = {**SETTINGS, **child_environment(environment)}
    try:
        process = subprocess.Popen(  # noqa: S603 (the person's own program)
            command, stdin=subprocess.PIPE, env=told
        )
    except OSError:
        return False
    with _interrupts_left_to_it(), process:
        # Whoever has seen enough ends the pager before it has read all.
        with suppress(BrokenPipeError):
            process.communicate(text.encode(errors="backslashreplace"))
        process.wait()
    return True


@contextmanager
def _interrupts_left_to_it() -> Iterator[None]:
    """For the block, Ctrl-C is the pager's: it ends a search, and not us under its hands."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
