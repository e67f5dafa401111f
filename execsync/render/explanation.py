"""What `execsync explain` shows: each value with its places, and the request that would create the page."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from execsync.core.documents.origins import Explained
from execsync.core.page_fields import NAME_LISTS
from execsync.core.resource import SourceRef
from execsync.render.cells import cells
from execsync.render.columns import GAP, facts, pairs
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
    lines = [*flow(visible(shown.path), style), ""]
    if shown.id:
        said = f"not managed: linked to as the page {visible(shown.id)}, and never written"
        lines += flow(said, style)
    else:
        lines += _table([*_rows(shown)], style)
        lines += ["", *flow(f"A creation would send {ROUTE} with:", style)]
        lines += _body(shown.body, style)
    return "".join(f"{line}\n" for line in lines)


def _body(body: Mapping[str, object] | None, style: Style) -> Iterator[str]:
    for line in json.dumps(body, ensure_ascii=False, indent=2).split("\n"):
        text = line.lstrip(" ")
        indent = " " * (len(line) - len(text))
        yield from flow(visible(text), style, indent=indent, hang="  ")


def _rows(shown: Explanation) -> Iterator[tuple[str, str, str]]:
    for field, origins in shown.fields:
        between = ", " if field.name in NAME_LISTS else " "
        yield field.name, visible(_words(field.value, between)), ", ".join(map(_place, origins))


def _table(rows: Sequence[tuple[str, str, str]], style: Style) -> Iterator[str]:
    names = [name for name, _, _ in rows]
    room = style.width and style.width - max(map(cells, names)) - len(GAP)
    beside = pairs([(value, origin) for _, value, origin in rows], room)
    return facts([*zip(names, beside, strict=True)], style)


def _place(origin: PlacedOrigin) -> str:
    if origin.path is None:
        return origin.what
    line = f":{origin.line}" if origin.line else ""
    return f"{visible(origin.path)}{line} ({origin.what})"


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
