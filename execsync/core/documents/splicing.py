"""New values for keys of a file's front matter, with all else of the file as it was, byte for byte."""

from collections.abc import Mapping


class SpliceError(ValueError):
    """A value cannot be put in without damage to what stands around it: which `key`, and the `reason`."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"`{key}`: {reason}")
        self.key = key
        self.reason = reason


def spliced(text: str, values: Mapping[str, object]) -> str:
    """The text of a whole file with these values of its front matter's top-level keys.

    `text` is the file as it is: with its byte-order mark and its own line ends, if it has them. A value is a
    text, a flag, a list of texts or of tables of these, or None, which takes the key out. A key that has its
    value already is not touched, one that is new comes last; a file without front matter gets some.
    Raises SpliceError where that cannot be had with all other values and bytes as they were.
    """
    raise NotImplementedError
