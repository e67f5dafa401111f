"""The look that tells ordinary front matter must never say so of what a rule would complain of."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from execsync.core.documents.document import Document
from execsync.core.rules.catalogue import FRONT, TITLE
from execsync.core.rules.ordinary import is_ordinary
from execsync.core.settings import RuleSettings

TEXTS = st.sampled_from(
    ["", " ", "a", "fld_1", "draft", "published", "private", "global", "a\nb", "\x07", "é", " a "]
) | st.text(max_size=4)
ADDRESSES = st.sampled_from(
    [
        "https://x.example/a",
        "http://x.example",
        "https://u:p@x.example",
        "https://u@x.example",
        "x.example",
        "ftp://x.example",
        "https://",
        "https://x .example",
        "https://x.example:0",
        "mailto:a@x.example",
        "HTTPS://X.example/a",
        "https://x.example/ü",
        "https://x.example/%C3%BC",
    ]
)
ODD = st.none() | st.booleans() | st.integers(0, 9) | st.dates()
SOURCES = st.dictionaries(st.sampled_from(["url", "title", "uri"]), ADDRESSES | TEXTS, max_size=3)
VALUES = (
    TEXTS
    | ODD
    | st.lists(TEXTS | ODD, max_size=3)
    | st.lists(ADDRESSES | SOURCES | ODD, max_size=3)
)
OURS = "title status visibility folder_ids skill_ids sources protect moved_from"
KEYS = st.sampled_from([*OURS.split(), "folders", "tittle", "owner", None, True])
SETTINGS = RuleSettings()


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_no_rule_finds_anything_in_ordinary_front_matter(front: dict[Any, object]) -> None:
    if is_ordinary(front):
        document = Document("a.md", front, "Text.")
        found = [found for rule in FRONT for found in rule.run(document)]
        assert found + [one for rule in TITLE for one in rule.run(document, SETTINGS)] == []


def test_usual_front_matter_is_ordinary() -> None:
    assert is_ordinary({"title": "A"})
    assert is_ordinary(
        {
            "title": "Refunds",
            "status": "published",
            "visibility": "workspace",
            "folder_ids": ["fld_1", "fld_2"],
            "skill_ids": [],
            "sources": ["https://x.example/terms", "http://x.example:8080/a?b=c"],
            "protect": True,
        }
    )
