"""A Plan as a comment on a pull request: a table, then the differences to unfold, within GitHub's limit."""

import re
from collections.abc import Iterable

from execsync.core.cost import Cost
from execsync.core.plan import Action, Change, Plan
from execsync.core.resource import Source
from execsync.render.change_text import ChangeText
from execsync.render.plain import visible
from execsync.render.plan_text import SIGNS, Limits, summary_lines

LONGEST = 60_000
"""Characters. GitHub takes 65,536 in a comment; the rest is left to whatever posts it."""

RESERVED = 200
"""Characters kept free for the lines that count what was cut."""

HEADER = "### execsync plan\n\n"
TABLE = "| | page | what | details |\n|---|---|---|---|\n"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()|~!>$:])")
_FOUND_LATER = re.compile(r"([@#]|www(?=\.))", re.IGNORECASE)
GAP = "&#8203;"
"""A space of no width."""


def plan_markdown(plan: Plan, cost: Cost, limits: Limits, *, texts: ChangeText) -> str:
    """The comment, never longer than `LONGEST` characters: what does not fit is counted."""
    changes = [
        c for c in plan.changes if c.action is not Action.NOOP and c.address.startswith("page:")
    ]
    summary = "\n".join(escape(line) for line in summary_lines(plan, cost, limits)) + "\n"
    text = HEADER + summary
    if not changes:
        return text
    room = LONGEST - RESERVED - len(text) - len(TABLE)
    created = {c.address for c in plan.changes if isinstance(c.after, Source)}
    rows, left = _fit((_row(change, texts.detail(change, created)) for change in changes), room)
    text += "\n" + TABLE + "".join(rows)
    if left:
        text += f"\n{left} more changes are not shown.\n"
    room = LONGEST - RESERVED - len(text)
    folded, left = _fit((_folded(change, texts) for change in changes), room)
    text += "".join(folded)
    if left:
        text += f"\n{left} more differences are not shown.\n"
    return text


def escape(text: str) -> str:
    """Hostile text as plain words in GitHub's Markdown: no markup, no HTML, no link, no mention.

    GitHub looks for mentions, references and `www.` after it has undone escapes, so that only a
    character in between keeps it from finding them.
    """
    escaped = _SPECIAL.sub(r"\\\1", visible(text)).replace("&", "&amp;").replace("<", "&lt;")
    return _FOUND_LATER.sub(rf"\1{GAP}", escaped)


def _fit(parts: Iterable[str], room: int) -> tuple[list[str], int]:
    """The first parts that fit, and how many others there are."""
    taken: list[str] = []
    left = 0
    for part in parts:
        if not part:
            continue
        if left or len(part) > room:
            left += 1
            continue
        taken.append(part)
        room -= len(part)
    return taken, left


def _row(change: Change, detail: str) -> str:
    sign, _ = SIGNS[change.action]
    path = escape(change.address.partition(":")[2])
    details = escape(detail)
    word = change.action.value
    if change.obstacle is not None:
        word = f"{word}, **{change.obstacle.kind}**"
        details = f"{escape(change.obstacle.reason)}; {escape(change.obstacle.way_out)}"
    return f"| {escape(sign)} | {path} | {word} | {details} |\n"


def _folded(change: Change, texts: ChangeText) -> str:
    """The lines of a body's difference, to be unfolded; empty where there are none to show."""
    diff = texts.body_diff(change)
    if diff is None:
        return ""
    lines = [line for hunk in diff.hunks for line in (f"@@ {hunk.heading} @@", *hunk.lines)]
    fence = _fence(lines)
    body = "\n".join(visible(line) for line in lines)
    title = f"{escape(change.address.partition(':')[2])}: +{diff.added} \\-{diff.removed}"
    return f"\n<details><summary>{title}</summary>\n\n{fence}diff\n{body}\n{fence}\n\n</details>\n"


def _fence(lines: Iterable[str]) -> str:
    """A fence of backticks that none of the lines can close."""
    longest = max((len(run) for line in lines for run in re.findall(r"`+", line)), default=0)
    return "`" * max(3, longest + 1)
