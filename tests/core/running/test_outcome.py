"""What State says of a page or a source after a step."""

from dataclasses import replace
from typing import Any

import pytest

from execsync.core.choices import Status, Visibility
from execsync.core.digest import digest
from execsync.core.linked_text import LinkedText
from execsync.core.meaning import says
from execsync.core.planning.plan import Action, ActionReason, Change, PageChange, SourceChange
from execsync.core.planning.steps import Step, StepKind
from execsync.core.resource import Body, Page, Source, SourceRef
from execsync.core.running.outcome import (
    answered_page,
    answered_source,
    contested_page,
    contested_retirement,
    doubt_of_creation,
    doubt_of_step,
    edited_page,
    found_page,
    gone_sources,
    landed_update,
    left_path,
    mixed_page,
    recorded_page,
    replacing_page,
    retired_page,
    reverted_update,
    sent_page,
    stays_live,
)
from execsync.core.running.record import Left, Outcome
from execsync.core.snapshot import Draft, PageSnapshot, SourceSnapshot
from execsync.core.state import InDoubtWrite, Observed, PageState, SourceState, State
from tests.support.entries import NOON, TEXT, entry, observed, snapshot, update

LATER = "2027-01-16T12:00:00Z"
NEW = "Quite another text."


class Unread(Exception):
    pass


def unread() -> LinkedText:
    raise Unread


PAGE = Page("a.md", "Title", Body.of(TEXT))


def test_what_an_unchanged_text_says_is_known() -> None:
    known = entry(says=says("Measured once."))
    same = replace(PAGE, body=Body(unread, PAGE.body.digest))
    assert sent_page(same, page_id="p1", source_ids=(), known=known).says == known.says


def test_what_another_text_says_is_measured() -> None:
    other = replace(PAGE, body=Body.of("Other."))
    assert sent_page(other, page_id="p1", source_ids=(), known=entry()).says == says("Other.")


def test_an_unchanged_text_is_measured_anew_by_another_measure() -> None:
    known = entry(says="md0.1-1:00")
    assert sent_page(PAGE, page_id="p1", source_ids=(), known=known).says == says(TEXT)


def test_a_page_is_entered_with_all_that_its_file_wants() -> None:
    page = Page(
        "a.md",
        "Title",
        Body.of(TEXT),
        Status.PUBLISHED,
        Visibility.PRIVATE,
        ("f1",),
        ("k1",),
        sources=(SourceRef("https://x.example/"), SourceRef("https://x.example/")),
        protect=True,
        blob="of Git",
    )
    assert sent_page(page, page_id="p1", source_ids=("s1",)) == PageState(
        "a.md",
        "p1",
        "Title",
        "published",
        "private",
        digest(TEXT),
        ("f1",),
        ("k1",),
        sources=("https://x.example/",),
        source_ids=("s1",),
        protect=True,
        says=says(TEXT),
        blob="of Git",
    )


@pytest.mark.parametrize(
    ("page_id", "created_at", "doubles"),
    [("p1", NOON, ("p8",)), ("", "", ("p8",)), ("p2", "", ("p8",)), ("p8", "", ())],
)
def test_only_the_same_page_keeps_its_time_and_any_keeps_the_doubles(
    page_id: str, created_at: str, doubles: tuple[str, ...]
) -> None:
    """A page in the place of another settles nothing about a third one."""
    known = entry(doubles=("p8",), allowed_doubles=("p9",))
    sent = sent_page(PAGE, page_id=page_id, source_ids=(), known=known)
    assert (sent.created_at, sent.doubles, sent.allowed_doubles) == (created_at, doubles, ("p9",))


LIVE, DRAFTED = observed(), observed(status="draft")


@pytest.mark.parametrize(
    ("status", "known", "lives"),
    [
        (Status.DRAFT, entry(), True),
        (Status.PUBLISHED, entry(), False),
        (Status.DRAFT, entry(observed=None), True),
        (Status.DRAFT, entry(observed=DRAFTED), False),
        (Status.DRAFT, entry(drift=DRAFTED), False),
        (Status.DRAFT, entry(observed=DRAFTED, drift=LIVE), True),
        (Status.DRAFT, entry(status="draft"), False),
        (Status.DRAFT, entry(status="draft", stays_live=True), True),
        (Status.DRAFT, entry(status="draft", stays_live=True, observed=DRAFTED), False),
    ],
)
def test_a_draft_stays_live_beside_a_live_version(
    status: Status, known: PageState, lives: bool
) -> None:
    assert stays_live(replace(PAGE, status=status), known) is lives


