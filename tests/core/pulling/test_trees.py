"""Trees of other tools, with titles, links and images rewritten on the way, come back byte for byte."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from execsync import config
from execsync.content.images import ImagesOnDisk
from execsync.content.tree import walk
from execsync.core.choices import Preset, TitleFrom
from execsync.core.documents.document import parse
from execsync.core.documents.own_words import written_as
from execsync.core.documents.passages import passages
from execsync.core.documents.rebodying import rebodied
from execsync.core.documents.site import Site
from execsync.core.documents.splicing import spliced
from execsync.core.documents.titles import title_of
from execsync.core.documents.translation import translate
from execsync.core.linked_text import Filling
from execsync.core.meaning import says
from execsync.core.pulling.sending import Sending
from execsync.core.pulling.unsending import Unsent, unsent
from execsync.core.settings import RuleSettings
from execsync.core.text_settings import AssetSettings, Notice, TransformSettings
from tests.support.now import NOW

TREES = Path(__file__).parents[2] / "cases" / "trees"


def full(rules: RuleSettings) -> RuleSettings:
    """With all that rewrites a text besides."""
    return rules._replace(
        title_from=(TitleFrom.FRONT_MATTER, TitleFrom.HEADING, TitleFrom.FILE_NAME),
        strip_title_heading=True,
        notice=Notice("*From [Git](https://git.example/{path})*"),
        transform=TransformSettings(strip_comments=True),
        assets=AssetSettings("https://files.example/{path}?v={digest}"),
    )


def sendings(preset: Preset) -> Iterator[tuple[str, Sending]]:
    """Each file's text, and how it was sent, as the tree says and with everything rewritten."""
    settings = config.load(TREES / preset / "execsync.toml")
    files = walk(settings).files
    paths = [file.path for file in files]
    ids = {path: f"id-{number}" for number, path in enumerate(paths)}
    for rules in (settings.rules, full(settings.rules)):
        for file in files:
            raw = (settings.root / settings.content.root / file.path).read_bytes()
            document, _ = parse(file.path, raw)
            if document is not None:
                filling = Filling(file.path, rules.links.page_url, ids)
                read = translate(document, rules, NOW)
                site = Site(paths, rules.links)
                yield raw.decode(), Sending(read, rules, site, filling, ImagesOnDisk(settings))


@pytest.mark.parametrize("preset", Preset)
def test_what_was_sent_comes_back_as_it_was(preset: Preset) -> None:
    rewritten = 0
    for raw, sent in sendings(preset):
        found = unsent(sent, sent.text, title_of(sent.document, sent.settings).text)
        assert found == Unsent(sent.document.body)
        assert rebodied(raw, found.body) == raw
        rewritten += sent.text != sent.document.body
    assert rewritten


@pytest.mark.parametrize("preset", Preset)
def test_an_edit_of_the_first_block_leaves_the_rest_of_the_file(preset: Preset) -> None:
    for raw, sent in sendings(preset):
        first = passages(sent.text)[0]
        web = f"New words.{sent.text[first.end :]}"
        found = unsent(sent, web, title_of(sent.document, sent.settings).text)
        rest = [part for part in sent.document.body.split("\n\n")[2:] if "execsync" not in part]
        assert [part for part in rest if part not in rebodied(raw, found.body)] == []


@pytest.mark.parametrize("preset", Preset)
def test_a_title_of_the_web_changes_what_gave_it(preset: Preset) -> None:
    for raw, sent in sendings(preset):
        found = unsent(sent, sent.text, "Another title: *new*")
        document, _ = parse(sent.document.path, rebodied(raw, found.body).encode())
        assert document
        assert found.faithful
        values = {}
        if found.title is not None:
            values = dict(written_as(document, sent.settings, NOW, "title", found.title))
        after = spliced(rebodied(raw, found.body), values)
        again, _ = parse(sent.document.path, after.encode())
        assert again
        read = translate(again, sent.settings, NOW)
        assert title_of(read, sent.settings).text == "Another title: *new*"
        assert says(sent.text_of(read)) == says(sent.text)
        assert [line for line in raw.splitlines() if line not in after.splitlines()][1:] == []
