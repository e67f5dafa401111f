"""JSON Schema of what people write: front matter and execsync.toml. Editors complete and check with it."""

from execsync.core import source_refs
from execsync.core.choices import Status, TitleFrom, Visibility
from execsync.core.config_kinds import FLAG, TEXT, TEXTS, Schema
from execsync.core.config_tables import (
    ApplyConfig,
    ContentConfig,
    LimitsConfig,
    StateConfig,
    WatchConfig,
    keys_schema,
    schema_of,
)
from execsync.core.hub_tables import hub_schema
from execsync.core.link_settings import LinkSettings
from execsync.core.page_fields import ID_LISTS, NAME_LISTS
from execsync.core.settings import (
    OVERRIDE_KEYS,
    ContentRules,
    Defaults,
    FrontMatterSettings,
    RuleSettings,
)
from execsync.core.text_settings import AssetSettings, TransformSettings

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
            things: _say(f"Names of {things}; `execsync {things}` lists them.", _TEXTS)
            for things in NAME_LISTS
        },
        **{
            name: _say(f"Ids of {things}; `execsync {things}` lists them.", _TEXTS)
            for name, things in ID_LISTS.items()
        },
        "sources": _say("Web addresses that the page draws on.", source_refs.LIST),
        "protect": _say("Never archive or replace this page.", FLAG.schema),
        "moved_from": _say(
            "Earlier path or paths of this file, relative to the content root.",
            {"anyOf": [_TEXT, _TEXTS]},
        ),
        "managed": _say("`false`: the page is linked to, and never written.", FLAG.schema),
        "id": _say("The hub's id of a page that is not managed.", _TEXT),
    }
    can_lack = settings.title_from != (TitleFrom.FRONT_MATTER,)
    is_given = can_lack or "title" in settings.front_matter.map
    required = [] if is_given else ["title"]
    return _top("Front matter of an execsync page", fields) | {"required": required}


def config_schema() -> Schema:
    """execsync.toml. Unknown keys are errors there."""
    content = {**schema_of(ContentConfig), **schema_of(ContentRules)}
    tables = {
        "content": _table("Where the pages are.", content),
        "defaults": _table(
            "What a page gets where its front matter says nothing.", schema_of(Defaults)
        ),
        "overrides": {
            "description": "The same for the files that patterns match. Later ones win.",
            "type": "array",
            "items": {
                **_table("What some pages get.", keys_schema(OVERRIDE_KEYS)),
                "required": ["paths"],
            },
        },
        "front_matter": _table(
            "What the keys of other tools mean.", schema_of(FrontMatterSettings)
        ),
        "links": _table("What links between pages become.", schema_of(LinkSettings)),
        "transform": _table("What else a body's text is spared of.", schema_of(TransformSettings)),
        "assets": _table("What becomes of local images.", schema_of(AssetSettings)),
        "apply": _table("How changes are sent.", schema_of(ApplyConfig)),
        "limits": _table(
            "The hub's limits of requests; 0 stands for none.", schema_of(LimitsConfig)
        ),
        "watch": _table("How `execsync watch` waits.", schema_of(WatchConfig)),
        "state": _table("Where State is kept.", schema_of(StateConfig)),
        "hub": hub_schema(),
        "rules": _table("Rules of `execsync validate`.", schema_of(RuleSettings)),
    }
    return _top("execsync.toml", tables) | {"additionalProperties": False}


def _say(description: str, schema: Schema, **more: object) -> Schema:
    return {"description": description, **schema, **more}


def _top(title: str, properties: Schema) -> Schema:
    return {"$schema": DIALECT, "title": title, "type": "object", "properties": properties}


def _table(description: str, properties: Schema) -> Schema:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


_TEXT, _TEXTS = TEXT.schema, TEXTS.schema
