"""Addresses in a text of the web, in the words of the file that it was made of."""

from dataclasses import replace

import pytest

from execsync.core.documents.document import parse
from execsync.core.documents.images import AssumedFiles
from execsync.core.linked_text import Filling
from execsync.core.pulling.localising import LocalText
from execsync.core.pulling.origins import Origins
from execsync.core.pulling.sending import Sending
from execsync.core.text_settings import AssetSettings
from tests.core.pulling.hubs import FULL, IDS, sending

SENT = "See [p][p] and [f][f].\n\n[p]: prices.md\n[f]: https://f.example/ 'F'"


class NoFiles(AssumedFiles):
    def find(self, _path: str) -> str:
        return ""


def local(text: str, sent: Sending, *, inline: bool = False) -> str:
    origins = Origins(sent.document.body, sent.changes)
    return LocalText(text, sent, origins, inline=inline).part(0, len(text))


@pytest.mark.parametrize(
    ("words", "definition", "expected"),
    [
        ("[a][x]", "[x]: https://a.example/", "[a](https://a.example/)"),
        ("[a][X  y]", "[x Y]: https://a.example/ 'T'", "[a](https://a.example/ 'T')"),
        ("[x][]", "[x]: https://a.example/", "[x](https://a.example/)"),
        ("[x]", "[x]: https://a.example/", "[x](https://a.example/)"),
        ("![a][x]", "[x]: https://a.example/", "![a](https://a.example/)"),
        ("[a][x]", "[x]:\n<https://a.example/b c>\n'T'", "[a](<https://a.example/b c> 'T')"),
        ("[a][x]", "[x]: <https://hub.example/w/p/p2>", "[a](<prices.md>)"),
        # What the definition's name says may be the address, too.
        ("[https://a.example/]", "[https://a.example/]: https://a.example/", "[{0}]({0})"),
        ("[a][b]", "[b]: b 'b'", "[a](b 'b')"),
        # One that was sent as it is stays.
        ("[a][f]", "[f]: https://f.example/ 'F'", "[a][f]"),
        ("[a][f]", "[f]: https://other.example/", "[a](https://other.example/)"),
    ],
)
def test_a_reference_can_do_without_its_definition(
    words: str, definition: str, expected: str
) -> None:
    found = local(f"One {words} two.\n\n{definition}", sending(SENT), inline=True)
    assert found.split("\n\n")[0] == f"One {expected.format('https://a.example/')} two."


@pytest.mark.parametrize(
    ("form", "address", "expected"),
    [
        ("https://hub.example/p/{id}", "https://hub.example/p/p2", "prices.md"),
        ("https://hub.example/p/{id}", "https://hub.example/p/p2#a%20b", "prices.md#a%20b"),
        ("https://hub.example/p/{id}", "https://hub.example/p/p2/more", None),
        ("https://hub.example/p/{id}", "https://hub.example/p/p2?a=b", None),
        (
            "https://hub.example/?p={id}{anchor}&w=1",
            "https://hub.example/?p=p2#x&w=1",
            "prices.md#x",
        ),
        ("https://hub.example/{id}/{id}{anchor}", "https://hub.example/p2/p2#x", "prices.md#x"),
        ("https://hub.example/{id}/{id}{anchor}", "https://hub.example/p2/p3", None),
        ("https://hub.example/p/{id}", "https://hub.example/p/", None),
        ("https://hub.example/p/{id}", "https://hub.example/p/p1", None),  # the page itself
        ("", "https://hub.example/p/p2", None),
    ],
)
def test_the_address_of_a_page_is_the_way_to_its_file(
    form: str, address: str, expected: str | None
) -> None:
    sent = replace(sending("Words."), filling=Filling("sales/page.md", form, IDS))
    assert local(f"[a]({address})", sent) == f"[a]({expected or address})"


@pytest.mark.parametrize(
    ("base", "address", "expected"),
    [
        ("https://f.example/{path}?v={digest}", "https://f.example/sales/a.png?v=0af", "a.png"),
        ("https://f.example/{path}?v={digest}", "https://f.example/sales/a.png?v=xyz", None),
        ("https://f.example/{path}?{path}", "https://f.example/a.png?a.png", "../a.png"),
        ("https://f.example/{path}?{path}", "https://f.example/a.png?b.png", None),
        ("https://f.example/{path}", "https://f.example/sales/c:d.png", "./c:d.png"),
        ("https://f.example/{path}", "https://f.example/sales/a%23b.png", "a%23b.png"),
        ("https://f.example/{path}", "https://f.example/sales/./a.png", None),
        ("https://f.example/{path}", "https://f.example//a.png", None),
        ("https://f.example/{path}", "https://f.example/..", None),
        ("https://f.example/{path}", "https://f.example/", None),
        ("", "https://f.example/sales/a.png", None),
    ],
)
def test_the_address_of_an_image_is_the_way_to_its_file(
    base: str, address: str, expected: str | None
) -> None:
    sent = sending("Words.", FULL._replace(assets=AssetSettings(base)))
    assert local(f"![a]({address})", sent) == f"![a]({expected or address})"
    assert local(f"[a]({address})", sent) == f"[a]({address})"  # no image
    assert local(f"![a]({address})", replace(sent, files=NoFiles())) == f"![a]({address})"


def test_a_page_at_the_root_has_ways_from_there() -> None:
    document, _ = parse("page.md", b"Words.")
    assert document
    sent = replace(sending("Words."), document=document)
    assert local("[a](https://hub.example/w/p/p2)", sent) == "[a](sales/prices.md)"


def test_a_part_has_the_edits_that_are_whole_in_it() -> None:
    text = "[a](https://hub.example/w/p/p2) [b](https://hub.example/w/p/p4) [c](x)"
    sent = sending("Words.")
    local_text = LocalText(text, sent, Origins(sent.document.body, sent.changes))
    start, end = text.index("[b]"), text.index("[c]")
    assert local_text.part(start, end) == "[b](../index.md) "
    assert local_text.part(start, end - 3) == text[start : end - 3]
    assert local_text.part(end, len(text)) == "[c](x)"


def test_a_new_text_of_a_link_leads_to_what_the_file_has() -> None:
    settings = FULL._replace(notice=None)
    text = "See [[prices|them]] and <a href='../index.md'>x</a> and ![](./a.png)."
    sent = sending(text, settings)
    assert local(sent.text, sent) == text
    web = sent.text.replace("them", "the prices").replace(">x<", ">y<")
    expected = "See [the prices](prices.md) and <a href='../index.md'>y</a> and ![](./a.png)."
    assert local(web, sent) == expected
