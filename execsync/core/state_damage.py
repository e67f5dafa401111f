"""What is wrong with a state file, and where: by the names of its tables, never by what they say."""

import re
import shlex

from execsync.errors import StateError

MARKERS = re.compile(rb"^(?:<{7}|\|{7}|={7}|>{7})(?: |$)", re.MULTILINE)
"""The lines that Git puts around the two sides of a conflict."""
_HEADER = re.compile(rb"\[{1,2}(?:in_doubt|pages|sources|state)\b.*\]")
MOST_WRITES = 2**48
"""A serial from which on nothing is written: far below the largest number that a file may hold."""
_LONGEST = 5000
"""Bytes of a first line: a path is no longer."""
DRIVER = "execsync state merge %O %A %B"
"""The command with which Git merges two State files, as it is registered."""


class Damage(Exception):
    """A table that is not as execsync wrote it: `header` is its first line, or `line` the number of one.

    `number` tells apart tables of one name.
    """

    def __init__(self, what: str, *, header: str = "", number: int = 1, line: int = 0) -> None:
        super().__init__(what)
        self.what = what
        self.header = header
        self.number = number
        self.line = line


def line_of(data: bytes, header: str, number: int = 1) -> int:
    """The number of the line with the `number`th table of this name; 0 where none is written like that."""
    wanted = header.encode()
    found = 0
    at = 0 if header else -1
    while at >= 0:
        if data.startswith(wanted, at):
            found += 1
            if found == number:
                return data.count(b"\n", 0, at) + 1
        at = data.find(b"\n" + wanted, at) + 1 or -1
    return 0


def refuse_large_serial(serial: int) -> None:
    """Raise StateError for a serial that no run has come to, and that could soon be written no more."""
    if serial > MOST_WRITES:
        raise StateError(
            f"State has the serial {serial}, which execsync has not written; nothing was changed",
            hint="restore an older version of the state file, for example with: git log and git checkout",
        )


def refusal(damage: Damage, data: bytes, name: str, *, is_file: bool = True) -> StateError:
    """The error for a person. `data` is the file, or what lies elsewhere, which is called `name`.

    It is looked at as bytes: as a text, or as its lines, it may take many times the memory.
    """
    marker = MARKERS.search(data)
    if marker and is_file:
        return _conflict(data.count(b"\n", 0, marker.start()) + 1, name)
    line = damage.line or line_of(data, damage.header, damage.number)
    header = damage.header or _header_above(data, line)
    return StateError(
        f"{name}{f':{line}' if line else ''}: the state file is corrupt: "
        f"{f'{header}: ' if header else ''}{damage.what}",
        hint=f"restore it, for example with: git checkout -- {shlex.quote(name)}; "
        "the file is left as it is"
        if is_file
        else "put a sound one there, such as a copy in .execsync/backups: execsync state push --force FILE",
    )


def _conflict(line: int, name: str) -> StateError:
    return StateError(
        f"{name}:{line}: Git left a conflict in the state file: it holds two records of the hub",
        hint=f"execsync state merge keeps what both say: {_ways_to_merge(name)}",
    )


def _ways_to_merge(name: str) -> str:
    """The commands that merge the two sides of a conflict, and take the result only if that was done.

    The sides go to a new folder of the system's: here the other side may have put links in their way.
    """
    folder, _, file = name.rpartition("/")
    file = shlex.quote(file)
    steps = (
        f"cd {shlex.quote(folder or '.')}",
        "sides=$(mktemp -d)",
        f"git checkout --ours -- {file}",
        # There is no first one where both sides have added the file.
        f'{{ git show :1:./{file} > "$sides/base"; git show :3:./{file} > "$sides/theirs"; }}',
        f'execsync state merge "$sides/base" {file} "$sides/theirs"',
        f"git add -- {file}",
        'rm -r "$sides"',
    )
    return f"({' && '.join(steps)})"


def _header_above(data: bytes, line: int) -> str:
    """The first line of the table that a line belongs to, where that is sound itself."""
    end = 0
    for _ in range(line):
        end = data.find(b"\n", end) + 1 or len(data)
    begin = data.rfind(b"\n[", 0, end) + 1
    header = data[begin : min(end, begin + _LONGEST)].partition(b"\n")[0]
    return header.decode("utf-8", "replace") if _HEADER.fullmatch(header) else ""
