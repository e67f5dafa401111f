"""Lines that mark a conflict, and lines that only look like it."""

import pytest

from execsync.core.documents.conflict_markers import find_conflict

CONFLICT = "<<<<<<< file\na\n=======\nb\n>>>>>>> web (Maria)\n"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (CONFLICT, 0),
        (f"One.\n\n{CONFLICT}Two.", 6),
        ("<<<<<<<\n=======\n>>>>>>>", 0),
        # The nearest beginning counts.
        (f"<<<<<<< HEAD\na\n{CONFLICT}", 15),
        (f"<<<<<<< HEAD\na\n=======\n{CONFLICT}", 23),
        (f"```\nx\n```\n{CONFLICT}", 10),
        # Within a fence, only what `pull` has marked.
        (f"```\n{CONFLICT}```", 4),
        (f"~~~ sh\n```\n{CONFLICT}~~~", 11),
        (f"```\n```` x\n{CONFLICT.replace('file', 'HEAD')}````", None),
        (f"````\n```\n{CONFLICT.replace('file', 'HEAD')}````", None),
        (f"````\n`````\n{CONFLICT.replace('file', 'HEAD')}", 11),
        (f"``` a`b\n{CONFLICT.replace('file', 'HEAD')}", 8),
        ("```\n<<<<<<<\n=======\n>>>>>>>\n```", None),
        ("<<<<<<< a\n>>>>>>> b\n=======", None),
        ("<<<<<<< a\n=======", None),
        ("=======\n>>>>>>> b\n<<<<<<< a", None),
        (f" {CONFLICT}", None),
        (CONFLICT.replace("<<<<<<<", "<<<<<<<<"), None),
        (CONFLICT.replace("=======", "======= x"), None),
        (CONFLICT.replace(">>>>>>> ", ">>>>>>>x"), None),
        ("Title\n=======\n", None),
    ],
)
def test_a_conflict_is_three_lines_in_order(text: str, at: int | None) -> None:
    assert find_conflict(text) == at
