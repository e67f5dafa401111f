"""Links, images, notices, titles and what is never sent, where the web has changed something beside them."""

from dataclasses import replace

import pytest

from execsync.core.choices import TitleFrom
from execsync.core.documents.titles import title_of
from execsync.core.linked_text import Filling
from execsync.core.pulling.unsending import Unsent, unsent
from execsync.core.settings import RuleSettings
from tests.core.pulling.hubs import BARE, FULL, IDS, LINKED, sending

SKIPPED = "<!-- execsync: skip -->\nOurs.\n<!-- execsync: end -->"


def pulled(
    text: str, old: str, new: str, settings: RuleSettings = FULL, title: str | None = None
) -> Unsent:
    """What comes back where the web has put `new` for `old`."""
    sent = sending(text, settings)
    assert old in sent.text
    if title is None:
        title = title_of(sent.document, settings).text
    return unsent(sent, sent.text.replace(old, new, 1), title)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("[p](https://hub.example/w/p/p2)", "[p](prices.md)"),
        ("[p](https://hub.example/w/p/p3#who-is)", "[p](../on%20call/who%20is.md#who-is)"),
        ("[p](<https://hub.example/w/p/p4>)", "[p](<../index.md>)"),
        ("[p](https://hub.example/w/p/p1#top)", "[p](https://hub.example/w/p/p1#top)"),
        ("[p](https://hub.example/w/p/p9)", "[p](https://hub.example/w/p/p9)"),
        ("[p](https://hub.example/x/p/p2)", "[p](https://hub.example/x/p/p2)"),
        ("<https://hub.example/w/p/p2>", "<https://hub.example/w/p/p2>"),
        ("`https://hub.example/w/p/p2`", "`https://hub.example/w/p/p2`"),
        ("![n](https://files.example/sales/a%20b.png)", "![n](a%20b.png)"),
        ("![n](https://files.example/top.png)", "![n](../top.png)"),
        ("![n](https://files.example/../top.png)", "![n](https://files.example/../top.png)"),
        ('<a href="https://hub.example/w/p/p2">p</a>', '<a href="prices.md">p</a>'),
    ],
)
def test_a_new_address_of_ours_becomes_a_path(new: str, expected: str) -> None:
    found = pulled("Some words.\n\nMore.", "words.", f"words {new}.")
    assert found == Unsent(f"Some words {expected}.\n\nMore.")


def test_links_in_a_paragraph_that_has_changed_are_those_of_the_file() -> None:
    text = "See [[prices]], [who](</on call/who is.md#now>) and ![](./a.png) here."
    assert pulled(text, "here", "there") == Unsent(text.replace("here", "there"))


def test_links_of_the_file_stay_where_addresses_have_an_ampersand() -> None:
    text = "See [[prices]] and [who](</on call/who is.md#now>) here."
    form = Filling("sales/page.md", "https://hub.example/?w=w&p={id}{anchor}", IDS)
    sent = replace(sending(text, LINKED), filling=form)
    assert "?w=w&amp;p=p2" in sent.text
    assert unsent(sent, sent.text.replace("here", "there"), "") == Unsent(
        text.replace("here", "there")
    )


def test_a_notice_is_no_part_of_what_comes_back() -> None:
    assert pulled("One.\n\nTwo.", "Two.", "Two.\n\nThree.") == Unsent("One.\n\nTwo.\n\nThree.")
    assert pulled("One.", "Written in Git", "Mine now") == Unsent("One.", faithful=False)
    assert pulled("One.", "\n---", "\n---\n\nBelow.") == Unsent("One.\n\nBelow.", faithful=False)


