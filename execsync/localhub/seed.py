"""Folders and skills from a file, in TOML or JSON, for a hub to start with.

    [[folders]]
    name = "Sales"              # id, emoji and visibility may be given
    [[folders.folders]]         # a folder in it; or `parent = "an id"`
    name = "Discounts"

    [[skills]]
    name = "Negotiation"        # id, slug and description may be given

Ids left out are made from the names, and are the same each time.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from execsync.localhub.errors import HubError
from execsync.localhub.fields import Reader, filled_text, one_of, read_fields, require, text

if TYPE_CHECKING:
    from execsync.localhub.catalogue import Catalogue


def _tables(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError("must be a list of tables")
    return value


_SEED: dict[str, Reader] = {"folders": _tables, "skills": _tables}
_FOLDER: dict[str, Reader] = {
    "id": filled_text,
    "name": filled_text,
    "parent": filled_text,
    "emoji": text,
    "visibility": one_of("private", "workspace", "global"),
    "folders": _tables,
}
_SKILL: dict[str, Reader] = {
    "id": filled_text,
    "name": filled_text,
    "slug": filled_text,
    "description": text,
}


def load_seed(path: str, catalogue: Catalogue) -> None:
    """Take in a seed file; OSError if it cannot be read, ValueError naming what is wrong in it."""
    raw = Path(path).read_text(encoding="utf-8")
    try:
        values = json.loads(raw) if path.endswith(".json") else tomllib.loads(raw)
        tables = read_fields(values, _SEED, what="table")
        taken: set[str] = set()
        for folder in tables.get("folders", []):
            _add_folder(folder, catalogue, taken)
        for skill in tables.get("skills", []):
            fields = read_fields(skill, _SKILL, what="field of a skill")
            require(fields, "name")
            catalogue.add_skill(**fields)
    except (ValueError, HubError) as error:
        reason = error.message if isinstance(error, HubError) else error
        raise ValueError(f"{path}: {reason}") from error


def _add_folder(
    given: dict[str, Any], catalogue: Catalogue, taken: set[str], parent: str | None = None
) -> None:
    """Keep a folder and those in it; ValueError for an id that is `taken` by another one of the file."""
    fields = read_fields(given, _FOLDER, what="field of a folder")
    require(fields, "name")
    children = fields.pop("folders", [])
    made = catalogue.add_folder(**{"parent": parent, **fields})
    if made in taken:
        raise ValueError(f"id: {made} is given twice")
    taken.add(made)
    for child in children:
        _add_folder(child, catalogue, taken, made)
