import pytest

from execsync.core.choices import TitleFrom
from execsync.core.front_matter_map import FieldSource
from execsync.core.rules.fixes import fix
from execsync.core.settings import FrontMatterSettings, RuleSettings
from tests.support.now import NOW

BODY = "# The *first* heading\n\nText.  \n"


def fixed(text: str | bytes) -> bytes | None:
    data = text if isinstance(text, bytes) else text.encode()
    result = fix("page.md", data, RuleSettings(), NOW, line_ends=True)
    return result.data if result else None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntilte: A # why\n---\nText.\n", "---\ntitle: A # why\n---\nText.\n"),
        ("---\n'Title' : A\n---\nText.\n", "---\n'title' : A\n---\nText.\n"),
        (
            "---\n{title: A, stauts: 'Published'} # x\n---\n\n\nText",
            "---\n{title: A, status: 'published'} # x\n---\n\n\nText",
        ),
        (
            '---\ntitle: A\nstatus:   Published  # when done\nvisibility: "PRIVATE"\n---\n',
            '---\ntitle: A\nstatus:   published  # when done\nvisibility: "private"\n---\n',
        ),
        (
            "---\ntitle: A\nsources:\n- ulr: https://a.example # x\n  Title: A\n---\n",
            "---\ntitle: A\nsources:\n- url: https://a.example # x\n  title: A\n---\n",
        ),
        (
            '+++\ntitle = \'A\' # x\n"stauts" = "Draft"\n+++\nText',
            '+++\ntitle = \'A\' # x\n"status" = "draft"\n+++\nText',
        ),
        (BODY, '---\ntitle: "The first heading"\n---\n\n' + BODY),
        (
            f"---\nstatus: draft # x\n---\n{BODY}",
            f'---\ntitle: "The first heading"\nstatus: draft # x\n---\n{BODY}',
        ),
        (
            f"+++\nstatus = 'draft'\n+++\n{BODY}",
            f"+++\ntitle = \"The first heading\"\nstatus = 'draft'\n+++\n{BODY}",
        ),
        (
            '---\n---\n# He said "yes\\\\no"\n',
            '---\ntitle: "He said \\"yes\\\\no\\""\n---\n# He said "yes\\\\no"\n',
        ),
    ],
)
def test_what_is_safe_is_mended_and_the_rest_kept(before: str, after: str) -> None:
    assert fixed(before) == after.encode()


def test_the_value_of_a_key_that_was_misspelt_is_mended_too() -> None:
    assert fixed("---\ntitle: A\nstauts: Draft\n---\n") == b"---\ntitle: A\nstatus: draft\n---\n"


def test_byte_order_mark_and_windows_line_ends_are_kept() -> None:
    before = b"\xef\xbb\xbf---\r\ntilte: \xc3\xbc\r\n---\r\n\r\nText.\r\n"
    assert fixed(before) == before.replace(b"tilte", b"title")
    without = b"\xef\xbb\xbf# A\r\n\r\nText.\r\n"
    assert fixed(without) == b'\xef\xbb\xbf---\r\ntitle: "A"\r\n---\r\n\r\n# A\r\n\r\nText.\r\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"---\ntitle: A\n---\r\na\nb\n", b"---\ntitle: A\n---\na\nb\n"),
        (b"---\r\ntitle: A\r\n---\r\na\r\nb\n", b"---\r\ntitle: A\r\n---\r\na\r\nb\r\n"),
        (b"---\rtitle: A\r---\ra", b"---\ntitle: A\n---\na"),
    ],
)
def test_line_ends_become_those_of_most_lines(before: bytes, after: bytes) -> None:
    assert fixed(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\n---\nText.\n",
        "Text without a heading.\n",
        "---\ntitle: A\nstatus: draft\nstauts: published\n---\n",
        "---\ntitle: A\nStatus: draft\nstauts: published\n---\n",
        "---\ntitle: A\nstatus: live\n---\n",
        "---\ntitle: A\n",
        "---\n{status: draft}\n---\n# A\n",
        "---\ntitle: ''\n---\n# A\n",
        b"\xff# A",
        "",
    ],
)
def test_what_is_not_safe_is_left_alone(text: str | bytes) -> None:
    assert fixed(text) is None


def test_line_ends_are_left_alone_unless_asked_for() -> None:
    data = b"---\ntilte: A\nstatus: DRAFT\n---\r\n"
    result = fix("page.md", data, RuleSettings(), NOW, line_ends=False)
    assert result is not None
    assert result.data == b"---\ntitle: A\nstatus: draft\n---\r\n"
    assert result.words == ("`tilte` is now `title`", "`DRAFT` is now `draft`")


def test_a_title_from_the_heading_is_not_written_down() -> None:
    settings = RuleSettings(title_from=(TitleFrom.FRONT_MATTER, TitleFrom.HEADING))
    assert fix("page.md", b"# A\n", settings, NOW, line_ends=True) is None


def test_a_value_of_another_tools_key_is_put_right_where_it_stands() -> None:
    stage = FieldSource("stage")
    settings = RuleSettings(front_matter=FrontMatterSettings(map={"status": stage}))
    data = b"---\ntitle: A\nstage: Published # now\n---\nText.\n"
    result = fix("page.md", data, settings, NOW, line_ends=True)
    assert result is not None
    assert result.data == b"---\ntitle: A\nstage: published # now\n---\nText.\n"


def test_a_title_that_another_key_gives_is_not_written_again() -> None:
    settings = RuleSettings(front_matter=FrontMatterSettings(map={"title": FieldSource("name")}))
    data = b"---\nname: A\n---\n# B\n"
    assert fix("page.md", data, settings, NOW, line_ends=True) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# A\n", ("title taken from the first heading",)),
        ("Text\r\nand more.\n", ("line ends made alike",)),
        ("# A\x07\r\nand more.\n", ("line ends made alike",)),
        (
            '---\ntitle: A\n"sta\\x75ts": draft\nvisibility: PRIVATE\n---\n',
            ("`PRIVATE` is now `private`",),
        ),
        (
            "---\ntilte: A\nstauts: Draft\n---\n",
            ("`tilte` is now `title`", "`stauts` is now `status`", "`Draft` is now `draft`"),
        ),
    ],
)
def test_what_was_mended_is_told_and_nothing_else(text: str, words: tuple[str, ...]) -> None:
    result = fix("page.md", text.encode(), RuleSettings(), NOW, line_ends=True)
    assert result is not None
    assert result.words == words
