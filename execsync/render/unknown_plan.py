"""A plan where State is not known: what the commit changes, and no word of what an apply would do."""

import json
from collections import Counter
from collections.abc import Sequence

from execsync.render.fitting import fit_lines
from execsync.render.markdown_escape import escape
from execsync.render.plain import visible
from execsync.render.runner_words import to_json

Changed = Sequence[tuple[str, str]]
"""Paths of pages, each with added, changed or removed."""
LONGEST = 50_000
"""Characters of the pages in a comment."""
SIGNS = {"added": "+", "changed": "~", "removed": "-"}
SAID = "State cannot be read here, so that nobody knows what an apply would do"
UNTOLD = "Git does not tell which pages the commit changes (a clone needs two commits for that)."


def unknown_text(why: str, changed: Changed | None) -> str:
    """For a person, each line ended."""
    lines = [f"{SAID}: {visible(why)}", *_lines(changed)]
    return "".join(f"{line}\n" for line in lines)


def unknown_markdown(why: str, changed: Changed | None) -> str:
    """For a pull request's comment."""
    head = [f"**{SAID}**", "", escape(why), "", _counts(changed)]
    rows = [f"- {action} {escape(path)}" for path, action in changed or ()]
    rows = fit_lines(rows, LONGEST, "pages")
    return "\n".join([*head, "", *rows] if rows else head) + "\n"


def unknown_github(why: str, changed: Changed | None) -> str:
    """For a workflow's annotations."""
    told = f"{SAID}: {visible(why)}. {_counts(changed)}".replace("%", "%25")
    return f"::notice title=execsync plan::{told}\n"


def unknown_json(document: str, why: str, changed: Changed | None) -> str:
    """The document of an empty plan, with why it says nothing."""
    files = None if changed is None else [{"path": path, "action": a} for path, a in changed]
    unknown = {"reason": why, "changed_files": files}
    return to_json({**json.loads(document), "state_unknown": unknown}, indent=2) + "\n"


def _lines(changed: Changed | None) -> list[str]:
    rows = [f"  {SIGNS[action]} {visible(path)}" for path, action in changed or ()]
    return ["", _counts(changed), *rows]


def _counts(changed: Changed | None) -> str:
    if changed is None:
        return UNTOLD
    counts = Counter(action for _, action in changed)
    told = ", ".join(f"{counts[action]} {action}" for action in SIGNS if counts[action])
    return f"Pages that this commit and the work tree change: {told or 'none'}."
