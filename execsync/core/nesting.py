"""How deep a Markdown text may be nested: for each line, the parser asks every quote and item around it."""

import re

DEEPEST = 200
"""Signs of quotes, lists and indentation before the one that opens another level. A person nests ten."""
_MARK = r"(?:>|(?:[-+*]|\d{1,9}[.)])(?=\s))"
_DEEP = re.compile(rf"\n(?: ?(?:[ \t]|{_MARK})){{{DEEPEST}}}+[ \t]*+{_MARK}")


def deep_line(text: str) -> int | None:
    """The offset of the first line that may open too many levels, in code, too; lines end with line feeds.

    A level within others takes a sign or two blanks of each of them on its line, so that no text without
    such a line nests more.
    """
    found = _DEEP.search(f"\n{text}")
    return found and found.start()
