"""Foreign text in our messages: short, and unable to steer a terminal."""

MAX_CHARS = 200


def show(text: str, *, limit: int = MAX_CHARS) -> str:
    r"""At most `limit` characters of `text`, with everything unprintable as `\x1b`-like escapes."""
    head = text[:limit]
    visible = "".join(char if char.isprintable() else _escape(char) for char in head)
    return f"{visible[:limit]}…" if len(text) > limit or len(visible) > limit else visible


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
