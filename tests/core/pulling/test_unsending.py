"""What the web says comes back into a file in the file's own words."""

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from execsync.core.documents.passages import passages
from execsync.core.documents.titles import title_of
from execsync.core.link_settings import LinkSettings
from execsync.core.meaning import says
from execsync.core.pulling.origins import Origins
from execsync.core.pulling.sending import Sending
from execsync.core.pulling.unsending import Unsent, unsent
from execsync.core.settings import RuleSettings
from tests.core.documents.markdown_pieces import BODIES
from tests.core.pulling.hubs import LINKED, SETTINGS, document, sending
from tests.support.prose import Author
from tests.support.small_edits import edit
from tests.support.spelling import spell

HIDDEN = ("<!-- execsync: skip -->\nOurs alone.\n<!-- execsync: end -->", "<!-- a note -->")
BLOCKS = (
    *(
        "A paragraph of words.",
        "Two lines\nof words.",
        "## A heading",
        "```sh\nx  # y\n\n\nz\n```",
        "***",
    ),
    *(
        "See [the prices](prices.md#list).",
        "See [[who is|whom to call]] and [[prices]].",
        "![form](form.png)",
    ),
    *(
        "- one\n- two [who](<../on call/who is.md>)\n  - three",
        "1. one\n1. two\n\n   more",
        "> quoted\nlazily",
    ),
    *(
        "| a | b |\n|---|---|\n| [p](/sales/prices.md) | ![](a.png) |",
        "    code [x](prices.md)",
        "![[sub/pic.png]]",
    ),
    *(
        "See [it][r] and [r].",
        "[r]: prices.md 'Prices'",
        '<a href="prices.md">x</a> and <img src=b.png>',
    ),
    *(
        "A word <!-- inside --> a sentence.",
        "End of a line <!-- note -->\nnext line.",
        "* star\n* <!-- i --> star",
    ),
    *(
        "See <https://hub.example/w/p/p2>.",
        "[old](https://hub.example/w/p/p2)",
        "Ünï 🚀 [ö](../index.md)",
        "[^1]: a",
    ),
    *HIDDEN,
    *HIDDEN,
)
TEXTS = st.lists(st.sampled_from(BLOCKS), max_size=8).map("\n\n".join)
HEADS = st.sampled_from(
    ("", "# A title\n\n", "# A title\n", "<!-- top -->\n\n# A *title* {#t}\n\n", "A title\n===\n\n")
)
FILES = st.builds(lambda head, body: f"{head}{body}", HEADS, TEXTS)


def back(sent: Sending, text: str) -> Unsent:
    return unsent(sent, text, title_of(sent.document, sent.settings).text)


@given(st.one_of(FILES, BODIES), st.sampled_from(SETTINGS))
def test_what_was_sent_comes_back_byte_for_byte(text: str, settings: RuleSettings) -> None:
    sent = sending(text, settings)
    assert back(sent, sent.text) == Unsent(sent.document.body)


@given(st.one_of(FILES, BODIES), st.sampled_from(SETTINGS))
def test_what_was_sent_comes_back_through_every_part(text: str, settings: RuleSettings) -> None:
    """As above, without the way round for a text that says what was sent."""
    from execsync.core.pulling.carrying import carry
    from execsync.core.pulling.localising import LocalText

    sent = sending(text, settings)
    origins = Origins(sent.document.body, sent.changes)
    assert origins.text == sent.text
    for items, by_meaning in ((True, True), (False, True), (False, False)):
        carried = carry(
            origins, LocalText(sent.text, sent, origins), items=items, by_meaning=by_meaning
        )
        assert carried.body == sent.document.body
        assert not carried.displaced


def test_the_edits_of_a_body_put_addresses_in_as_its_text_has_them() -> None:
    settings = LINKED._replace(links=LinkSettings(page_url="https://hub.example/p?id={id}&copy=1"))
    text = "See [the prices](prices.md) and [[who is]].\n\n<a href=prices.md>x</a>"
    sent = sending(text, settings, "https://hub.example/p?id={id}&copy=1")
    assert "p?id=p2&amp;copy=1" in sent.text
    assert Origins(sent.document.body, sent.changes).text == sent.text


@given(
    # Of two blocks that are the same, nobody knows which one is gone.
    st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=7, unique=True),
    st.sampled_from(SETTINGS),
    st.integers(0, 1 << 32),
)
def test_an_edit_of_one_block_leaves_all_others(
    parts: list[str], settings: RuleSettings, seed: int
) -> None:
    sent = sending("\n\n".join(parts), settings)
    dice = random.Random(seed)
    origins = Origins(sent.document.body, sent.changes)
    blocks = [one for one in passages(sent.text) if len(set(origins.span(one.start, one.end))) == 2]
    assume(blocks)
    number = dice.randrange(len(blocks))
    block = blocks[number]
    start, end = origins.span(block.start, block.end)
    how = dice.choice(["word", "gone", "new"])
    web = sent.text
    if how == "word":
        new = f"{web[block.start : block.end]}\n\nAnother paragraph."
        web = f"{web[: block.start]}{new}{web[block.end :]}"
    elif how == "gone":
        web = f"{web[: block.start].rstrip()}\n\n{web[block.end :].lstrip(chr(10))}"
        start = max(origins.span(one.start, one.end)[1] for one in blocks[:number]) if number else 0
        last = number == len(blocks) - 1
        after = blocks[number + 1].start if not last else 0
        end = len(sent.document.body) if last else origins.span(after, after + 1).start
    else:
        web = f"{web[: block.start]}New words [p](https://hub.example/w/p/p4#top).\n\n{web[block.start :]}"
        start = max(origins.span(one.start, one.end)[1] for one in blocks[:number]) if number else 0
    found = back(sent, web)
    assert found.body.startswith(sent.document.body[:start])
    assert found.body.endswith(sent.document.body[end:])
    for part in HIDDEN:
        if part in sent.document.body and part not in sent.text:
            assert found.body.count(part) == sent.document.body.count(part)
    if found.faithful:
        assert says(sending(found.body, settings).text) == says(web)


@pytest.mark.parametrize(
    "seed", [*range(50), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(50, 150))]
)
def test_a_hub_that_writes_markdown_in_its_own_way_leaves_blocks_as_they_were(seed: int) -> None:
    dice = random.Random(seed)
    text = Author(dice).text()
    sent = sending(spell(text, dice), SETTINGS[0])
    web = spell(edit(text, dice).text, dice)
    title = title_of(document(web), SETTINGS[0]).text
    found = unsent(sent, web, title)
    body = sent.document.body
    kept = [body[one.start : one.end] for one in passages(body) if one.kind]
    gone = [block for block in kept if block not in found.body]
    assert found.faithful
    assert len(gone) <= 2, gone
