"""Whether an edit of a text is in another version of it already."""

from difflib import SequenceMatcher

from execsync.core.meaning import says


def holds_edit(base: str, mine: str, web: str) -> bool:
    """Whether merging `mine` and `web`, both made from `base`, by lines gives what `mine` says.

    True where `web` says what `base` does: there is no edit. False where the two touch the same lines.
    """
    if says(web) in (says(base), says(mine)):
        return True
    mine_changes, web_changes = _changes(base, mine), _changes(base, web)
    return web_changes <= mine_changes


def _changes(base: str, text: str) -> set[tuple[int, int, tuple[str, ...]]]:
    """Each change as the lines of `base` that it replaces, from and to, and what stands in their place."""
    old, new = _lines(base), _lines(text)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return {(i, j, tuple(new[k:m])) for tag, i, j, k, m in codes if tag != "equal"}


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]
