"""How many examples a random test tries."""

from typing import Any

from hypothesis import settings

SHARE = 4
"""`make test` tries one of so many: it tries the same ones each time, and each night has all and new ones."""


def examples(number: int = 100, **others: Any) -> settings:
    """`number` of them, or a share of it by `make test`; `others` are Hypothesis's own."""
    is_short = settings.get_current_profile_name() == "same"
    return settings(max_examples=number // SHARE if is_short else number, **others)
