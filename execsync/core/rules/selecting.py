"""Rules named on the command line: by their codes, or by how some codes begin."""

from collections.abc import Iterable

from execsync.core.rules.catalogue import RULES
from execsync.errors import UsageError


def codes_of(words: Iterable[str]) -> frozenset[str]:
    """The codes that `words` mean, as `EX051`, `EX05` or `EX05,EX060`, in any case. Raises UsageError."""
    parts = [part for word in words for part in word.split(",")]
    return frozenset(code for part in parts for code in _codes(part.strip()))


def _codes(word: str) -> list[str]:
    found = [code for code in RULES if word and code.startswith(word.upper())]
    if not found:
        raise UsageError(f"there is no rule {word or 'without a code'}", hint=_nearest(word))
    return found


def _nearest(word: str) -> str:
    """What was meant, perhaps: names are taken for it, too."""
    from difflib import get_close_matches

    names = {rule.name: code for code, rule in RULES.items()}
    close = get_close_matches(word.upper(), RULES, 1, 0.5)
    close = [names[name] for name in get_close_matches(word.lower(), names, 1)] or close
    meant = f"did you mean {close[0]}? " if close else ""
    return f"{meant}`execsync rule` lists them all"
