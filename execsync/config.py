"""execsync.toml and the environment, read into a Config."""

import os
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from execsync.core import size_limits
from execsync.core.config_kinds import Key
from execsync.core.config_tables import (
    ApplyConfig,
    ContentConfig,
    LimitsConfig,
    StateConfig,
    WatchConfig,
    keys_of,
)
from execsync.core.hub_tables import HUB_KEYS, STATE, HubConfig, check_name, clash, state_of
from execsync.core.link_settings import LinkSettings, reads_wikilinks
from execsync.core.settings import (
    OVERRIDE_KEYS,
    ContentRules,
    Defaults,
    FrontMatterSettings,
    Keys,
    Override,
    RuleSettings,
)
from execsync.core.text_settings import AssetSettings, TransformSettings
from execsync.errors import ConfigError, FilePlace, UnsafeFileError
from execsync.system.real_folder import read_regular_file

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "execsync.toml"


class Config(NamedTuple):
    """Everything execsync.toml says. `file` is its path.

    `hubs` are its `[hub.NAME]` tables, of which `choose` makes one `hub`, with its State and addresses.
    """

    file: str
    content: ContentConfig = ContentConfig()
    apply: ApplyConfig = ApplyConfig()
    limits: LimitsConfig = LimitsConfig()
    watch: WatchConfig = WatchConfig()
    state: StateConfig = StateConfig()
    rules: RuleSettings = RuleSettings()
    hubs: tuple[HubConfig, ...] = ()
    hub: HubConfig = HubConfig()

    @property
    def folder(self) -> str:
        """The folder of execsync.toml, to which every path in it is relative."""
        return os.path.dirname(self.file)

    @property
    def other_hubs(self) -> tuple[HubConfig, ...]:
        """Its tables but that of `hub`."""
        return tuple(hub for hub in self.hubs if hub.name != self.hub.name)

    @property
    def path(self) -> "Path":
        """execsync.toml. For those who need more of a path than its text: it takes time to import."""
        from pathlib import Path

        return Path(self.file)

    @property
    def root(self) -> "Path":
        """The folder of execsync.toml."""
        return self.path.parent


_NO_TEXT_FILE = "rename or remove it; `execsync init` writes an execsync.toml where there is none"


def find(start: str | os.PathLike[str]) -> str | None:
    """The execsync.toml of the folder `start` or of the nearest folder above it.

    Raises ConfigError where one above is another user's: in a folder that everybody may write to, say, it
    would decide what our key does.
    """
    folder = here = os.path.abspath(start)
    # Also where it is no file: one further above is not what a person means then.
    while not os.path.lexists(candidate := os.path.join(folder, FILE_NAME)):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return None
    if folder != here and _is_anothers(candidate):
        raise ConfigError(
            "belongs to another user, and so it is not taken for what lies below",
            place=FilePlace(candidate),
            hint=f"if it is meant: -C {folder}, or --config {candidate}",
        )
    return candidate


def _is_anothers(path: str) -> bool:
    if not hasattr(os, "geteuid"):
        return False
    ours = {os.geteuid()}
    if ours == {0} and os.environ.get("SUDO_UID", "").isdecimal():
        ours.add(int(os.environ["SUDO_UID"]))
    found = os.stat(path) if os.path.exists(path) else os.lstat(path)
    return not {found.st_uid, os.stat(os.path.dirname(path)).st_uid} <= ours


def load(path: str | os.PathLike[str]) -> Config:
    """The Config in the file at `path`.

    Raises ConfigError, with path and line, on anything that it does not know: a misspelt key must not
    pass in silence.
    """
    path = os.path.join(os.getcwd(), path)
    text = read(path)
    try:
        _refuse_long_keys(text)
        tables = tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError(
            "is nested too deeply", hint="no setting needs that", place=FilePlace(path)
        ) from error
    except ValueError as error:
        from execsync.core.documents.toml_trouble import explain_toml

        found = explain_toml(text, str(error))
        place = FilePlace(path, found.line, found.column)
        raise ConfigError(found.what, hint=found.hint, place=place) from error
    return _Reader(path, text).config(tables)


