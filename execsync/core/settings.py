"""What execsync.toml says about reading content: plain values for the pure rules."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Self

from execsync import __version__
from execsync.core.choices import Level, OnDrift, Preset, Status, TitleFrom, Visibility
from execsync.core.config_kinds import (
    FLAG,
    IGNORES,
    LEVELS,
    SOME_PATTERNS,
    TEXTS,
    Key,
    one_of,
    some_of,
)
from execsync.core.config_tables import ContentConfig, keys_of
from execsync.core.front_matter_map import MAP, FieldSource
from execsync.core.link_settings import LinkSettings
from execsync.core.page_fields import ID_LISTS, NAME_LISTS, OTHER_WAY
from execsync.core.source_refs import SOURCES, once
from execsync.core.text_settings import NOTICE, AssetSettings, Notice, TransformSettings

if TYPE_CHECKING:
    from execsync.core.resource import SourceRef

Keys = tuple[str | int, ...]
"""The way to a value in execsync.toml: names, and places in arrays from 0."""


class Defaults(NamedTuple):
    """Values of fields that a document leaves out. None means that none was set."""

    status: Annotated[Status | None, Key(one_of(Status), "Whether the page is live.")] = None
    visibility: Annotated[Visibility | None, Key(one_of(Visibility), "Who sees the page.")] = None
    folder_ids: Annotated[tuple[str, ...] | None, Key(TEXTS, "Ids of folders.")] = None
    skill_ids: Annotated[tuple[str, ...] | None, Key(TEXTS, "Ids of skills.")] = None
    sources: Annotated[
        "tuple[SourceRef, ...] | None", Key(SOURCES, "Web addresses that the page draws on.")
    ] = None
    protect: Annotated[bool | None, Key(FLAG, "Never archive or replace the page.")] = None
    folders: Annotated[tuple[str, ...] | None, Key(TEXTS, "Names or paths of folders.")] = None
    skills: Annotated[tuple[str, ...] | None, Key(TEXTS, "Names of skills.")] = None
    on_drift: Annotated[
        OnDrift | None, Key(one_of(OnDrift), "What happens to an edit of the page on the web.")
    ] = None


EXTEND = "extend_"
"""What the name of a list begins with that is added to what earlier tables say."""
_LISTS = (*NAME_LISTS, *ID_LISTS, "sources")


class Override(NamedTuple):
    """One of `[[overrides]]`: what it sets and what it adds for the files that its patterns match."""

    paths: tuple[str, ...]
    sets: Defaults = Defaults()
    adds: Defaults = Defaults()

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The override of a table with the keys of OVERRIDE_KEYS."""
        sets = {name: values[name] for name in Defaults._fields if name in values}
        adds = {name: values[EXTEND + name] for name in _LISTS if EXTEND + name in values}
        return cls(values["paths"], Defaults(**sets), Defaults(**adds))


OVERRIDE_KEYS: Mapping[str, Key] = {
    "paths": Key(SOME_PATTERNS, "Git's patterns, relative to this file."),
    **keys_of(Defaults),
    **{
        EXTEND + name: keys_of(Defaults)[name]._replace(says=f"Added to {name} of earlier tables.")
        for name in _LISTS
    },
}


class ContentRules(NamedTuple):
    """What `[content]` says that rules want to know."""

    title_from: Annotated[
        tuple[TitleFrom, ...],
        Key(some_of(TitleFrom), "What gives a page its title; of several, the first that does."),
    ] = (TitleFrom.FRONT_MATTER,)
    strip_title_heading: Annotated[
        bool,
        Key(FLAG, "Leave out of the body the heading that gave the title, or says the same."),
    ] = False
    notice: Annotated[
        Notice | None,
        Key(
            NOTICE,
            "Put last in every body, or first with {first = …}; {path} is the path of the page's file, "
            "relative to this one.",
        ),
    ] = None
    ignore_keys: Annotated[
        tuple[str, ...], Key(TEXTS, "Keys of front matter that mean nothing to the hub.")
    ] = ()


