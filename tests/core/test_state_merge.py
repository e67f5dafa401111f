"""Two States that went separate ways become one, and no id of either is lost."""

import random
from dataclasses import replace
from typing import Any

import pytest

from execsync.core.serde import load_state
from execsync.core.state import InDoubtWrite, PageState, SourceState, State
from execsync.core.state_merge import merge_states
from execsync.core.state_text import dump_state
from execsync.errors import StateError
from tests.crash.seeds import make_dice
from tests.support.entries import creation, entry, update

EARLY, NOON, LATE = (f"2027-01-15T{hour}:00:00Z" for hour in (11, 12, 13))
BASE = State(
    "lineage",
    serial=7,
    workspace_id="ws",
    workspace_name="Team",
    watermark=NOON,
    newest=NOON,
    live=3,
    maker="me",
    pages={f"{name}.md": entry(f"{name}.md", id=f"p-{name}") for name in "abc"},
    sources={"https://x.example/": SourceState("https://x.example/", "s1", "X")},
)


def at(page: PageState, time: str, **fields: object) -> PageState:
    """The page as it was written at that time."""
    assert page.observed is not None
    return replace(page, observed=replace(page.observed, updated_at=time), **fields)  # type: ignore[arg-type]


def with_(*pages: PageState, without: str = "", base: State = BASE, serial: int = 8) -> State:
    """What a side says after it wrote these pages and forgot those."""
    left = base.without_pages(f"{name}.md" for name in without)
    return replace(left.with_pages(pages), serial=serial)


def test_what_one_side_did_is_kept() -> None:
    a, d = at(BASE.pages["a.md"], LATE, title="New"), entry("d.md", id="p-d")
    merged = merge_states(BASE, with_(a), with_(d, without="b"))
    assert merged.pages == {"a.md": a, "c.md": BASE.pages["c.md"], "d.md": d}


@pytest.mark.parametrize("serials", [(8, 9), (9, 8)])
def test_of_a_page_that_both_wrote_the_hubs_newer_answer_counts(serials: tuple[int, int]) -> None:
    a = BASE.pages["a.md"]
    ours = with_(at(a, EARLY, title="Ours"), serial=serials[0])
    theirs = with_(at(a, LATE, title="Theirs"), serial=serials[1])
    assert merge_states(BASE, ours, theirs).pages["a.md"].title == "Theirs"
    assert merge_states(BASE, theirs, ours).pages["a.md"].title == "Theirs"


def test_within_one_second_the_higher_serial_counts() -> None:
    a = BASE.pages["a.md"]
    ours, theirs = with_(at(a, LATE, title="Ours"), serial=9), with_(at(a, LATE, title="Theirs"))
    assert merge_states(BASE, ours, theirs).pages["a.md"].title == "Ours"
    assert merge_states(BASE, theirs, ours).pages["a.md"].title == "Ours"


@pytest.mark.parametrize("allowing", ["ours", "theirs"])
def test_what_a_person_has_allowed_on_one_side_is_in_question_no_more(allowing: str) -> None:
    a = BASE.pages["a.md"]
    named = with_(replace(a, doubles=("x", "y")))
    allowed = with_(replace(a, doubles=("y",), allowed_doubles=("x",)))
    sides = (allowed, named) if allowing == "ours" else (named, allowed)
    merged = merge_states(BASE, *sides).pages["a.md"]
    assert (merged.doubles, merged.allowed_doubles) == (("y",), ("x",))


@pytest.mark.parametrize("serials", [(8, 9), (9, 8)])
@pytest.mark.parametrize(
    "noted",
    [
        {"clean": "settings"},
        {"blob": "file", "clean": "settings"},
        {"path": "moved.md"},
        {
            "drift": BASE.pages["a.md"].observed,
            "unbased": True,
            "allowed_doubles": ("x",),
        },
    ],
)
def test_within_one_second_a_write_counts_and_not_a_note(
    serials: tuple[int, int], noted: dict[str, Any]
) -> None:
    a = BASE.pages["a.md"]
    written = with_(replace(a, title="Written"), serial=serials[0])
    side = with_(replace(a, **noted), without="a", serial=serials[1])
    merged = merge_states(BASE, written, side).pages[noted.get("path", "a.md")]
    assert (merged.title, merged.clean, merged.drift) == ("Written", "", None)
    assert merged.allowed_doubles == noted.get("allowed_doubles", ())


