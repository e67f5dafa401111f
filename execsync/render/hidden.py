"""A secret, hidden wherever it or a part of it stands in a text."""

import re

SHORTEST = 12
"""Characters of a secret in a row that are hidden; what is left of 40 after fewer cannot be guessed."""


def hide(text: str, secret: str, instead: str) -> str:
    """`text` with `instead` in the place of `secret`, and of each part of it that is long enough."""
    if len(secret) < SHORTEST:
        return text
    text = text.replace(secret, instead)
    starts = [match.start() for match in _parts(secret).finditer(text)]
    for start, end in reversed(_merged(starts)):
        text = f"{text[:start]}{instead}{text[end:]}"
    return text


def _parts(secret: str) -> re.Pattern[str]:
    parts = (secret[i : i + SHORTEST] for i in range(len(secret) - SHORTEST + 1))
    return re.compile(f"(?={'|'.join(map(re.escape, dict.fromkeys(parts)))})")


def _merged(starts: list[int]) -> list[tuple[int, int]]:
    """Where the parts that begin at `starts` begin and end, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    for start in starts:
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], start + SHORTEST)
        else:
            spans.append((start, start + SHORTEST))
    return spans
