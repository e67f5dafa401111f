"""What execsync.toml says about reading content: plain values for the pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from execsync.core.resource import Status, Visibility

Level = Literal["error", "warning", "note", "off"]
"""How bad `[rules.severity]` may call a finding; `off` silences the rule."""


class TitleFrom(StrEnum):
    """Where a page's title comes from when its front matter has none."""

    FRONT_MATTER = "front_matter"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Defaults:
    """`[defaults]`: values of fields that a document leaves out. None means that none was set."""

    status: Status | None = None
    visibility: Visibility | None = None
    folder_ids: tuple[str, ...] | None = None
    skill_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """All that the rules need to know besides the documents.

    `severity` sets a code's level; `ignore` maps a pattern for paths, in Git's syntax and relative
    to the folder of execsync.toml, to the codes that are not reported there.
    """

    title_from: TitleFrom = TitleFrom.FRONT_MATTER
    defaults: Defaults = Defaults()
    severity: Mapping[str, Level] = field(default_factory=lambda: MappingProxyType({}))
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
