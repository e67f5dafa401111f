"""Databases in files, seeds, and settings."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from execsync.localhub import LocalHub, LocalHubSettings

from .conftest import call

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import MakeHub

SEED = """
[[folders]]
name = "Sales"
emoji = "💼"
[[folders.folders]]
id = "deals"
name = "Deals"
visibility = "private"

[[folders]]
name = "Closed"
parent = "deals"

[[skills]]
name = "Negotiation"
description = "Reaching agreement"
"""


def test_file_outlives_the_hub(tmp_path: Path) -> None:
    settings = LocalHubSettings(database=str(tmp_path / "hub.sqlite"))
    with LocalHub(settings) as hub, call(hub) as client:
        page = client.post("/knowledge-hub/pages", json={"title": "A"}).json()
        workspace = client.get("/workspace").json()
    with LocalHub(settings) as hub, call(hub) as client:
        assert client.get(f"/knowledge-hub/pages/{page['id']}").json() == page
        assert client.get("/workspace").json() == workspace


def test_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "hub.sqlite"
    path.write_text("Not a database, " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        LocalHub(LocalHubSettings(database=str(path)))


def test_seed_brings_folders_and_skills(make_hub: MakeHub, tmp_path: Path) -> None:
    path = tmp_path / "seed.toml"
    path.write_text(SEED, encoding="utf-8")
    _, client = make_hub(seed=str(path))
    closed, deals, sales = client.get("/knowledge-hub/folders").json()["data"]
    assert (sales["parent"], sales["emoji"], sales["subfolder_count"]) == (None, "💼", 1)
    assert (deals["id"], deals["parent"], deals["visibility"]) == ("deals", sales["id"], "private")
    assert closed["parent"] == "deals"
    (skill,) = client.get("/skills").json()["data"]
    assert (skill["slug"], skill["description"]) == ("negotiation", "Reaching agreement")


def test_seed_gives_the_same_ids_each_time(make_hub: MakeHub, tmp_path: Path) -> None:
    path = tmp_path / "seed.json"
    path.write_text(json.dumps({"folders": [{"name": "Sales"}], "skills": [{"name": "Care"}]}))
    answers = []
    for _ in range(2):
        _, client = make_hub(seed=str(path), database=str(tmp_path / "hub.sqlite"))
        paths = ("/knowledge-hub/folders", "/skills")
        answers.append([client.get(path).json()["data"] for path in paths])
    assert answers[0] == answers[1]
    assert [len(rows) for rows in answers[0]] == [1, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("folders = 3", "folders: must be a list of tables"),
        ("[[folders]]\nid = 'a'", "name: is required"),
        ("[[folders]]\nname = 'a'\ncolour = 'red'", "colour: unknown field of a folder"),
        ("[[skills]]\nname = ''", "name: must not be blank"),
        ("[[skills]", "line 1"),
    ],
)
def test_faulty_seed_names_its_file_and_fault(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "seed.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match=message) as raised:
        LocalHub(LocalHubSettings(seed=str(path)))
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"latency": "1"}, "latency: must be float"),
        ({"per_day": True}, "per_day: must be"),
        ({"per_day": -1}, "per_day: cannot be negative"),
        ({"failing_sources": ["a"]}, "failing_sources: must be"),
        ({"retry_after_in": "nowhere"}, "retry_after_in: must be one of body, error, header"),
    ],
)
def test_settings_check_their_types(values: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LocalHubSettings(**values)  # type: ignore[arg-type]
