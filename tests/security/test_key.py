"""No part of the key that tells anything is printed, whoever has it in his words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.client.key import Key
from execsync.localhub import LOCAL_KEY, LocalHub
from tests.support.checkout import Checkout

KEY = "exec_live_" + "aB3dE5gH7jK9mN1pQ3sT5vW7xY9zA2cD4fG6hJ8k"
SECRET = KEY.removeprefix("exec_live_")


@given(
    st.integers(0, 28),
    st.integers(12, 40),
    st.text(alphabet="!? .", max_size=5),
    st.text(alphabet="!? .", max_size=5),
)
def test_a_part_of_twelve_characters_or_more_is_hidden(
    start: int, length: int, before: str, after: str
) -> None:
    part = SECRET[start : start + length]
    if len(part) < 12:
        return
    shown = Key(KEY).redact(f"{before}{part}{after}")
    assert not any(SECRET[i : i + 12] in shown for i in range(29))
    assert shown == f"{before}…{after}"


def test_all_parts_of_a_text_are_hidden() -> None:
    text = f"{KEY} {SECRET[3:20]}{SECRET[:12]} {SECRET[:11]} exec_live_"
    assert Key(KEY).redact(text) == f"exec_live_… … {SECRET[:11]} exec_live_"


@pytest.mark.parametrize("echo", [SECRET, SECRET[:20], SECRET[15:], KEY, f"Bearer {KEY}"])
def test_what_a_hub_echoes_is_not_printed(echo: str, checkout: Checkout, hub: LocalHub) -> None:
    """As a title, which goes another way than a refusal does."""
    hub.web.create(f"A {echo}")
    checkout.page("a.md", title=f"A {echo}")
    for command in (("plan",), ("apply", "--yes"), ("apply", "--yes", "--format", "json"), ("-v",)):
        options = command if command[0] != "-v" else ("apply", "--yes", "-v")
        ended = checkout.call(*options, EXEC_API_KEY=KEY)
        assert not any(SECRET[i : i + 12] in ended.out + ended.err for i in range(29))


def test_the_key_of_another_hub_is_hidden_too(checkout: Checkout) -> None:
    checkout.page("a.md", title=f"A {KEY}")
    ended = checkout.call("plan", EXEC_API_KEY=LOCAL_KEY, EXEC_API_KEY_STAGING=KEY)
    assert SECRET not in ended.out + ended.err
