"""Text and times as the web page writes them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from execsync.localhub.clock import write_moment

if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT = "\t\u200c\u200d"
"""Invisible, but needed: joiners shape words in some scripts, and make one emoji of two."""


def visible(text: str) -> str:
    """Write control characters and what turns the direction of text as `[U+001B]`."""
    return _spell(text, _is_control)


def visible_title(text: str) -> str:
    """Like `visible`; blanks are written so too where there is nothing else: a link needs a text."""
    return _spell(text, _is_unseen if all(map(_is_unseen, text)) else _is_control)


def show_time(moment: int) -> str:
    """Write microseconds since 1970 for people, say `2027-01-15 12:00:00 UTC`."""
    return write_moment(moment, digits="seconds").replace("T", " ").replace("Z", " UTC")


def show_size(characters: int) -> str:
    """Write a number of characters, say `1,234,567 characters`."""
    return f"{characters:,} character{'' if characters == 1 else 's'}"


def web_address(text: str) -> str | None:
    """The text if it is an http or https address, which alone may become a link."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc else None


def _spell(text: str, is_spelled: Callable[[str], bool]) -> str:
    return "".join(f"[U+{ord(c):04X}]" if is_spelled(c) else c for c in text)


def _is_control(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _KEPT


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character)[0] in "CZ"
