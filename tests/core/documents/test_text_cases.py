"""Each case of tests/cases/texts is a body, and the text that the hub gets of it."""

import tomllib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.config import load
from execsync.core.choices import TitleFrom
from execsync.core.documents.desired import text_of
from execsync.core.documents.document import Document, parse
from execsync.core.documents.edits import Edit, edited
from execsync.core.documents.markdown import parse as structure_of
from execsync.core.documents.page_links import page_links
from execsync.core.documents.site import Site
from execsync.core.documents.titles import title_of
from execsync.core.documents.transforms import edits_of
from execsync.core.link_settings import LinkSettings
from execsync.core.linked_text import LinkedText
from execsync.core.settings import RuleSettings
from execsync.core.text_settings import AssetSettings, Notice, TransformSettings
from tests.core.documents.markdown_pieces import PIECES
from tests.support.examples import examples

FOLDER = Path(__file__).parents[2] / "cases" / "texts"
CASES = {
    f"{path.stem}: {case['name']}": {**tables, **case}
    for path in sorted(FOLDER.glob("*.toml"))
    for tables in [tomllib.loads(path.read_text(encoding="utf-8"))]
    for case in tables.pop("case")
}


class Images:
    """A disk that has these files, by their digests."""

    def __init__(self, digests: Mapping[str, str]) -> None:
        self._digests = digests

    def find(self, path: str) -> str:
        return path if path in self._digests else ""

    def ending_with(self, path: str) -> Sequence[str]:
        return [one for one in self._digests if f"/{one}".endswith(f"/{path}")]

    def digest(self, path: str) -> str:
        return self._digests[path]


def document(text: str, path: str = "page.md") -> Document:
    read, troubles = parse(path, text.encode())
    assert read
    assert not troubles
    return read


@pytest.mark.parametrize("name", CASES)
def test_a_body_becomes_the_text_that_the_hub_gets(name: str, tmp_path: Path) -> None:
    case: dict[str, Any] = CASES[name]
    (tmp_path / "execsync.toml").write_text(case["config"], encoding="utf-8")
    settings = load(tmp_path / "execsync.toml").rules
    front = f"---\n{case['front']}\n---\n" if "front" in case else ""
    page = document(front + case["body"], case.get("page", "page.md"))
    text = text_of(page, settings, Site([]), Images(case.get("images", {})))
    assert text == LinkedText(case["text"])
    if "title" in case:
        assert title_of(page, settings).text == case["title"]


def rebuilt(body: str, text: str, edits: Sequence[Edit]) -> str:
    """The body again, made of a text and of what its edits have left out."""
    for edit in edits:
        assert text.startswith(edit.text, edit.start)
        rest = text[edit.start + len(edit.text) :]
        text = f"{text[: edit.start]}{body[edit.start : edit.end]}{rest}"
    return text


MARKS = (
    *("<!-- execsync: skip -->", "<!-- execsync: end -->", "<!-- execsync: skip --> secret\n\n"),
    *(
        "<!-- a -->",
        "\n<!-- b -->\n",
        "\n<!--\nc\n-->",
        "# Page\n",
        "Page\n==\n",
        "\n# Page {#x}\n",
    ),
)
BODIES = st.lists(st.sampled_from((*PIECES, *MARKS * 4)), max_size=14).map("".join)
SETTINGS = RuleSettings(
    title_from=(TitleFrom.FRONT_MATTER, TitleFrom.HEADING, TitleFrom.FILE_NAME),
    strip_title_heading=True,
    links=LinkSettings("https://hub.example/{id}"),
    transform=TransformSettings(strip_comments=True),
    assets=AssetSettings("https://f.example/{path}"),
)
NAMES = ("b", "b c", "b(c)", "ref", "q", "quote", "list", "w", "e", "in", "out", "code")
SITE = Site([f"{name}.md" for name in NAMES])


@examples(600)
@given(BODIES, st.sampled_from([None, Notice("At {path}"), Notice("At {path}", first=True)]))
def test_what_was_edited_can_be_undone(body: str, notice: Notice | None) -> None:
    page = Document("page.md", {}, body.strip("\n"))
    edits = edits_of(page, SETTINGS._replace(notice=notice))
    assert all(one.end <= two.start for one, two in pairwise(edits))
    assert all(0 <= one.start <= one.end <= len(page.body) for one in edits)
    text = edited(page.body, edits).text
    assert rebuilt(page.body, text, edits) == page.body
    says = notice.block("content/page.md") if notice else ""
    assert (text.startswith if notice and notice.first else text.endswith)(says)


@examples(600)
@given(BODIES)
def test_links_move_with_what_is_around_them(body: str) -> None:
    page = Document("page.md", {}, body.strip("\n"))
    edits = edits_of(page, SETTINGS)
    text = text_of(page, SETTINGS, SITE)
    written = page_links(page.body, structure_of(page.body), page.path, SITE)
    kept = [
        link
        for link in written
        if not any(e.start < link.end and e.end > link.start for e in edits)
    ]
    assert [text.text[link.start : link.end] for link in text.links] == [
        page.body[link.start : link.end] for link in kept
    ]
    assert [link.path for link in text.links] == [link.path for link in kept]


@examples(600)
@given(BODIES)
def test_nothing_of_a_skipped_part_goes_out(body: str) -> None:
    hidden = body.replace("<!-- execsync: skip -->", "<!-- execsync: skip -->TELLTALE")
    page = Document("page.md", {}, hidden.strip("\n"))
    text = text_of(page, SETTINGS, SITE).text
    code = structure_of(page.body).code
    in_code = sum("<!-- execsync: skip -->TELLTALE" in page.body[start:end] for start, end in code)
    if not in_code:
        assert not _marks_that_count(page) or "TELLTALE" not in text


def _marks_that_count(page: Document) -> bool:
    structure = structure_of(page.body)
    marks = [at for at in range(len(page.body)) if page.body.startswith("<!-- execsync: skip", at)]
    return bool(marks) and all(structure.is_skipped(at) for at in marks)


def test_a_page_that_no_setting_touches_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr("execsync.core.documents.markdown.parse", read.append)
    page = document("---\ntitle: A\n---\n## Heading\n\n*Text*, [a](https://example.com/x.png).\n")
    assert text_of(page, SETTINGS._replace(links=LinkSettings()), SITE).text == page.body
    everything = document("---\ntitle: A\n---\n# A\n\n<!-- b -->\n![c](d.png) [e](f.md)\n")
    assert text_of(everything, RuleSettings(), SITE).text == everything.body
    assert not read
