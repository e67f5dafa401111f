"""What people have published of a page since the last version that came through the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from execsync.localhub.people import OWNER, PEOPLE
from execsync.localhub.web.side_by_side import Row, side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from execsync.localhub.web.library import Library


@dataclass(frozen=True, slots=True)
class SinceApi:
    """Versions by number, the names of whoever published, the last one first, and when that was.

    Of drafts nothing is kept that tells whose they are, as on the hub.
    """

    ours: int
    theirs: int
    who: tuple[str, ...]
    at: int
    rows: Sequence[Row]


def since_api(library: Library, page_id: str) -> SinceApi | None:
    """What was published on the web since; None where nothing was, or nothing ever came through the API."""
    versions = library.versions(page_id)
    ours = next((row for row in versions if row["author"] == OWNER), None)
    if ours is None or versions[0]["author"] == OWNER:
        return None
    later = [row for row in versions if row["version"] > ours["version"]]
    texts = [library.version(page_id, row["version"])["content"] for row in (ours, later[0])]
    return SinceApi(
        ours=ours["version"],
        theirs=later[0]["version"],
        who=tuple(dict.fromkeys(_name(row["author"]) for row in later)),
        at=later[0]["created_at"],
        rows=side_by_side(*texts),
    )


def _name(author: str) -> str:
    person = PEOPLE[author]
    return f"{person['first_name']} {person['last_name']}"
