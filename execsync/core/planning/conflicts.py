"""What stands between a page and a write, in words: an edit on the web, a page that may be ours."""

from collections.abc import Sequence
from shlex import quote

from execsync.core.planning.look_alikes import is_vague
from execsync.core.planning.plan import Obstacle, ObstacleKind
from execsync.core.resource import page_address
from execsync.core.snapshot import PageRow
from execsync.core.state import Doubt, Seen

UNREAD = (
    "save it once more on the web, or look for a newer execsync: the hub's API may have changed"
)
ON_DRIFT = "settle it with: apply --on-drift overwrite, or write the web's text into the file"


def edited_reason(web: Seen, edited: Sequence[str], changed: Sequence[str] = ()) -> str:
    """What was edited on the web and when, and what was changed here."""
    reason = f"edited on the web since our last write ({web.updated_at}: {', '.join(edited)})"
    return f"{reason}, and changed here ({', '.join(changed)})" if changed else reason


def suspects_obstacle(doubt: Doubt, rows: Sequence[PageRow] = ()) -> Obstacle:
    """A creation whose answer was lost, and the pages that it may have made, in `rows` where known."""
    known = {row.id: describe(row) for row in rows}
    shown = "; ".join(known.get(page_id, page_id) for page_id in doubt.suspects)
    page = doubt.page
    adopt = (
        f"execsync state adopt {quote(page_address(page.path))} {quote(doubt.suspects[0])}"
        if doubt.suspects
        else ""
    )
    return Obstacle(
        ObstacleKind.CONFLICT,
        f'the answer to its creation ("{page.title}") was lost; the hub has what may be its page: {shown}',
        f"if it is: {adopt}; if not: apply --allow-same-title",
    )


def unread_obstacle(page_id: str, told: str) -> Obstacle:
    """A page of ours that the hub shows in a way that cannot be read."""
    return Obstacle(
        ObstacleKind.BLOCKED,
        f"what the hub shows of {page_id} cannot be read ({told}); nothing of it is touched",
        UNREAD,
    )


def look_alike_obstacle(address: str, row: PageRow) -> Obstacle:
    """A live page that a reader could not tell from the one that is to be, or that may be such."""
    where = "in folders that cannot be read" if is_vague(row) else "in the same folders"
    return Obstacle(
        ObstacleKind.BLOCKED,
        f"the hub already has a page with this title {where} ({describe(row)})",
        f"if it is this one: execsync state adopt {quote(address)} {quote(row.id)}; "
        "else archive it, or have both: --allow-same-title",
    )


def archived_obstacle(path: str) -> Obstacle:
    """A page of ours, by State's name for it, that somebody archived on the web."""
    return Obstacle(ObstacleKind.HELD, "archived on the web; it stays so", archived_way_out(path))


def archived_way_out(path: str) -> str:
    """What can be done about a page of ours that was archived on the web."""
    address = quote(page_address(path))
    return f"`execsync state rm {address}`, and the next apply makes a new one; or remove its file"


def describe(row: PageRow) -> str:
    """A page of the hub for a person: its id, title and times."""
    return f'{row.id}, "{row.title}", made {row.created_at}, changed {row.updated_at}'
