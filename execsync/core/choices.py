"""What front matter and execsync.toml choose from."""

from enum import StrEnum
from typing import Literal

PARALLELISM = (1, 64)
"""The fewest and the most requests in flight at once."""
Level = Literal["error", "warning", "note", "off"]
"""How bad `[rules.severity]` may call a finding; `off` silences the rule."""


class Status(StrEnum):
    """A page's state of publication, as front matter may ask for it."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Visibility(StrEnum):
    """Who sees a page. The hub takes it at creation only; `global` can be read but not created."""

    PRIVATE = "private"
    WORKSPACE = "workspace"


class OnDrift(StrEnum):
    """What happens to an edit of a page on the web. `fail` has nothing written at all."""

    KEEP = "keep"
    OVERWRITE = "overwrite"
    FAIL = "fail"


class OnArchived(StrEnum):
    """What happens to a page that has a file and was archived on the web."""

    KEEP = "keep"
    RECREATE = "recreate"
    FORGET = "forget"


class TitleFrom(StrEnum):
    """What may give a page its title."""

    FRONT_MATTER = "front-matter"
    HEADING = "heading"
    FILE_NAME = "file-name"


class Preset(StrEnum):
    """A tool whose front matter we understand."""

    HUGO = "hugo"
    DOCUSAURUS = "docusaurus"
    JEKYLL = "jekyll"
    MKDOCS = "mkdocs"
    OBSIDIAN = "obsidian"