@pytest.mark.parametrize(
    ("old", "new", "added"),
    [
        ("\n---", "\n---\n\nBelow.", "\n\nBelow."),
        ("Written in Git", "Mine now", ""),
        ("Last.", "Last.\n\n<!-- typed -->\n\nMore.", "\n\n<!-- typed -->\n\nMore."),
    ],
)
def test_links_live_on_where_the_text_as_a_whole_cannot_be_had(
    old: str, new: str, added: str
) -> None:
    body = "See [the prices][p].\n\nLast."
    sent = sending(f"{body}\n\n[p]: prices.md", FULL)
    # As an editor writes it that knows no definitions.
    web = sent.text.replace("[the prices][p]", "[the prices](https://hub.example/w/p/p2)")
    web = web.replace("[p]: https://hub.example/w/p/p2\n\n", "").replace(old, new, 1)
    found = unsent(sent, web, "")
    assert not found.faithful
    if added:
        assert added.strip() in found.body
    again = sending(found.body, FULL)
    assert "[p]: prices.md" in found.body or "[the prices](prices.md)" in found.body
    assert "https://hub.example/w/p/p2" in again.text


@pytest.mark.parametrize("hidden", [SKIPPED, "<!-- a note -->"])
def test_what_is_never_sent_stays_between_its_neighbours(hidden: str) -> None:
    text = f"One.\n\n{hidden}\n\nTwo.\n\nThree."
    assert pulled(text, "One.", "Uno.") == Unsent(text.replace("One.", "Uno."))
    assert pulled(text, "One.", "- one") == Unsent(text.replace("One.", "- one"))
    assert pulled(text, "Two.", "2.\n\n2b.").body == text.replace("Two.", "2.\n\n2b.")
    assert pulled(text, "Two.\n\n", "") == Unsent(f"One.\n\n{hidden}\n\nThree.")
    assert pulled(text, "One.\n\n", "").body == f"{hidden}\n\nTwo.\n\nThree."


def test_what_is_never_sent_is_not_lost_with_all_around_it() -> None:
    text = f"One.\n\nTwo.\n\n{SKIPPED}\n\nThree.\n\nFour."
    found = pulled(text, "Two.\n\n\nThree.\n\n", "")
    assert found == Unsent(f"One.\n\n{SKIPPED}\n\nFour.", displaced=(SKIPPED,))
    inside = pulled("One <!-- a --> two.\n\nEnd.", "One  two.\n\n", "")
    assert inside.body.count("<!-- a -->") == 1
    assert inside.displaced == ("<!-- a -->",)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("# Old", "# New *title*"),
        ("#   Old {#id}  ##", "#   New *title* {#id}  ##"),
        ("Old\n===", "New *title*\n==="),
    ],
)
def test_a_heading_that_is_left_out_gets_the_new_title(head: str, expected: str) -> None:
    found = pulled(f"{head}\n\nText.", "Text", "Words", title="New *title*")
    assert found == Unsent(f"{expected}\n\nWords.".replace("*", "\\*"))


def test_a_heading_that_cannot_say_the_title_goes() -> None:
    found = pulled("# Old\n\nText.", "Text", "Words", title="New {#id}")
    assert found == Unsent("Words.", title="New {#id}")


def test_a_heading_that_is_sent_stays_and_front_matter_gets_the_title() -> None:
    found = pulled("# Old\n\nText.", "Text", "Words", LINKED, title="New")
    assert found == Unsent("# Old\n\nWords.", title="New")
    found = pulled("# Old\n\nText.", "# Old", "# New", LINKED, title="New")
    assert found == Unsent("# New\n\nText.")
    found = pulled("# Old\n\nText.", "# Old", "# New", LINKED, title="Old")
    assert found == Unsent("# New\n\nText.", title="Old")


def test_a_title_that_nothing_can_give_is_told() -> None:
    heading = BARE._replace(title_from=(TitleFrom.HEADING,))
    found = pulled("# Old\n\nText.", "Text", "Words", heading, title="New")
    assert found == Unsent("# New\n\nWords.", faithful=False)
    name = BARE._replace(title_from=(TitleFrom.FILE_NAME,))
    found = pulled("Text.", "Text", "Words", name, title="New")
    assert found == Unsent("Words.", faithful=False)


