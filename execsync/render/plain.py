"""Hostile text made safe to print: what a terminal would act on becomes visible instead."""

import re

_CONTROL = "\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029"
_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NO_WIDTH = (
    "\xad\u034f\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_SURROGATES = "\ud800-\udfff"
_JOINED = (
    "\u0590-\u061b\u061d-\u180d\u180f-\u1fff\u2070-\ud7ff\ue000-\ufdff\ufe10-\ufefe\uff00-\ufff8"
    "\U00010000-\U0001d172\U0001d17b-\U000dffff"
)
"""From Hebrew on: scripts whose letters take joiners, symbols and emoji; no letters of Europe."""
_SYMBOLS = f"\xa9\xae{_JOINED}"
_IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
_KEYCAP = "[0-9#*]\ufe0f\u20e3"
_LOOSE_JOINER = (
    f"[\u200c\u200d](?![{_JOINED}])|(?<![{_JOINED}])(?<![{_SYMBOLS}]\ufe0f)[\u200c\u200d]"
)
_LOOSE_SELECTOR = f"(?<![{_SYMBOLS}])[\ufe00-\ufe0f]|(?<![{_IDEOGRAPHS}])[\U000e0100-\U000e01ef]"
_DANGEROUS = re.compile(
    f"(?P<kept>{_FLAG}|{_KEYCAP})"
    f"|[{_CONTROL}{_DIRECTION}{_NO_WIDTH}{_SURROGATES}]|{_LOOSE_JOINER}|{_LOOSE_SELECTOR}"
)


def visible(text: str) -> str:
    r"""`text` on one line, with escapes for what controls, turns direction, has no width or is no character.

    Tabs stay, and so do joiners, selectors and tags where a script or an emoji needs them: within a family
    or a flag, and not within a Latin word, where they would make two texts look the same. ESC becomes
    \\x1b, so that no title can move the cursor, hide text or set colours.
    """
    return _DANGEROUS.sub(lambda match: match["kept"] or _escape(match.group()), text)


def _escape(character: str) -> str:
    return {"\n": "\\n", "\r": "\\r"}.get(character) or character.encode(
        "unicode_escape", "surrogatepass"
    ).decode("ascii")
