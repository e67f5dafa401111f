"""Digests of texts: short stand-ins that State and the journal keep instead of bodies."""

from collections.abc import Iterable


def digest(text: str) -> str:
    """`sha256:` and the hexadecimal digest of the text's UTF-8 bytes."""
    import hashlib  # takes as long to import as a small file to check, and not every command needs it

    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seals(texts: Iterable[bytes]) -> list[str]:
    """The first 16 hexadecimal digits of each text's SHA-256: they tell damage, not forgery."""
    from hashlib import sha256

    return [sha256(text).hexdigest()[:16] for text in texts]


def seal(text: bytes) -> str:
    """That of one text."""
    return seals([text])[0]


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
