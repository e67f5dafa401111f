"""How a rich-text editor would store a title."""

from __future__ import annotations

import re

_OPENING = re.compile(r"""(^|[\s(\[{\u2013\u2014/])(["'])(?=\S)""")
_CURLY = {'"': ("\u201c", "\u201d"), "'": ("\u2018", "\u2019")}


def tidy(title: str) -> str:
    """Trim a title, squeeze the blanks in it, and make its straight quotes typographic.

    Doing it twice gives what doing it once gave.
    """
    squeezed = " ".join(title.split())
    opened = _OPENING.sub(lambda found: found[1] + _CURLY[found[2]][0], squeezed)
    return opened.replace('"', _CURLY['"'][1]).replace("'", _CURLY["'"][1])
