"""Hostile text made safe to print: what a terminal would act on becomes visible instead."""

import re

_DANGEROUS = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""`text` on one line, with control, direction and lone surrogate characters as escapes.

    Tabs stay. ESC becomes \\x1b, so that no title can move the cursor, hide text or set colours.
    """
    return _DANGEROUS.sub(lambda match: _escape(match.group()), text)


def _escape(character: str) -> str:
    return {"\n": "\\n", "\r": "\\r"}.get(character) or character.encode(
        "unicode_escape", "surrogatepass"
    ).decode("ascii")
