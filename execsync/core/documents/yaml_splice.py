"""Ways to give a key of YAML front matter another value, the one nearest to what is written first."""

import re
from collections.abc import Iterator, Mapping, Sequence

from execsync.core.documents.edits import Edit
from execsync.core.documents.written import (
    Changes,
    Written,
    bracketed,
    line_end,
    lined,
    pairs,
)
from execsync.core.documents.yaml_tree import tree
from execsync.core.documents.yaml_words import key_word, quoted, say, scalars

_STEP = "  "


def ways(text: str, key: str, old: object, value: object) -> Iterator[Changes]:
    """The edits of the text by which `key` may get a value, or go (None); most leave out what `old` said.

    They are proposals: which of them leaves all else as it is, is for the caller to look at.
    """
    root = tree(text)
    if root is None or root.form not in (":", "{"):
        if value is not None:
            yield from _first(text, key, value)
        return
    found = [pair for pair in pairs(root) if pair[0].word == key and pair[0].form != "*"]
    if not found:
        if value is not None:
            yield from _added(text, root, key, value)
        return
    name, node = found[-1]
    if value is None:
        yield _removed(text, root, name, node)
        return
    flow = root.form == "{"
    if isinstance(value, list) and isinstance(old, list):
        yield from _relisted(text, node, old, value)
    elif isinstance(value, str) and node.form in ("|", ">"):
        yield from _folded(text, node, value)
    elif not isinstance(value, list | dict):
        for said in scalars(value, node.form, text[node.start : node.end], flow=flow):
            yield [_in_place(text, name, node, said)]
    yield from _anew(text, name, node, value, flow=flow)


def _first(text: str, key: str, value: object) -> Iterator[Changes]:
    """A block that has no keys yet: its first one, after comments."""
    yield [Edit(len(text), len(text), _line(key, value, "", _STEP))]


def _added(text: str, root: Written, key: str, value: object) -> Iterator[Changes]:
    last = root.parts[-1].end
    if root.form == "{":
        pair = f"{key_word(key)}: {say(value, flow=True)}"
        yield (
            [Edit(last, last, f", {pair}")]
            if root.parts
            else [Edit(root.start, root.end, f"{{{pair}}}")]
        )
        return
    indent = _indent(text, root.parts[0].start)
    line = _line(key, value, indent, _list_indent(text, root))
    end = line_end(text, max(last, root.parts[-2].end))
    inner = re.compile(rf"(?:[ \t]*\n)*{indent}[ \t]+#[^\n]*\n")
    while comment := inner.match(text, end):
        end = comment.end()
    for place in (end, len(text)):
        yield [Edit(place, place, line)]


def _removed(text: str, root: Written, name: Written, node: Written) -> Changes:
    end = max(node.end, name.end)
    if root.form == ":":
        return [Edit(text.rfind("\n", 0, name.start) + 1, line_end(text, end))]
    number = next(n for n, part in enumerate(root.parts) if part is name)
    if number + 2 < len(root.parts):
        return [Edit(name.start, root.parts[number + 2].start)]
    return [Edit(root.parts[number - 1].end if number else name.start, end)]


def _in_place(text: str, name: Written, node: Written, said: str) -> Edit:
    """Puts a word where the old one stands, or behind the colon where there is none."""
    if node.start < node.end or node.form:
        return Edit(node.start, node.end, said)
    place = max(_after_colon(text, name), node.start)
    return Edit(place, place, f" {said}" if text[place - 1] not in " \t" else said)


def _after_colon(text: str, name: Written) -> int:
    return text.index(":", name.end) + 1 if ":" in text[name.end :] else name.end


def _anew(
    text: str, name: Written, node: Written, value: object, *, flow: bool
) -> Iterator[Changes]:
    """The whole value in another style."""
    if not isinstance(value, list | dict):
        for said in (quoted(value), str(value)):
            yield [_whole(text, name, node, said)]
        return
    if not flow and value and node.start == node.end:
        indent = _indent(text, name.start)
        place = line_end(text, name.end)
        yield [Edit(place, place, _block(value, f"{indent}{_STEP}"))]
    yield [_whole(text, name, node, say(value, flow=True))]


def _whole(text: str, name: Written, node: Written, said: str) -> Edit:
    """Puts a value in one line in the place of any other; one of several lines begins behind the colon."""
    if node.form in ("-", ":"):
        return Edit(_after_colon(text, name), node.end, f" {said}")
    return _in_place(text, name, node, said)


