from dataclasses import replace

from execsync.core.linked_text import LinkedText
from execsync.core.meaning import says
from execsync.core.resource import Body, Page
from execsync.core.running.outcome import sent_page
from tests.support.entries import TEXT, entry


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
