"""How a rich-text editor would store Markdown: the same text, in its own spelling."""

from __future__ import annotations

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BULLET = re.compile(r"^(\s*)[*+](\s+)(?=\S)")
_RULE = re.compile(r"\s*([*_-])(\s*\1){2,}\s*")
_UNDERLINE = re.compile(r"(=+|-+)\s*")


def normalise(text: str) -> str:
    """Rewrite bullets as `-`, headings as `#`, trim line ends, and end with one newline.

    Code between fences keeps its lines. Rewriting twice gives what rewriting once gave.
    """
    written: list[str] = []
    fence: str | None = None
    for line in text.splitlines():
        opened = _FENCE.match(line)
        if fence is None and opened:
            fence = opened[1]
        elif fence is not None:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = None
        else:
            _append_prose(written, line)
            continue
        written.append(line)
    return "\n".join(written).strip("\n") + "\n"


def _append_prose(written: list[str], line: str) -> None:
    if _UNDERLINE.fullmatch(line) and written and _is_paragraph(written[-1]):
        level = "#" if line.startswith("=") else "##"
        written[-1] = f"{level} {written[-1].strip()}"
    else:
        kept = line.rstrip()
        written.append(kept if _RULE.fullmatch(kept) else _BULLET.sub(r"\1-\2", kept))


def _is_paragraph(line: str) -> bool:
    return bool(line.strip()) and not re.match(r"\s*([#>|`~-]|\d+[.)]\s)", line)
