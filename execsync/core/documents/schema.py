"""JSON Schema of what people write: front matter and execsync.toml. Editors complete and check with it."""

from typing import Any, get_args

from execsync.core.choices import Status, TitleFrom, Visibility
from execsync.core.page_fields import ID_LISTS
from execsync.core.settings import Level, RuleSettings

Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
"""What the YAML and TOML extensions of editors understand best."""


def front_matter_schema(settings: RuleSettings) -> Schema:
    """The front matter of a page. Other tools' keys may stand there too."""
    defaults = settings.defaults
    status = {"enum": list(Status), "default": defaults.status or Status.DRAFT}
    visibility = {
        "enum": list(Visibility),
        "default": defaults.visibility or Visibility.WORKSPACE,
    }
    fields = {
        "title": _say("The page's title.", _TEXT),
        "status": _say("`published` pages are live; `draft` ones are not.", status),
        "visibility": _say("Who sees the page. It can be set only at creation.", visibility),
        **{
            name: _say(f"Ids of {things}; `execsync {things}` lists them.", _TEXTS)
            for name, things in ID_LISTS.items()
        },
        "sources": _say("Web addresses that the page draws on.", _list({"anyOf": _SOURCE})),
        "protect": _say("Never archive or replace this page.", {"type": "boolean"}),
        "moved_from": _say(
            "Earlier path or paths of this file, relative to the content root.",
            {"anyOf": [_TEXT, _TEXTS]},
        ),
        **{
            things: _say(f"Use {name}: names are not looked up.", {"not": {}})
            for name, things in ID_LISTS.items()
        },
    }
    required = [] if settings.title_from is TitleFrom.HEADING else ["title"]
    return _top("Front matter of an execsync page", fields) | {"required": required}


def config_schema() -> Schema:
    """execsync.toml. Unknown keys are errors there."""
    tables = {
        "content": _content(),
        "defaults": _table("What a page gets where its front matter says nothing.", **_DEFAULTS),
        "apply": _table("How changes are sent.", **_APPLY),
        "limits": _table("The hub's limits of requests; 0 stands for none.", **_LIMITS),
        "watch": _table("How `execsync watch` waits.", **_WATCH),
        "state": _table("Where State is kept.", **_STATE),
        "rules": _table("Rules of `execsync validate`.", **_RULES),
    }
    return _top("execsync.toml", tables) | {"additionalProperties": False}


def _say(description: str, schema: Schema, **more: Any) -> Schema:
    return {"description": description, **schema, **more}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _number(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def _top(title: str, properties: Schema) -> Schema:
    return {"$schema": DIALECT, "title": title, "type": "object", "properties": properties}


def _table(description: str, **properties: Schema) -> Schema:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = _list(_TEXT)
_FLAG: Schema = {"type": "boolean"}
_SECONDS: Schema = {"type": "number", "minimum": 0, "exclusiveMaximum": 1_000_000}
_URL: Schema = {"type": "string", "pattern": r"^[hH][tT][tT][pP][sS]?://[^\s/?#@]+([/?#].*)?$"}
_SOURCE: list[Schema] = [
    _URL,
    {
        "type": "object",
        "properties": {
            "url": _say("The address.", _URL),
            "title": _say("The source's title; made from the address if left out.", _TEXT),
            "cover": _say("The address of a picture.", _TEXT),
            "folder_ids": _say("Ids of folders.", _TEXTS),
        },
        "required": ["url"],
    },
]
_CODE = r"^EX\d{3}$"


def _content() -> Schema:
    return _table(
        "Where the pages are.",
        root=_say("The folder of the pages, relative to this file.", _TEXT, default="content"),
        include=_say(
            "Git's patterns; only files that match are pages. One like **/*.mdx adds an ending.",
            _TEXTS,
        ),
        exclude=_say("Git's patterns; files and folders that match are left out.", _TEXTS),
        title_from=_say(
            "Where the title comes from if front matter has none.", {"enum": list(TitleFrom)}
        ),
    )


_DEFAULTS: Schema = {
    "status": {"enum": list(Status)},
    "visibility": {"enum": list(Visibility)},
    **dict.fromkeys(ID_LISTS, _TEXTS),
}
_APPLY: Schema = {
    "parallelism": _say("Requests in flight at once.", _number(1, 64), default=4),
    "prune": _say("Archive pages whose file is gone.", _FLAG, default=False),
    "source_timeout": _say("Seconds to wait for sources.", _SECONDS, default=600),
    "on_drift": _say(
        "What happens to pages edited on the web.",
        {"enum": ["refuse", "overwrite"]},
        default="refuse",
    ),
    "look": _say(
        "Whether each page is looked at right before it is written, or only listed once a run.",
        {"enum": ["each", "list"]},
        default="each",
    ),
}
_LIMITS: Schema = {
    "per_minute": _say("Requests a minute.", _number(0, 100_000), default=60),
    "per_day": _say(
        "Requests a day that the hub allows: advice, which plans reckon with. What bounds a run is "
        "--max-requests, `reserve`, or the hub itself.",
        _number(0, 100_000_000),
        default=1000,
    ),
    "reserve": _say(
        "Requests of that day left to others: a run ends there, by the count of this machine.",
        _number(0, 100_000_000),
        default=0,
    ),
}
_WATCH: Schema = {
    "quiet": _say("Seconds without a save before sending.", _SECONDS),
    "min_interval": _say("Seconds between two writes of a page.", _SECONDS),
    "as_draft": _say("Send drafts only.", _FLAG, default=False),
}
_STATE: Schema = {
    "backend": _say("The kind of place.", {"enum": ["file"]}, default="file"),
    "path": _say("The file, relative to this one.", _TEXT, default=".execsync/state.toml"),
}
_RULES: Schema = {
    "severity": {
        "description": "How bad the findings of a rule are, by its code.",
        "type": "object",
        "patternProperties": {_CODE: {"enum": list(get_args(Level))}},
        "additionalProperties": False,
    },
    "ignore": {
        "description": "Rules not applied to paths, by Git's pattern relative to this file.",
        "type": "object",
        "additionalProperties": _list({"type": "string", "pattern": _CODE}),
    },
}
