"""A text as it is compared: one kind of line ends, nothing unreadable, no marks within bare addresses."""

import re
import sys
from collections.abc import Iterator

from execsync.core.parser import MARKS, located_events, tag_of

_PART = r"[^\s<&\[\]\\]"
_SIGNED_ADDRESS = re.compile(
    rf"(?<!{_PART})(?>{_PART}*?(?:://|www\.))[^\s<&\[\]\\*_~`]*+[*_~`]", re.IGNORECASE
)
_BEGIN = re.compile(rb"(?<![^\s*_~(])(?:(?:https?|ftp)://|www\.)", re.IGNORECASE)
_ADDRESS = re.compile(rf"{_PART}+".encode())
_SIGNS = re.compile(rb"[*_~`]")
_UNREADABLE = re.compile("[\0\ud800-\udfff]")


def normal_text(text: str) -> str:
    """The text as the parser is to read it, so that it says what it says to GitHub. Raises TooCostly."""
    text = _UNREADABLE.sub(_readable, text.replace("\r\n", "\n").replace("\r", "\n"))
    return _with_plain_addresses(text) if _SIGNED_ADDRESS.search(text) else text


def _readable(sign: re.Match[str]) -> str:
    """CommonMark's sign for a zero; for half a character one of those that Unicode leaves to anybody."""
    return "\ufffd" if sign[0] == "\0" else chr(ord(sign[0]) + 0x10_0000)


def _with_plain_addresses(text: str) -> str:
    """The text with an escape for each sign within a bare address, which GitHub takes for a link."""
    source, done = text.encode(), 0
    written: list[bytes] = []
    for start, limit in _bare_addresses(text, source):
        if start >= done and (address := _ADDRESS.match(source, start, limit)):
            plain = _without_tail(address[0])
            written += [source[done:start], _SIGNS.sub(rb"\\\g<0>", plain)]
            done = start + len(plain)
    return b"".join([*written, source[done:]]).decode()


def _bare_addresses(text: str, source: bytes) -> Iterator[tuple[int, int]]:
    """Where one begins in what is neither code nor HTML, and what it cannot go beyond, in bytes."""
    begins = [begin.start() for begin in _BEGIN.finditer(source)][::-1]
    limit, in_code = sys.maxsize, False
    for event, span in located_events(text):
        if isinstance(event, str):
            continue
        if "Text" in event:
            while begins and begins[-1] < span["end"]:
                begin = begins.pop()
                if begin >= span["start"] and not in_code:
                    yield begin, limit
        elif "End" in event:
            in_code = False
        elif "Start" in event and (kind := tag_of(event["Start"])[0]) not in MARKS:
            in_code = kind == "CodeBlock"
            limit = span["end"] if kind == "TableCell" else sys.maxsize


def _without_tail(address: bytes) -> bytes:
    """An address without the signs at its end that belong to the sentence around it."""
    surplus = address.count(b")") - address.count(b"(")
    end = len(address)
    while end and (address[end - 1] in b"?!.,:*_~'\"" or (address[end - 1] == 41 and surplus > 0)):
        surplus -= address[end - 1] == 41
        end -= 1
    return address[:end]
