"""One odd page of a colleague, one odd page of ours, and sources with statuses of their own."""

from typing import Any

from tests.support.proxy import Change

from .difference import each_page, each_source, goes_on, respelt, stops
from .life import OTHERS

Row = dict[str, Any]


def of_others(**fields: Any) -> Change:
    """Give one page of a colleague these fields."""
    return each_page(lambda row: row.update(fields) if row.get("title") == "Other 3" else None)


def of_ours(title: str = "A", **fields: Any) -> Change:
    """Give one page of ours these fields."""
    return each_page(lambda row: row.update(fields) if row.get("title") == title else None)


def twin(row: Row) -> None:
    """The colleague's page with the title of one of ours, without its folders."""
    if row.get("title") == "Twin" and [f["id"] for f in row["folders"]] == ["f2"]:
        row["folders"] = "f2"


assert "Twin" in OTHERS

COLLEAGUES = [
    goes_on(
        "a colleague's title null", of_others(title=None), told="not ours: title should be text"
    ),
    goes_on(
        "a colleague's title as an object",
        of_others(title={"en": "Other"}),
        told="not ours: title should be text",
    ),
    goes_on(
        "a colleague's status null", of_others(status=None), told="not ours: status should be text"
    ),
    goes_on(
        "a colleague's status as a number",
        of_others(status=3),
        told="not ours: status should be text",
    ),
    goes_on(
        "a colleague's visibility null",
        of_others(visibility=None),
        told="not ours: visibility should be",
    ),
    goes_on(
        "a colleague's version as a text",
        of_others(version="3"),
        told="not ours: version should be a whole",
    ),
    goes_on(
        "a colleague's version as a word",
        of_others(version="three"),
        told="not ours: version should be a whole",
    ),
    goes_on(
        "a colleague's version negative",
        of_others(version=-1),
        told="not ours: version should be a whole",
    ),
    goes_on(
        "a colleague's folders as a text",
        of_others(folders="f2"),
        told="not ours: folders should be a list",
    ),
    goes_on(
        "a colleague's folders without ids",
        of_others(folders=[{}]),
        told="not ours: folders should be text",
    ),
    goes_on(
        "a colleague's skills as an object",
        of_others(skills={}),
        told="not ours: skills should be a list",
    ),
    goes_on(
        "a colleague's time as a number",
        of_others(updated_at=1_700_000_000),
        told="not ours: updated_at should be",
    ),
    goes_on(
        "a colleague's time as a word",
        of_others(created_at="today"),
        told="not ours: created_at should be a time",
    ),
    goes_on("a colleague's page with an unknown status", of_others(status="scheduled")),
    goes_on("a colleague's page with an unknown visibility", of_others(visibility="team")),
    goes_on("a colleague's page is of nobody", of_others(owner=None, cover=None)),
    goes_on("a colleague's page with texts in its row", of_others(content="Theirs.", draft=None)),
    goes_on(
        "a colleague's twin in unreadable rows",
        each_page(twin, alone=False),
        told="not ours: folders should be a list",
    ),
    stops(
        "a colleague's twin in folders that nothing shows",
        each_page(twin),
        "in folders that cannot be read",
    ),
]

OURS = [
    stops(
        "a title of ours null",
        each_page(lambda r: r.update(title=None) if r.get("source_count") else None),
        "title should be text",
    ),
    stops("a visibility of ours null", of_ours(visibility=None), "visibility should be text"),
    stops("folders of ours as a text", of_ours(folders="f1"), "folders should be a list"),
    stops("a text of ours as a number", of_ours(content=7), "content should be text"),
    stops("a draft of ours as a text", of_ours("B", draft="text"), "should be an object"),
    stops("a time of ours as a word", of_ours(updated_at="now"), "updated_at should be a time"),
]


class Queue:
    """A hub that says something else of each source the first few times."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._left = 4

    def __call__(self, row: Row) -> None:
        self._left -= 1
        if self._left >= 0:
            row["status"] = self._word


SOURCES = [
    goes_on("a status of sources that nobody knows", each_source(Queue("queued"))),
    goes_on("a status of sources with a capital", each_source(respelt("status", str.title))),
]

ROWS = [*COLLEAGUES, *OURS, *SOURCES]
