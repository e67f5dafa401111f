"""Ways to give a key of TOML front matter another value, the one nearest to what is written first."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence

from execsync.core.documents.edits import Edit
from execsync.core.documents.written import (
    UNSEEN,
    Changes,
    Written,
    bracketed,
    line_end,
    lined,
    pairs,
)

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_WORD = re.compile(r"[^\s,\]}#]+(?: \d[^\s,\]}#]*)?")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{1,2}(?!"))?|\'\'\'.*?\'\'\'(?:\'{1,2}(?!\'))?|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_KEY_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = re.compile(rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*")
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_KEY.pattern})[ \t]*\]\]?[^\n]*(?:\n|\Z)")


def ways(text: str, key: str, old: object, value: object) -> Iterator[Changes]:
    """The edits of the text by which `key` may get a value, or go (None); see `yaml_splice.ways`."""
    root, tables = _top(text)
    found = next((pair for pair in pairs(root) if pair[0].word == key), None)
    if found:
        name, node = found
        yield from _changed(text, name, node, old, value)
    elif any(_first_name(table) == key for table in tables):
        yield from _tables_changed(text, tables, key, old, value)
        for changes in _tables_changed(text, tables, key, [], None):
            yield [_added(text, root, key, value), *changes]
    elif value is not None:
        yield [_added(text, root, key, value)]
        yield [Edit(root.end, root.end, _line(key, value))]


def _added(text: str, root: Written, key: str, value: object) -> Edit:
    """A new key, after the last one that stands before the first header."""
    if not root.parts:
        apart = "\n" if root.end < len(text) else ""
        return Edit(root.end, root.end, _line(key, value) + apart)
    place = line_end(text, root.parts[-1].end)
    return Edit(place, place, _line(key, value))


def _top(text: str) -> tuple[Written, list[Written]]:
    """The keys and values before the first header, with where that stands, and each header's lines."""
    root, at = Written(0, len(text), ":"), 0
    while True:
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]
        name = _KEY.match(text, at)
        if not name:
            break
        equals = text.index("=", name.end())
        node = _value(text, _SPACE.match(text, equals + 1).end())  # type: ignore[union-attr]
        root.parts += [Written(*name.span(), word=_said(name[0])), node]
        at = node.end
    header = _HEADER.match(text, text.rfind("\n", 0, at) + 1) if at < len(text) else None
    if header:
        root.end = header.start()
    return root, [*_headers(text, header)]


def _headers(text: str, header: re.Match[str] | None) -> Iterator[Written]:
    """Tables with headers; `form` is the brackets of the header, `end` where its last line ends."""
    while header:
        at, last = header.end(), header.end()
        following = None
        while True:
            at = _BLANK.match(text, at).end()  # type: ignore[union-attr]
            following = _HEADER.match(text, text.rfind("\n", 0, at) + 1) if at < len(text) else None
            name = None if following else _KEY.match(text, at)
            if not name:
                break
            equals = text.index("=", name.end())
            at = _value(text, _SPACE.match(text, equals + 1).end()).end  # type: ignore[union-attr]
            last = line_end(text, at)
        yield Written(header.start(), last, header[1], header[2])
        header = following


def _first_name(table: Written) -> str:
    part = re.match(_KEY_PART, table.word)
    return _said(part[0]) if part else ""


def _said(key: str) -> str:
    """What a key says; a dotted one is none of ours."""
    if re.fullmatch(_KEY_PART, key):
        return next(iter(tomllib.loads(f"{key} = 0")))
    return ""


def _value(text: str, at: int) -> Written:
    """The value that begins at an offset, in a text that was loaded."""
    sign = text[at : at + 1]
    if string := _STRING.match(text, at):
        return Written(at, string.end(), text[at : at + 3] if text[at : at + 3] in _LONG else sign)
    if sign == "[":
        return _array(text, at)
    if sign == "{":
        return _table(text, at)
    word = _WORD.match(text, at)
    return Written(at, word.end() if word else at)


_LONG = ('"""', "'''")


def _array(text: str, at: int) -> Written:
    node, at = Written(at, at, "["), at + 1
    while True:
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]
        if text[at : at + 1] in ("]", ""):
            node.end = at + 1
            return node
        if text[at] == ",":
            at += 1
            continue
        node.parts.append(_value(text, at))
        at = max(node.parts[-1].end, at + 1)


def _table(text: str, start: int) -> Written:
    at = start + 1
    while text[at : at + 1] not in ("}", ""):
        name = _KEY.match(text, at)
        if name and (equals := re.compile(r"[ \t]*=[ \t]*").match(text, name.end())):
            at = max(_value(text, equals.end()).end, at + 1)
        else:
            at += 1
    return Written(start, at + 1, "{")


def _changed(
    text: str, name: Written, node: Written, old: object, value: object
) -> Iterator[Changes]:
    if value is None:
        yield [Edit(text.rfind("\n", 0, name.start) + 1, line_end(text, node.end))]
        return
    if isinstance(value, list) and isinstance(old, list) and node.form == "[":
        yield bracketed(text, node, old, value, say)
    if isinstance(value, str):
        for said in _texts(value, node, text):
            yield [Edit(node.start, node.end, said)]
    yield [Edit(node.start, node.end, say(value))]


def _texts(value: str, node: Written, text: str) -> Iterator[str]:
    """The text with the quotes that the old one had."""
    line = "\n" if text[node.start + 3 : node.start + 4] == "\n" else ""
    if node.form == "'":
        yield f"'{value}'"
    elif node.form == "'''":
        yield f"'''{line}{value}'''"
    elif node.form == '"""':
        lines = "\n".join(_escaped(one) for one in value.split("\n"))
        yield f'"""{line}{lines}"""'


def _line(key: str, value: object) -> str:
    name = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else say(key)
    return f"{name} = {say(value)}\n"


def say(value: object) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(_line(str(key), item).strip() for key, item in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(say, value))}]"
    if isinstance(value, str):
        return f'"{_escaped(value)}"'
    return str(value).lower() if isinstance(value, bool) else str(value)


def _escaped(value: str) -> str:
    text = value.replace("\\", "\\\\").replace('"', '\\"')
    short = {"\n": "\\n", "\t": "\\t"}
    return UNSEEN.sub(lambda sign: short.get(sign[0]) or f"\\u{ord(sign[0]):04x}", text)


def _tables_changed(
    text: str, tables: Sequence[Written], key: str, old: object, value: object
) -> Iterator[Changes]:
    """A list whose items have `[[key]]` above them."""
    runs = [*_runs([*tables, Written(len(text), len(text))], key)]
    if value is None:
        yield [Edit(start, end) for start, end in runs]
    elif isinstance(old, list) and isinstance(value, list) and len(old) == len(runs) and value:
        yield lined(text, runs, old, value, lambda item: _headed(key, item), apart="\n")


def _headed(key: str, item: object) -> str:
    keys = item.items() if isinstance(item, Mapping) else ()
    return "".join([f"[[{key}]]\n", *(_line(str(name), value) for name, value in keys)])


def _runs(tables: Sequence[Written], key: str) -> Iterator[tuple[int, int]]:
    """The lines of each item, with tables that are parts of it."""
    start = end = None
    for table in tables:
        is_item = table.form == "[[" and _said(table.word) == key
        if start is not None and end is not None and (is_item or _first_name(table) != key):
            yield start, end
            start = None
        if is_item:
            start = table.start
        end = table.end
