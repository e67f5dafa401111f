"""Keys and passwords that stand where they must not: found by their shapes, and hidden."""

import re
from typing import NamedTuple

HUB_KEY = "a key of the Exec API"


class Secret(NamedTuple):
    """What something that looks like a secret would be, and where it stands."""

    kind: str
    start: int
    end: int


_SHAPES: tuple[tuple[str, str, str, str], ...] = (
    (HUB_KEY, "_", "exec_live_", r"exec_live_[A-Za-z0-9]{32,}"),
    ("a private key", "-", "PRIVATE KEY", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    ("an AWS access key", "K", "AKIA", r"\bAKIA[0-9A-Z]{16}\b"),
    ("an AWS access key", "I", "ASIA", r"\bASIA[0-9A-Z]{16}\b"),
    ("a GitHub token", "_", "gh", r"\bgh[pousr]_[A-Za-z0-9]{36,}"),
    ("a GitHub token", "_", "github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{40,}"),
    ("a GitLab token", "-", "glpat-", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a Slack token", "-", "xox", r"\bxox[abeprs]-[A-Za-z0-9-]{10,}"),
    (
        "a Slack webhook",
        "/",
        "hooks.slack.com",
        r"hooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{16,}",
    ),
    ("a Stripe key", "_", "k_live_", r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
    ("a Google API key", "z", "AIza", r"\bAIza[A-Za-z0-9_-]{35}"),
    ("an API key", "-", "sk-", r"(?<![\w-])sk-(?:ant-|proj-)?[A-Za-z0-9_-]{0,80}[A-Za-z0-9]{20,}"),
    ("an npm token", "_", "npm_", r"\bnpm_[A-Za-z0-9]{36}"),
    ("a PyPI token", "-", "pypi-", r"\bpypi-AgE[A-Za-z0-9_-]{50,}"),
    ("a SendGrid key", "G", "SG.", r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
)
"""What it is, a sign and a text that it cannot do without, and its shape.

A sign is looked for ten times as fast as a text, and a text ten times as fast as a shape: most pages lack
most signs.
"""
_PATTERNS = tuple((sign, text, kind, re.compile(shape)) for kind, sign, text, shape in _SHAPES)
_PASSWORD = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")


def find_secrets(text: str) -> tuple[Secret, ...]:
    """What looks like a secret in `text`; examples such as `exec_live_xxxx…` are let pass."""
    return tuple(
        Secret(kind, *match.span())
        for sign, marker, kind, pattern in _PATTERNS
        if sign in text and marker in text
        for match in pattern.finditer(text)
        if not _is_example(match[0])
    )


def redact(text: str) -> str:
    """`text` with every secret, and every password in an address, replaced by asterisks.

    It stays as long as it was, so that places in it stay right.
    """
    for secret in find_secrets(text):
        shown = secret.start + min(10, (secret.end - secret.start) // 3)
        text = text[:shown] + "*" * (secret.end - shown) + text[secret.end :]
    if "://" in text:
        text = _PASSWORD.sub(lambda match: "*" * len(match[0]), text)
    return text


def _is_example(secret: str) -> bool:
    """Whether it is made up to show a shape: too few different signs, or it says so."""
    return "EXAMPLE" in secret or (len(set(secret[len(secret) // 2 :])) < 4 and " " not in secret)
