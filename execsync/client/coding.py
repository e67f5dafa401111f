"""The content coding of an answer: one at most, and unpacked a little at a time.

httpx unpacks what one read of the network brings all at once, which gzip makes a thousand times as much of,
and two codings one in the other a million times.
"""

import zlib
from collections.abc import Iterator
from typing import Protocol

ACCEPTED = "gzip, deflate"
"""What a hub is told that it may answer in."""
_PIECE = 64 * 1024


class CodingError(Exception):
    """An answer in a coding that is not read, or that is not what it is said to be. The text is foreign."""


class Unpacker(Protocol):
    """Takes what the network brings, and gives the content in small pieces."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The content in `data`. Raises CodingError."""

    def finish(self) -> None:
        """Raise CodingError where the content is not complete."""


def unpacker_of(coding: str) -> Unpacker:
    """The unpacker for a header Content-Encoding, empty where there is none. Raises CodingError."""
    name = coding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name == "gzip":
        return _Packed(zlib.MAX_WBITS | 16)
    if name == "deflate":
        return _Deflated()
    raise CodingError(
        f"its Content-Encoding should be gzip, deflate or identity, and is {coding.strip()}"
    )


class _Plain:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        pass


class _Packed:
    def __init__(self, window: int) -> None:
        self._zlib = zlib.decompressobj(window)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._begun = self._begun or bool(data)
        # What follows the end is not kept: zlib would gather it.
        while data and not self._zlib.eof:
            try:
                piece = self._zlib.decompress(data, _PIECE)
            except zlib.error as error:
                raise CodingError(f"it cannot be unpacked ({error})") from None
            data = self._zlib.unconsumed_tail
            yield piece

    def finish(self) -> None:
        # An answer without a body may name a coding all the same.
        if self._begun and not self._zlib.eof:
            raise CodingError("what is packed in it breaks off")


class _Deflated(_Packed):
    """`deflate` means the format of zlib, and some servers leave its frame away."""

    def __init__(self) -> None:
        super().__init__(zlib.MAX_WBITS)
        self._head = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        if len(self._head) < 2:
            self._head += data
            self._begun = self._begun or bool(data)
            if len(self._head) < 2:
                return
            data = self._head
            if not _is_framed(data):
                self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
        yield from super().feed(data)


def _is_framed(data: bytes) -> bool:
    """Whether zlib's frame is there: its two bytes (RFC 1950, 2.2) begin no bare deflate of a compressor."""
    return data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
