"""The lines with which Git, and `pull`, mark two versions of the same lines in one file."""

import re

OURS = "file"
"""What `pull` calls the file's side."""
THEIRS = "web"
"""What the label of the other side begins with: who edited the page, and when, follow in brackets."""

_FENCE = re.compile(r" {0,3}(`{3,}(?!.*`)|~{3,})")
_BEGIN, _MIDDLE, _END = re.compile(r"<{7}(?: |$)"), re.compile(r"={7}$"), re.compile(r">{7}(?: |$)")
_SHOWN_BEGIN = re.compile(rf"<{{7}} {OURS}$")


def find_conflict(text: str) -> int | None:
    """The offset of the first conflict in a text without carriage returns; None where there is none.

    A conflict is three lines in order: seven `<`, seven `=` and seven `>`, with or without a label after the
    first and the last. Within a fence, text may show what Git does: there the first line must have the
    label that `pull` gives it.
    """
    if "<<<<<<<" not in text:
        return None
    begun: int | None = None
    is_parted = False
    fence, at = "", 0
    for line in text.split("\n"):
        if (_SHOWN_BEGIN if fence else _BEGIN).match(line):
            begun, is_parted = at, False
        elif begun is not None and _MIDDLE.match(line):
            is_parted = True
        elif begun is not None and is_parted and _END.match(line):
            return begun
        elif begun is None:
            fence = _fence_after(line, fence)
        at += len(line) + 1
    return None


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after a line, or none."""
    found = _FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found[1]
    closes = found[1].startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence
