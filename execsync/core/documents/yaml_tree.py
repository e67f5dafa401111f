"""What a block of YAML holds, with where each part of it stands."""

import re
from typing import Any

import yaml

from execsync.core.documents.written import Written


def tree(text: str) -> Written | None:
    """What the block holds; None where that is nothing. For a text that was loaded."""
    around: list[Written] = []
    root = None
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            node = around.pop()
            node.end = _index(event.end_mark) if node.form in "[{" else _end(node)
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        node = _node(text, event)
        if around:
            around[-1].parts.append(node)
        else:
            root = node
        if isinstance(event, yaml.CollectionStartEvent):
            around.append(node)
    return root


def _node(text: str, event: yaml.NodeEvent) -> Written:
    start, end = _index(event.start_mark), _index(event.end_mark)
    node = Written(start, end, anchor=event.anchor or "")
    if isinstance(event, yaml.AliasEvent):
        node.form = "*"
        return node
    node.start = _PROPERTIES.match(text, start, end).end()  # type: ignore[union-attr]
    if isinstance(event, yaml.SequenceStartEvent):
        node.form = "[" if event.flow_style else "-"
    elif isinstance(event, yaml.MappingStartEvent):
        node.form = "{" if event.flow_style else ":"
    elif isinstance(event, yaml.ScalarEvent):
        node.form, node.word = event.style or "", event.value
        if node.form in ("|", ">"):
            node.end = node.start + len(text[node.start : end].rstrip(" \n"))
    return node


def _index(mark: Any) -> int:
    return int(mark.index)


_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]*)*")


def _end(node: Written) -> int:
    """Where the last thing in a collection ends: the parser counts what follows, too."""
    return node.parts[-1].end if node.parts else node.end
