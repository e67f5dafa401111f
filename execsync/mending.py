"""Files mended in place: what `execsync validate --fix` does."""

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable

from execsync.console import Console
from execsync.core.diagnostic import Diagnostic
from execsync.core.rules.fixes import FIXABLE, fix
from execsync.file_bytes import read_bytes
from execsync.places import shown_path
from execsync.render.plain import visible
from execsync.selection import Chosen
from execsync.tree import reason


def mend(chosen: Chosen, found: Iterable[Diagnostic], console: Console) -> bool:
    """Mend what `found` names and is safe to mend, say so, and tell whether anything was."""
    codes: dict[str, set[str]] = defaultdict(set)
    for diagnostic in found:
        codes[diagnostic.path].add(diagnostic.code)
    mended = False
    for file in chosen.tree.files:
        shown = shown_path(file.path, chosen.config)
        if not codes[shown] & FIXABLE:
            continue
        data, _ = read_bytes(file)
        line_ends = "EX005" in codes[shown]
        if fixed := fix(file.path, data, chosen.config.rules, line_ends=line_ends):
            try:
                _write(file.location, fixed.data)
            except OSError as error:
                console.tell(f"{visible(shown)}: cannot be written: {reason(error)}")
                continue
            mended = True
            console.tell(f"{visible(shown)}: {visible('; '.join(fixed.words))}")
    return mended


def _write(location: str, data: bytes) -> None:
    """Put `data` in the file's place at once: a reader sees the old file or the new one."""
    target = os.path.realpath(location)
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".execsync-")
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
        shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
