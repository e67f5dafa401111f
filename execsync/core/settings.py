"""What execsync.toml says about reading content: plain values for the pure rules."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, NamedTuple

from execsync import __version__
from execsync.core.choices import Level, Status, TitleFrom, Visibility
from execsync.core.config_kinds import IGNORES, LEVELS, TEXTS, Key, one_of
from execsync.core.link_settings import LinkSettings


class Defaults(NamedTuple):
    """`[defaults]`: values of fields that a document leaves out. None means that none was set."""

    status: Annotated[Status | None, Key(one_of(Status))] = None
    visibility: Annotated[Visibility | None, Key(one_of(Visibility))] = None
    folder_ids: Annotated[tuple[str, ...] | None, Key(TEXTS)] = None
    skill_ids: Annotated[tuple[str, ...] | None, Key(TEXTS)] = None


class RuleSettings(NamedTuple):
    """All that the rules need to know besides the documents.

    `severity` sets a code's level; `ignore` maps a pattern for paths, in Git's syntax and relative
    to the folder of execsync.toml, to the codes that are not reported there.
    """

    title_from: TitleFrom = TitleFrom.FRONT_MATTER
    defaults: Defaults = Defaults()
    links: LinkSettings = LinkSettings()
    severity: Annotated[
        Mapping[str, Level], Key(LEVELS, "How bad the findings of a rule are, by its code.")
    ] = MappingProxyType({})
    ignore: Annotated[
        Mapping[str, tuple[str, ...]],
        Key(IGNORES, "Rules not applied to paths, by Git's pattern relative to this file."),
    ] = MappingProxyType({})


TITLE_FROM = Key(one_of(TitleFrom), "Where the title comes from if front matter has none.")
"""A key of `[content]` that rules want to know."""


def digest_of(settings: RuleSettings) -> str:
    """A short digest of what decides, beside a file's bytes, what page it gives and what is wrong with it.

    The version of the rules is a part of it, levels and suppressions are not: they apply to what was found.
    """
    from execsync.core.digest import digest

    return digest(f"{__version__} {settings.title_from} {settings.defaults} {settings.links}")[7:19]
