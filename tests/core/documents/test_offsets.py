"""Offsets in bytes and in characters name the same places."""

import pytest

from execsync.core.documents.offsets import characters_in


@pytest.mark.parametrize("text", ["", "plain", "ü", "aüb日本c🎉", "🎉", "e\u0301x" * 50])
def test_each_character_is_found_by_its_bytes(text: str) -> None:
    at = characters_in(text)
    for offset in range(len(text) + 1):
        assert at(len(text[:offset].encode())) == offset