def read(path: str) -> str:
    """The text of the file at `path`. Raises ConfigError for anything else that lies there."""
    try:
        return read_regular_file(path, limit=size_limits.CONFIG).decode("utf-8-sig")
    except UnsafeFileError as error:
        raise ConfigError(error.what, hint=_NO_TEXT_FILE, place=FilePlace(path)) from error
    except OSError as error:
        what, hint = _why_unread(path, error)
        raise ConfigError(what, hint=hint, place=FilePlace(path)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(
            "is not UTF-8", hint="save it as UTF-8", place=FilePlace(path, line)
        ) from error


def _why_unread(path: str, error: OSError) -> tuple[str, str]:
    """What is in the way of reading a file, and what to do."""
    if os.path.isdir(path):
        return "is a folder, not a file", _NO_TEXT_FILE
    if os.path.islink(path) and not os.path.exists(path):
        return "is a link that leads nowhere", _NO_TEXT_FILE
    hint = "make it readable, or name another one with --config FILE"
    if isinstance(error, FileNotFoundError):
        hint = "--config names a file from where you stand; without it, the nearest execsync.toml is taken"
    return f"cannot be read: {error.strerror}", hint


def choose(config: Config, name: str | None) -> Config:
    """The Config for the hub of that name; without one, for the only hub there is.

    Raises ConfigError where there is none of that name, or no telling which one is meant.
    """
    names = ", ".join(hub.name for hub in config.hubs)
    if name is None and len(config.hubs) > 1:
        raise ConfigError(
            f"which hub is meant? It has {names}",
            hint="give --hub NAME",
            place=FilePlace(config.file),
        )
    for hub in config.hubs:
        if name in (None, hub.name):
            return with_hub(config, hub)
    if name is None:
        return config
    raise ConfigError(
        f"has no [hub.{name}]",
        place=FilePlace(config.file),
        hint=f"it has {names}" if names else f"add the table [hub.{name}], or leave out --hub",
    )


def with_hub(config: Config, hub: HubConfig) -> Config:
    """The Config for one of its hubs."""
    links = config.rules.links
    if hub.page_url:
        links = links._replace(page_url=hub.page_url)
    return config._replace(hub=hub, state=hub.state, rules=config.rules._replace(links=links))


MOST_PARTS = 20
_LONG_KEY = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")


def _refuse_long_keys(text: str) -> None:
    """Raise ValueError for a key of many parts, which takes tomllib the square of their number."""
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ValueError(f"a name of more than {MOST_PARTS} parts (at line {line}, column 1)")


TABLES = frozenset(
    {
        "content",
        "defaults",
        "overrides",
        "front_matter",
        "hub",
        "apply",
        "limits",
        "links",
        "transform",
        "assets",
        "watch",
        "state",
        "rules",
    }
)


class _Reader:
    """Turns tables into a Config, and knows where in the text a key stands."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    def config(self, tables: Mapping[str, Any]) -> Config:
        self.refuse_unknown(tables, TABLES, ())
        content_keys = {**keys_of(ContentConfig), **keys_of(ContentRules)}
        content = self.table(tables, "content", content_keys)
        rules = {name: content.pop(name) for name in ContentRules._fields if name in content}
        front_matter = FrontMatterSettings(
            **self.table(tables, "front_matter", keys_of(FrontMatterSettings))
        )
        links = self.table(tables, "links", keys_of(LinkSettings))
        links.setdefault("wikilinks", reads_wikilinks(front_matter.preset))
        return Config(
            file=self.path,
            content=ContentConfig(**content),
            apply=ApplyConfig(**self.table(tables, "apply", keys_of(ApplyConfig))),
            limits=LimitsConfig(**self.table(tables, "limits", keys_of(LimitsConfig))),
            watch=WatchConfig(**self.table(tables, "watch", keys_of(WatchConfig))),
            state=self.state(tables.get("state", {}), ("state",), StateConfig()),
            hubs=tuple(self.hubs(tables)),
            rules=RuleSettings(
                **rules,
                front_matter=front_matter,
                transform=TransformSettings(
                    **self.table(tables, "transform", keys_of(TransformSettings))
                ),
                assets=AssetSettings(**self.table(tables, "assets", keys_of(AssetSettings))),
                root=content.get("root", ContentConfig().root),
                defaults=Defaults(**self.table(tables, "defaults", keys_of(Defaults))),
                overrides=tuple(self.overrides(tables.get("overrides", []))),
                links=LinkSettings(**links),
                **self.table(tables, "rules", keys_of(RuleSettings)),
            ),
        )

    def state(self, table: object, place: Keys, default: StateConfig) -> StateConfig:
        state = default._replace(**self.values(table, place, keys_of(StateConfig)))
        scheme = {"s3": "s3://", "azure": "az://"}.get(state.backend, "")
        if not state.location.startswith(scheme):
            message = f'{_called(place)} backend = "{state.backend}" needs location = "{scheme}…"'
            raise self.error(message, place)
        return state

    def hubs(self, tables: Mapping[str, Any]) -> Iterator[HubConfig]:
        said = tables.get("hub", {})
        if not isinstance(said, dict):
            raise self.error("[hub] must be tables, such as [hub.staging]", ("hub",))
        if said and "state" in tables:
            message = "[state] has no hub: each has its own table, such as [hub.NAME.state]"
            raise self.error(message, ("state",))
        hubs = [self.hub(name, table) for name, table in said.items()]
        if (found := clash(hubs)) is not None:
            raise self.error(f"{found[1]}; each needs its own", ("hub", found[0].name))
        yield from hubs

    def hub(self, name: str, table: object) -> HubConfig:
        place = ("hub", name)
        try:
            check_name(name)
        except ValueError as error:
            raise self.error(f"the name of a hub must be {error}", place) from error
        said = dict(table) if isinstance(table, dict) else table
        state = said.pop(STATE, {}) if isinstance(said, dict) else {}
        values = self.values(said, place, HUB_KEYS)
        kept = self.state(state, (*place, STATE), state_of(name))
        return HubConfig(name, **values, state=kept)

    def overrides(self, tables: object) -> Iterator[Override]:
        if not isinstance(tables, list):
            raise self.error("[[overrides]] must be tables, each with paths", ("overrides",))
        for number, table in enumerate(tables):
            place = ("overrides", number)
            values = self.values(table, place, OVERRIDE_KEYS)
            if "paths" not in values:
                raise self.error('[[overrides]] needs paths, such as ["guide/"]', place)
            yield Override.of(values)

    def table(
        self, tables: Mapping[str, Any], name: str, keys: Mapping[str, Key]
    ) -> dict[str, Any]:
        return self.values(tables.get(name, {}), (name,), keys)

    def values(self, table: object, place: Keys, keys: Mapping[str, Key]) -> dict[str, Any]:
        """The values of the table at a place, each one checked."""
        if not isinstance(table, dict):
            raise self.error(f"{_called(place)} must be a table", place)
        self.refuse_unknown(table, keys.keys(), place)
        values = {}
        for key, value in table.items():
            try:
                values[key] = keys[key].kind.check(value)
            except ValueError as error:
                message = f"{_called(place)} {key} must be {error}"
                hint = f"write {key} = [{_quoted(value)}]" if f"{error}" == A_LIST else ""
                raise self.error(message, (*place, key), hint=hint) from error
        return values

    def refuse_unknown(
        self, table: Mapping[str, Any], known: "Collection[str] | Any", place: Keys
    ) -> None:
        for key in table:
            if key not in known:
                from difflib import get_close_matches

                close = get_close_matches(key, known, 1)
                where = f" in {_called(place)}" if place else ""
                hint = (
                    f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known))}"
                )
                if homes := () if place else _homes(key):
                    hint = f"it belongs below {' or '.join(homes)}: write that line above it"
                raise self.error(f"unknown key {key!r}{where}", (*place, key), hint=hint)

    def error(self, message: str, place: Keys, *, hint: str = "") -> ConfigError:
        found = FilePlace(self.path, line_in(self.text, place))
        return ConfigError(message, hint=hint, place=found)


def line_in(text: str, place: Keys) -> int:
    """The line of a key in the text of an execsync.toml, or of what is nearest to it."""
    from execsync.core.documents.position import line_of
    from execsync.core.documents.toml_block import find

    return line_of(text, find(text, place, key=True).start) + 1


def _homes(key: str) -> list[str]:
    """The headers of the tables that know a key."""
    tables: dict[str, Any] = {
        "content": {**keys_of(ContentConfig), **keys_of(ContentRules)},
        "defaults": keys_of(Defaults),
        "apply": keys_of(ApplyConfig),
        "limits": keys_of(LimitsConfig),
        "links": keys_of(LinkSettings),
        "watch": keys_of(WatchConfig),
        "state": keys_of(StateConfig),
    }
    return [f"[{name}]" for name, keys in tables.items() if key in keys]


A_LIST = "a list of texts"


def _quoted(value: object) -> str:
    from execsync.core.excerpt import show

    return f'"{show(value, limit=60)}"' if isinstance(value, str) else '"…"'


def _called(place: Keys) -> str:
    """A table as people write its header."""
    if len(place) > 1 and isinstance(place[1], int):
        return f"[[{place[0]}]]"
    return f"[{'.'.join(map(str, place))}]"