def test_a_page_that_one_side_forgot_and_the_other_wrote_is_kept() -> None:
    a = at(BASE.pages["a.md"], LATE)
    assert merge_states(BASE, with_(without="a"), with_(a)).pages["a.md"] == a
    assert merge_states(BASE, with_(a), with_(without="a")).pages["a.md"] == a


def test_a_page_that_both_forgot_is_gone() -> None:
    assert set(merge_states(BASE, with_(without="a"), with_(without="a")).pages) == {
        "b.md",
        "c.md",
    }


def test_of_two_pages_for_one_file_the_newer_is_its_own_and_the_other_is_named() -> None:
    ours = with_(at(entry("d.md", id="ours"), EARLY), serial=9)
    theirs = with_(at(entry("d.md", id="theirs", doubles=("web",)), LATE))
    for merged in (merge_states(BASE, ours, theirs), merge_states(BASE, theirs, ours)):
        assert (merged.pages["d.md"].id, set(merged.pages["d.md"].doubles)) == (
            "theirs",
            {"web", "ours"},
        )


@pytest.mark.parametrize("known", [True, False])
def test_of_two_pages_for_one_file_a_live_one_is_its_own(*, known: bool) -> None:
    """Whichever is newer: else the file would be left without a page, and a live page without a file."""
    gone = replace(at(BASE.pages["a.md"], LATE), archived=True)
    live = replace(BASE.pages["c.md"], path="a.md") if known else at(entry("a.md", id="p-d"), EARLY)
    ours, theirs = with_(live, without="c", serial=9), with_(gone)
    for merged in (merge_states(BASE, ours, theirs), merge_states(BASE, theirs, ours)):
        assert merged.pages["a.md"] == replace(live, doubles=("p-a",))


def test_a_page_that_replaced_another_is_not_displaced_by_a_write_to_the_old_one() -> None:
    """Who made the new one knew the old one; whether that may go is looked at before it is archived."""
    new = at(entry("a.md", id="new", retiring=("p-a",), retiring_seen=("print",)), EARLY)
    merged = merge_states(BASE, with_(new), with_(at(BASE.pages["a.md"], LATE)))
    assert merged.pages["a.md"] == new


def test_a_page_that_was_replaced_and_archived_is_named_where_the_other_side_wrote_to_it() -> None:
    new = at(entry("a.md", id="new"), EARLY)
    merged = merge_states(BASE, with_(new), with_(at(BASE.pages["a.md"], LATE)))
    assert (merged.pages["a.md"].id, merged.pages["a.md"].doubles) == ("new", ("p-a",))


def test_a_page_is_never_to_be_archived_that_another_file_has() -> None:
    new = entry("a.md", id="new", retiring=("p-a",), retiring_seen=("print",))
    moved = replace(BASE.pages["a.md"], path="d.md")
    merged = merge_states(BASE, with_(new), with_(moved, without="a"))
    assert (merged.pages["d.md"].id, merged.pages["a.md"].retiring) == ("p-a", ())
    assert merged.pages["a.md"].retiring_seen == ()


def test_what_replaced_pages_are_still_to_be_archived_is_joined() -> None:
    def retiring(*ids: str) -> PageState:
        seen_of = tuple(f"print of {page_id}" for page_id in ids)
        return replace(BASE.pages["a.md"], retiring=ids, retiring_seen=seen_of)

    base = with_(retiring("one", "two"))
    ours, theirs = (
        with_(at(retiring("two", "three"), LATE)),
        with_(at(retiring("one", "two"), EARLY)),
    )
    page = merge_states(base, ours, theirs).pages["a.md"]
    assert (page.retiring, page.retiring_seen) == (
        ("two", "three"),
        ("print of two", "print of three"),
    )


def test_a_page_that_was_renamed_here_and_written_there_is_one_page() -> None:
    moved = replace(BASE.pages["a.md"], path="d.md", clean="")
    written = at(BASE.pages["a.md"], LATE, title="New", clean="settings")
    for ours, theirs in (
        (with_(moved, without="a"), with_(written)),
        (with_(written), with_(moved, without="a")),
    ):
        merged = merge_states(BASE, ours, theirs)
        assert merged.pages["d.md"] == replace(written, path="d.md", clean="")
        assert "a.md" not in merged.pages


