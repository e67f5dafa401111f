"""The contract as the conformity tests read it: as published, and stricter."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

Document = dict[str, Any]

_PATH = Path(__file__).parent.parent / "openapi.json"
_OPTIONAL = {
    "KnowledgeHubSource": {"content"},
    "KnowledgeHubPageDetail": {"draft"},
}
"""Fields that are there only where `include` asks for them."""


def published(url: str) -> Document:
    """The published document with `url` as its server, and null spelt so that validators take it.

    OpenAPI 3.0 lets siblings of `$ref` be ignored, and an enum without null refuse null, so both
    are rewritten to say what was meant.
    """
    document: Document = _spelt_out(json.loads(_PATH.read_text(encoding="utf-8")))
    document["servers"] = [{"url": url}]
    return document


def strict(url: str) -> Document:
    """The published document without its leniency, to catch what it would let pass.

    No unknown fields, every field of an answer present, a source's address required, an error
    envelope that has its parts, and the statuses that its prose names for every operation.
    """
    document = published(url)
    schemas = document["components"]["schemas"]
    schemas["KnowledgeHubPageDetail"] = _flattened(schemas["KnowledgeHubPageDetail"], schemas)
    for name, schema in schemas.items():
        _close(schema, optional=_OPTIONAL.get(name, set()))
    for body in _bodies(document):
        body["additionalProperties"] = False
        if "url" in body["properties"]:
            body["required"] = [*body["required"], "url"]
    envelope = schemas["ValidationErrorDetail"]
    envelope["properties"]["error"].update(required=["type", "message"], additionalProperties=False)
    limited = copy.deepcopy(envelope)
    limited["properties"]["retry_after"] = {"type": "integer", "minimum": 1}
    limited["required"] = ["error", "retry_after"]
    for operation in operations(document).values():
        responses = operation["responses"]
        for status in ("400", "401", "403"):
            responses.setdefault(status, _json_response(envelope))
        responses["429"] = _json_response(limited)
        for status in ("200", "201"):
            _close_list(responses.get(status))
    return document


def narrowed(url: str) -> Document:
    """The strict document with bodies that any hub takes, for requests that are made up from it."""
    filled = {"type": "string", "pattern": r"^\w"}
    fields = {
        "title": filled,
        "url": {"type": "string", "pattern": "^https?://[a-z]{1,20}/[a-z]{0,9}$"},
        "folder_ids": {"type": "array", "items": filled},
        "skill_ids": {"type": "array", "items": filled},
        # Nothing but the hub knows which sources there are.
        "source_ids": {"type": "array", "items": filled, "maxItems": 0},
    }
    document = strict(url)
    for body in _bodies(document):
        known = body["properties"]
        known.update({name: schema for name, schema in fields.items() if name in known})
    return document


def operations(document: Document) -> dict[str, Document]:
    """The operations by their id, each with its `method` and `path` beside the rest."""
    return {
        operation["operationId"]: {**operation, "method": method.upper(), "path": path}
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def _bodies(document: Document) -> list[Document]:
    return [
        operation["requestBody"]["content"]["application/json"]["schema"]
        for operation in operations(document).values()
        if "requestBody" in operation
    ]


def _spelt_out(node: Any) -> Any:
    if isinstance(node, list):
        return [_spelt_out(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _spelt_out(value) for key, value in node.items()}
    if node.get("nullable") is True and "$ref" in node:
        return {"anyOf": [{"$ref": node["$ref"]}, {"nullable": True, "enum": [None]}]}
    if node.get("nullable") is True and "enum" in node and None not in node["enum"]:
        node["enum"].append(None)
    return node


def _flattened(schema: Document, schemas: Document) -> Document:
    parts = [schemas[p["$ref"].rpartition("/")[2]] if "$ref" in p else p for p in schema["allOf"]]
    properties = {name: value for part in parts for name, value in part["properties"].items()}
    return {"type": "object", "properties": properties}


def _close(schema: Document, *, optional: set[str]) -> None:
    schema["additionalProperties"] = False
    schema["required"] = [name for name in schema["properties"] if name not in optional]


def _close_list(response: Document | None) -> None:
    if response is None:
        return
    schema = response["content"]["application/json"]["schema"]
    if "properties" in schema:
        _close(schema, optional=set())


def _json_response(schema: Document) -> Document:
    return {"description": "", "content": {"application/json": {"schema": schema}}}
