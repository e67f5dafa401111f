"""`execsync explain` says what an apply does, and where each value comes from."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout

EXAMPLE = Path(__file__).parents[2] / "example-hub"


def explained(checkout: Checkout, path: str) -> dict[str, Any]:
    ended = checkout.call("explain", path, "--format", "json")
    assert (ended.code, ended.err) == (0, ""), ended.err
    document: dict[str, Any] = json.loads(ended.out)
    return document


def origins(checkout: Checkout, path: str, field: str) -> list[tuple[str, str | None, int | None]]:
    found = explained(checkout, path)["fields"][field]["origins"]
    return [(one["what"], one["path"], one["line"]) for one in found]


@pytest.fixture
def example(tmp_path: Path, hub: LocalHub) -> Checkout:
    shutil.copytree(EXAMPLE, tmp_path / "example")
    text = (EXAMPLE / "execsync.toml").read_text(encoding="utf-8")
    return Checkout(
        tmp_path / "example", hub.url, config=text.replace("per_minute = 60", "per_minute = 0")
    )


@pytest.mark.slow
def test_it_is_what_apply_sends_for_every_page_of_the_example(
    example: Checkout, hub: LocalHub
) -> None:
    paths = sorted(p.relative_to(example.content).as_posix() for p in example.content.rglob("*.md"))
    paths = [path for path in paths if not path.startswith("_")]
    before = {path: explained(example, f"content/{path}")["request"] for path in paths}
    ended = example.call("apply", "--yes")
    assert ended.code == 0, ended.err
    sent = {e.body["title"]: e.body for e in hub.requests("POST", "/knowledge-hub/pages")}
    assert len(sent) == len(paths)
    texts = {page.draft_title: page.draft_content for page in hub.pages()}
    ids = {f"<id of {url}>": source.id for url, source in example.state().sources.items()}
    for path in paths:
        assert before[path]["route"] == "POST /knowledge-hub/pages"
        body = before[path]["body"]
        if "source_ids" in body:
            body = {**body, "source_ids": [ids[one] for one in body["source_ids"]]}
        posted, filled = (
            sent[body["title"]],
            explained(example, f"content/{path}")["request"]["body"],
        )
        assert body.keys() == posted.keys(), path
        assert {**body, "content": ""} == {**posted, "content": ""}, path
        assert filled == {**posted, "content": texts[body["title"]]}, path


def test_it_is_what_apply_sends_with_overrides_and_other_tools_keys(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.configure(TOML)
    checkout.write("team/a.md", "---\nname: A\ndraft: false\n---\n\nText.\n")
    checkout.write(
        "team/b.md", "---\ntitle: B\nfolder_ids: []\nsources: [https://b.example]\n---\nText."
    )
    bodies = {
        path: explained(checkout, path)["request"]["body"] for path in ("team/a.md", "team/b.md")
    }
    assert checkout.call("apply", "--yes").code == 0
    ids = {f"<id of {url}>": source.id for url, source in checkout.state().sources.items()}
    for exchange in hub.requests("POST", "/knowledge-hub/pages"):
        body = bodies[f"team/{exchange.body['title'].lower()}.md"]
        assert exchange.body == {**body, "source_ids": [ids[one] for one in body["source_ids"]]}


TOML = """\
[defaults]
folder_ids = ["fld_all"]
visibility = "private"

[front_matter]
preset = "hugo"
map = {title = "name"}

[[overrides]]
paths = ["elsewhere/"]
status = "draft"

[[overrides]]
paths = ["/content/team"]

