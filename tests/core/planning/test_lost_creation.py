"""Whether the file of a lost creation has become another page, which may be created."""

from dataclasses import replace

import pytest

from execsync.core.planning.deciding import make_plan
from execsync.core.planning.others import Others
from execsync.core.resource import Body, Page
from execsync.core.state import InDoubtWrite, State
from tests.support.entries import TEXT, creation, row

SUSPECT = row("p1")


def is_blocked(doubt: InDoubtWrite, page: Page) -> bool:
    state = State("lineage", in_doubt=(replace(doubt, suspects=(SUSPECT.id,)),))
    (change,) = make_plan([page], state, others=Others(suspects=[SUSPECT])).changes
    return change.obstacle is not None


@pytest.mark.parametrize(
    ("title", "text", "blocked"),
    [
        pytest.param("Title", TEXT, True, id="as it was sent"),
        pytest.param("Another", TEXT, True, id="another title"),
        pytest.param("Title", "Another text.", True, id="another text"),
        pytest.param("Another", "Some\nwords&#46;", True, id="the text in another spelling"),
        pytest.param("Another", "Another text.", False, id="another title and another text"),
    ],
)
def test_it_is_another_page_by_title_and_text(title: str, text: str, *, blocked: bool) -> None:
    assert is_blocked(creation(), Page("a.md", title, Body.of(text))) is blocked


def test_a_text_measured_in_another_way_may_be_the_same() -> None:
    older = creation(says="md0.1-1:00")
    assert is_blocked(older, Page("a.md", "Another", Body.of("Another text.")))
