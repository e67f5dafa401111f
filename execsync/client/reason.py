"""Why a hub refused, from wherever in its answer it says so.

The contract has `{"error": {"type", "code"?, "message"}}`. Gateways, and frameworks that answer before
a hub's own code runs, use other shapes: RFC 9457 (`title`, `detail`), JSON:API and others (`errors` as a
list or by field), OAuth (`error` as a text), NestJS (`message` as a list), Django REST framework (the
fields alone, each with its list).
"""

from collections.abc import Iterator, Mapping
from itertools import islice

MOST = 5
"""So many sentences are told: the rest of a long list says little more."""
_DEEPEST = 4

_SENTENCES = ("message", "msg", "title", "detail", "error_description", "description", "reason")
_LISTS = ("message", "detail", "errors", "details", "violations", "validation", "invalid-params")
_PLACES = ("field", "param", "parameter", "property", "propertyPath", "pointer", "path", "name")


def find_reason(value: object) -> tuple[str, str]:
    """A code and a message out of a JSON value, foreign text both; empty where there is none."""
    sentences = dict.fromkeys(_sentences(value, 0))
    return _code(value), "; ".join(islice(sentences, MOST))


def _sentences(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        if text := value.strip():
            yield text
    elif isinstance(value, list):
        for item in value[:MOST]:
            yield from _sentences(item, depth + 1)
    elif isinstance(value, dict):
        told = [*_parts(value, ("error",), depth), *_own(value), *_parts(value, _LISTS, depth)]
        yield from told or _by_field(_lists_of_texts(value), depth + 1)


def _own(value: Mapping[str, object]) -> Iterator[str]:
    """The sentences of an object itself, behind the name of what they are about where it has one."""
    told = [
        text for name in _SENTENCES if isinstance(text := value.get(name), str) and text.strip()
    ]
    place = _place(value)
    if told and place:
        yield f"{place}: {', '.join(told)}"
    else:
        yield from told


def _parts(value: Mapping[str, object], names: tuple[str, ...], depth: int) -> Iterator[str]:
    for name in names:
        part = value.get(name)
        if isinstance(part, dict) and name != "error":
            yield from _by_field(part, depth + 1)
        elif isinstance(part, dict | list) or name == "error":
            yield from _sentences(part, depth + 1)


def _by_field(part: Mapping[str, object], depth: int) -> Iterator[str]:
    for name, told in part.items():
        for text in _sentences(told, depth):
            yield f"{name}: {text}"


def _lists_of_texts(value: Mapping[str, object]) -> dict[str, object]:
    """The fields of an object that are lists of texts: of such an object, the faults of each field."""
    return {
        name: texts
        for name, texts in value.items()
        if isinstance(texts, list) and all(isinstance(text, str) for text in texts)
    }


def _place(value: Mapping[str, object]) -> str:
    source = value.get("source")
    for holder in (value, source if isinstance(source, dict) else {}):
        for name in _PLACES:
            place = holder.get(name)
            if isinstance(place, str) and place:
                return place
    where = value.get("loc", value.get("location"))
    return ".".join(str(step) for step in where) if isinstance(where, list) else ""


def _code(value: object) -> str:
    top = value if isinstance(value, dict) else {}
    error = top.get("error")
    for holder in (error if isinstance(error, dict) else {}, top):
        for name in ("code", "type"):
            code = holder.get(name)
            if isinstance(code, int) and not isinstance(code, bool):
                return str(code)
            # The type of RFC 9457 is an address, which says less than the title beside it.
            if isinstance(code, str) and code and ":" not in code:
                return code
    return ""