status = "published"
extend_folder_ids = ["fld_team"]
sources = [
  "https://a.example/",
]
"""


def test_each_value_is_given_with_the_line_that_it_stands_in(checkout: Checkout) -> None:
    checkout.configure(TOML)
    checkout.write("team/a.md", "---\n# A comment\nname: A\nskill_ids:\n  - skl_a\n---\n\nText.\n")
    file, path = "content/team/a.md", "team/a.md"
    assert origins(checkout, path, "title") == [("front matter, map", file, 3)]
    assert origins(checkout, path, "skill_ids") == [("front matter", file, 4)]
    assert origins(checkout, path, "status") == [("[[overrides]]", "execsync.toml", 16)]
    assert origins(checkout, path, "visibility") == [("[defaults]", "execsync.toml", 3)]
    assert origins(checkout, path, "folder_ids") == [
        ("[defaults]", "execsync.toml", 2),
        ("[[overrides]]", "execsync.toml", 17),
    ]
    assert origins(checkout, path, "sources") == [("[[overrides]]", "execsync.toml", 18)]
    assert origins(checkout, path, "protect") == [("default", None, None)]
    fields = explained(checkout, path)["fields"]
    assert fields["folder_ids"]["value"] == ["fld_all", "fld_team"]
    assert fields["sources"]["value"][0]["url"] == "https://a.example/"
    assert (fields["status"]["value"], fields["protect"]["value"]) == ("published", False)
    assert "moved_from" not in fields


def test_presets_paths_and_headings_are_named(checkout: Checkout) -> None:
    checkout.configure(
        '[content]\ntitle_from = ["front-matter", "heading", "file-name"]\n'
        '[front_matter]\npreset = "jekyll"\n'
    )
    checkout.write("by-name.md", "Text first.\n\n# The *title*\n")
    assert origins(checkout, "by-name.md", "title") == [("file name", None, None)]
    checkout.write("b.md", "---\npublished: false\nmoved_from: c.md\n---\n# B\n")
    checkout.write("_drafts/a.md", "\n<!-- A comment -->\n# The *title*\n")
    assert origins(checkout, "_drafts/a.md", "title") == [("heading", "content/_drafts/a.md", 3)]
    assert origins(checkout, "_drafts/a.md", "status") == [("path, preset jekyll", None, None)]
    assert origins(checkout, "b.md", "status") == [
        ("front matter, preset jekyll", "content/b.md", 2)
    ]
    assert origins(checkout, "b.md", "moved_from") == [("front matter", "content/b.md", 3)]


def test_a_person_reads_a_table_and_the_request(checkout: Checkout) -> None:
    checkout.configure('[defaults]\nstatus = "published"\n')
    checkout.page("a.md", title="Refünds", sources=["https://a.example/x"])
    ended = checkout.call("explain", "content/a.md")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "content/a.md\n"
        "\n"
        "title       Refünds              content/a.md:2 (front matter)\n"
        "status      published            execsync.toml:2 ([defaults])\n"
        "visibility  workspace            default\n"
        "folder_ids  none                 default\n"
        "skill_ids   none                 default\n"
        "sources     https://a.example/x  content/a.md:3 (front matter)\n"
        "protect     false                default\n"
        "\n"
        "A creation would send POST /knowledge-hub/pages with:\n"
        "{\n"
        '  "title": "Refünds",\n'
        '  "content": "Text.",\n'
        '  "status": "published",\n'
        '  "visibility": "workspace",\n'
        '  "source_ids": [\n'
        '    "<id of https://a.example/x>"\n'
        "  ]\n"
        "}\n"
    )


def test_a_page_that_is_not_managed_is_told_as_such(checkout: Checkout) -> None:
    checkout.write("a.md", "---\nmanaged: false\nid: pg_a\n---\n")
    assert explained(checkout, "a.md") == {
        "format_version": "1.0",
        "path": "content/a.md",
        "managed": False,
        "id": "pg_a",
    }
    assert "linked to as the page pg_a, and never written" in checkout.call("explain", "a.md").out


def test_a_link_to_a_page_that_is_not_managed_is_shown_filled(
    checkout: Checkout, hub: LocalHub
) -> None:
    checkout.configure('[links]\npage_url = "https://hub.example/{id}"\n')
    checkout.write("theirs.md", "---\nmanaged: false\nid: pg_theirs\n---\n")
    checkout.write("broken.md", "---\nmanaged: false\nid: pg_b\n")
    checkout.page("a.md", title="A", body="[Theirs](theirs.md#top), [broken](broken.md).")
    shown = explained(checkout, "a.md")["request"]["body"]["content"]
    assert shown == "[Theirs](https://hub.example/pg_theirs#top), [broken](broken.md)."
    (checkout.content / "broken.md").unlink()
    checkout.page("a.md", title="A", body="[Theirs](theirs.md#top).")
    shown = explained(checkout, "a.md")["request"]["body"]["content"]
    assert checkout.call("apply", "--yes").code == 0
    assert [e.body["content"] for e in hub.requests("POST", "/knowledge-hub/pages")] == [shown]


def test_what_is_wrong_is_told_instead(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", status="live")
    ended = checkout.call("explain", "content/a.md")
    assert (ended.code, ended.out) == (1, "")
    assert "content/a.md:3:9: error EX024 unknown status `live`" in ended.err


def test_what_is_odd_is_told_beside(checkout: Checkout) -> None:
    checkout.page("a.md", title="A", owner="Anna")
    ended = checkout.call("explain", "a.md", "--format", "json")
    assert ended.code == 0
    assert "warning EX022" in ended.err
    assert json.loads(ended.out)["managed"] is True


@pytest.mark.parametrize("path", ["b.md", "content", "README.md", "../a.md"])
def test_what_is_no_page_is_wrong_usage(checkout: Checkout, path: str) -> None:
    checkout.page("a.md", title="A")
    ended = checkout.call("explain", path)
    assert (ended.code, ended.out) == (64, "")
    assert f"{path}: is none of the pages" in ended.err


@pytest.mark.parametrize("command", [("explain",), ("state", "adopt")])
def test_a_misspelt_page_is_answered_with_the_nearest(
    checkout: Checkout, command: tuple[str, ...]
) -> None:
    checkout.page("guide/refunds.md", title="Refunds")
    ended = checkout.call(*command, "guide/refund.md", *(["some-id"] if len(command) > 1 else []))
    assert (ended.code, ended.out) == (64, "")
    assert ended.err == (
        "error: guide/refund.md: is none of the pages\n       did you mean guide/refunds.md?\n"
    )


def test_a_page_is_found_from_any_folder(checkout: Checkout) -> None:
    checkout.page("team/a.md", title="A")
    checkout.page("a.md", title="Another")
    for folder, path in [("content/team", "a.md"), ("content", "team/a.md"), ("content", "a.md")]:
        ended = checkout.call("explain", "-C", folder, path, "--format", "json")
        assert json.loads(ended.out)["path"] == f"{folder}/{path}", ended.err


@pytest.mark.parametrize("path", ["a.md", "content/a.md", "page:a.md", "./content/../content/a.md"])
def test_a_page_may_be_named_in_many_ways(checkout: Checkout, path: str) -> None:
    checkout.page("a.md", title="A")
    assert explained(checkout, path)["path"] == "content/a.md"


def test_the_path_of_a_page_keeps_its_last_name_on_a_narrow_terminal(checkout: Checkout) -> None:
    checkout.page("departments/engineering/guides/deploy.md", title="Deploy")
    shown = checkout.call_on_terminal(40, "explain", "departments/engineering/guides/deploy.md")
    first, *_ = shown.out.splitlines()
    assert first == "content/departments/…/deploy.md"
