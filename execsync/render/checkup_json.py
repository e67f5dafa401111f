"""What the doctor found, for programs: `doctor --format json`."""

from collections.abc import Sequence
from dataclasses import asdict

from execsync.core.checkup import Check, has_error
from execsync.render.runner_words import to_json

FORMAT_VERSION = "1.0"


def render(checks: Sequence[Check]) -> str:
    """One JSON document, ended by a line end: `ok`, false where there is an error, and `checks` in order.

    A check has `name`, `verdict` (ok, skipped, warning, error), `found` and `hint`, which may be empty.
    """
    document = {
        "format_version": FORMAT_VERSION,
        "ok": not has_error(checks),
        "checks": [asdict(check) for check in checks],
    }
    return to_json(document, indent=2) + "\n"
