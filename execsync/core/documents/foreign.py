"""What the front matter of another tool has given a document, and what it says of publishing it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from execsync.core.documents.position import Place


@dataclass(frozen=True, slots=True)
class Given:
    """Where the value of one of our fields comes from: another key of the front matter, or the path (None).

    `by` says who read it so: a preset, or the map of execsync.toml.
    """

    key: object
    by: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that says that a page is not to be published, and what it says that the page is."""

    at: Place
    says: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """`given` is by our field. `marks` are those that nothing has taken up as the page's status.

    `timed` says that something of it will be otherwise at a later time.
    """

    given: Mapping[str, Given] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    timed: bool = False


NOTHING = Foreign()
