"""The request to merge what was edited on the web: who edited what, and what the files say with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from execsync.ci.carried import Carried
from execsync.render.counted import counted
from execsync.render.fitting import fit_lines
from execsync.render.markdown_escape import clip, code_block, escape

LONGEST_TABLE = 25_000
"""Characters of its rows: a request's text may have 65,536."""
LONGEST_CELL = 300
LONGEST_PART = 15_000
"""Characters of what a check says."""
MERGING = "Merging this makes the files say what the hub shows; nothing is sent for it."
CLASH = (
    "**Both sides changed the same lines**: this cannot be merged as it is. Choose between the conflict "
    "markers in this branch. What is chosen against the web, or made of both, stays a conflict of the next "
    "apply, which says how to have it written."
)
NO_CHECKS = (
    "GitHub starts no checks for a pull request that the runner's own token makes (input `token` takes "
    "another one): this run has validated and planned it itself, below. To start them by hand, close it "
    "and open it again."
)


def title(report: Mapping[str, Any]) -> str:
    """One line, for a commit and for a request."""
    number = report["summary"]["files"]
    return f"Take over web edits of {counted(number, 'page')}"


def drift_text(
    edited: list[Mapping[str, Any]],
    report: Mapping[str, Any],
    checks: Iterable[tuple[str, Carried]],
    *,
    starts_checks: bool,
    run: str,
) -> str:
    """The body. `edited` are rows of `refresh --format json`, `report` is that of `pull --format json`."""
    pages = [p for p in report["pages"] if p["writes"] or p["conflicts"] or p.get("reason")]
    who = {row.get("id"): row for row in edited}
    rows = [_row(page, who.get(page["id"], {})) for page in pages]
    lines = [
        "### Edited on the web",
        "",
        CLASH if any(page["conflicts"] for page in pages) else MERGING,
        "",
        "| page | edited | by | when | |",
        "|---|---|---|---|---|",
        *fit_lines(rows, LONGEST_TABLE, "pages"),
    ]
    if not starts_checks:
        lines += ["", NO_CHECKS]
    for name, ended in checks:
        lines += ["", *_part(name, ended)]
    lines += ["", f"[The run]({run})"] if run else []
    return "\n".join(lines) + "\n"


def _row(page: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    names = page.get("by") or told.get("by") or ()
    by = ", ".join(names) or ("a draft: the hub does not say" if page.get("draft") else "not known")
    when = page.get("when") or told.get("when") or ""
    clashes = page["conflicts"]
    note = page.get("reason") or (clashes and f"{clashes} conflict{'s' * (clashes > 1)}") or ""
    cells = (page["path"], ", ".join(page["fields"]), by, when, note)
    return f"| {' | '.join(escape(clip(cell, LONGEST_CELL)) for cell in cells)} |"


def _part(name: str, ended: Carried) -> list[str]:
    """One check, which is Markdown of ours if it is the plan."""
    said = ended.out if name == "plan" and ended.out else ""
    if said and len(said) <= LONGEST_PART:
        return [said]
    lines = fit_lines(ended.out.splitlines(), LONGEST_PART)
    words = "passed" if ended.code == 0 else escape(ended.reason or "found errors")
    block = ["", code_block("text", lines)] if lines else []
    return [f"#### execsync {name}: {words}", *block]
