"""Digests of texts: short stand-ins that State and the journal keep instead of bodies."""


def digest(text: str) -> str:
    """`sha256:` and the hexadecimal digest of the text's UTF-8 bytes."""
    import hashlib  # takes as long to import as a small file to check, and not every command needs it

    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def blob_id(data: bytes) -> str:
    """The id that Git gives a file of these bytes (SHA-1, 40 hexadecimal digits)."""
    import hashlib

    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def body_digest(text: str) -> str:
    """The digest that a body of the hub would have as a file's: blank lines at its ends do not count."""
    lines = text.replace("\r\n", "\n").split("\n")
    written = [number for number, line in enumerate(lines) if line.strip(" \t")]
    return digest("\n".join(lines[written[0] : written[-1] + 1]) if written else "")
