"""A Plan as a comment on a pull request: a table, then the differences to unfold, within GitHub's limit."""

from collections import Counter

from execsync.core.diagnostic import Diagnostic
from execsync.core.planning.cost import Cost
from execsync.core.planning.plan import Change, ObstacleKind, Plan
from execsync.render.body_diff import BodyDiff, Hunk
from execsync.render.change_text import ChangeText, listed, made_sources
from execsync.render.counted import plural
from execsync.render.fitting import fit
from execsync.render.markdown_escape import clip, code_block, escape, escape_html
from execsync.render.plan_text import SIGNS
from execsync.render.summary_text import ShownLimits, summary_lines
from execsync.render.web_side import counts

LONGEST = 60_000
"""Characters. GitHub takes 65,536 in a comment; the rest is left to whatever posts it."""

RESERVED = 200
"""Characters kept free for the lines that count what was cut."""

LONGEST_DIFF = 100
"""Lines of one page's difference."""

LONGEST_LINE = 400
"""Characters of one line, be it of a page's text, its path, or what a table says of it."""

FOLDERS = "\n| folder | not shown |\n|---|---|\n"
HEADER = "### execsync plan\n\n"
TABLE = "| | name | action | details |\n|---|---|---|---|\n"


def plan_markdown(plan: Plan, cost: Cost, limits: ShownLimits, *, texts: ChangeText) -> str:
    """The comment, never longer than `LONGEST` characters: what does not fit is counted.

    What is blocked or in conflict comes first, so that it is not what is cut. Texts are left out before
    pages, and pages that are left out are counted by folder.
    """
    text = HEADER + "".join(f"{escape(line)}\n" for line in summary_lines(plan, cost, limits))
    text += _section("\n", [_note(note) for note in plan.notes], len(text), "note")
    changes = sorted(listed(plan), key=lambda change: not _fails(change))
    if not changes:
        return text
    made = made_sources(plan)
    rows = fit((_row(change, texts.detail(change, made)) for change in changes), _room(text))
    is_cut = len(rows) < len(changes)
    if is_cut:
        kept = len(_by_folder(changes, _room(text) // 4))
        rows = fit(rows, _room(text) - kept - RESERVED)
    text += "\n" + TABLE + "".join(rows) + _left(len(changes) - len(rows), "change")
    text += _by_folder(changes[len(rows) :], _room(text))
    edited = [
        c
        for c in changes
        if texts.web_side(c) or any(field.field == "content" for field in c.fields)
    ]
    texts_room = 0 if is_cut else _room(text)
    folded = fit((_folded(change, texts) for change in edited), texts_room)
    return text + "".join(folded) + _left(len(edited) - len(folded), "difference")


def _section(begin: str, parts: list[str], taken: int, noun: str) -> str:
    """As many of the parts as fit into half of the room; nothing where there are none."""
    if not parts:
        return ""
    fitting = fit(parts, (LONGEST - taken) // 2)
    return begin + "".join(fitting) + _left(len(parts) - len(fitting), noun)


def _by_folder(changes: list[Change], room: int) -> str:
    """What is left out of the table, counted by folder and action; empty where nothing is."""
    if not changes:
        return ""
    counts: dict[str, Counter[str]] = {}
    for change in changes:
        is_page = change.address.kind == "page"
        folder = change.address.name.rpartition("/")[0] if is_page else "sources"
        counts.setdefault(folder or ".", Counter())[change.action.value] += 1
    lines = [
        f"| {_words(folder)} | {', '.join(f'{n:,} {action}' for action, n in actions.items())} |\n"
        for folder, actions in sorted(counts.items())
    ]
    shown = fit(lines, room - len(FOLDERS))
    return FOLDERS + "".join(shown) + _left(len(lines) - len(shown), "folder")


def _room(text: str) -> int:
    return LONGEST - RESERVED - len(TABLE) - len(text)


def _left(number: int, noun: str) -> str:
    are = "is" if number == 1 else "are"
    return f"\n{number:,} more {plural(number, noun)} {are} not shown.\n" if number else ""


def _fails(change: Change) -> bool:
    return change.obstacle is not None and change.obstacle.kind is not ObstacleKind.HELD


def _note(note: Diagnostic) -> str:
    words = "; ".join(filter(None, (note.summary, note.detail, note.hint)))
    return f"- **{note.severity}** {_words(note.place)}: {_words(words)}\n"


def _row(change: Change, detail: str) -> str:
    sign, _ = SIGNS[change.action]
    name = change.address.name
    word = change.action.value
    obstacle = change.obstacle
    if obstacle is not None:
        word = f"{word}, **{obstacle.kind}**"
        detail = f"{obstacle.reason}; {obstacle.way_out}"
    return f"| {escape(sign)} | {_words(name)} | {word} | {_words(detail)} |\n"


def _heading(hunk: Hunk) -> str:
    return f"@@ {hunk.heading} @@" if hunk.heading else "@@"


def _words(text: str) -> str:
    return escape(clip(text, LONGEST_LINE))


def _folded(change: Change, texts: ChangeText) -> str:
    """What is to be unfolded below a change; empty where there is nothing."""
    name = escape_html(clip(change.address.name, LONGEST_LINE))
    if side := texts.web_side(change):
        lines = "".join(f"- {_words(line)}\n" for line in side.lines())
        blocks = (f"\n{_words(title)}\n\n{_block(diff)}\n" for title, diff in side.differences())
        return _details(f"{name}: edited on the web", f"{lines}{''.join(blocks)}")
    diff = texts.body_diff(change)
    return _details(f"{name}: {counts(diff)}", f"{_block(diff)}\n") if diff else ""


def _details(title: str, text: str) -> str:
    return f"\n<details><summary>{title}</summary>\n\n{text}\n</details>\n"


def _block(diff: BodyDiff) -> str:
    """The lines of a text's difference."""
    lines = [line for hunk in diff.hunks for line in (_heading(hunk), *hunk.lines)]
    shown = [clip(line, LONGEST_LINE) for line in lines[:LONGEST_DIFF]]
    if len(lines) > LONGEST_DIFF:
        shown.append(f"… {len(lines) - LONGEST_DIFF:,} more lines")
    return code_block("diff", shown)
