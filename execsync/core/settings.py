"""What execsync.toml says about reading content: plain values for the pure rules."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from execsync import __version__
from execsync.core.choices import Status, TitleFrom, Visibility

Level = Literal["error", "warning", "note", "off"]
"""How bad `[rules.severity]` may call a finding; `off` silences the rule."""


class Defaults(NamedTuple):
    """`[defaults]`: values of fields that a document leaves out. None means that none was set."""

    status: Status | None = None
    visibility: Visibility | None = None
    folder_ids: tuple[str, ...] | None = None
    skill_ids: tuple[str, ...] | None = None


class RuleSettings(NamedTuple):
    """All that the rules need to know besides the documents.

    `severity` sets a code's level; `ignore` maps a pattern for paths, in Git's syntax and relative
    to the folder of execsync.toml, to the codes that are not reported there.
    """

    title_from: TitleFrom = TitleFrom.FRONT_MATTER
    defaults: Defaults = Defaults()
    severity: Mapping[str, Level] = MappingProxyType({})
    ignore: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def digest_of(settings: RuleSettings) -> str:
    """A short digest of what decides, beside a file's bytes, what page it gives and what is wrong with it.

    The version of the rules is a part of it, levels and suppressions are not: they apply to what was found.
    """
    from execsync.core.digest import digest

    return digest(f"{__version__} {settings.title_from} {settings.defaults}")[7:19]
