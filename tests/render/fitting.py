"""Whether a text fits a terminal: no line too long, and no word, id or path broken."""

from execsync.render.cells import cells


def check_fits(text: str, width: int, *, whole: str) -> None:
    """Fail unless it does. `whole` is the same text where lines may be of any length.

    Each word is one of `whole`, or has `…` for what is left out of it: of a path its middle folders, of
    another word its end, where it is longer than the terminal is wide.
    """
    assert max(map(cells, text.splitlines()), default=0) <= width
    known = {*whole.split(), "…"}
    for word in {*text.split()} - known:
        start, cut, end = word.partition("…")
        assert cut, f"{word!r} is a piece of a word"
        longer = [one for one in known if one.startswith(start) and one.endswith(end)]
        assert longer, f"{word!r} is short for nothing"
        if not end:
            assert any(cells(one) > width - 12 for one in longer), f"{word!r} is cut too soon"