def _relisted(
    text: str, node: Written, old: Sequence[object], new: Sequence[object]
) -> Iterator[Changes]:
    if node.form == "[":
        yield bracketed(text, node, old, new, lambda item: say(item, flow=True))
    elif node.form == "-" and len(node.parts) == len(old) and new:
        spans = [_item(text, part) for part in node.parts]
        indent = _indent(text, spans[0][0])
        yield lined(text, spans, old, new, lambda item: _block([item], indent))
    elif node.form == "-" and not new:
        spans = [_item(text, part) for part in node.parts]
        head = text.rfind(":", 0, spans[0][0])
        yield [Edit(head + 1, head + 1, " []"), *(Edit(*span) for span in spans)]


def _item(text: str, part: Written) -> tuple[int, int]:
    """The lines of an item of a list without brackets, with the comment beside it."""
    before = _DASH.search(text, 0, max(part.start, 1))
    start = text.rfind("\n", 0, before.start() if before else part.start) + 1
    return start, line_end(text, part.end)


_DASH = re.compile(r"-(?:[ \t]+(?:[&!]\S*[ \t]*)*)?\Z")


def _folded(text: str, node: Written, value: str) -> Iterator[Changes]:
    """A text in lines of its own, below `|` or `>`."""
    head = text.find("\n", node.start)
    head = len(text) if head < 0 else head
    lines = value.rstrip("\n").split("\n")
    if node.form == ">":
        lines = [line for one in lines for line in (one, "")][:-1]
    inside = text[head:].lstrip("\n")
    indent = inside[: len(inside) - len(inside.lstrip(" "))] if node.end > head else ""
    if own := re.search(r"[1-9]", text[node.start : min(head, node.start + 3)]):
        indent = f"{_indent(text, node.start)}{' ' * int(own[0])}"
    indent = indent or f"{_indent(text, node.start)}{_STEP}"
    content = "\n" + "\n".join(f"{indent}{line}" if line else "" for line in lines)
    end = max(node.end, head)
    yield [Edit(head, end, content)]
    header = text[node.start : head]
    for chomp in ("-", "", "+"):
        plain = re.sub(r"^([|>]\d?)[-+]?(\d?)", rf"\g<1>\g<2>{chomp}", header)
        yield [Edit(node.start, end, f"{plain}{content}")]


def _line(key: str, value: object, indent: str, list_indent: str) -> str:
    """A key and its value, on lines of their own."""
    if isinstance(value, list) and value:
        return f"{indent}{key_word(key)}:\n{_block(value, indent + list_indent)}"
    return f"{indent}{key_word(key)}: {say(value, flow=False)}\n"


def _block(items: object, indent: str) -> str:
    """Items, each on a line of its own; tables with a line for each key."""
    lines = []
    for item in items if isinstance(items, list) else [items]:
        if isinstance(item, Mapping) and item:
            said = [f"{key_word(k)}: {say(v, flow=isinstance(v, list))}" for k, v in item.items()]
            lines.append(f"\n{indent}  ".join(said))
        else:
            lines.append(say(item, flow=False))
    return "".join(f"{indent}- {line}\n" for line in lines)


def _list_indent(text: str, root: Written) -> str:
    """How far other lists of the block are indented."""
    for name, node in pairs(root):
        if node.form == "-" and node.parts:
            start = _item(text, node.parts[0])[0]
            return _indent(text, start).removeprefix(_indent(text, name.start))
    return _STEP


def _indent(text: str, offset: int) -> str:
    """The blanks that the line at an offset begins with."""
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:]
    return line[: len(line) - len(line.lstrip(" "))]


def obstacle(text: str, key: str) -> str:
    """Why a key's value may not be changed or taken out; empty where nothing of that kind is in the way."""
    root = tree(text)
    if root is None or root.form not in (":", "{"):
        return "the front matter is no table"
    nodes = [node for name, node in pairs(root) if name.word == key]
    if not nodes:
        merges = any(name.word == "<<" for name, _ in pairs(root))
        return "it comes from another table, by `<<`" if merges else ""
    named = {one.anchor for one in _all(nodes[-1]) if one.anchor and one.form != "*"}
    aliases = {one.anchor for one in _all(root) if one.form == "*"}
    if named & aliases:
        return f"other values repeat it, by `*{min(named & aliases)}`"
    return ""


def _all(node: Written) -> Iterator[Written]:
    yield node
    for part in node.parts:
        yield from _all(part)
