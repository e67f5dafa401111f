"""Keys and passwords that stand where they must not: found by their shapes, and hidden."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from execsync.core.documents.secret_shapes import (
    CERTAIN,
    KINDS_OF_KEY,
    LIKELY,
    NAMED,
    NAMED_ENTROPY,
    WORDS,
    SecretShape,
)


class Secret(NamedTuple):
    """What something that looks like a secret would be, and where it stands."""

    kind: str
    start: int
    end: int


def _by_sign(shapes: Iterable[SecretShape]) -> Mapping[str, list[SecretShape]]:
    found: dict[str, list[SecretShape]] = {}
    for shape in shapes:
        found.setdefault(shape.sign, []).append(shape)
    return found


_CERTAIN, _LIKELY = _by_sign(CERTAIN), _by_sign(LIKELY)
_NAMED = re.compile(NAMED)
_SAYS_SO = re.compile(
    r"example|sample|placeholder|changeme|change_me|your|redacted|dummy|secret|password|token|xxx|\.\.\.|…|\*\*\*",
    re.IGNORECASE,
)
_SAMPLE_OF_JWT = ("IjoiMTIzNDU2Nzg5MCI", "IjoiSm9obiBEb2U", "IjoxNTE2MjM5MDIy")
"""What jwt.io's own sample says in base64: 1234567890, John Doe, 1516239022."""
_PASSWORD = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")


def find_secrets(text: str) -> tuple[Secret, ...]:
    """What is certainly a secret in `text`; examples such as `exec_live_xxxx…` are let pass."""
    return tuple(_find(text, _CERTAIN))


def find_likely_secrets(text: str) -> tuple[Secret, ...]:
    """What may well be a secret in `text`, by the word before it, and is none of the certain ones."""
    likely = (*_find(text, _LIKELY), *_find_named(text))
    certain = find_secrets(text) if likely else ()
    return tuple(
        found
        for found in likely
        if not any(one.start < found.end and found.start < one.end for one in certain)
    )


def redact(text: str) -> str:
    """`text` with every secret, and every password in an address, replaced by asterisks.

    It stays as long as it was, so that places in it stay right.
    """
    for secret in (*find_secrets(text), *find_likely_secrets(text)):
        shown = secret.start + min(10, (secret.end - secret.start) // 3)
        text = text[:shown] + "*" * (secret.end - shown) + text[secret.end :]
    if "://" in text:
        text = _PASSWORD.sub(lambda match: "*" * len(match[0]), text)
    return text


def _find(text: str, shapes: Mapping[str, list[SecretShape]]) -> Iterator[Secret]:
    for sign, those in shapes.items():
        for shape in those if sign in text else ():
            if shape.marker in text:
                yield from _find_shape(text, shape)


def _find_shape(text: str, shape: SecretShape) -> Iterator[Secret]:
    # Not compiled before it is needed, which it mostly never is.
    for match in re.finditer(shape.pattern, text):
        is_value = "value" in match.re.groupindex
        value = match["value"] if is_value else match[0]
        if not _is_example(value, shape.entropy, is_value=is_value):
            yield Secret(shape.kind, *match.span("value" if is_value else 0))


def _find_named(text: str) -> Iterator[Secret]:
    """Values of `password = …` and their like. From the word on: most pages lack the words."""
    if "=" not in text and ":" not in text:
        return  # no sign: looking for each word takes much longer
    lowered = text.lower()
    if len(lowered) != len(
        text
    ):  # a few letters have a small one of two: then places would not fit
        lowered = text
    for word in WORDS:
        at = lowered.find(word)
        while at >= 0:
            end = at + len(word)
            match = _NAMED.match(text, end)
            is_named = match and _names_secret(lowered, at, word, match["sign"])
            if match and is_named and not _is_example(match["value"], NAMED_ENTROPY, is_value=True):
                yield Secret("a password or key", *match.span("value"))
            at = lowered.find(word, end)


def _names_secret(lowered: str, at: int, word: str, sign: str) -> bool:
    """Whether a word is one of its own and, before a colon, which prose has too, the line's only one."""
    start = lowered.rfind("\n", 0, at) + 1
    before = lowered[start:at]
    if word == "key" and not before.rstrip(" _-").endswith(KINDS_OF_KEY):
        return False
    if before[-1:].isalnum() or "?" in before.rpartition(" ")[2]:
        return False  # a longer word, or the query of an address
    return sign != ":" or len(before.strip(" \t>*-_#\"'").split()) <= 1


def _is_example(value: str, entropy: float, *, is_value: bool) -> bool:
    """Whether it is made up to show a shape: too few different signs, or it says so."""
    if "EXAMPLE" in value or any(part in value for part in _SAMPLE_OF_JWT):
        return True
    # The beginning of many is the same for all: what tells stands behind it.
    if len(set(value[len(value) // 2 :])) < 4 and " " not in value:
        return True
    if is_value and (_SAYS_SO.search(value) or not _is_mixed(value)):
        return True
    return _entropy(value) < entropy


def _is_mixed(value: str) -> bool:
    """Whether it has letters and digits: a word, a call or a number is no password worth a warning."""
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def _entropy(text: str) -> float:
    """Bits a character, as Shannon counts them."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)