UNSHOWN = {"body": "", "says": says(NEW)}


@pytest.mark.parametrize(
    ("status", "shown", "differs"),
    [
        ("published", snapshot(), {}),
        ("draft", snapshot(title="Live"), {**UNSHOWN, "title": "Sent", "has_draft": True}),
        ("draft", snapshot(title="Sent"), {**UNSHOWN, "has_draft": True}),
        (
            "draft",
            snapshot(title="Live", text=NEW),
            {**UNSHOWN, "title": "Sent", "has_draft": True},
        ),
        ("draft", snapshot(title=" Sent", text=NEW), {**UNSHOWN, "title": "Sent"}),
        ("draft", snapshot(title="Sent", text=None), {**UNSHOWN, "title": "Sent"}),
        ("draft", snapshot(title="New", status="draft"), {**UNSHOWN, "title": "New"}),
        ("draft", snapshot(draft=Draft("Mine", NEW)), {}),
    ],
)
def test_an_answer_without_the_draft_tells_nothing_of_its_texts(
    status: str, shown: PageSnapshot, differs: dict[str, Any]
) -> None:
    sent = entry(text=NEW, id="", title="Sent", status=status, created_at="", drift=LIVE)
    now = replace(Observed.of(shown), **differs)
    answered = replace(sent, id="p1", created_at=NOON, observed=now, drift=None)
    assert answered_page(sent, shown) == answered


def test_an_answer_without_a_time_leaves_the_one_that_is_known() -> None:
    assert answered_page(entry(), snapshot(created_at="")).created_at == NOON
    assert answered_page(entry(), snapshot(created_at=LATER)).created_at == LATER


OTHER, OTHER_DRAFT = observed(title="Of others"), observed(title="Of others", status="draft")
MOVED, LINKED = observed(folder_ids=("f1",)), observed(source_ids=("s1",))
ATTACHED = observed(source_ids=("s1", "of-others"))
BESIDE, LIVES = observed(has_draft=True), {"status": "published"}


@pytest.mark.parametrize(
    ("looked", "answer", "fields", "undone"),
    [
        pytest.param(LIVE, LIVE, {"title": "Title"}, {}, id="nothing-changed"),
        pytest.param(LIVE, None, {"title": "Title"}, {}, id="no-answer-to-compare"),
        pytest.param(LIVE, MOVED, {"title": "Title"}, {"folder_ids": ()}, id="folders-changed"),
        pytest.param(LIVE, MOVED, {"folder_ids": ("f1",)}, {}, id="folders-are-ours"),
        pytest.param(LIVE, LINKED, {"source_ids": ("s1",)}, {}, id="sources-are-ours"),
        pytest.param(LINKED, LIVE, {"title": "Title"}, {"source_ids": ("s1",)}, id="one-detached"),
        pytest.param(LINKED, ATTACHED, {"title": "Title"}, {}, id="one-of-others-attached"),
        pytest.param(LIVE, OTHER, {"folder_ids": ()}, {"title": "Title"}, id="title-changed"),
        pytest.param(LIVE, OTHER, {"content": NEW}, {}, id="a-draft-of-ours-is-not-shown"),
        pytest.param(LIVE, OTHER, {**LIVES, "content": NEW}, {"title": "Title"}, id="put-live"),
        pytest.param(BESIDE, OTHER, {"folder_ids": ()}, {}, id="a-draft-was-beside-it"),
        pytest.param(DRAFTED, OTHER, {"folder_ids": ()}, {"status": "draft"}, id="published"),
        pytest.param(LIVE, DRAFTED, {"folder_ids": ()}, {"status": "published"}, id="taken-down"),
        pytest.param(
            DRAFTED, OTHER_DRAFT, {"folder_ids": ()}, {"title": "Title"}, id="title-of-a-draft"
        ),
    ],
)
def test_what_changed_between_look_and_write_and_was_not_sent_is_a_web_edit(
    looked: Observed, answer: Observed | None, fields: dict[str, object], undone: dict[str, Any]
) -> None:
    answered = entry(observed=answer, source_ids=("s1",))
    mixed = answered
    if answer and undone:
        mixed = replace(answered, observed=replace(answer, **undone), drift=answer)
    assert mixed_page(answered, looked, fields) == mixed


