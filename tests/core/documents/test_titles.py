"""What gives a page its title: front matter, the heading it begins with, or its file's name."""

import pytest

from execsync.core.choices import TitleFrom
from execsync.core.documents.document import Document, parse
from execsync.core.documents.titles import Title, file_title, title_of
from execsync.core.settings import RuleSettings

EVERY = tuple(TitleFrom)


def title(text: str, *sources: TitleFrom, path: str = "the-file.md") -> Title:
    return title_of(document(text, path), RuleSettings(title_from=sources or EVERY))


def document(text: str, path: str = "a.md") -> Document:
    read, troubles = parse(path, text.encode())
    assert read is not None
    assert not troubles
    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Refunds\n\nText.", "Refunds"),
        ("Refunds\n=======\n", "Refunds"),
        ("\n\n   # The *first* `one` [a](b.md) ![c](d.png) {#own-id} #\n", "The first one a c"),
        ("<!-- note -->\n\n<!-- another\n-->\n# After comments\n", "After comments"),
        ("[r]: x.md\n\n# After a definition\n", "After a definition"),
        ("#\tA tab\n", "A tab"),
        ("# Use {#braces} within\n", "Use {#braces} within"),
    ],
)
def test_a_heading_of_level_1_that_is_the_first_block_gives_it(text: str, expected: str) -> None:
    assert title(text)[:2] == (expected, TitleFrom.HEADING)


@pytest.mark.parametrize(
    "text",
    [
        "Text.\n\n# Later\n",
        "## Second level\n",
        "## Settings\n\n# Later\n",
        "- # In a list\n",
        "> # In a quote\n",
        "```\n# code\n```\n",
        "    # code\n",
        "#No blank\n",
        "#\n\ntext",
        "# {#only-an-id}\n",
        "---\n\n# After a line\n",
        "<div></div>\n\n# After HTML\n",
        "<!-- # In a comment -->\n",
        "",
    ],
)
def test_no_other_heading_does(text: str) -> None:
    assert title(f"---\nstatus: draft\n---\n{text}")[:2] == ("The file", TitleFrom.FILE_NAME)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("pricing-and-plans.md", "Pricing and plans"),
        ("sales/how_to--sell.MARKDOWN", "How to sell"),
        ("iPhone.md", "IPhone"),
        ("écoles.md", "Écoles"),
        ("guide.en.md", "Guide.en"),
        ("-.md", ""),
        ("how-to/index.md", "How to"),
        ("how-to/README.md", "How to"),
        ("how-to/_index.md", "How to"),
        ("index.md", ""),
        ("_posts/2024-05-06-first-steps.md", "First steps"),
        ("docs/_posts/2024/2024-05-06-first.md", "First"),
        ("2024-05-06-first.md", "2024 05 06 first"),
    ],
)
def test_a_file_name_gives_it(path: str, expected: str) -> None:
    assert file_title(path) == expected


def test_the_first_that_gives_one_counts() -> None:
    text = "---\ntitle: ' Front '\n---\n# Heading\n"
    heading, name = (TitleFrom.HEADING, TitleFrom.FILE_NAME)
    assert title(text).text == "Front"
    assert title(text, heading, TitleFrom.FRONT_MATTER).text == "Heading"
    assert title(text, name, heading).text == "The file"
    assert title("Text.", TitleFrom.FRONT_MATTER, heading) == Title()
    assert title("---\ntitle:\n---\n# Heading\n") == Title("", TitleFrom.FRONT_MATTER)


def test_front_matter_that_gives_it_spares_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr("execsync.core.documents.markdown.parse", read.append)
    assert title("---\ntitle: A\n---\n# Heading\n").text == "A"
    assert title("Nothing like a heading.").text == "The file"
    assert not read
