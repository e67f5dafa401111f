"""What somebody made of pages on the web, for programs: the `resource_drift` of a plan and of a refresh."""

from collections.abc import Iterable, Iterator
from typing import Any

from execsync.core.planning.plan import Change, PageChange
from execsync.core.planning.sides import FieldSides, Value
from execsync.core.planning.web_edit import WebEdit
from execsync.render.body_diff import BodyDiff
from execsync.render.web_side import WebSide
from execsync.render.web_sides import WebSides


def drift_tables(changes: Iterable[Change], sides: WebSides) -> Iterator[dict[str, Any]]:
    """An entry for each page that somebody edited on the web: each side of each field, who, how and when."""
    for change in changes:
        if isinstance(change, PageChange) and (side := sides.of(change)):
            yield _drift(change, side)


def archived_table(change: PageChange, when: str, sides: WebSides) -> dict[str, Any]:
    """The entry of a page that somebody archived on the web, with what was edited of it before.

    `when` is empty where it is not known.
    """
    side = sides.of(change)
    table = _drift(change, side) if side else {**_place(change), "fields": {}}
    return {**table, "archived": True, **({"when": when} if when else {})}


def _drift(change: PageChange, side: WebSide) -> dict[str, Any]:
    texts = {"web": side.on_web, "file": side.in_file, "web_to_file": side.between}
    shown = {name: _lines(diff) for name, diff in texts.items() if diff}
    return {
        **_place(change),
        "fields": {field.field: _sides(field) for field in side.fields},
        **({"content_diff": shown} if shown else {}),
        **(_edit(side.edit) if side.edit else {}),
    }


def _place(change: PageChange) -> dict[str, Any]:
    table = {"address": str(change.address), "path": change.address.name}
    return {**table, "id": change.edited.id} if change.edited else table


def _edit(edit: WebEdit) -> dict[str, Any]:
    table: dict[str, Any] = {"when": edit.when, "in_draft": edit.in_draft}
    if edit.who:
        table["by"] = list(edit.who)
    if edit.change_type:
        table["change_type"] = edit.change_type
    return table


def _sides(field: FieldSides) -> dict[str, Any]:
    return {
        "before": _plain(field.before),
        "web": _plain(field.web),
        "file": _plain(field.file),
    }


def _plain(value: Value) -> str | list[str] | None:
    return [*value] if isinstance(value, tuple) else value


def _lines(diff: BodyDiff) -> list[str]:
    """The difference's lines, each group after a line with the heading that it stands under."""
    return [line for hunk in diff.hunks for line in (_heading(hunk.heading), *hunk.lines)]


def _heading(text: str) -> str:
    return f"@@ {text} @@" if text else "@@"
