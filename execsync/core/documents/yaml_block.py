"""YAML front matter: read by libyaml, with a guard against what would hang or crash it."""

import re
from collections.abc import Callable, Hashable, Iterator
from functools import lru_cache
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from execsync.core.documents.position import Keys, Span
from execsync.core.documents.read_error import ReadError

DEPTH_LIMIT = 20
"""Levels of nesting; 30,000 open brackets end libyaml's composer with a segmentation fault."""

NODE_LIMIT = 10_000
"""Values after every alias is replaced by what it stands for."""


class _Handler(YAMLHandler):
    """Fences of exactly three dashes; python-frontmatter's own takes more, and blank lines."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)


HANDLER = _Handler()


def load(text: str) -> tuple[object, tuple[tuple[str, int], ...]]:
    """The value, and each repeated key with its offset. Raises ReadError."""
    if _may_be_deep(text) or ("&" in text and "*" in text):
        _walk(text)
    try:
        loader = _Loader(text)
        value = HANDLER.load(text, Loader=lambda _: loader)
    except yaml.MarkedYAMLError as error:
        raise _trouble(text, error) from None
    return value, tuple(loader.repeats)


def find(text: str, keys: Keys, *, key: bool) -> Span:
    """The stretch of the value at `keys`, or of its key; of what is nearest if it is not there."""
    node = _compose(text)
    found = node
    for step in keys:
        key_node, value = _child(node, step)
        if value is None:
            break
        node = value
        found = key_node if key and step == keys[-1] else value
        if not _raw(text, found):
            found = key_node
    return _span(found) if found else Span(0, 0)


@lru_cache(maxsize=2)
def _compose(text: str) -> yaml.Node | None:
    """The nodes of a block that was loaded; several findings ask for the same."""
    return yaml.compose(text, Loader=_Loader)


class _Loader(yaml.CSafeLoader):
    """CSafeLoader that notes repeated keys, which YAML forbids and PyYAML lets pass."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeats: list[tuple[str, int]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        """As PyYAML's, which calls it so."""
        pairs = list(node.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        if len(mapping) != len(pairs):
            self.repeats.extend(_repeats(pairs))
        return mapping


def _repeats(pairs: list[tuple[yaml.Node, yaml.Node]]) -> Iterator[tuple[str, int]]:
    seen: set[tuple[str, str]] = set()
    for key, _ in pairs:
        if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
            if (key.tag, key.value) in seen:
                yield key.value, key.start_mark.index
            seen.add((key.tag, key.value))


def _guarded(build: Callable[[Any, Any], object]) -> Callable[[Any, yaml.Node], object]:
    """PyYAML lets some values' own exceptions through: `2024-13-45` is a ValueError.

    What it says is left out: each Python has words of its own for it.
    """

    def construct(loader: _Loader, node: yaml.Node) -> object:
        try:
            return build(loader, node)
        except (ArithmeticError, AttributeError, LookupError, ValueError):
            what = node.tag.rpartition(":")[2]
            raise yaml.constructor.ConstructorError(
                None, None, f"this value is no {what}", node.start_mark
            ) from None

    return construct


for _tag in ("bool", "int", "float", "timestamp", "binary"):
    _build = getattr(yaml.constructor.SafeConstructor, f"construct_yaml_{_tag}")
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _guarded(_build))


_DEEP = re.compile(r"^[-?:\s]{10}", re.MULTILINE)


def _may_be_deep(text: str) -> bool:
    """False only if nesting surely stays under the limit: the events need not be looked at.

    A block level takes a character before its line's first word; a bracket gives two levels at
    most (`[a: b]` is a mapping in a list): 9 + 1 + 5 * 2 levels.
    """
    return text.count("[") + text.count("{") > 5 or _DEEP.search(text) is not None


def _walk(text: str) -> None:
    """Raises ReadError for nesting that is too deep or without an end, and for aliases that multiply.

    Works on events, which libyaml gives one at a time and without recursion.
    """
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = [(None, 0)]
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                open_nodes.append((event.anchor, 0))
                if len(open_nodes) - 1 > DEPTH_LIMIT:
                    raise ReadError.at("EX014", text, _index(event.start_mark))
                continue
            if isinstance(event, yaml.AliasEvent) and event.anchor in dict(open_nodes):
                raise ReadError.at("EX014", text, _index(event.start_mark))
            size = _size(event, sizes, open_nodes)
            anchor, before = open_nodes[-1]
            open_nodes[-1] = (anchor, before + size)
            if before + size > NODE_LIMIT:
                raise ReadError.at("EX015", text, _index(event.start_mark))
    except yaml.MarkedYAMLError as error:
        raise _trouble(text, error) from None


def _size(
    event: yaml.Event, sizes: dict[str, int], open_nodes: list[tuple[str | None, int]]
) -> int:
    """How many values `event` adds to the collection around it."""
    if isinstance(event, yaml.AliasEvent):
        return sizes.get(event.anchor or "", 1)
    if isinstance(event, yaml.CollectionEndEvent):
        anchor, size = open_nodes.pop()
        if anchor:
            sizes[anchor] = size + 1
        return size + 1
    return int(isinstance(event, yaml.ScalarEvent))


def _trouble(text: str, error: yaml.MarkedYAMLError) -> ReadError:
    offset = _index(error.problem_mark or error.context_mark)
    if text[offset : offset + 1] == "\t":
        return ReadError.at("EX017", text, offset)
    opened = error.context_mark
    if offset >= len(text.rstrip()) and opened is not None:
        offset = opened.index
    words = [error.context, error.problem]
    return ReadError.at("EX011", text, offset, detail=": ".join(word for word in words if word))


def _index(mark: Any) -> int:
    return mark.index if mark else 0


def _child(node: yaml.Node | None, step: object) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The key and the value that `step` names; a list's item is its own key."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        item = node.value[step] if step < len(node.value) else None
        return item, item
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if isinstance(key, yaml.ScalarNode) and _names(key, step):
                return key, value
    return None, None


def _names(key: yaml.ScalarNode, step: object) -> bool:
    """Whether `key` reads as `step`; `on:` reads as True."""
    if isinstance(step, str):
        return bool(key.value == step)
    return bool(_Loader("").construct_object(key) == step)


def _span(node: yaml.Node) -> Span:
    return Span(node.start_mark.index, node.end_mark.index)


def _raw(text: str, node: yaml.Node | None) -> str:
    return text[slice(*_span(node))].strip() if node else ""
