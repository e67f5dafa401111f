"""Characters that nobody would see are printed as escapes."""

import pytest

from execsync.render.plain import visible


@pytest.mark.parametrize(
    "character", "\ufff9\ufffa\ufffb\u115f\u1160\u3164\uffa0\u034f\u2800\u200b\u202e\u2066\xad"
)
def test_what_cannot_be_seen_is_shown(character: str) -> None:
    name = f"\\u{ord(character):04x}" if ord(character) > 255 else f"\\x{ord(character):02x}"
    assert visible(f"a{character}b") == f"a{name}b"
