"""docs/api-contract.md: each field and status of the two creations has a row, which names what exists."""

import json
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from execsync.client import wire
from execsync.client.answer import Answer
from execsync.client.json_field import JsonField, read
from execsync.localhub import Quirks
from tests.client import answers
from tests.localhub.contract import Document, operations, published, strict

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "api-contract.md").read_text(encoding="utf-8")
URL = "http://127.0.0.1"


def section(title: str) -> str:
    """What stands below a heading that begins so."""
    return TEXT.partition(f"\n## {title}")[2].partition("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    """The cells of each row of its tables, headers left out."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for row in cells if row[0].strip() not in ("fact", "field", "question", "---")]


CREATIONS = {
    "Creating a source": ("createKnowledgeHubSource", "KnowledgeHubSource"),
    "Creating a page": ("createKnowledgeHubPage", "KnowledgeHubPageDetail"),
}


def sent_fields(document: Document, operation: str) -> set[str]:
    body = operations(document)[operation]["requestBody"]["content"]["application/json"]
    return set(body["schema"]["properties"])


@pytest.mark.parametrize("title", CREATIONS)
def test_every_field_that_is_sent_has_a_row(title: str) -> None:
    facts, _, _ = section(title).partition("\nOf the ")
    told = {name for row in rows(facts) for name in re.findall(r"`(\w+)`", row[0])}
    assert sent_fields(published(URL), CREATIONS[title][0]) - told == set()


@pytest.mark.parametrize("title", CREATIONS)
def test_every_status_has_a_row(title: str) -> None:
    facts = section(title)
    statuses = operations(published(URL))[CREATIONS[title][0]]["responses"]
    assert [status for status in statuses if not re.search(rf"\b{status}\b", facts)] == []


@pytest.mark.parametrize("title", CREATIONS)
def test_every_field_of_the_answer_has_a_row_and_there_are_no_others(title: str) -> None:
    _, _, answer = section(title).partition("\nOf the ")
    schema = strict(URL)["components"]["schemas"][CREATIONS[title][1]]
    assert [row[0].strip("`") for row in rows(answer)] == list(schema["properties"])


READERS: dict[str, tuple[Callable[..., dict[str, Any]], Callable[[JsonField], object]]] = {
    "Creating a source": (answers.source, wire.source),
    "Creating a page": (answers.page, wire.page),
}


@pytest.mark.parametrize("title", CREATIONS)
def test_what_is_said_not_to_be_read_may_be_anything(title: str) -> None:
    answer, read_as = READERS[title]

    def parse(**changes: object) -> object:
        body = json.dumps(answer(**changes)).encode()
        return read_as(read(Answer(200, {}, body), "GET /it"))

    names = [row[0].strip("`") for row in rows(section(title)) if row[1].startswith("not read")]
    assert names
    for name in names:
        for odd in (None, True, -1, "?", [None], {"id": None}):
            assert parse(**{name: odd}) == parse(), name


def test_every_row_names_a_place_and_a_test() -> None:
    for row in rows(TEXT):
        assert "tests/" in row[-1], row
    places = re.findall(r"`([\w/]+\.py)`", TEXT)
    assert len(places) > 40
    named = [place for place in places if not place.startswith("tests/")]
    assert [place for place in named if not (ROOT / "execsync" / place).is_file()] == []


def test_every_open_question_is_played_by_a_quirk() -> None:
    quirks = {field.name for field in fields(Quirks)}
    assert [
        row[1] for row in rows(section("What the reference")) if row[1].strip("`") not in quirks
    ] == []
