"""What stands behind the markers of a conflict: whose lines they are."""

from execsync.core.documents.conflict_markers import OURS, THEIRS
from execsync.core.planning.web_edit import WebEdit

LONGEST = 60
"""Characters of names."""


def conflict_labels(edit: WebEdit) -> tuple[str, str]:
    """The labels of the file's side and of the web's, without what a line cannot hold."""
    who = ", ".join(edit.who)
    shown = who if len(who) <= LONGEST else f"{who[: LONGEST - 1]}…"
    told = ", ".join(filter(None, (_on_one_line(shown), _on_one_line(edit.when))))
    return OURS, f"{THEIRS} ({told})" if told else THEIRS


def _on_one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
