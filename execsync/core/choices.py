"""What front matter and execsync.toml choose from."""

from enum import StrEnum


class Status(StrEnum):
    """A page's state of publication, as front matter may ask for it."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Visibility(StrEnum):
    """Who sees a page. The hub takes it at creation only; `global` can be read but not created."""

    PRIVATE = "private"
    WORKSPACE = "workspace"


class TitleFrom(StrEnum):
    """Where a page's title comes from when its front matter has none."""

    FRONT_MATTER = "front_matter"
    HEADING = "heading"
