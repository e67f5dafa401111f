"""A pull for programs: one JSON document."""

from typing import Any

from execsync.core.pulling.pulled import Pulled, PullReport, Result
from execsync.render.runner_words import to_json

FORMAT_VERSION = "1.0"


def pull_json(report: PullReport, *, requests: int, exit_code: int) -> str:
    """The document, its line ended. Texts are whole, and in them is what the web has sent."""
    document = {
        "format_version": FORMAT_VERSION,
        "done": report.is_done,
        "pages": [_page(page) for page in report.pages],
        "summary": {
            **{result.value: len(report.of(result)) for result in Result},
            "files": len(report.writes),
        },
        "requests": requests,
        "exit_code": exit_code,
    }
    return to_json(document, indent=2) + "\n"


def _page(page: Pulled) -> dict[str, Any]:
    edit = page.edit
    told: dict[str, Any] = {
        "path": page.path,
        "id": page.page_id,
        "result": page.result.value,
        "fields": list(page.fields),
        "conflicts": page.conflicts,
        "clashing": list(page.clashing),
        "writes": page.writes,
    }
    if edit is not None:
        told |= {
            "when": edit.when,
            "by": list(edit.who),
            "change_type": edit.change_type,
            "draft": edit.in_draft,
        }
    if page.writes:
        told |= {"before": page.before, "after": page.after}
    if page.reason:
        told |= {"reason": page.reason, "hint": page.hint, "error": page.error}
    if page.notes:
        told["notes"] = list(page.notes)
    return told
