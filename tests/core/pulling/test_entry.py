"""What State says of a page that was pulled."""

from dataclasses import replace

import pytest

from execsync.core.digest import digest
from execsync.core.meaning import says
from execsync.core.planning.web_edit import WebEdit
from execsync.core.pulling.entry import pulled_page
from execsync.core.pulling.labels import LONGEST, conflict_labels
from execsync.core.pulling.web_values import WebValue
from execsync.core.resource import Body
from execsync.core.state import Observed, PageState

SHOWN = Observed("2026-01-01T00:00:00Z", "A", "published", body="sha256:a", says="md:1")
KNOWN = PageState(
    "a.md", "pg_1", "A", "published", "workspace", "sha256:a", blob="1", clean="x", observed=SHOWN
)


def pulled(web: Observed, *edited: str, known: PageState = KNOWN) -> PageState:
    return pulled_page(known, web, edited, values=(), body=None, urls=(), source_ids=())


def test_the_webs_side_is_the_base_and_nothing_is_drift() -> None:
    web = replace(SHOWN, title=" B", folder_ids=("fld_2",))
    entry = pulled(web, "title")
    assert (entry.title, entry.observed, entry.drift) == ("B", web, None)
    assert entry.folder_ids == ()  # nobody edited them: they may have been rewritten
    assert (entry.blob, entry.clean) == ("", "")


def test_a_text_that_the_file_does_not_say_is_the_webs() -> None:
    web = replace(SHOWN, body="sha256:b", says="md:2")
    entry = pulled(web, "content")
    assert (entry.body, entry.says, entry.sent) == ("sha256:b", "md:2", "")


def test_a_text_that_the_file_says_is_as_it_would_be_sent() -> None:
    web = replace(SHOWN, body="sha256:b", says="md:2")
    entry = pulled_page(
        replace(KNOWN, links=("b.md",), link_ids=("p2",), sent="sha256:c"),
        web,
        ["content"],
        values=(),
        body=Body.of("Words."),
        urls=(),
        source_ids=(),
    )
    assert (entry.body, entry.says) == (digest("Words."), says("Words."))
    assert (entry.links, entry.link_ids, entry.sent) == ((), (), "")


def test_ids_that_the_file_says_by_name_come_first() -> None:
    web = replace(SHOWN, folder_ids=("f1", "f2", "f3"), skill_ids=("s1",))
    values = [WebValue("folder_ids", {}, {}, names={"f3": "Legal", "f1": "Sales"})]
    entry = pulled_page(
        replace(KNOWN, drift=web, archived=True, unbased=True),
        web,
        ["folder_ids", "sources"],
        values=values,
        body=None,
        urls=["https://a.example/"],
        source_ids=["src_1"],
    )
    assert (entry.folders, entry.folder_ids) == (("Legal", "Sales"), ("f3", "f1", "f2"))
    assert (entry.skills, entry.skill_ids) == ((), ())
    assert (entry.sources, entry.source_ids) == (("https://a.example/",), ("src_1",))
    assert (entry.archived, entry.unbased, entry.drift) == (False, False, None)


@pytest.mark.parametrize(
    ("known", "web", "edited", "wanted"),
    [
        (("published", False), ("published", True), "content", ("draft", True)),
        (("published", False), ("published", True), "folder_ids", ("published", False)),
        (("published", False), ("draft", False), "status", ("draft", False)),
        (("draft", False), ("published", False), "status", ("published", False)),
        (("draft", True), ("published", False), "content", ("published", False)),
        (("draft", True), ("published", True), "content", ("draft", True)),
        (("draft", True), ("published", True), "folder_ids", ("draft", True)),
    ],
)
def test_a_draft_beside_a_live_version_waits_to_be_published(
    known: tuple[str, bool], web: tuple[str, bool], edited: str, wanted: tuple[str, bool]
) -> None:
    state = replace(KNOWN, status=known[0], stays_live=known[1])
    entry = pulled(replace(SHOWN, status=web[0], has_draft=web[1]), edited, known=state)
    assert (entry.status, entry.stays_live) == wanted


def test_a_label_stays_on_its_line_and_is_short() -> None:
    noon = "2026-01-01T00:00:00Z"
    who = ("Maria\n>>>>>>> x\x1b[2J", "M" * 100)
    ours, theirs = conflict_labels(WebEdit(noon, who))
    assert ours == "file"
    assert theirs == f"web (Maria >>>>>>> x [2J, {'M' * 38}…, {noon})"
    assert conflict_labels(WebEdit(noon, ("M" * LONGEST,)))[1] == f"web ({'M' * LONGEST}, {noon})"
    assert conflict_labels(WebEdit(noon, ("M" * (LONGEST + 1),)))[1].count("M") == LONGEST - 1
    assert conflict_labels(WebEdit("")) == ("file", "web")
