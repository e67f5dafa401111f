"""What the hub's published reference leaves open, each as a switch to be played both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from execsync.localhub.typed import check_types


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """One way the hub may behave where its reference is silent.

    The defaults are the plainest reading of the reference, not a claim about the real hub.
    Raises ValueError for a value outside a switch's choices.
    """

    draft_edit_moves_updated_at: bool = True
    """Whether changing only the draft's title or text moves the page's `updated_at`."""

    linking_moves_updated_at: bool = True
    """Whether changing only the sources of a page moves its `updated_at`."""

    deleting_moves_pages: bool = False
    """Whether deleting a source moves the `updated_at` of the pages that linked it."""

    archiving_moves_updated_at: bool = True
    """Whether archiving a page moves its `updated_at`."""

    restore_moves_updated_at: bool = True
    """Whether taking a page out of the archive, or back to an old version, moves its `updated_at`."""

    rewrites_markdown: bool = False
    """Whether text is stored as a rich-text editor would write it, in the spelling of `rewrites_as`."""

    rewrites_as: Literal["normalised", "prosemirror"] = "normalised"
    """How Markdown is rewritten: by `markdown.normalise`, or by `editor.reserialise`."""

    rewrites_titles: bool = False
    """Whether titles are stored as `titles.tidy` writes them: trimmed, with typographic quotes."""

    query_finds: Literal["part", "whole", "nothing"] = "part"
    """What `query` finds in a list of pages: parts of titles, whole titles, or nothing at all."""

    draft_status: Literal["keeps_live", "unpublishes"] = "keeps_live"
    """What `status: "draft"` does to a published page."""

    time_resolution: Literal["seconds", "microseconds"] = "seconds"
    """How finely times are shown and compared; they are kept, and sorted, in microseconds."""

    day: Literal["rolling", "calendar"] = "rolling"
    """Whether a day of the limits is the last 24 hours or the day of the calendar in UTC."""

    list_lag: float = 0.0
    """Seconds that lists are late: what was created, changed or archived since is shown as it was before."""

    date_offset: float = 0.0
    """Seconds that the `Date` of answers is ahead of the clock that dates the rows; negative: behind."""

    reposted_source: Literal["revives", "makes_new"] = "makes_new"
    """What POST of an archived source's address does."""

    alike_addresses: Literal["apart", "one"] = "apart"
    """Whether addresses that differ only in their fragment, or in a slash at their end, are one source."""

    writes_answer_with_draft: bool = False
    """Whether answers to POST, PATCH and PUT of a page carry `draft`."""

    equal_draft: Literal["null", "given"] = "null"
    """What `draft` is where nothing waits to be published."""

    archived_page: Literal["readable", "gone"] = "readable"
    """Whether an archived page still answers: GET 200, DELETE 200, PATCH 400; or 404 to each."""

    def __post_init__(self) -> None:
        check_types(self)
        if self.list_lag < 0:
            raise ValueError("list_lag: seconds cannot be negative")

    @property
    def tick(self) -> int:
        """The resolution of times, in microseconds."""
        return 1 if self.time_resolution == "microseconds" else 1_000_000
