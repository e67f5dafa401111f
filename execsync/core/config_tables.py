"""The tables of execsync.toml. Each key stands here once: name, type, check, sentence and default."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple, get_args

from execsync.core.choices import PARALLELISM, OnArchived, OnDrift
from execsync.core.config_kinds import (
    FLAG,
    PATTERNS,
    SECONDS,
    TEXT,
    Key,
    number,
    one_of,
)
from execsync.core.state_place import LOCATION, PATH, REF, REMOTE

Look = Literal["each", "list"]
ForeignSources = Literal["keep", "remove"]
Backend = Literal["file", "git", "s3", "azure"]
NONE: Mapping[str, Any] = MappingProxyType({})
PAGE_ENDINGS = (".md", ".markdown")
"""How the names of pages end, in small letters, unless `[content] include` names others."""


class ContentConfig(NamedTuple):
    """`[content]`: where the pages are. Patterns are Git's, relative to the content root.

    A pattern of `include` that names an ending, such as `**/*.mdx`, makes pages of such files, too.
    """

    root: Annotated[str, Key(TEXT, "The folder of the pages, relative to this file.")] = "content"
    include: Annotated[
        tuple[str, ...],
        Key(
            PATTERNS,
            "Git's patterns; only files that match are pages. One like **/*.mdx adds an ending.",
        ),
    ] = ()
    exclude: Annotated[
        tuple[str, ...],
        Key(PATTERNS, "Git's patterns; files and folders that match are left out."),
    ] = ()


class ApplyConfig(NamedTuple):
    """`[apply]`: how changes are sent."""

    parallelism: Annotated[int, Key(number(*PARALLELISM), "Requests in flight at once.")] = 4
    prune: Annotated[bool, Key(FLAG, "Archive pages whose file is gone.")] = False
    source_timeout: Annotated[float, Key(SECONDS, "Seconds to wait for sources.")] = 600.0
    on_drift: Annotated[
        OnDrift,
        Key(
            one_of(OnDrift),
            "What happens to pages edited on the web: they stay, or the files go over them, or nothing "
            "at all is written.",
        ),
    ] = OnDrift.KEEP
    on_archived: Annotated[
        OnArchived,
        Key(
            one_of(OnArchived),
            "What happens to pages archived on the web: they stay so and are named, or are made anew, or are "
            "named no more.",
        ),
    ] = OnArchived.KEEP
    look: Annotated[
        Look,
        Key(
            one_of(get_args(Look)),
            "Whether each page is looked at right before it is written, or only listed once a run.",
        ),
    ] = "each"
    foreign_sources: Annotated[
        ForeignSources,
        Key(
            one_of(get_args(ForeignSources)),
            "What happens to sources that others attached to our pages on the web.",
        ),
    ] = "keep"
    skip_invalid: Annotated[
        bool,
        Key(FLAG, "Leave pages whose file has an error as they are, do the rest, and end with 1."),
    ] = False


class LimitsConfig(NamedTuple):
    """`[limits]`: the hub's limits of requests; 0 stands for none."""

    per_minute: Annotated[int, Key(number(0, 100_000), "Requests a minute.")] = 60
    per_day: Annotated[
        int,
        Key(
            number(0, 100_000_000),
            "Requests a day that the hub allows: advice, which plans reckon with. What bounds a run is "
            "--max-requests, `reserve`, or the hub itself.",
        ),
    ] = 1000
    reserve: Annotated[
        int,
        Key(
            number(0, 100_000_000),
            "Requests of that day left to others: a run ends there, by the count of this machine.",
        ),
    ] = 0


class WatchConfig(NamedTuple):
    """`[watch]`: how `execsync watch` waits."""

    quiet: Annotated[float, Key(SECONDS, "Seconds without a save before sending.")] = 0.3
    min_interval: Annotated[float, Key(SECONDS, "Seconds between two writes of a page.")] = 5.0
    as_draft: Annotated[bool, Key(FLAG, "Send drafts only.")] = False


class StateConfig(NamedTuple):
    """`[state]`: where State is kept."""

    backend: Annotated[Backend, Key(one_of(get_args(Backend)), "The kind of place.")] = "file"
    path: Annotated[str, Key(PATH, "The file, relative to this one; .toml at its end.")] = (
        ".execsync/state.toml"
    )
    remote: Annotated[
        str, Key(REMOTE, "For git: the remote, by its name or address, that keeps State.")
    ] = "origin"
    ref: Annotated[str, Key(REF, "For git: the ref that State has for itself.")] = (
        "refs/heads/execsync-state"
    )
    location: Annotated[
        str, Key(LOCATION, "For s3 and azure: s3://bucket/prefix or az://container/prefix.")
    ] = ""


def keys_of(table: type) -> Mapping[str, Key]:
    """The keys of a table, by name."""
    return {
        name: next(one for one in note.__metadata__ if isinstance(one, Key))
        for name, note in table.__annotations__.items()
        if hasattr(note, "__metadata__")
    }


def schema_of(table: type) -> dict[str, Any]:
    """A JSON Schema a key, by name."""
    return keys_schema(keys_of(table), getattr(table, "_field_defaults", {}))


def keys_schema(keys: Mapping[str, Key], defaults: Mapping[str, Any] = NONE) -> dict[str, Any]:
    """The same of keys by name, and of their defaults."""
    return {name: key_schema(key, defaults.get(name)) for name, key in keys.items()}


def key_schema(key: Key, default: object = None) -> dict[str, Any]:
    """The JSON Schema of one key, with its default where that is one word or number."""
    said = {"description": key.says} if key.says else {}
    told = {"default": default} if isinstance(default, str | int | float) and default != "" else {}
    return {**said, **key.kind.schema, **told}
