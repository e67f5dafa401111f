"""Finding what somebody changed on the web, from what the hub shows now and what it answered us last."""

from dataclasses import replace

from execsync.core.digest import body_digest, words_digest
from execsync.core.snapshot import PageRow, PageSnapshot
from execsync.core.state import PageState, Seen

WORDS = "words:"
"""Before a digest in `Seen.body`: the answer carried no body, and these are the words that we sent."""


def row_differs(row: PageRow, known: PageState) -> bool:
    """Whether a list row is anything else than what the hub answered after our last write.

    A row has no body, so a difference is only a reason to look at the page; and the title of a page
    that is live is not that of its draft. A page whose web edit was found earlier is compared with what
    was found then.
    """
    seen = known.drift or known.seen
    if seen is None:
        return True
    return (
        row.updated_at != seen.updated_at
        or row.version != seen.version
        or row.status != seen.status
        or (row.status == "draft" and row.title != seen.title)
        or set(row.folder_ids) != set(seen.folder_ids)
        or set(row.skill_ids) != set(seen.skill_ids)
    )


def drifted_fields(now: Seen, known: PageState) -> tuple[str, ...]:
    """The fields of a page that differ from what the hub answered after our last write.

    Where that answer carried no body (a draft, on a hub that leaves drafts out of its answers), the
    body is compared with the one that we sent: a rewritten one counts as edited, for whoever changed the
    page may have changed just that. `updated_at` and `version` alone are no difference.
    """
    seen = known.seen
    if seen is None:
        return ()
    seen_body = known.body if is_unknown(seen.body) else seen.body
    pairs: dict[str, tuple[object, object]] = {
        "title": (seen.title, now.title),
        "content": (seen_body, now.body),
        "status": (seen.status, now.status),
        "folder_ids": (set(seen.folder_ids), set(now.folder_ids)),
        "skill_ids": (set(seen.skill_ids), set(now.skill_ids)),
        "sources": (set(seen.source_ids), set(now.source_ids)),
    }
    return tuple(name for name, (before, after) in pairs.items() if before != after)


def is_unknown(body: str) -> bool:
    """Whether a digest tells nothing of how the hub stores a text: there is none, or it is one of words."""
    return not body or body.startswith(WORDS)


def learn(known: PageState, snapshot: PageSnapshot) -> PageState:
    """The page with the hub's own spelling of a text that only we have seen, where the words are ours."""
    seen, body = known.seen, snapshot.body or ""
    if seen is None or seen.body != f"{WORDS}{words_digest(body)}":
        return known
    return replace(known, seen=replace(seen, body=body_digest(body)))