def test_a_page_renamed_to_two_names_has_one() -> None:
    a = BASE.pages["a.md"]
    ours = with_(replace(a, path="d.md"), without="a", serial=9)
    theirs = with_(at(replace(a, path="e.md"), LATE), without="a")
    assert set(merge_states(BASE, ours, theirs).pages) == {"b.md", "c.md", "e.md"}


def test_a_swap_here_and_a_write_there_leave_each_file_its_page() -> None:
    a, b = BASE.pages["a.md"], BASE.pages["b.md"]
    swapped = with_(replace(a, path="b.md"), replace(b, path="a.md"))
    written = with_(at(a, LATE, title="New"))
    pages = merge_states(BASE, swapped, written).pages
    assert {path: page.id for path, page in pages.items()} == {
        "a.md": "p-b",
        "b.md": "p-a",
        "c.md": "p-c",
    }
    assert pages["b.md"].title == "New"


def test_a_page_that_one_side_saw_archived_stays_so_until_a_look() -> None:
    archived = with_(replace(BASE.pages["a.md"], archived=True))
    written = with_(at(BASE.pages["a.md"], LATE, title="New"))
    page = merge_states(BASE, archived, written).pages["a.md"]
    assert (page.title, page.archived) == ("New", True)


def test_pages_that_were_named_and_settled_are_not_named_again() -> None:
    def doubles(*ids: str) -> PageState:
        return replace(BASE.pages["a.md"], doubles=ids)

    base, ours = with_(doubles("one", "two")), with_(doubles("two", "three"))
    theirs = with_(at(doubles("one", "two", "four"), LATE))
    found = merge_states(base, ours, theirs).pages["a.md"].doubles
    assert set(found) == {"two", "three", "four"}


def test_doubts_of_both_are_kept_but_not_those_that_one_side_settled() -> None:
    first, second, third = (creation(f"{name}.md") for name in "xyz")
    late = update(BASE.pages["a.md"], title="Late")
    base = replace(BASE, in_doubt=(first, second))
    ours, theirs = (
        replace(BASE, in_doubt=(second, third)),
        replace(BASE, in_doubt=(first, second, late)),
    )
    assert set(merge_states(base, ours, theirs).in_doubt) == {second, third, late}
    assert set(merge_states(None, ours, theirs).in_doubt) == {first, second, third, late}


def renaming(page: PageState, path: str) -> InDoubtWrite:
    """An update of a page whose file has another name by now, without an answer."""
    return update(replace(page, path=path), text="New words.")


def test_a_page_whose_rename_is_in_doubt_is_no_second_one_of_its_old_file() -> None:
    made, theirs_made = entry("d.md", id="ours"), at(entry("d.md", id="theirs", clean="x"), LATE)
    ours = with_(made, serial=9)
    theirs = replace(with_(theirs_made), in_doubt=(renaming(theirs_made, "e.md"),))
    for merged in (merge_states(BASE, ours, theirs), merge_states(BASE, theirs, ours)):
        assert merged.pages["d.md"] == made
        assert merged.pages["e.md"] == replace(theirs_made, path="e.md", clean="")
        assert merged.in_doubt == theirs.in_doubt


def test_a_page_whose_rename_is_in_doubt_is_not_to_be_archived_for_its_old_file() -> None:
    new = entry("a.md", id="new", retiring=("p-a",), retiring_seen=("print",))
    theirs = replace(BASE, in_doubt=(renaming(BASE.pages["a.md"], "d.md"),))
    merged = merge_states(BASE, with_(new), theirs)
    assert (merged.pages["d.md"].id, merged.pages["a.md"].retiring) == ("p-a", ())


def test_a_rename_in_doubt_that_one_side_has_settled_is_as_that_side_says() -> None:
    base = replace(BASE, in_doubt=(renaming(BASE.pages["a.md"], "d.md"),))
    for path in ("a.md", "d.md"):
        settled = with_(replace(BASE.pages["a.md"], path=path, title="New"), without="a")
        merged = merge_states(base, settled, base)
        assert {*merged.pages} == {path, "b.md", "c.md"}
        assert merged.in_doubt == ()