URL = "https://x.example/"
SENT = entry(id="", observed=None, created_at="", drift=LIVE)


def test_a_page_that_was_found_is_entered_as_it_was_sent_and_is_shown() -> None:
    shown = snapshot("p2", source_ids=("s1",))
    found = replace(SENT, id="p2", created_at=NOON, observed=Observed.of(shown), drift=None)
    assert found_page(SENT, shown) == replace(found, source_ids=())
    assert found_page(SENT, shown).foreign_ids == ("s1",)
    unknown = replace(SENT, sources=(URL,))
    assert found_page(unknown, shown) == replace(found, sources=(URL,), source_ids=("s1",))
    sent = replace(SENT, source_ids=("s2",))
    assert found_page(sent, shown) == replace(found, source_ids=("s2",))


@pytest.mark.parametrize("path", ["a.md", "new.md"])
def test_an_update_that_was_found_leaves_the_path_from_which_its_page_was_moved(path: str) -> None:
    known, shown = entry(), snapshot(text="By others.")
    doubt = update(known, text=NEW)
    doubt = replace(doubt, page=replace(doubt.page, path=path))
    left = () if path == known.path else (Left.of(known),)
    page = doubt.page
    assert landed_update(3, doubt, known, shown) == Outcome(3, (found_page(page, shown),), left)
    assert reverted_update(3, doubt, known, shown) == Outcome(3, (edited_page(page, shown),), left)


def test_a_page_that_shows_something_else_is_an_edit_of_what_was_sent() -> None:
    sent = entry(title="Sent", folder_ids=("f1",), source_ids=("s1",), status="draft")
    shown = snapshot(text="By others.")
    ours = replace(
        Observed.of(shown),
        updated_at="",
        version=None,
        title="Sent",
        status="draft",
        folder_ids=("f1",),
        source_ids=("s1",),
        body=sent.body,
        says=sent.says,
    )
    assert edited_page(sent, shown) == replace(sent, observed=ours, drift=Observed.of(shown))


OF_ANOTHER = snapshot(created_at=LATER)


def test_of_a_page_that_was_made_at_another_time_nothing_was_ever_seen() -> None:
    assert edited_page(entry(), OF_ANOTHER).observed is None
    assert contested_page(entry(), OF_ANOTHER).observed is None


@pytest.mark.parametrize(("shown_at", "known_at"), [(NOON, NOON), ("", NOON)])
def test_what_a_page_shows_waits_for_a_person(shown_at: str, known_at: str) -> None:
    known, shown = entry(created_at=known_at), snapshot(created_at=shown_at, text=NEW)
    assert contested_page(known, shown) == replace(known, drift=Observed.of(shown))


@pytest.mark.parametrize(
    ("known", "recorded"),
    [
        pytest.param(entry(), {}, id="as-it-was"),
        pytest.param(entry(source_ids=("s1",)), {"source_ids": ("s1",)}, id="sources"),
        pytest.param(
            entry(source_ids=("s1", "s2"), drift=observed(source_ids=("s2", "theirs"))),
            {"observed": observed(source_ids=("s2", "theirs")), "source_ids": ("s2",)},
            id="web-edit",
        ),
        pytest.param(
            entry(retiring=("p0",), retiring_seen=("x",), retiring_edited=("p0",)),
            {"retiring": ("p0",), "retiring_seen": ("x",), "retiring_edited": ("p0",)},
            id="replaced-pages",
        ),
    ],
)
def test_a_page_that_has_what_its_file_says_is_entered_as_shown(
    known: PageState, recorded: dict[str, Any]
) -> None:
    page = replace(PAGE, status=Status.PUBLISHED)
    assert recorded_page(page, known, {}) == replace(entry(), **recorded)


def test_a_draft_that_is_recorded_stays_live() -> None:
    assert recorded_page(PAGE, entry(), {}).stays_live


SOURCE = Source(URL, "Example", "cover.png", ("f1",))
ENTERED = SourceState(URL, "s1", "Example", "cover.png", ("f1",), "pending", maker="Anna")
OURS = replace(ENTERED, ours=True, maker="")


