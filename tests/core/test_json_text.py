import json

import pytest

from execsync.core.json_text import read_json


@pytest.mark.parametrize(
    "value", [None, [], {"a": [1, 2.5, True, "\U0001f44d ü"]}, {"": -3}, "😀", [[[["a"]]]]]
)
def test_what_was_written_is_read(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b"[1]\0",
        '["a"]'.encode("utf-16"),
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b'{"\\uDFFF": 1}',
        b"NaN",
        b"[-Infinity]",
        b"1e999",
        b"9" * 20_000,
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
    ids=repr,
)
def test_what_could_not_be_written_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(data)
