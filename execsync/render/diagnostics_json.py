"""Findings for programs: `validate --format json`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from execsync.core.diagnostic import Diagnostic, Severity
from execsync.render.runner_words import to_json

FORMAT_VERSION = "1.0"


def diagnostics_json(found: Sequence[Diagnostic], *, files: int) -> str:
    """One JSON document, ended by a line end. Lines and columns count from 1, or are null."""
    document = {
        "format_version": FORMAT_VERSION,
        "diagnostics": [asdict(diagnostic) for diagnostic in found],
        "summary": summary(found, files=files),
    }
    return to_json(document, indent=2) + "\n"


def summary(found: Sequence[Diagnostic], *, files: int) -> dict[str, int]:
    """How many files were checked, and how many findings there are of each severity."""
    counts = Counter(diagnostic.severity for diagnostic in found)
    return {"files": files, **{str(severity): counts[severity] for severity in Severity}}