def test_a_swap_in_doubt_is_taken_whole_or_not_at_all() -> None:
    a, b = BASE.pages["a.md"], BASE.pages["b.md"]
    half, whole = (renaming(a, "b.md"),), (renaming(a, "b.md"), renaming(b, "a.md"))
    for doubts, ids in ((half, ("p-a", "p-b")), (whole, ("p-b", "p-a"))):
        merged = merge_states(BASE, BASE, replace(BASE, in_doubt=doubts))
        assert (merged.pages["a.md"].id, merged.pages["b.md"].id) == ids


def test_sources_of_both_are_kept() -> None:
    url = "https://x.example/"
    one, two = (SourceState(f"https://{n}.example/", f"s-{n}", n) for n in ("one", "two"))
    ours = replace(BASE, sources={**BASE.sources, one.url: one})
    theirs = replace(BASE, sources={two.url: two})
    assert merge_states(BASE, ours, theirs).sources == {one.url: one, two.url: two}
    made = replace(BASE.sources[url], id="s2", ours=True)
    changed = replace(BASE.sources[url], title="Other")
    ours, theirs = (replace(BASE, sources={url: source}) for source in (changed, made))
    assert merge_states(BASE, replace(ours, serial=9), theirs).sources[url] == made


def test_a_source_that_one_side_is_known_to_have_made_stays_ours() -> None:
    url = "https://y.example/"
    made, found = SourceState(url, "s", "Y", ours=True), SourceState(url, "s", "Y", status="ready")
    ours, theirs = (replace(BASE, sources={url: source}) for source in (made, found))
    assert merge_states(BASE, ours, replace(theirs, serial=9)).sources[url] == replace(
        found, ours=True
    )


def test_the_next_look_goes_back_as_far_as_the_side_that_looked_less() -> None:
    ours = replace(BASE, serial=9, watermark=LATE, newest=LATE, live=5)
    theirs = replace(BASE, serial=12, watermark=NOON, newest=EARLY, live=4)
    for merged in (merge_states(BASE, ours, theirs), merge_states(BASE, theirs, ours)):
        assert (merged.serial, merged.watermark, merged.newest, merged.live) == (13, NOON, EARLY, 4)
    never = replace(theirs, watermark="", newest="", live=0)
    assert merge_states(BASE, ours, never).watermark == ""


def test_pages_that_the_older_look_cannot_have_counted_are_counted() -> None:
    """Else one that was archived on the web would be missed."""
    theirs = replace(BASE, live=4)
    late = [entry(f"{n}.md", id=f"p-{n}", created_at=LATE) for n in range(3)]
    known = entry("known.md", id="p-known", created_at=EARLY)
    untold = entry("untold.md", id="p-untold", created_at="")
    back = at(BASE.pages["c.md"], LATE)
    ours = replace(with_(*late, known, untold, back), watermark=LATE, live=9)
    assert merge_states(BASE, ours, with_(without="c", base=theirs)).live == 4 + 3 + 1 + 1


def test_a_count_that_somebody_made_up_does_not_outgrow_what_can_be_read() -> None:
    theirs = replace(BASE, live=2**53)
    merged = merge_states(BASE, replace(with_(entry("d.md", id="p-d")), watermark=LATE), theirs)
    assert load_state(dump_state(merged)).live == 2**53


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [("me", "me", "me"), ("", "me", "me"), ("me", "", "me"), ("me", "you", "")],
)
def test_the_maker_is_known_where_the_two_agree(ours: str, theirs: str, merged: str) -> None:
    sides = replace(BASE, maker=ours), replace(BASE, maker=theirs)
    assert merge_states(BASE, *sides).maker == merged


def test_without_a_common_past_all_of_both_is_kept() -> None:
    ours, theirs = with_(without="a"), with_(without="b")
    assert set(merge_states(None, ours, theirs).pages) == {"a.md", "b.md", "c.md"}
    stranger = replace(BASE, lineage="another")
    assert set(merge_states(stranger, ours, theirs).pages) == {"a.md", "b.md", "c.md"}


def test_two_histories_are_not_merged() -> None:
    with pytest.raises(StateError, match="two histories"):
        merge_states(BASE, BASE, replace(BASE, lineage="another"))


