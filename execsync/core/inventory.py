"""What lies in a folder of Markdown that no execsync.toml describes yet: values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from execsync.core.choices import Preset, TitleFrom
from execsync.core.config_tables import PAGE_ENDINGS
from execsync.core.documents.site_roots import SiteRoot
from execsync.core.planning.cost import Cost

MARKDOWN = (*PAGE_ENDINGS, ".mdx")
"""How the names of the files end that `init` takes for pages, in small letters."""


class Sign(NamedTuple):
    """A tool, and the file or folder by which it was recognised."""

    tool: Preset
    name: str


class Exclusion(NamedTuple):
    """A pattern that leaves files out, and why they are no pages."""

    pattern: str
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where pages are. `root` is relative to the folder of execsync.toml; patterns are relative to `root`.

    `elsewhere` is how many Markdown files lie in the folder that was looked at, and not below `root`.
    """

    root: str
    sign: Sign | None = None
    endings: Mapping[str, int] = field(default_factory=dict)
    exclude: tuple[Exclusion, ...] = ()
    elsewhere: int = 0

    @property
    def include(self) -> tuple[str, ...]:
        """The patterns that take every ending that is there; none where the usual ones do."""
        if ".mdx" not in self.endings:
            return ()
        return tuple(f"**/*{ending}" for ending in MARKDOWN if ending in self.endings)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the pages of a layout hold, as far as it decides what execsync.toml should say.

    `titles` counts pages by what gives their title, `drafts` those that another tool's key (or a folder: an
    empty one) says are not to be published, and `foreign` those with such a kind of syntax, by its rule's
    code and name. `broken` are links to no page or heading, `failing` the files with errors.
    """

    layout: Layout
    pages: int
    size: int
    largest: tuple[str, int]
    titles: Mapping[TitleFrom, int]
    headed: int
    """Pages that begin with their title as a heading."""
    twice: tuple[tuple[str, int], ...]
    """Titles that several pages have, and how many: the most frequent first."""
    drafts: Mapping[str, int]
    live: int
    """Pages whose own front matter says that they are published."""
    keys: Mapping[str, int]
    """Keys of front matter that mean nothing to the hub, on how many pages; the most frequent first."""
    odd_keys: bool
    """Whether there are others, which cannot be named in execsync.toml."""
    links: int
    broken: int
    site_roots: Mapping[SiteRoot, int]
    """What beginnings of links stand for, and how many links lead to a page by that."""
    images: int
    lost_images: int
    """Those whose file is not there."""
    foreign: Mapping[tuple[str, str], int]
    failing: int
    cost: Cost
    """Of the first apply, as it stands now."""
    linked: Cost
    """Of the same, once the addresses of pages are known."""
