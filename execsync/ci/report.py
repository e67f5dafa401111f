"""What a job tells in a comment, an issue or a summary, as Markdown. Texts of others are escaped."""

from collections.abc import Iterable, Mapping
from typing import Any

from execsync.ci.events import ApplyEvents
from execsync.errors import EXIT_INCOMPLETE, EXIT_INTERRUPTED, EXIT_OK
from execsync.render.fitting import fit
from execsync.render.markdown_escape import clip, escape

LONGEST_TABLE = 15_000
"""Characters of the rows of each of three tables. GitHub takes 65,536 in all."""
LONGEST_CELL = 400
LONGEST_PLAN = 25_000
"""Characters of each of two plans that are shown one after the other."""
DONE = {
    "create_page": "pages created",
    "update_page": "pages updated",
    "archive_page": "pages archived",
    "retire_page": "replaced pages archived",
    "create_source": "sources made",
    "archive_source": "sources archived",
    "record": "pages recorded",
}


def applied_text(events: ApplyEvents, code: int, reason: str) -> str:
    """What an apply has done, and what it has not."""
    lines = [f"### execsync apply: {_headline(code)}", ""]
    lines += [f"{_words(reason)}", ""] if reason else []
    done = [f"{n} {words}" for k, words in DONE.items() if (n := events.summary.get(k, 0))]
    if events.summary:
        sent = events.summary["requests"]
        left = events.summary["left"] + events.summary["held_back"]
        lines.append(f"Done: {', '.join(done) or 'nothing'}; {sent} requests; {left} left.")
    lines += _table("failed", (_failed(one) for one in events.failures), len(events.failures))
    lines += _table("in the way", map(_in_the_way, events.obstacles), len(events.obstacles))
    errors = [one for one in events.findings if one["severity"] == "error"]
    lines += _table("error", map(_error, errors), len(errors))
    return "\n".join(lines) + "\n"


def another_plan_text(why: str, reviewed: str, now: str) -> str:
    """Why nothing was applied, with the plan that was reviewed and the one that there is now."""
    seen = f"\n#### Reviewed\n\n{_cut(reviewed)}\n" if reviewed else ""
    return (
        f"### execsync apply: refused\n\n{_words(why)} Nothing was applied.\n"
        f"{seen}\n#### Now\n\n{_cut(now)}\n"
    )


def left_text(changes: str) -> str:
    """What the mark of a plan's rest stands under."""
    return f"{changes} changes of the reviewed plan are left; the next run goes on with them.\n"


def _cut(plan: str) -> str:
    """A plan, without what unfolds, and only whole lines of it; hidden marks are left out."""
    lines = [line for line in plan.partition("\n<details>")[0].splitlines() if "<!--" not in line]
    kept = fit((f"{line}\n" for line in lines), LONGEST_PLAN)
    left = len(lines) - len(kept)
    return "".join([*kept, f"\n{left:,} more lines are not shown.\n" if left else ""])


def _headline(code: int) -> str:
    words = {EXIT_OK: "done", EXIT_INCOMPLETE: "goes on later", EXIT_INTERRUPTED: "cancelled"}
    return words.get(code, "failed")


def _table(title: str, rows: Iterable[str], number: int) -> list[str]:
    if not number:
        return []
    shown = fit(rows, LONGEST_TABLE)
    left = number - len(shown)
    more = [f"\n{left:,} more are not shown."] if left else []
    return ["", f"| {title} | |", "|---|---|", *shown, *more]


def _failed(event: Mapping[str, Any]) -> str:
    said = "; ".join(filter(None, (event["message"], event["hint"])))
    return _row(f"{event['action']} {event['address']}", said)


def _in_the_way(change: Mapping[str, Any]) -> str:
    blocked = change["blocked"]
    return _row(change["address"], f"{blocked['kind']}: {blocked['reason']}; {blocked['way_out']}")


def _error(finding: Mapping[str, Any]) -> str:
    place = finding.get("path") or ""
    where = f"{place}:{finding.get('line') or 1}" if place else ""
    said = "; ".join(filter(None, (finding["summary"], finding.get("hint", ""))))
    return _row(where, said)


def _row(left: str, right: str) -> str:
    return f"| {_words(left)} | {_words(right)} |"


def _words(text: str) -> str:
    return escape(clip(text, LONGEST_CELL))