@pytest.mark.parametrize(
    ("created", "known", "entered"),
    [
        (False, None, ENTERED),
        (True, None, OURS),
        (False, OURS, OURS),
        (False, replace(OURS, id="s2"), ENTERED),
        (False, ENTERED, ENTERED),
    ],
)
def test_a_source_is_ours_if_we_made_it(
    created: bool, known: SourceState | None, entered: SourceState
) -> None:
    answer = SourceSnapshot("s1", "A title of the hub", "pending", URL, "Anna")
    assert answered_source(SOURCE, answer, created=created, known=known) == entered


def test_a_source_that_was_deleted_on_the_web_is_gone() -> None:
    state = State("lineage", sources={URL: OURS, "other": replace(OURS, url="other", id="s2")})
    assert gone_sources(state, {"s1"}) == (replace(OURS, status="gone"),)


def test_a_write_to_a_page_is_remembered_with_its_kind() -> None:
    step = Step(StepKind.UPDATE_PAGE, PAGE.address)
    assert doubt_of_step(step, SENT, since=NOON) == InDoubtWrite("update_page", SENT, NOON)
    assert doubt_of_step(step, None, since=NOON) is None


@pytest.mark.parametrize(
    ("known", "print_of"),
    [(entry(), LIVE), (entry(drift=OTHER), OTHER), (entry(observed=None), None)],
)
def test_a_page_that_is_replaced_is_remembered_with_what_it_showed_last(
    known: PageState, print_of: Observed | None
) -> None:
    known = replace(known, retiring=("p0",), retiring_seen=("x",), retiring_edited=("p0",))
    shown = print_of.fingerprint if print_of else ""
    assert replacing_page(SENT, known) == replace(
        SENT, retiring=("p0", "p1"), retiring_seen=("x", shown), retiring_edited=("p0",)
    )


def change(before: PageState | None, after: Page | None = PAGE) -> PageChange:
    return PageChange(PAGE.address, Action.CREATE, ActionReason.NEW_FILE, before, after)


def test_a_creation_is_remembered_as_it_will_be_sent() -> None:
    state = State("lineage", newest=LATER)
    sent = sent_page(PAGE, page_id="", source_ids=("s1",))
    assert doubt_of_creation(change(None), state, ("s1",)) == InDoubtWrite(
        "create_page", sent, LATER
    )
    remembered = doubt_of_creation(change(entry()), state, ("s1",)).page
    assert remembered == replacing_page(sent, entry())


def test_only_pages_are_created_so() -> None:
    made = SourceChange(SOURCE.address, Action.CREATE, ActionReason.NEW_ADDRESS, after=SOURCE)
    with pytest.raises(TypeError, match=URL):
        doubt_of_creation(made, State("lineage"))


RETIRING = entry(
    retiring=("p2", "p3"), retiring_seen=("two", "three"), retiring_edited=("p2", "p3")
)


def test_a_page_that_is_archived_is_remembered_no_longer() -> None:
    assert retired_page(RETIRING, "p2") == entry(
        retiring=("p3",), retiring_seen=("three",), retiring_edited=("p3",)
    )


def test_a_replaced_page_that_was_edited_is_remembered_as_it_is_now() -> None:
    known = replace(RETIRING, retiring_edited=("p2",))
    edited = replace(known, retiring_seen=("two", OTHER.fingerprint), retiring_edited=("p2", "p3"))
    assert contested_retirement(known, "p3", OTHER) == edited
    assert contested_retirement(edited, "p3", OTHER) == edited


def test_what_is_not_known_of_replaced_pages_stays_unknown() -> None:
    known = entry(retiring=("p2", "p3"))
    edited = replace(known, retiring_seen=("", OTHER.fingerprint), retiring_edited=("p3",))
    assert contested_retirement(known, "p3", OTHER) == edited


OLD = entry("old.md")


@pytest.mark.parametrize(
    ("of", "left"),
    [
        (None, ()),
        (change(None), ()),
        (change(entry()), ()),
        (change(OLD), (Left.of(OLD),)),
    ],
)
def test_a_renamed_file_leaves_its_old_address(of: Change | None, left: tuple[Left, ...]) -> None:
    assert left_path(Step(StepKind.UPDATE_PAGE, PAGE.address, of)) == left
