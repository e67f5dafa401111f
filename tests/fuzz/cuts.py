"""Mistakes in the bytes of a file or an answer: something put in, taken out, doubled or cut off."""

from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st

from tests.fuzz.pieces import PIECES

Kind = Literal["put", "double", "end", "begin"]


@dataclass(frozen=True)
class Cut:
    """One mistake at a place, which is taken modulo the length of what it is made in."""

    at: int
    length: int = 0
    kind: Kind = "put"
    piece: bytes = b""


def cut(data: bytes, cuts: tuple[Cut, ...]) -> bytes:
    """The bytes with these mistakes."""
    for one in cuts:
        start = one.at % (len(data) + 1)
        end = min(len(data), start + one.length)
        if one.kind == "end":
            data = data[:start]
        elif one.kind == "begin":
            data = data[start:]
        elif one.kind == "double":
            data = data[:end] + data[start:]
        else:
            data = data[:start] + one.piece + data[end:]
    return data


CUT = st.builds(
    Cut,
    st.integers(0, 100) | st.integers(0, 100_000),
    st.integers(0, 3) | st.integers(0, 60),
    st.sampled_from(["put", "put", "put", "double", "end", "begin"]),
    st.sampled_from(PIECES) | st.binary(max_size=4),
)
CUTS = st.one_of(*[st.just(())] * 3, st.lists(CUT, min_size=1, max_size=3).map(tuple))