@pytest.mark.parametrize(
    ("text", "web", "expected"),
    [
        ("* one\n* two", "- one\n- new\n- two", "* one\n* new\n* two"),
        ("* one\n* two", "- new\n- one\n- two", "* new\n* one\n* two"),
        ("* one\n* two", "- one\n- two\n- new\n- last", "* one\n* two\n* new\n* last"),
        ("* one\n\nText.", "- new\n\nText.\n\n- one", "- new\n\nText.\n\n* one"),
        ("1) one\n2) two", "1. one\n2. new\n3. two", "1) one\n2) new\n2) two"),
        ("1. one\n1. two", "1. one\n2. two\n3. new", "1. one\n1. two\n3. new"),
        ("- one\n- two", "1. one\n2. two", "1. one\n2. two"),
        ("1) one\n2) two", "- one\n- two", "- one\n- two"),
    ],
)
def test_an_item_of_the_web_has_the_sign_of_the_list(text: str, web: str, expected: str) -> None:
    assert unsent(sending(text, BARE), web, "").body == expected


@pytest.mark.parametrize(
    ("text", "old", "new", "expected", "displaced"),
    [
        ("One two<!-- a --> three.", "two", "TWO", "One TWO<!-- a --> three.", 0),
        ("One <!-- a -->two three.", "two", "TWO", "One <!-- a -->TWO three.", 0),
        ("One tw<!-- a -->o three.", "two", "TWO", "One TWO<!-- a --> three.", 0),
        ("One two <!-- a --> three.", "two  three", "new", "One new. <!-- a -->", 0),
        ("One\nline\n<!-- b -->\nmore.", "line\n", "", "One\n<!-- b -->\nmore.", 0),
        ("One\n<!-- b -->\nmore.", "One\n", "One\nnew\n", "One\nnew\n<!-- b -->\nmore.", 0),
        ("One.\n\n\n\nTwo.", "One.", "One.\n\nAnd.", "One.\n\nAnd.\n\n\n\nTwo.", 0),
        (
            "One.\n\n\n<!-- a -->\n\n\nTwo.",
            "One.",
            "One.\n\nNew.",
            "One.\n\nNew.\n\n<!-- a -->\n\n\nTwo.",
            0,
        ),
        ("<!-- a -->\n\nOne.", "One.", "Zero.\n\nOne.", "<!-- a -->\n\nZero.\n\nOne.", 0),
        ("One.\n\n<!-- a -->", "One.", "One.\n\nTwo.", "One.\n\nTwo.\n\n<!-- a -->", 0),
        (
            "A\n\n<!-- 1 -->\n\nB\n\n<!-- 2 -->\n\nC\n\n<!-- 3 -->\n\nD\n\nE",
            "B\n\n\nC\n\n\nD",
            "X\n\nY",
            "A\n\n<!-- 1 -->\n\nX\n\n<!-- 2 -->\n\nY\n\n<!-- 3 -->\n\nE",
            0,
        ),
        (
            "A\n\nB <!-- 1 --> b <!-- 2 --> b\n\n<!-- 3 -->\n\nC\n\n<!-- 4 -->\n\nD",
            "B  b  b\n\n\nC\n\n",
            "",
            "A\n\n<!-- 1 -->\n\n<!-- 2 -->\n\n<!-- 3 -->\n\n<!-- 4 -->\n\nD",
            3,
        ),
    ],
)
def test_comments_stay_where_they_stood_as_near_as_can_be(
    text: str, old: str, new: str, expected: str, displaced: int
) -> None:
    found = pulled(text, old, new)
    assert found.body == expected
    assert found.faithful
    assert len(found.displaced) == displaced


def test_a_text_of_the_web_may_be_empty() -> None:
    sent = sending(f"One.\n\n{SKIPPED}", BARE)
    found = unsent(sent, "\r\n", "")
    assert found == Unsent(SKIPPED)


def test_a_text_that_is_nested_too_deeply_leaves_the_body() -> None:
    sent = sending("One.\n\nTwo.", BARE)
    assert unsent(sent, f"{'> ' * 3_000}deep", "") == Unsent("One.\n\nTwo.", faithful=False)
