"""Digests of texts: short stand-ins that State and the journal keep instead of bodies."""

import re

# Without the underscore, which is Markdown: an editor may store _this_ as *this*.
_WORD = re.compile(r"[^\W_]+")


def digest(text: str) -> str:
    """`sha256:` and the hexadecimal digest of the text's UTF-8 bytes."""
    import hashlib  # takes as long to import as a small file to check, and not every command needs it

    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def blob_id(data: bytes) -> str:
    """The id that Git gives a file of these bytes (SHA-1, 40 hexadecimal digits)."""
    import hashlib

    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def bare_body(text: str) -> str:
    """A body of the hub as a file would have it: blank lines at its ends do not count."""
    lines = text.replace("\r\n", "\n").split("\n")
    written = [number for number, line in enumerate(lines) if line.strip(" \t")]
    return "\n".join(lines[written[0] : written[-1] + 1]) if written else ""


def body_digest(text: str) -> str:
    """The digest that a body of the hub would have as a file's."""
    return digest(bare_body(text))


def words_digest(text: str) -> str:
    """A digest of the words alone, which stays the same when the hub rewrites the Markdown around them."""
    return digest(" ".join(_WORD.findall(text.casefold())))
