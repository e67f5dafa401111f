"""How deep a Markdown text may be nested: each line is held against every quote, item and note around it."""

import re

DEEPEST = 200
"""Signs of quotes, items, notes and indentation before one that opens another level. People nest ten."""
_NOTE = r"\[\^(?:\\.|[^\]\\\n])++\]:"
_MARK = rf"(?:>|(?:[-+*]|\d{{1,9}}[.)])(?=\s)|{_NOTE})"
_BEGIN = r"[ \t>+*\d\[-]"
"""What each of those begins with. Most lines begin with something else, and are done with at once."""
_DEEP = re.compile(rf"\n(?={_BEGIN})(?: ?(?:[ \t]|{_MARK})){{{DEEPEST}}}+[ \t]*+{_MARK}")


def deep_line(text: str) -> int | None:
    """The offset of the first line that may open too many levels, in code, too; lines end with line feeds.

    A level within others takes a sign or two blanks of each of them on its line, so that no text without
    such a line nests more.
    """
    found = _DEEP.search(f"\n{text}")
    return found and found.start()
