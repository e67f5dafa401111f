"""What differs on the hub, for programs: `refresh --format json` and `plan --refresh-only --format json`."""

from collections.abc import Iterable, Iterator
from typing import Any

from execsync.core.diagnostic import Diagnostic
from execsync.core.planning.differences import Differences, SourceDifference
from execsync.core.state import State
from execsync.render.drift_json import archived_table, drift_tables
from execsync.render.plan_json import FORMAT_VERSION, diagnostic_table
from execsync.render.runner_words import to_json
from execsync.render.web_sides import WebSides


def differences_json(
    found: Differences,
    state: State,
    sides: WebSides,
    *,
    recorded: bool,
    requests: int,
    notes: Iterable[Diagnostic] = (),
) -> str:
    """One JSON document, ended by a line end. `recorded` says that State was written with something new."""
    document = {
        "format_version": FORMAT_VERSION,
        "serial": state.serial,
        "lineage": state.lineage,
        "recorded": recorded,
        "resource_drift": [*_tables(found, sides)],
        "requests": requests,
        "diagnostics": [diagnostic_table(note) for note in notes],
    }
    return to_json(document, indent=2) + "\n"


def _tables(found: Differences, sides: WebSides) -> Iterator[dict[str, Any]]:
    yield from drift_tables(found.edited, sides)
    for change in found.archived:
        known = change.edited
        yield archived_table(change, found.archived_at.get(known.id, "") if known else "", sides)
    yield from (_source(one) for one in found.sources)


def _source(one: SourceDifference) -> dict[str, Any]:
    return {
        "address": str(one.address),
        "path": one.source.url,
        "id": one.source.id,
        "fields": {"status": {"before": one.before, "web": one.source.status, "file": None}},
    }
