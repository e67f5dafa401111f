"""What is to become of one page's file and of its entry in State, before anything is written."""

from dataclasses import dataclass

from execsync.content.tree import File
from execsync.core.pulling.pulled import Pulled
from execsync.core.state import PageState, SourceState


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page's new text, and what State is to say once that is in the file.

    `entry` is None of a page that is left. `texts` are worth keeping for later plans.
    """

    pulled: Pulled
    file: File
    before: bytes = b""
    after: bytes = b""
    entry: PageState | None = None
    sources: tuple[SourceState, ...] = ()
    texts: tuple[str, ...] = ()
