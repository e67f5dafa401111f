"""What State says after a step: pure arithmetic on a Change and the hub's answer."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from execsync.core.choices import Status
from execsync.core.linked_text import Filling
from execsync.core.look_alike import title_key
from execsync.core.meaning import is_current, says
from execsync.core.page_fields import FIELDS, ID_LISTS, SENT, id_lists, name_lists
from execsync.core.page_sources import own_ids
from execsync.core.planning.drift import drifted_fields, is_known_page
from execsync.core.planning.plan import Change
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Body, Page, Source
from execsync.core.running.record import Left, Outcome
from execsync.core.snapshot import PageSnapshot, SourceSnapshot
from execsync.core.state import GONE, InDoubtWrite, Observed, PageState, SourceState, State


def sent_page(
    page: Page, *, page_id: str, source_ids: tuple[str, ...], known: PageState | None = None
) -> PageState:
    """The entry of a page as we send it, before the hub has answered; `known` is what State has of it."""
    links = page.body.links_as_sent()
    same_text = known and known.sent_digest == (links["sent"] or page.body.digest)
    is_told = known and same_text and is_current(known.says)
    return PageState(
        path=page.path,
        id=page_id,
        title=page.title,
        status=page.status.value,
        visibility=page.visibility.value,
        body=page.body.digest,
        says=known.says if known and is_told else says(page.body.text()),
        sources=tuple(dict.fromkeys(ref.url for ref in page.sources)),
        source_ids=source_ids,
        protect=page.protect,
        created_at=known.created_at if known and known.id == page_id else "",
        doubles=tuple(i for i in known.doubles if i != page_id) if known else (),
        allowed_doubles=known.allowed_doubles if known else (),
        imported=bool(known and known.imported and known.id == page_id),
        blob=page.blob,
        **links,
        **id_lists(page),
        **name_lists(page),
    )


def stays_live(page: Page, known: PageState) -> bool:
    """Whether a page that becomes a draft without the hub being told so has a live version beside it."""
    shown = known.drift or known.observed
    was_live = known.stays_live or known.status == Status.PUBLISHED
    is_live = shown is None or shown.status == Status.PUBLISHED
    return page.status is Status.DRAFT and was_live and is_live


def answered_page(sent: PageState, snapshot: PageSnapshot) -> PageState:
    """The entry of a page after the hub has answered our write.

    Such an answer may leave the draft out. Where we wrote one, its title and text then say nothing of
    what we wrote: they are those of the live version, if there is one; what differs from that waits
    beside it.
    """
    observed = Observed.of(snapshot)
    if snapshot.draft is None and sent.status == Status.DRAFT:
        title = observed.title if observed.status == Status.DRAFT else sent.title
        waits = _waits_beside(sent, observed)
        observed = replace(observed, title=title, body="", says=sent.says, has_draft=waits)
    made = snapshot.row.created_at or sent.created_at
    return replace(sent, id=snapshot.row.id, created_at=made, observed=observed, drift=None)


def _waits_beside(sent: PageState, live: Observed) -> bool:
    """Whether a page as we sent it is a draft beside a live version that is shown."""
    is_other_text = bool(live.says) and live.says != sent.says
    is_other_title = title_key(live.title) != title_key(sent.title)
    return live.status == Status.PUBLISHED and (is_other_text or is_other_title)


def mixed_page(entry: PageState, looked: Observed, fields: Mapping[str, object]) -> PageState:
    """An answered entry, with what somebody changed between our look and our write marked as a web edit.

    `looked` is what the look showed, `fields` are those that we sent.
    """
    answer = entry.observed
    if answer is None:
        return entry
    unsent = _comparable(answer, looked, fields) - {SENT.get(name, name) for name in fields}
    # Measured against the answer: without a draft, its title is what we sent, in our own spelling.
    others = unsent.intersection(drifted_fields(looked, answer, entry.source_ids))
    if not others:
        return entry
    parts = {part: getattr(looked, part) for name in others for part in FIELDS[name].observed}
    return replace(entry, observed=replace(answer, **parts), drift=answer)


def _comparable(answer: Observed, looked: Observed, fields: Mapping[str, object]) -> set[str]:
    """The fields of which the answer to our write, which carries no draft, tells anything.

    It has the texts where our write has put the draft live, and where there was none and we wrote none;
    of a page that was never live it has the title.
    """
    names = {"status", "sources", *ID_LISTS}
    is_live = answer.status == Status.PUBLISHED
    is_ours = fields.get("status") == Status.PUBLISHED
    had_no_draft = looked.status == Status.PUBLISHED and not looked.has_draft
    if is_live and (is_ours or (had_no_draft and fields.keys().isdisjoint(("title", "content")))):
        return names | {"title", "content"}
    if not is_live and looked.status == Status.DRAFT:
        return names | {"title"}
    return names


def found_page(sent: PageState, snapshot: PageSnapshot) -> PageState:
    """The entry of a page that a look has found, with its draft, to be as it was sent."""
    observed, row = Observed.of(snapshot), snapshot.row
    # A creation may not have known the ids yet.
    ids = sent.source_ids or (snapshot.source_ids if sent.sources else ())
    return replace(
        sent, id=row.id, created_at=row.created_at, source_ids=ids, observed=observed, drift=None
    )


def landed_update(
    number: int, doubt: InDoubtWrite, known: PageState, snapshot: PageSnapshot
) -> Outcome:
    """The outcome of an update whose answer was lost, once a look has found what it sent."""
    moved = () if known.path == doubt.page.path else (Left.of(known),)
    return Outcome(number, (found_page(doubt.page, snapshot),), moved)


def reverted_update(
    number: int, doubt: InDoubtWrite, known: PageState, snapshot: PageSnapshot
) -> Outcome:
    """The outcome of an update that was carried out, and that somebody has undone on the web since."""
    moved = () if known.path == doubt.page.path else (Left.of(known),)
    return Outcome(number, (edited_page(doubt.page, snapshot),), moved)


def edited_page(sent: PageState, snapshot: PageSnapshot) -> PageState:
    """The entry of a page that shows something else than we sent: somebody's edit, where it is ours.

    What we sent was never shown: it has no time, by which a text that State does not tell would count as
    the web's.
    """
    now = Observed.of(snapshot)
    ours = replace(
        now,
        updated_at="",
        version=None,
        title=sent.title,
        status=sent.status,
        body=sent.sent_digest,
        says=sent.says,
        source_ids=sent.source_ids,
        **id_lists(sent),
    )
    observed = ours if is_known_page(snapshot.row, sent) else None
    return replace(found_page(sent, snapshot), observed=observed, drift=now)


def contested_page(known: PageState, snapshot: PageSnapshot) -> PageState:
    """The entry of a page that shows something else than State says: what it shows waits for a person.

    Of a page that the hub made at another time than State says, or State says none, it never saw anything.
    """
    observed = known.observed if is_known_page(snapshot.row, known) else None
    made = snapshot.row.created_at or known.created_at
    return replace(known, created_at=made, observed=observed, drift=Observed.of(snapshot))


def archived_page(known: PageState, snapshot: PageSnapshot) -> PageState:
    """The entry of a page that was archived on the web; what was edited of it before is marked."""
    known = replace(known, archived=True)
    if known.observed is None or not is_known_page(snapshot.row, known):
        return known
    shown = replace(Observed.of(snapshot), status=known.observed.status)
    return (
        replace(known, drift=shown)
        if drifted_fields(shown, known.observed, known.source_ids)
        else known
    )


def recorded_page(page: Page, known: PageState, sources: Mapping[str, SourceState]) -> PageState:
    """The entry of a page whose file says what the hub already has: nothing is sent."""
    entry = sent_page(page, page_id=known.id, source_ids=known.source_ids, known=known)
    entry = replace(entry.retiring_as(known), stays_live=stays_live(page, known))
    if known.drift is None:
        return replace(entry, observed=known.observed)
    ids = own_ids(page, known, known.drift.source_ids, sources)
    return replace(entry, source_ids=ids, observed=known.drift)


def answered_source(
    source: Source, snapshot: SourceSnapshot, *, created: bool, known: SourceState | None = None
) -> SourceState:
    """The entry of a source after the hub has answered the POST; `known` is what State had of it.

    One of ours that we archived stays ours, where the hub gives the very same back.
    """
    is_back = known is not None and known.ours and known.id == snapshot.id
    return SourceState(
        url=source.url,
        id=snapshot.id,
        title=source.title,
        cover=source.cover,
        folder_ids=source.folder_ids,
        status=snapshot.status,
        ours=created or is_back,
        maker="" if created or is_back else snapshot.maker,
    )


def gone_sources(state: State, ids: Collection[str]) -> tuple[SourceState, ...]:
    """The entries of sources that were found to have been deleted on the web."""
    return tuple(replace(s, status=GONE) for s in state.sources.values() if s.id in ids)


def doubt_of_step(step: Step, sent: PageState | None, *, since: str) -> InDoubtWrite | None:
    """What to remember of a write to a page in case its answer is lost."""
    return None if sent is None else InDoubtWrite(step.kind.value, sent, since)


def replacing_page(sent: PageState, known: PageState) -> PageState:
    """The entry of a page that takes the place of another one, which is to be archived after it."""
    shown = known.drift or known.observed
    return replace(
        sent.retiring_as(known),
        retiring=(*known.retiring, known.id),
        retiring_seen=(*known.retiring_seen, shown.fingerprint if shown else ""),
    )


def doubt_of_creation(
    change: Change, state: State, source_ids: tuple[str, ...] = ()
) -> InDoubtWrite:
    """What to remember of a page that a change makes, so far as it is known before it is sent."""
    if not isinstance(change.after, Page):
        raise TypeError(f"{change.address} is no page that is made")
    known = change.before if isinstance(change.before, PageState) else None
    sent = sent_page(change.after, page_id="", source_ids=source_ids, known=known)
    sent = replacing_page(sent, known) if known else sent
    told = words(change.after.body) if change.after.body.coming else ""
    return InDoubtWrite(StepKind.CREATE_PAGE.value, sent, state.newest, words=told)


def words(body: Body) -> str:
    """What a text says wherever its links will lead."""
    anywhere = Filling("", "https://{id}", dict.fromkeys(body.links, "page"))
    return says(body.filled(anywhere).text(), links=False)


def retired_page(page: PageState, retired: str) -> PageState:
    """The entry of a page once one that it replaced is archived."""
    pairs = zip(page.retiring, page.retiring_seen, strict=False)
    kept = [pair for pair in pairs if pair[0] != retired]
    return replace(
        page,
        retiring=tuple(page_id for page_id, _ in kept),
        retiring_seen=tuple(seen for _, seen in kept),
        retiring_edited=tuple(i for i in page.retiring_edited if i != retired),
    )


def contested_retirement(page: PageState, retired: str, shown: Observed) -> PageState:
    """The entry of a page once one that it replaced was found edited on the web."""
    seen = dict.fromkeys(page.retiring, "")
    seen |= zip(page.retiring, page.retiring_seen, strict=False)
    seen[retired] = shown.fingerprint
    edited = dict.fromkeys((*page.retiring_edited, retired))
    return replace(page, retiring_seen=tuple(seen.values()), retiring_edited=tuple(edited))


def left_path(step: Step) -> tuple[Left, ...]:
    """The address that a page leaves behind when its file was renamed."""
    change = step.change
    known = change.before if change and change.previous_address else None
    return (Left.of(known),) if known else ()
