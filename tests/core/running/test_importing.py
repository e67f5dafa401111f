"""A file for a page, made so that a plan finds nothing to do about the two."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from execsync.core.digest import bare_body
from execsync.core.directory import Listed, Names
from execsync.core.documents.document import parse
from execsync.core.documents.images import ASSUMED
from execsync.core.documents.site import Site
from execsync.core.meaning import says
from execsync.core.planning.linking import LinkTargets
from execsync.core.running.importing import LeftOut, Made, Making, make_file
from execsync.core.settings import RuleSettings
from execsync.core.snapshot import Draft, PageSnapshot, SourceSnapshot
from execsync.core.state import SourceState
from tests.support.entries import snapshot

LINKED = (
    SourceSnapshot("s_url", "A", "ready", "https://docs.example/a", type="url"),
    SourceSnapshot("s_untold", "B", "ready", "https://docs.example/b"),
    SourceSnapshot("s_upload", "C", "ready", "", type="upload"),
    SourceSnapshot("s_drive", "D", "ready", "https://drive.example/d", type="google_drive"),
    SourceSnapshot("s_secret", "E", "ready", "https://anna:pw@docs.example/e", type="url"),
    SourceSnapshot("s_twice", "F", "ready", "https://DOCS.example/a", type="url"),
)
MAKING = Making(
    settings=RuleSettings(),
    now=datetime(2027, 1, 1, tzinfo=UTC),
    directory={"folders": Names([Listed("f1", "Sales")]), "skills": Names([])},
    site=Site(["faq.md"]),
    targets=LinkTargets("", {}),
    files=ASSUMED,
    linked={source.id: source for source in LINKED},
)


def shown(**row: Any) -> PageSnapshot:
    found = snapshot()
    return replace(found, row=replace(found.row, **row))


def make(page: PageSnapshot, known: dict[str, SourceState] | None = None) -> Made:
    return make_file("faq.md", page, known or {}, MAKING)


def front_of(made: Made) -> dict[Any, Any]:
    document, troubles = parse("faq.md", made.data)
    assert document is not None
    assert troubles == []
    return dict(document.front)


def test_sources_that_no_file_can_name_stay_on_the_page_and_are_nobodys_change() -> None:
    page = replace(snapshot(), source_ids=tuple(source.id for source in LINKED))
    made = make(page)
    assert front_of(made)["sources"] == ["https://docs.example/a", "https://docs.example/b"]
    assert made.entry.source_ids in (("s_url", "s_untold"), ("s_twice", "s_untold"))
    assert made.entry.observed is not None
    assert made.entry.observed.source_ids == page.source_ids
    assert made.entry.drift is None
    assert {source.url for source in made.sources} == {*front_of(made)["sources"]}
    assert not any(source.ours for source in made.sources)


def test_an_address_that_state_has_under_another_id_is_not_named() -> None:
    known = {LINKED[0].url: SourceState(LINKED[0].url, "s_other", "A")}
    made = make(replace(snapshot(), source_ids=("s_url", "s_untold")), known)
    assert front_of(made)["sources"] == ["https://docs.example/b"]


def test_a_draft_beside_a_live_version_gives_the_draft_and_leaves_the_live_version_alone() -> None:
    made = make(replace(snapshot(), draft=Draft("Title (new)", "As it will be.")))
    assert (front_of(made)["title"], front_of(made)["status"]) == ("Title (new)", "draft")
    assert made.data.decode().endswith("---\nAs it will be.\n")
    assert (made.entry.status, made.entry.stays_live, made.entry.drift) == ("draft", False, None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"visibility": "global"}, "it is global, which no file can say"),
        ({"status": "archived"}, "its status is archived"),
        ({"status": "", "unread": ("status",)}, "cannot be read: status"),
        ({"title": ""}, "EX"),
        ({"title": "a\x1bb"}, "EX029"),
        ({"title": "two\nlines"}, "EX029"),
        ({"title": "half \ud800"}, "EX|no text"),
    ],
)
def test_a_page_that_no_file_can_say_is_left_out_with_the_reason(
    row: dict[str, Any], reason: str
) -> None:
    with pytest.raises(LeftOut, match=reason):
        make(shown(**row))


_ODD = "---|+++||  |\t|title: x|# Title|* a|    code|```|~~~|<!-- x -->|<!--|[x](y.md)|a\\|a  |\u2028|\x0b"
_LINES = st.sampled_from([*_ODD.split("|"), "|a|b|", "\ufeff", "&amp;"]) | st.text(max_size=12)


def made_or_not(page: PageSnapshot) -> Made | None:
    try:
        return make(page)
    except LeftOut:
        return None


@example("0\r\n---", "\r\n")
@given(st.lists(_LINES, max_size=12).map("\n".join), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_body_comes_back_byte_for_byte_or_says_the_same_or_gets_no_file(
    body: str, line_end: str
) -> None:
    page = replace(snapshot(), content=body.replace("\n", line_end))
    made = made_or_not(page)
    if made is None:
        # Of "\r\r\n", two line ends, reading a file makes "\r\n", which is one.
        assert "\0" in body or "\r\r\n" in (page.content or "")
        return
    document, troubles = parse("faq.md", made.data)
    assert document is not None
    back = bare_body(page.content or "")
    if "\r" in back:
        assert says(document.body) == says(back)
    else:
        assert (document.body, [*troubles]) == (back, [])


@given(st.text(min_size=1, max_size=60))
@example("a\x85b")
@example("a\u2028b")
@example("0\x85")
def test_a_title_comes_back_to_the_letter_but_for_blanks_at_its_ends(title: str) -> None:
    made = made_or_not(shown(title=title))
    if made is None:
        assert not title.strip() or any(category(sign) in ("Cc", "Zl", "Zp") for sign in title)
        return
    assert front_of(made)["title"] == title
    assert made.entry.title == title.strip()
