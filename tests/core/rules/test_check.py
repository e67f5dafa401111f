"""What one document is told, where a case of files cannot say it."""

from typing import Any

import pytest

from execsync.core.choices import TitleFrom
from execsync.core.documents.document import Document
from execsync.core.documents.read_error import ReadError
from execsync.core.documents.site import Site
from execsync.core.rules import (
    HubPages,
    Prose,
    check,
    check_hub,
    check_prose,
    explain,
    outline,
    read,
)
from execsync.core.rules.catalogue import READING
from execsync.core.rules.characters import is_balanced
from execsync.core.rules.prose import LONG
from execsync.core.settings import RuleSettings
from tests.support.now import NOW

USUAL, FROM_HEADING = RuleSettings(), RuleSettings((TitleFrom.FRONT_MATTER, TitleFrom.HEADING))


def document(text: str, path: str = "a.md") -> Document:
    found, _ = read(path, text.encode(), USUAL, NOW)
    assert found is not None
    return found


def told(text: str, settings: RuleSettings = USUAL, *, path: str = "a.md") -> list[str]:
    one = document(text, path)
    prose = Prose(one, HubPages(Site([path]), lambda _: one.body))
    found = check(one, settings) + check_prose(prose)
    return [
        f"{d.line or ''}:{d.column or ''} {d.code}" for d in sorted(found, key=lambda d: d.sort_key)
    ]


KEY, TOKEN = f"exec_live_{'Ab3dE6gH9jK2' * 3}", f"ghp_{'Ab3dE6gH9jK2' * 3}"
PASSWORD = "password = hunter22x"


@pytest.mark.parametrize(
    ("front", "body", "findings"),
    [
        ("", f"x {KEY}", ["5:3 EX070"]),
        ("", f"\nx {TOKEN}", ["6:3 EX071"]),
        ("", PASSWORD, ["5:12 EX072"]),
        (f" # {KEY}", f"{TOKEN}\n{PASSWORD}", ["2:12 EX070", "5:1 EX071", "6:12 EX072"]),
        (f" # {TOKEN}", "Text.", ["2:12 EX071"]),
        ("", "postgres://app:s3cr-3t-9@db.example/x", ["5:16 EX072"]),
        ("\nsources: ['https://u:p4ss-w9rd-1@a.example/']", "Text.", ["3:11 EX031"]),
    ],
)
def test_secrets_are_found_in_front_matter_and_body(
    front: str, body: str, findings: list[str]
) -> None:
    assert told(f"---\ntitle: A{front}\n---\n\n{body}\n") == findings


@pytest.mark.parametrize(("size", "findings"), [(LONG, []), (LONG + 1, ["4:1 EX082"])])
def test_a_body_may_be_so_long_and_no_longer(size: int, findings: list[str]) -> None:
    assert told(f"---\ntitle: A\n---\n{'x' * size}") == findings


@pytest.mark.parametrize(
    ("path", "findings"),
    [
        (f"{'x' * 237}.md", []),
        (f"{'x' * 238}.md", [": EX041"]),
        (f"{'x' * 200}/{'y' * 200}.md", []),
        ("con.md", [": EX041"]),
        ("a:b.md", [": EX041"]),
        ("a./b.md", [": EX041"]),
        ("\x1f.md", [": EX041"]),
        ("icon.md", []),
    ],
)
def test_a_name_must_be_one_that_every_system_has(path: str, findings: list[str]) -> None:
    assert told("---\ntitle: A\n---\nText.", path=path) == findings


TURNED = "# Prices of \u202e2027\n\nText."


@pytest.mark.parametrize(
    ("text", "settings", "findings"),
    [
        (TURNED, FROM_HEADING, ["1:1 EX019"]),
        (TURNED, USUAL, ["1:1 EX020"]),
        (f"---\ntitle: A\n---\n{TURNED}", FROM_HEADING, []),
        ("# A\x07\n\nText.", FROM_HEADING, ["1:1 EX029"]),
        ('---\ntitle: A\nmoved_from: ["b\u202e.md"]\n---\nText.', USUAL, ["3:14 EX019"]),
        (
            "---\ntitle: A\nsources: [{url: 'https://a.example', folder_ids: [b, '']}]\n---\nText.",
            USUAL,
            ["3:54 EX028"],
        ),
    ],
)
def test_texts_of_one_line_are_looked_at_wherever_they_stand(
    text: str, settings: RuleSettings, findings: list[str]
) -> None:
    assert told(text, settings) == findings


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ("\u202aa\u202c", True),
        ("\u2067a\u2069\u2068b\u2069", True),
        ("\u2067\u202a\u202ba\u2069", True),
        ("\u202aa\u2069", False),
        ("\u2067a\u202c", False),
        ("a\u202c", False),
        ("a\u2069", False),
        ("\u202aa\u202c\u202c", False),
        ("\u2067a", False),
    ],
)
def test_what_turns_the_direction_must_turn_it_back(text: str, balanced: bool) -> None:
    assert is_balanced(text) is balanced


@pytest.mark.parametrize("code", [rule.code for rule in READING])
def test_whatever_cannot_be_read_is_told_with_its_place(code: str) -> None:
    found = explain("a.md", ReadError(code, line=3, column=7, detail="detail"))
    assert found.code == code
    assert found.summary
    assert found.place in ("a.md", "a.md:3:7")


@pytest.mark.parametrize(
    ("paths", "only", "said"),
    [
        (["a.md", "b.md"], None, []),
        (["A.md", "a.md"], None, ["a.md: the name differs only in case from that of A.md"]),
        (["A.md", "a.md"], {"A.md"}, ["a.md: the name differs only in case from that of A.md"]),
        (["A.md", "a.md"], {"a.md"}, ["a.md: the name differs only in case from that of A.md"]),
        (["A.md", "a.md"], {"b.md"}, []),
        (
            ["a.md", "a.md"],
            None,
            ["a.md: the name differs only in how its accents are encoded from that of a.md"],
        ),
    ],
)
def test_names_that_one_system_cannot_tell_apart_are_found(
    paths: list[str], only: set[str] | None, said: list[str]
) -> None:
    found = check_hub([], paths=paths, only=only)
    assert [f"{one.path}: {one.summary}" for one in found] == said


TABLE = {"url": "https://a.example"}


@pytest.mark.parametrize(
    ("front", "body", "kept"),
    [
        ({"title": "A"}, "Text.", None),
        ({"sources": [TABLE["url"]]}, "Text.", None),
        ({"sources": [TABLE]}, "Text.", ""),
        ({"moved_from": "b.md"}, "Text.", ""),
        (
            {"moved_from": "b.md"},
            "<!-- execsync: ignore EX044 -->",
            "<!-- execsync: ignore EX044 -->",
        ),
    ],
)
def test_of_most_documents_others_need_not_know(
    front: dict[str, Any], body: str, kept: str | None
) -> None:
    outlined = outline(Document("a.md", front, body, 3))
    assert (outlined and outlined.body) == kept
    if outlined:
        assert (outlined.path, outlined.front) == ("a.md", front)
