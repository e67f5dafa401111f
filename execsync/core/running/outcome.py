"""What State says after a step: pure arithmetic on a Change and the hub's answer."""

from dataclasses import replace

from execsync.core.choices import Status
from execsync.core.digest import words_digest
from execsync.core.planning.drift import WORDS
from execsync.core.planning.steps import Step
from execsync.core.resource import Page, Source, page_address
from execsync.core.running.record import Outcome
from execsync.core.snapshot import PageSnapshot, SourceSnapshot
from execsync.core.state import Doubt, PageState, Seen, SourceState


def sent_page(page: Page, *, page_id: str, source_ids: tuple[str, ...]) -> PageState:
    """The entry of a page as we send it, before the hub has answered."""
    return PageState(
        path=page.path,
        id=page_id,
        title=page.title,
        status=page.status.value,
        visibility=page.visibility.value,
        body=page.body.digest,
        folder_ids=page.folder_ids,
        skill_ids=page.skill_ids,
        sources=tuple(dict.fromkeys(ref.url for ref in page.sources)),
        source_ids=source_ids,
        protect=page.protect,
        blob=page.blob,
    )


def stays_live(page: Page, known: PageState) -> bool:
    """Whether a page that becomes a draft without the hub being told so has a live version beside it."""
    shown = known.drift or known.seen
    was_live = known.stays_live or known.status == Status.PUBLISHED
    is_live = shown is None or shown.status == Status.PUBLISHED
    return page.status is Status.DRAFT and was_live and is_live


def answered_page(sent: PageState, snapshot: PageSnapshot, *, words: str) -> PageState:
    """The entry of a page after the hub has answered our write; `words` is the digest of its text's.

    Such an answer may leave the draft out. Where we wrote one, its title and text then say nothing of
    what we wrote: they are those of the live version, if there is one.
    """
    seen = Seen.of(snapshot)
    if snapshot.draft is None and sent.status == Status.DRAFT:
        title = seen.title if seen.status == Status.DRAFT else sent.title
        seen = replace(seen, title=title, body=f"{WORDS}{words}")
    return replace(sent, id=snapshot.row.id, seen=seen, drift=None)


def found_page(sent: PageState, snapshot: PageSnapshot) -> PageState:
    """The entry of a page that a look has found, with its draft, to be as it was sent."""
    return replace(sent, id=snapshot.row.id, seen=Seen.of(snapshot), drift=None)


def adopted_page(sent: PageState, snapshot: PageSnapshot) -> PageState:
    """The entry of a page that a look has found to be other than it was sent.

    State says what the hub shows, so that the next plan writes what the file says.
    """
    seen = Seen.of(snapshot)
    return replace(
        found_page(sent, snapshot),
        title=seen.title,
        status=seen.status,
        body=seen.body,
        folder_ids=seen.folder_ids,
        skill_ids=seen.skill_ids,
        source_ids=seen.source_ids,
    )


def landed_update(number: int, doubt: Doubt, known: PageState, snapshot: PageSnapshot) -> Outcome:
    """The outcome of an update whose answer was lost, once a look has found what it sent."""
    moved = () if known.path == doubt.page.path else (page_address(known.path),)
    return Outcome(number, (found_page(doubt.page, snapshot),), moved)


def recorded_page(page: Page, known: PageState) -> PageState:
    """The entry of a page whose file says what the hub already has: nothing is sent."""
    entry = sent_page(page, page_id=known.id, source_ids=known.source_ids)
    entry = replace(entry, retiring=known.retiring, stays_live=stays_live(page, known))
    if known.drift is None:
        return replace(entry, seen=known.seen)
    return replace(entry, source_ids=known.drift.source_ids, seen=known.drift)


def answered_source(source: Source, snapshot: SourceSnapshot, *, created: bool) -> SourceState:
    """The entry of a source after the hub has answered the POST."""
    return SourceState(
        url=source.url,
        id=snapshot.id,
        title=source.title,
        cover=source.cover,
        folder_ids=source.folder_ids,
        status=snapshot.status,
        ours=created,
    )


def doubt_of_step(step: Step, sent: PageState | None, *, since: str) -> Doubt | None:
    """What to remember of a write to a page in case its answer is lost."""
    if sent is None:
        return None
    page = step.change.after if step.change else None
    words = words_digest(page.body.text()) if isinstance(page, Page) else ""
    return Doubt(step.kind.value, sent, words, since)


def retired_page(page: PageState, retired: str) -> PageState:
    """The entry of a page once one that it replaced is archived."""
    return replace(page, retiring=tuple(i for i in page.retiring if i != retired))


def left_path(step: Step) -> tuple[str, ...]:
    """The address that a page leaves behind when its file was renamed."""
    change = step.change
    if change is None or not isinstance(change.before, PageState):
        return ()
    old = page_address(change.before.path)
    return () if old == change.address else (old,)
