"""Keys: their form, and that they stay unknown."""

import copy
import pickle
import traceback

import pytest

from execsync.client.key import Key, parse_key
from execsync.errors import ConfigError

from .conftest import SECRET


def test_a_sound_key_is_taken_with_white_space_around_it() -> None:
    assert parse_key(f" {SECRET}\n").reveal() == SECRET


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        (f'"{SECRET}"', "quotation marks"),
        (f"'{SECRET}'", "quotation marks"),
        (f"Bearer {SECRET}", "Bearer"),
        (SECRET.replace("live", "test"), "does not start with exec_live_"),
        (SECRET + "x", "40 letters and digits"),
        (SECRET[:-1], "40 letters and digits"),
        (SECRET[:-1] + "-", "40 letters and digits"),
        (SECRET[:-1] + "é", "40 letters and digits"),
        (SECRET[:-1] + "\N{ARABIC-INDIC DIGIT ONE}", "40 letters and digits"),
        (SECRET[:20] + "\n" + SECRET[21:], "40 letters and digits"),
    ],
)
def test_a_malformed_key_is_explained_and_never_quoted(text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as caught:
        parse_key(text)
    assert "EXEC_API_KEY" in caught.value.hint
    assert "Zq9Zq9" not in f"{caught.value!r} {caught.value.hint}"


def test_a_traceback_with_local_variables_does_not_show_a_malformed_key() -> None:
    try:
        parse_key(SECRET + "x")
    except ConfigError as error:
        ours = error.__traceback__.tb_next if error.__traceback__ else None
        shown = traceback.TracebackException(type(error), error, ours, capture_locals=True)
    assert "Zq9Zq9" not in "".join(shown.format())


def test_a_key_is_shown_by_nothing_but_reveal() -> None:
    key = Key(SECRET)
    assert "Zq9" not in f"{key} {key!r} {[key]}"
    assert not hasattr(key, "__dict__")


@pytest.mark.parametrize("write", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_key_cannot_be_copied_or_written_down(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError, match="never written down"):
        write(Key(SECRET))


def test_the_key_is_taken_out_of_text() -> None:
    assert Key(SECRET).redact(f"Invalid key {SECRET}!") == "Invalid key exec_live_…!"
