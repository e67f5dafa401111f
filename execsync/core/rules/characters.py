"""What a text of one line must not hold, and what it should not."""

import re

_UNUSABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATES = frozenset("\u2066\u2067\u2068")
_END, _END_OF_ISOLATE = "\u202c", "\u2069"


def find_unusable(text: str) -> str:
    """The first control character or line break, as `U+001B`; empty where there is none.

    Whatever else Unicode has is for the writer to choose: joined emoji, blanks and hyphens of every kind.
    """
    found = _UNUSABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def is_balanced(text: str) -> bool:
    """Whether each embedding, override and isolate of direction in `text` is closed, and none else.

    The end of an isolate closes what was opened within it (Unicode Standard Annex 9, X6a).
    """
    opened: list[str] = []
    for turn in _TURNS.findall(text):
        if turn not in (_END, _END_OF_ISOLATE):
            opened.append(turn)
            continue
        while turn == _END_OF_ISOLATE and opened and opened[-1] not in _ISOLATES:
            opened.pop()
        if not opened or (opened[-1] in _ISOLATES) != (turn == _END_OF_ISOLATE):
            return False
        opened.pop()
    return not opened
