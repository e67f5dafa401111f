"""What stands between a page and a write, in words: an edit on the web, a page that may be ours."""

from collections.abc import Mapping, Sequence
from shlex import quote

from execsync.core.address import Address
from execsync.core.planning.plan import Obstacle, ObstacleKind
from execsync.core.snapshot import PageRow
from execsync.core.state import InDoubtWrite, Observed, PageState

UNREAD = (
    "save it once more on the web, or look for a newer execsync: the hub's API may have changed"
)
RETIRE_EDITED = (
    "archive it all the same with: apply --on-drift overwrite and --prune or --allow-replace, "
    "or archive it on the web"
)
ON_DRIFT = (
    "settle it with: execsync pull (takes it into the file), "
    "or execsync apply --on-drift overwrite (the file wins)"
)
ARCHIVED_AND_EDITED = (
    "unarchive it on the web, then: execsync pull (takes the edit into the file); "
    "or execsync apply --on-drift overwrite (makes a new page of the file)"
)
BOTH_SIDES = "execsync plan shows both sides"


def edited_reason(web: Observed, edited: Sequence[str], changed: Sequence[str] = ()) -> str:
    """What was edited on the web and when, and what was changed here."""
    reason = f"edited on the web since our last write ({web.updated_at}: {', '.join(edited)})"
    return f"{reason}, and changed here ({', '.join(changed)})" if changed else reason


def suspects_obstacle(
    doubt: InDoubtWrite, rows: Sequence[PageRow], alike: Sequence[PageRow] = ()
) -> Obstacle:
    """A creation that was lost to us, and the pages that it may have made, in `rows` where known.

    Those that are `alike` are live pages that a reader could not tell from it.
    """
    page, others = doubt.page, [row for row in alike if row.id not in doubt.suspects]
    adopt = _adopt(page.address, doubt.suspects[0]) if doubt.suspects else ""
    return Obstacle(
        ObstacleKind.CONFLICT,
        f'it may have been created already ("{page.title}"); the hub has what may be its page: '
        f"{_shown(doubt, rows)}{f', and {_alike(others)}' if others else ''}",
        f"if it is: {adopt}; if not: apply --allow-same-title",
    )


def begun_obstacle(address: Address, page_id: str) -> Obstacle:
    """A file that an import began for a page, and of which State does not know."""
    return Obstacle(
        ObstacleKind.BLOCKED,
        f"an import that was cut short has begun this file, for the page {page_id}",
        f"execsync import {quote(page_id)} goes on with it; if the file is that page's as it stands: "
        f"{_adopt(address, page_id)}; if it is another page's: apply --allow-same-title",
    )


def unread_obstacle(page_id: str, told: str) -> Obstacle:
    """A page of ours that the hub shows in a way that cannot be read."""
    return Obstacle(
        ObstacleKind.BLOCKED,
        f"what the hub shows of {page_id} cannot be read ({told}); nothing of it is touched",
        UNREAD,
    )


def unseen_obstacle(address: Address, known: PageState) -> Obstacle:
    """A page that State names without a record of what the hub showed of it: it may be anybody's."""
    return Obstacle(
        ObstacleKind.CONFLICT,
        f"State does not say what the hub showed of {known.id}: nothing tells that it is this page",
        f"if it is: {_adopt(address, known.id)}, or apply --on-drift overwrite; "
        f"if not: execsync state rm {quote(str(address))}",
    )


def replaced_obstacle(known: PageState, address: Address, rows: Mapping[str, PageRow]) -> Obstacle:
    """Pages that an earlier replacement has left of the page at an address, in `rows` where known."""
    shown = "; ".join(describe(rows[i]) if i in rows else i for i in known.retiring)
    pages = "a page" if len(known.retiring) == 1 else f"{len(known.retiring)} pages"
    return Obstacle(
        ObstacleKind.HELD,
        f"{pages} that it has replaced would be archived: {shown}",
        f"if that is meant: --prune, or --allow-replace {quote(address.name)}",
    )


def orphans_obstacle(doubt: InDoubtWrite, rows: Sequence[PageRow]) -> Obstacle:
    """A lost creation whose file is gone by now; in `rows`, where known, pages that it may have made."""
    return Obstacle(
        ObstacleKind.CONFLICT,
        f'it may have been created already ("{doubt.page.title}"), and its file is gone since; '
        f"the hub has what may be its page: {_shown(doubt, rows)}",
        "archive that on the web, or bring the file back; to leave it as it is: apply --allow-same-title",
    )


def doubled_obstacle(known: PageState) -> Obstacle:
    """A page whose file is gone, beside others like it: without its entry nobody would know of those."""
    others = ", ".join(known.doubles)
    more = len(known.doubles) > 1
    return Obstacle(
        ObstacleKind.CONFLICT,
        f"the hub has {'more pages that look' if more else 'a second page that looks'} like it ({others}), "
        "and its file is gone",
        f"archive {'all but one of them' if more else 'one of the two'} on the web, or bring the file back; "
        f"to archive this one and leave {'those' if more else 'that'}: apply --prune --allow-same-title",
    )


def look_alike_obstacle(address: Address, rows: Sequence[PageRow]) -> Obstacle:
    """Live pages that a reader could not tell from the one that is to be."""
    return Obstacle(
        ObstacleKind.BLOCKED,
        f"the hub already has {_alike(rows)}",
        f"if {_one_of(rows)} is this one: {_adopt(address, rows[0].id)}; "
        "else archive it, or have both: --allow-same-title",
    )


def archived_obstacle(address: Address, alike: Sequence[PageRow]) -> Obstacle:
    """A page of ours that was archived; live pages may look like it."""
    if not alike:
        reason = "archived on the web; it stays so"
        return Obstacle(ObstacleKind.HELD, reason, archived_way_out(address))
    return Obstacle(
        ObstacleKind.BLOCKED,
        f"archived on the web, and the hub has {_alike(alike)}",
        f"if {_one_of(alike)} is this one now: {_adopt(address, alike[0].id)}; "
        "else remove its file, or leave it so: --allow-same-title",
    )


def archived_way_out(address: Address) -> str:
    """What can be done about a page of ours that was archived on the web."""
    name = quote(str(address))
    return f"`execsync state rm {name}`, and the next apply makes a new one; or remove its file"


def describe(row: PageRow) -> str:
    """A page of the hub for a person: its id, title and times."""
    return f'{row.id}, "{row.title}", made {row.created_at}, changed {row.updated_at}'


def _shown(doubt: InDoubtWrite, rows: Sequence[PageRow]) -> str:
    known = {row.id: describe(row) for row in rows}
    return "; ".join(known.get(page_id, page_id) for page_id in doubt.suspects)


def _alike(rows: Sequence[PageRow]) -> str:
    kinds = (
        ([row for row in rows if not row.is_vague], "in the same folders"),
        ([row for row in rows if row.is_vague], "in folders that cannot be read"),
    )
    shown = (
        f"{_pages(found)} with this title {where} ({_list(found)})"
        for found, where in kinds
        if found
    )
    return " and ".join(shown)


def _pages(rows: Sequence[PageRow]) -> str:
    return "a page" if len(rows) == 1 else f"{len(rows)} pages"


def _list(rows: Sequence[PageRow]) -> str:
    return "; ".join(describe(row) for row in rows)


def _one_of(rows: Sequence[PageRow]) -> str:
    return "it" if len(rows) == 1 else "one of them"


def _adopt(address: Address, page_id: str) -> str:
    return f"execsync state adopt {quote(str(address))} {quote(page_id)}"
