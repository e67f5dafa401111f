"""From a parser's offsets in UTF-8 bytes to offsets in characters."""

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

_CONTINUED = re.compile(rb"[\x80-\xbf]+")


def characters_in(text: str) -> Callable[[int], int]:
    """A function from an offset in the text's bytes to one in its characters.

    The offset must be the beginning of a character, or the end of the text.
    """
    if text.isascii():
        return int
    runs = [match.span() for match in _CONTINUED.finditer(text.encode())]
    ends = [end for _, end in runs]
    surplus = [0, *accumulate(end - start for start, end in runs)]
    return lambda offset: offset - surplus[bisect_right(ends, offset)]
