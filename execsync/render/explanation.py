"""What `execsync explain` shows: each value with its places, and the request that would create the page."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from execsync.core.documents.origins import Explained
from execsync.core.page_fields import NAME_LISTS
from execsync.core.resource import SourceRef
from execsync.render.cells import shorten
from execsync.render.columns import GAP, INDENT, ROOM, facts, pairs
from execsync.render.flow import flow
from execsync.render.plain import visible
from execsync.render.runner_words import to_json
from execsync.render.style import Style

FORMAT_VERSION = "1.0"
ROUTE = "POST /knowledge-hub/pages"


@dataclass(frozen=True, slots=True)
class PlacedOrigin:
    """What gives a value, and the file and line where it does so; neither where no file says it."""

    what: str
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page: the path of its file, its fields and the places of each, and the body of a creation.

    One that is not managed has the hub's `id` instead.
    """

    path: str
    fields: Sequence[tuple[Explained, Sequence[PlacedOrigin]]] = ()
    body: Mapping[str, object] | None = None
    id: str = ""


def explanation_json(shown: Explanation) -> str:
    """One JSON document, ended by a line end."""
    document: dict[str, Any] = {"format_version": FORMAT_VERSION, "path": shown.path}
    if shown.id:
        document |= {"managed": False, "id": shown.id}
    else:
        document["managed"] = True
        document["fields"] = {
            field.name: {"value": _plain(field.value), "origins": [asdict(one) for one in origins]}
            for field, origins in shown.fields
        }
        document["request"] = {"route": ROUTE, "body": shown.body}
    return to_json(document, indent=2) + "\n"


def explanation_text(shown: Explanation, style: Style) -> str:
    """The same for a person."""
    path = visible(shown.path)
    lines = [shorten(path, style.width) if style.width else path, ""]
    if shown.id:
        said = f"not managed: linked to as the page {visible(shown.id)}, and never written"
        lines += flow(said, style)
    else:
        lines += _table(shown, style)
        lines += ["", *flow(f"A creation would send {ROUTE} with:", style)]
        lines += _body(shown.body, style)
    return "".join(f"{line}\n" for line in lines)


def _body(body: Mapping[str, object] | None, style: Style) -> Iterator[str]:
    for line in json.dumps(body, ensure_ascii=False, indent=2).split("\n"):
        text = line.lstrip(" ")
        indent = " " * (len(line) - len(text))
        yield from flow(visible(text), style, indent=indent, hang="  ")


def _table(shown: Explanation, style: Style) -> Iterator[str]:
    """Each field with its value and, beside or below that, the places that give it."""
    names = [field.name for field, _ in shown.fields]
    width, column = style.width, max(map(len, names)) + len(GAP)
    room = width and max(width - column, min(ROOM, width - len(INDENT)))
    values = [
        (_value(field), ", ".join(_place(one, room) for one in origins))
        for field, origins in shown.fields
    ]
    return facts([*zip(names, pairs(values, room), strict=True)], style)


def _value(field: Explained) -> str:
    return visible(_words(field.value, ", " if field.name in NAME_LISTS else " "))


def _place(origin: PlacedOrigin, room: int | None) -> str:
    if origin.path is None:
        return origin.what
    path, line = visible(origin.path), f":{origin.line}" if origin.line else ""
    path = path if room is None else shorten(path, room - len(line))
    return f"{path}{line} ({origin.what})"


def _words(value: object, between: str) -> str:
    if isinstance(value, tuple):
        return (
            between.join(one.url if isinstance(one, SourceRef) else one for one in value) or "none"
        )
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [asdict(one) if isinstance(one, SourceRef) else one for one in value]
    return value
