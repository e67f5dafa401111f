"""Titles as people write them: all but control characters, line breaks and nothing at all."""

import re
import unicodedata

import pytest

from execsync.localhub import LocalHub
from tests.support.checkout import Checkout
from tests.support.hub import live_pages

ZWNJ = "\u200c"
FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
SCOTLAND = "\N{WAVING BLACK FLAG}\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
ORDINARY = {
    "joined-emoji": f"For the {FAMILY}",
    "emoji-of-tags": f"{SCOTLAND} office",
    "no-break-space": "30\xa0days",
    "narrow-no-break-space": "10\u202f000",
    "ideographic-space": "返品\u3000規定",
    "zero-width-non-joiner": f"می{ZWNJ}خواهم",
    "zero-width-space": "ไป\u200bบ้าน",
    "soft-hyphen": "Rück\xadgabe",
    "marks-of-direction": "מחיר \u200e(A1)\u200f",
    "isolated": "Prices \u2068 מחיר \u2069, 2027",
    "newer-than-the-tables": "Kawi \U0001cd00 and \U00011f5a",
    "private-use": "\ue000 logo",
    "byte-order-mark": "a\ufeffb",
}


def test_they_are_more_than_python_calls_printable() -> None:
    """Else none of these would tell a rule that asks for what is printable."""
    printable = {name for name, title in ORDINARY.items() if title.isprintable()}
    assert printable <= {"newer-than-the-tables"}
    assert unicodedata.category("\U0001cd00") in ("Cn", "So"), "by the tables of this Python"


@pytest.mark.parametrize("title", ORDINARY.values(), ids=ORDINARY.keys())
def test_an_ordinary_title_goes_to_the_hub_as_it_is(
    checkout: Checkout, hub: LocalHub, title: str
) -> None:
    escaped = title.replace("\ufeff", "\\ufeff")  # YAML takes none as it is
    checkout.write(
        "a.md",
        f'---\ntitle: "{escaped}"\nfolder_ids: ["{escaped}"]\n'
        f'sources: [{{url: "https://s.example/a", title: "{escaped}"}}]\n---\nText.\n',
    )
    checked = checkout.call("validate", "--strict")
    assert (checked.code, checked.err) == (0, ""), checked
    assert checkout.call("apply", "--yes").code == 0
    assert [page.title for page in live_pages(hub)] == [title]
    assert [source.title for source in hub.sources()] == [title]
    assert checkout.call("plan").out.startswith("No changes")


CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)]


def test_control_characters_and_line_breaks_are_refused(checkout: Checkout) -> None:
    for control in CONTROLS:
        code = f"{ord(control):04x}"
        checkout.write(f"t{code}.md", f'---\ntitle: "a\\u{code}b"\n---\n')
        checkout.write(f"x{code}.md", f'---\ntitle: X\nskill_ids: ["a\\u{code}b"]\n---\n')
    assert checkout.call("plan").code == 1
    ended = checkout.call("validate", "--all")
    assert ended.code == 1
    for control in CONTROLS:
        code = f"{ord(control):04x}"
        kind = f"holds a line break or a control character: U+{code.upper()}"
        assert f"content/t{code}.md:2:8: error EX029 the title {kind}\n" in ended.out
        assert f"content/x{code}.md:3:13: error EX028 the text {kind}\n" in ended.out


@pytest.mark.parametrize("title", ["", " ", "\u3000", "\xa0\u2003"])
def test_an_empty_title_is_refused(checkout: Checkout, title: str) -> None:
    checkout.page("t.md", title=title)
    checkout.page("x.md", title="X", folder_ids=[title])
    ended = checkout.call("plan")
    assert ended.code == 1
    assert "content/t.md:2:8: error EX020 `title` is empty" in ended.err
    assert "content/x.md:3:14: error EX028 the text is empty" in ended.err


def test_a_title_from_a_heading_may_be_just_as_odd(checkout: Checkout) -> None:
    checkout.configure('[content]\ntitle_from = ["front-matter", "heading"]\n')
    checkout.write("a.md", f"# {FAMILY} 30\xa0days\n\nText.\n")
    assert checkout.call("validate", "--strict").code == 0


def test_a_heading_that_python_calls_unprintable_can_be_made_the_title(checkout: Checkout) -> None:
    checkout.write("a.md", f"# {FAMILY} 30\xa0days\n\nText.\n")
    assert checkout.call("validate", "--fix").code == 0
    text = (checkout.content / "a.md").read_text(encoding="utf-8")
    assert text.startswith(f'---\ntitle: "{FAMILY} 30\xa0days"\n---\n')


UNBALANCED = {
    "override-left-open": "Prices \u202e2027",
    "embedding-left-open": "a\u202bb",
    "isolate-left-open": "a\u2067b",
    "one-of-two-left-open": "\u202ea\u202eb\u202c",
    "isolate-closed-as-if-an-override": "\u2067a\u202c",
    "closed-and-never-opened": "a\u202cb",
    "isolate-closed-and-never-opened": "a\u2069b",
}
BALANCED = {
    "override": "\u202ea\u202c b",
    "nested": "\u202ba\u2068b\u2069c\u202c",
    "closed-with-the-isolate-around-it": "\u2067a\u202eb\u2069c",
    "marks": "\u200ea\u200fb\u061c",
}


@pytest.mark.parametrize("title", UNBALANCED.values(), ids=UNBALANCED.keys())
def test_a_direction_that_is_not_ended_is_a_warning(
    checkout: Checkout, hub: LocalHub, title: str
) -> None:
    checkout.page("a.md", title=title)
    checkout.page("b.md", title="B", sources=[{"url": "https://s.example/b", "title": title}])
    ended = checkout.call("apply", "--yes")
    assert ended.code == 0
    assert "content/a.md:2:8: warning EX019 the title turns the direction" in ended.err
    assert re.search(r"content/b.md:3:\d+: warning EX019 a text turns the direction", ended.err)
    assert title in {page.title for page in live_pages(hub)}
    assert checkout.call("validate", "--strict").code == 1


@pytest.mark.parametrize("title", BALANCED.values(), ids=BALANCED.keys())
def test_a_direction_that_is_ended_is_none(checkout: Checkout, title: str) -> None:
    checkout.page("a.md", title=title)
    assert checkout.call("validate", "--strict").code == 0