class FrontMatterSettings(NamedTuple):
    """`[front_matter]`: what the keys of other tools mean."""

    preset: Annotated[
        Preset | None, Key(one_of(Preset), "The tool whose keys the front matter has.")
    ] = None
    map: Annotated[
        Mapping[str, FieldSource],
        Key(MAP, "By field, the key of another tool that gives it, and what its values mean."),
    ] = MappingProxyType({})


class RuleSettings(NamedTuple):
    """All that the rules need to know besides the documents.

    `root` is the content root. `severity` sets a code's level; `ignore` maps a pattern for paths, in Git's
    syntax and relative to the folder of execsync.toml, to the codes that are not reported there.
    """

    title_from: tuple[TitleFrom, ...] = ContentRules().title_from
    strip_title_heading: bool = False
    notice: Notice | None = None
    ignore_keys: tuple[str, ...] = ()
    front_matter: FrontMatterSettings = FrontMatterSettings()
    root: str = ContentConfig().root
    defaults: Defaults = Defaults()
    links: LinkSettings = LinkSettings()
    transform: TransformSettings = TransformSettings()
    assets: AssetSettings = AssetSettings()
    overrides: tuple[Override, ...] = ()
    severity: Annotated[
        Mapping[str, Level], Key(LEVELS, "How bad the findings of a rule are, by its code.")
    ] = MappingProxyType({})
    ignore: Annotated[
        Mapping[str, tuple[str, ...]],
        Key(IGNORES, "Rules not applied to paths, by Git's pattern relative to this file."),
    ] = MappingProxyType({})

    def shown_path(self, path: str) -> str:
        """The path of the document at a path, relative to the folder of execsync.toml."""
        return posixpath.normpath(posixpath.join(self.root, path))

    def defaults_of(self, path: str) -> Defaults:
        """What the document at a path, relative to the content root, gets where it says nothing."""
        if not self.overrides:
            return self.defaults
        given = self.given(path)
        return Defaults(
            **{name: _joined(name, [value for _, value in parts]) for name, parts in given.items()}
        )

    def given(self, path: str) -> Mapping[str, Sequence[tuple[Keys, Any]]]:
        """The same with where it stands: by field, each value that is a part of it, in order.

        A table that sets names of folders replaces their ids in earlier tables, too, and the other way round.
        """
        found: dict[str, list[tuple[Keys, Any]]] = {}
        for place, sets, adds in self._tables(path):
            given = _given(sets)
            for name in given:
                found.pop(OTHER_WAY.get(name, name), None)
            found |= {name: [((*place, name), value)] for name, value in given.items()}
            for name, more in _given(adds).items():
                found.setdefault(name, []).append(((*place, EXTEND + name), more))
        return found

    def _tables(self, path: str) -> Iterator[tuple[Keys, Defaults, Defaults]]:
        yield ("defaults",), self.defaults, Defaults()
        shown = self.shown_path(path)
        for number, override in enumerate(self.overrides):
            if _matcher(override.paths)(shown):
                yield ("overrides", number), override.sets, override.adds


def _given(values: Defaults) -> dict[str, Any]:
    return {name: value for name, value in values._asdict().items() if value is not None}


@cache
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns).match_file


def _joined(name: str, values: Sequence[Any]) -> Any:
    """One value of several: lists one after another, each item once."""
    if len(values) == 1:
        return values[0]
    items = [item for value in values for item in value]
    return once(items) if name == "sources" else tuple(dict.fromkeys(items))


def digest_of(settings: RuleSettings) -> str:
    """A short digest of what decides, beside a file's bytes, what page it gives and what is wrong with it.

    The version of the rules is a part of it, levels and suppressions are not: they apply to what was found.
    """
    from execsync.core.digest import digest

    decisive = settings._replace(severity={}, ignore={})
    return digest(f"{__version__} {decisive}")[7:19]