def test_two_workspaces_are_not_merged() -> None:
    with pytest.raises(StateError, match="two workspaces"):
        merge_states(BASE, BASE, replace(BASE, workspace_id="another"))
    unbound = replace(BASE, workspace_id="", workspace_name="")
    merged = merge_states(unbound, unbound, BASE)
    assert (merged.workspace_id, merged.workspace_name) == ("ws", "Team")


def random_side(base: State, dice: random.Random, name: str) -> State:
    """What a side may say after it created, wrote, renamed, replaced, archived and forgot pages."""
    pages = dict(base.pages)
    for number in range(dice.randrange(12)):
        path = dice.choice([f"{n}.md" for n in range(8)])
        known = pages.pop(path, None)
        time = f"2027-01-15T14:{dice.randrange(60):02}:00Z"
        fresh = f"p-{name}-{number}"
        match dice.choice(["write", "write", "move", "replace", "forget"]):
            case "write":
                pages[path] = at(known or entry(path, id=fresh), time, title=fresh)
            case "replace" if known:
                kept = dice.random() < 0.5
                ids = (*known.retiring, known.id) if kept else ()
                pages[path] = at(
                    entry(path, id=fresh, retiring=ids, retiring_seen=ids), time, title=fresh
                )
            case "move" if known:
                other = dice.choice([f"{n}.md" for n in range(8)])
                displaced = pages.pop(other, None)
                pages[other] = replace(known, path=other)
                if displaced:
                    pages[path] = replace(displaced, path=path)
            case _:
                pass
    doubts = [creation(f"{name}.md")] if dice.random() < 0.3 else []
    if pages and dice.random() < 0.3:
        known = pages[dice.choice(sorted(pages))]
        doubts.append(renaming(known, dice.choice([f"{n}.md" for n in range(8)])))
    return replace(
        base, serial=base.serial + dice.randint(1, 9), pages=pages, in_doubt=tuple(doubts)
    )


def named(state: State) -> set[str]:
    pages = state.pages.values()
    return {i for page in pages for i in (page.id, *page.retiring, *page.doubles)}


def dropped(base: State, side: State, other: State) -> set[str]:
    """The ids that one side has let go, and that the other one has not touched since."""
    entries = [{page.id: page for page in s.pages.values()} for s in (base, side, other)]
    before, now, there = entries
    gone = {i for i in before if i not in now and there.get(i) in (None, before[i])}
    retired = {i for page in base.pages.values() for i in page.retiring} - set(there)
    return gone | (retired - named(side))


def test_no_id_of_any_two_sides_is_lost_or_has_two_places() -> None:
    dice = make_dice()
    settled = 0
    for _ in range(2000):
        start = State("lineage", 1, "ws", watermark=NOON)
        base = random_side(start, dice, "base")
        ours, theirs = random_side(base, dice, "ours"), random_side(base, dice, "theirs")
        known = None if dice.random() < 0.1 else base
        merged = merge_states(known, ours, theirs)
        gone = dropped(base, ours, theirs) | dropped(base, theirs, ours) if known else set()
        in_doubt = {doubt.page.id for doubt in merged.in_doubt}
        assert (named(ours) | named(theirs)) - gone <= named(merged) | in_doubt
        ids = [i for page in merged.pages.values() for i in (page.id, *page.retiring)]
        assert len(ids) == len(set(ids))
        assert all(path == page.path for path, page in merged.pages.items())
        assert all(len(p.retiring) == len(p.retiring_seen) for p in merged.pages.values())
        assert set(merged.in_doubt) >= {*ours.in_doubt, *theirs.in_doubt} - {*base.in_doubt}
        if ours.serial != theirs.serial:
            assert merge_states(known, theirs, ours) == merged
        settled += any(page.doubles for page in merged.pages.values())
    assert settled > 100


@pytest.mark.parametrize("side", [0, 1])
def test_a_serial_that_no_run_has_come_to_is_refused(side: int) -> None:
    sides = [BASE, BASE]
    sides[side] = replace(BASE, serial=2**48)
    assert merge_states(BASE, *sides).serial > 2**48 - 1
    sides[side] = replace(BASE, serial=2**48 + 1)
    with pytest.raises(StateError, match="which execsync has not written"):
        merge_states(BASE, *sides)
