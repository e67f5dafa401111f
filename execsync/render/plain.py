"""Hostile text made safe to print: what a terminal would act on becomes visible instead."""

import re

_CONTROL = "\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029"
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NO_WIDTH = (
    "\xad\u034f\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and a pattern of dots that are nothing to be seen."""
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f"
_SURROGATES = "\ud800-\udfff"
_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
_SUSPECT = re.compile(
    f"{_FLAG}|[{_CONTROL}{_DIRECTION}{_NO_WIDTH}{_BLANK}{_JOINERS}{_SELECTORS}{_SURROGATES}]"
)

_JOINED = (
    *((0x0590, 0x061B), (0x061D, 0x180D), (0x180F, 0x1FFF), (0x2070, 0xD7FF), (0xE000, 0xFDFF)),
    *((0xFE10, 0xFEFE), (0xFF00, 0xFFF8), (0x10000, 0x1D172), (0x1D17B, 0xDFFFF)),
)
"""From Hebrew on: scripts whose letters take joiners, symbols and emoji; no letters of Europe."""
_IDEOGRAPHS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def visible(text: str) -> str:
    r"""`text` on one line, with escapes for what controls, turns direction, has no width or is no character.

    Tabs stay, and so do joiners, selectors and tags where a script or an emoji needs them: within a family
    or a flag, and not within a Latin word, where they would make two texts look the same. ESC becomes
    \\x1b, so that no title can move the cursor, hide text or set colours.
    """
    return _SUSPECT.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    found = match[0]
    return found if len(found) > 1 or _is_needed(match.string, match.start()) else _escape(found)


def _is_needed(text: str, at: int) -> bool:
    """Whether the character at `at` belongs to what stands beside it."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if text[at] in _JOINERS:
        joins = _is_in(_JOINED, before) or (before == "\ufe0f" and _is_needed(text, at - 1))
        return joins and _is_in(_JOINED, after)
    if "\ufe00" <= text[at] <= "\ufe0f":
        is_keycap = before in tuple("0123456789#*") and after == "\u20e3"
        return is_keycap or before in ("\xa9", "\xae") or _is_in(_JOINED, before)
    return "\U000e0100" <= text[at] <= "\U000e01ef" and _is_in(_IDEOGRAPHS, before)


def _is_in(ranges: tuple[tuple[int, int], ...], character: str) -> bool:
    return bool(character) and any(low <= ord(character) <= high for low, high in ranges)


def _escape(character: str) -> str:
    return {"\n": "\\n", "\r": "\\r"}.get(character) or character.encode(
        "unicode_escape", "surrogatepass"
    ).decode("ascii")
