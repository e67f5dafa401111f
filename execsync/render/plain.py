"""Hostile text made safe to print: what a terminal would act on becomes visible instead."""

import re

_CONTROL = "\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029"
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NO_WIDTH = "\xad\u180e\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f"
_BLANK = "\u034f\u115f\u1160\u2800\u3164\uffa0\ufff9-\ufffb"
"""Of no category that tells it, and yet they show as nothing or as a blank."""
_SURROGATES = "\ud800-\udfff"
_DANGEROUS = re.compile(f"[{_CONTROL}{_DIRECTION}{_NO_WIDTH}{_BLANK}{_SURROGATES}]")


def visible(text: str) -> str:
    r"""`text` on one line, with escapes for what controls, turns direction, has no width or is no character.

    Tabs stay, and so do the joiners that scripts and emoji need. ESC becomes \\x1b, so that no title
    can move the cursor, hide text or set colours.
    """
    return _DANGEROUS.sub(lambda match: _escape(match.group()), text)


def _escape(character: str) -> str:
    return {"\n": "\\n", "\r": "\\r"}.get(character) or character.encode(
        "unicode_escape", "surrogatepass"
    ).decode("ascii")
