"""What becomes of a clash: lines, or a value, that the file has changed in one way and the web in another."""

from enum import StrEnum


class OnConflict(StrEnum):
    """`--on-conflict`: write nothing at all, mark both sides in the file, or take one of them."""

    FAIL = "fail"
    MARKERS = "markers"
    OURS = "ours"
    THEIRS = "theirs"
