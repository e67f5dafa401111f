"""Saved plans on the disk: JSON with a checksum. They hold texts of pages, and never a key."""

import json
from collections.abc import Mapping, Set
from functools import cache
from pathlib import Path
from typing import Any

from execsync.core import size_limits
from execsync.core.address import Address
from execsync.core.digest import digest
from execsync.core.json_text import read_json
from execsync.core.linked_text import Filling, LinkedText
from execsync.core.planning.plan import Change, PageChange, SourceChange
from execsync.core.planning.saved import FORMAT_VERSION, SavedPlan, fingerprint
from execsync.core.resource import Body
from execsync.errors import ExecsyncError
from execsync.system.real_folder import read_file, write_private_file

MAKE_ANEW = "make it anew with: execsync plan --out FILE"


def write(path: Path, saved: SavedPlan) -> None:
    """Write a plan, readable by its owner alone: it holds the texts of private pages too.

    Raises ExecsyncError, also for one that is larger than any that is read.
    """
    content = _converter().unstructure(saved)
    body = json.dumps(content, ensure_ascii=False, sort_keys=True)
    document = {"format_version": FORMAT_VERSION, "checksum": digest(body), "saved_plan": content}
    data = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    if len(data) > size_limits.SAVED_PLAN:
        limit = size_limits.in_words(size_limits.SAVED_PLAN)
        hint = "apply without a saved plan, or save it in parts: --target PATTERN"
        raise ExecsyncError(f"{path}: the plan would take more than {limit}", hint=hint)
    write_private_file(path, data)


def read(path: Path) -> SavedPlan:
    """Read a plan. Raises ExecsyncError when it is none, was altered, or is from another version."""
    try:
        document = read_json(read_file(path, limit=size_limits.SAVED_PLAN))
        version, checksum = document["format_version"], document["checksum"]
        content = document["saved_plan"]
    except OSError as error:
        raise ExecsyncError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ExecsyncError(f"{path}: is not a saved plan", hint=MAKE_ANEW) from error
    if version != FORMAT_VERSION:
        raise ExecsyncError(f"{path}: was saved by another version of execsync", hint=MAKE_ANEW)
    if digest(json.dumps(content, ensure_ascii=False, sort_keys=True)) != checksum:
        raise ExecsyncError(f"{path}: was altered after it was saved", hint=MAKE_ANEW)
    return _structure(path, content)


def _structure(path: Path, content: Mapping[str, Any]) -> SavedPlan:
    try:
        saved: SavedPlan = _converter().structure(content, SavedPlan)
    except Exception as error:  # cattrs raises groups of whatever went wrong within
        raise ExecsyncError(f"{path}: is not a saved plan", hint=MAKE_ANEW) from error
    if fingerprint(saved.plan) != saved.fingerprint:
        raise ExecsyncError(f"{path}: was altered after it was saved", hint=MAKE_ANEW)
    return saved


@cache
def _converter() -> Any:
    """cattrs, told how to tell the kinds apart where a field may hold several."""
    from cattrs import Converter

    converter = Converter(forbid_extra_keys=True, unstruct_collection_overrides={Set: sorted})
    converter.register_structure_hook(
        Change,
        lambda value, _: converter.structure(
            value, PageChange if Address.parse(value["address"]).kind == "page" else SourceChange
        ),
    )
    converter.register_unstructure_hook(
        Body,
        lambda body: {
            "linked": converter.unstructure(body.linked),
            "filling": converter.unstructure(body.filling),
        },
    )
    converter.register_structure_hook(
        Body,
        lambda parts, _: Body.of(converter.structure(parts["linked"], LinkedText)).filled(
            converter.structure(parts["filling"], Filling)
        ),
    )
    converter.register_unstructure_hook(Address, str)
    converter.register_structure_hook(Address, lambda text, _: Address.parse(text))
    converter.register_structure_hook_func(
        lambda kind: kind is object, lambda value, _: _plain(value)
    )
    return converter


def _plain(value: Any) -> object:
    """Values of unknown type: JSON knows no tuples, and our own values know no lists."""
    if isinstance(value, list):
        return tuple(_plain(item) for item in value)
    return value
