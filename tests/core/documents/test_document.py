from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from execsync.core import rules, size_limits
from execsync.core.diagnostic import Diagnostic
from execsync.core.documents import toml_block, yaml_block
from execsync.core.documents.document import Document
from execsync.core.documents.position import InBody, InFront, Span
from execsync.core.settings import RuleSettings
from tests.support.now import NOW


def read_page(data: bytes) -> tuple[Document | None, list[Diagnostic]]:
    return rules.read("page.md", data, RuleSettings(), NOW)


def read(text: str | bytes) -> Document:
    document, found = read_page(text if isinstance(text, bytes) else text.encode())
    assert found == []
    assert document is not None
    return document


def trouble(text: str | bytes) -> tuple[str, int | None, int | None]:
    """The code and place of the only thing wrong with reading `text`."""
    _, (found,) = read_page(text if isinstance(text, bytes) else text.encode())
    return found.code, found.line, found.column


def test_yaml_front_matter_and_body_are_told_apart() -> None:
    document = read("---\ntitle: Refunds\nfolder_ids: [a, b]\n---\n\nText.\n")
    assert document.front == {"title": "Refunds", "folder_ids": ["a", "b"]}
    assert document.body == "Text."


def test_toml_front_matter_needs_no_toml_package() -> None:
    document = read('+++\ntitle = "Refunds"\nsources = [{url = "https://a.example"}]\n+++\nText.')
    assert document.front == {"title": "Refunds", "sources": [{"url": "https://a.example"}]}
    assert document.body == "Text."


def test_file_without_front_matter_is_all_body() -> None:
    document = read("# Refunds\n\nText.\n")
    assert (document.front, document.body, document.body_line) == ({}, "# Refunds\n\nText.", 1)


@pytest.mark.parametrize("empty", ["---\n---\n", "---\n# only a comment\n---\n", "+++\n+++\n"])
def test_empty_front_matter_is_an_empty_table(empty: str) -> None:
    assert read(empty + "Text.").front == {}


def test_a_rule_in_the_body_does_not_end_or_begin_front_matter() -> None:
    assert read("---\ntitle: A\n---\nOne\n\n---\n\nTwo").body == "One\n\n---\n\nTwo"
    assert read("One\n\n---\n\nTwo").front == {}
    assert read("----\ntitle: A\n----\n").front == {}


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_and_byte_order_mark_are_normalised(line_end: str) -> None:
    text = "\ufeff---\ntitle: A\n---\n\nOne\nTwo\n"
    document, _ = read_page(text.replace("\n", line_end).encode())
    assert document == read("---\ntitle: A\n---\n\nOne\nTwo\n")


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("\n \n\t\n    code\n\ntext  \n \n\n", "    code\n\ntext  "),
        ("\n\n", ""),
        ("   ", ""),
        ("one", "one"),
        ("\u00a0\n", "\u00a0"),
    ],
)
def test_only_blank_lines_at_the_ends_of_a_body_are_dropped(written: str, body: str) -> None:
    assert read(written).body == body
    assert read(f"---\ntitle: A\n---\n{written}").body == body


def test_body_line_counts_front_matter_and_blank_lines() -> None:
    document = read("---\ntitle: A\n---\n\n\nOne\nTwo\n")
    assert document.body_line == 6
    assert document.locate(InBody(document.body.index("wo"))) == (7, 2)


def test_file_that_is_not_utf8_is_placed_at_its_first_bad_byte() -> None:
    assert trouble("---\ntitle: A\r\n---\né ".encode() + b"\xff") == ("EX002", 4, 3)
    assert trouble("title".encode("utf-16")) == ("EX002", 1, 1)


def test_nul_byte_is_refused_with_its_place() -> None:
    assert trouble("ab\ncd\0") == ("EX003", 2, 3)


def test_a_conflict_that_nobody_has_settled_is_refused() -> None:
    conflict = "<<<<<<< file\na\n=======\nb\n>>>>>>> web"
    assert trouble(f"Text.\n\n{conflict}") == ("EX037", 3, 1)
    assert trouble(f"---\n{conflict}\n---\n\nText.") == ("EX037", 2, 1)


def test_file_over_the_size_limit_is_refused() -> None:
    assert trouble(b"x" * (size_limits.PAGE + 1)) == ("EX004", None, None)
    assert len(read(b"x" * size_limits.PAGE).body) == size_limits.PAGE


@pytest.mark.parametrize("text", ["a\r\nb\n", "a\rb\r\n", "a\r\rb\n"])
def test_mixed_line_ends_are_noted_and_read(text: str) -> None:
    document, (found,) = read_page(text.encode())
    assert (found.code, found.severity) == ("EX005", "note")
    assert document is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: A\n\nText.", ("EX010", 1, 1)),
        ("+++\ntitle = 'A'\n---\n", ("EX010", 1, 1)),
        ("---\ntitle: A: B\n---\n", ("EX011", 2, 9)),
        ("---\ntitle: @A\n---\n", ("EX011", 2, 8)),
        ("---\ntitle: 'A\nstatus: draft\n---\n", ("EX011", 2, 8)),
        ("---\ntags: [a, b\n---\n", ("EX011", 2, 7)),
        ("---\ntitle: ü\u2028b: [\n  y\n---\n", ("EX011", 2, 13)),
        ("---\nday: 2024-13-45\n---\n", ("EX011", 2, 6)),
        ("---\na: !!int x\n---\n", ("EX011", 2, 4)),
        ("---\na: !!bool x\n---\n", ("EX011", 2, 4)),
        ("---\na: !ENV x\n---\n", ("EX011", 2, 4)),
        ("---\na: *b\n---\n", ("EX011", 2, 4)),
        ("---\n? [a]\n: b\n---\n", ("EX011", 2, 3)),
        ("---\na: b\n...\nc: d\n---\n", ("EX011", 4, 1)),
        ("+++\ntitle = A\n+++\n", ("EX011", 2, 9)),
        ("+++\ntitle = 'A'\nx = [\n+++\n", ("EX011", 3, 6)),
        ("+++\na = 1\na = 2\n+++\n", ("EX012", 3, 1)),
        ("---\n- a\n- b\n---\n", ("EX016", 2, 1)),
        ("---\nRefunds\n---\n", ("EX016", 2, 1)),
        ("---\na:\n\t- b\n---\n", ("EX017", 3, 1)),
        ("---\ntitle: \x1b[31mA\n---\n", ("EX018", 2, 8)),
    ],
)
def test_front_matter_that_cannot_be_read_is_placed(
    text: str, expected: tuple[str, int, int]
) -> None:
    assert trouble(text) == expected


def test_every_repeated_key_is_found_and_the_document_still_read() -> None:
    document, found = read_page(b"---\na: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n---\nText.")
    assert [(f.code, f.line, f.column) for f in sorted(found, key=lambda f: f.sort_key)] == [
        ("EX012", 3, 1),
        ("EX012", 4, 11),
        ("EX012", 5, 1),
    ]
    assert document is not None
    assert document.body == "Text."


def test_merged_keys_of_yaml_are_no_repeats() -> None:
    document = read("---\nbase: &base {a: 1, b: 2}\nmore: {<<: *base, a: 3}\n---\n")
    assert document.front["more"] == {"a": 3, "b": 2}


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_over_16_kb_is_refused(fence: str) -> None:
    assert trouble(f"{fence}\n# {'é' * 8200}\n{fence}\n") == ("EX013", 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        f"---\na: {'[' * 15_000}\n---\n",
        f"---\na: {'{a: ' * 4_000}\n---\n",
        f"---\n{'- ' * 8_000}a\n---\n",
        f"---\n{'? ' * 8_000}a\n---\n",
        "---\n" + "".join(f"{' ' * n}a:\n" for n in range(150)) + "---\n",
        f"---\na: {'[a: ' * 11}1{']' * 11}\n---\n",
        f"+++\na = {'[' * 15_000}\n+++\n",
        f"+++\n{'a.' * 8_000}a = 1\n+++\n",
    ],
)
def test_deep_front_matter_is_refused_before_it_is_composed(text: str) -> None:
    assert trouble(text)[0] == "EX014"


def test_twenty_levels_are_allowed() -> None:
    assert read(f"---\na: {'[' * 19}{']' * 19}\n---\n").front["a"]
    assert trouble(f"---\na: {'[' * 20}{']' * 20}\n---\n") == ("EX014", 2, 23)


def test_toml_may_have_as_many_levels() -> None:
    assert read(f"+++\na = {'[' * 18}{']' * 18}\n+++\n").front["a"]
    assert read(f"+++\na = {'[' * 19}{']' * 19}\n+++\n").front["a"]
    for levels in (20, 5000):
        text = f"+++\na = {'[' * levels}{']' * levels}\n+++\n"
        assert trouble(text) == ("EX014", 2, 1)


@pytest.mark.parametrize("front", ["", "---\ntitle: A\n---\n", "+++\ntitle = 'A'\n+++\n"])
@pytest.mark.parametrize("level", ["> ", "- ", "1) ", "> - "])
def test_a_body_that_is_nested_too_deeply_is_refused_before_it_is_parsed(
    front: str, level: str
) -> None:
    line = front.count("\n") + 4
    deep = f"{front}\nText.\n\n{level * 250}a\n" + "b\n" * 9
    assert trouble(deep) == ("EX083", line, 1)
    assert read(f"{front}{level * 60}a\n").body


def test_ten_thousand_values_are_allowed() -> None:
    """The table, its key, two lists, and what aliases stand for."""
    aliases = ", ".join(["*a"] * 99)
    text = "---\nk: [&a [{}], {}, {}]\n---\n"
    fits = text.format(", ".join("x" * 98), aliases, ", ".join("x" * 97))
    assert len(read(fits).front["k"]) == 1 + 99 + 97  # type: ignore[arg-type]
    too_many = text.format(", ".join("x" * 98), aliases, ", ".join("x" * 98))
    assert trouble(too_many)[0] == "EX015"


def test_one_value_too_many_is_pointed_at() -> None:
    """99 values an item: the 102nd one, on line 104, is the first beyond 10,000."""
    text = f"---\nk:\n- &a [{', '.join('x' * 98)}]\n" + "- *a\n" * 110 + "---\n"
    assert trouble(text) == ("EX015", 104, 3)


def test_alias_bombs_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 20)]
    assert trouble("---\n" + "\n".join(lines) + "\n---\n")[0] == "EX015"
    merges = ["b0: &b0 {x: y}"]
    merges += [f"b{n}: &b{n} {{<<: [*b{n - 1}, *b{n - 1}]}}" for n in range(1, 30)]
    assert trouble("---\n" + "\n".join(merges) + "\n---\n")[0] == "EX015"


def test_a_value_that_holds_itself_is_refused() -> None:
    assert trouble("---\na: &a [*a]\n---\n") == ("EX014", 2, 8)
    assert trouble("---\na: &a\n  b: {<<: *a}\n---\n") == ("EX014", 3, 11)


def test_plain_aliases_are_fine() -> None:
    assert read("---\na: &a [x]\nb: *a\n---\n").front["b"] == ["x"]


@pytest.mark.parametrize("language", [toml_block, yaml_block])
def test_what_stands_nowhere_is_looked_for_at_the_beginning(language: Any) -> None:
    assert language.find("\n", ("a",), key=False) == Span(0, 0)


YAML = """---
title: "A"   # comment
status : draft
? folder_ids
:   - one
    - two
sources: [https://a.example, {url: https://b.example, title: "B, b"}]
on: 1
empty:
---
"""
TOML = """+++
title = "A"   # a = "#"
"status" = 'draft'
a.b = 1979-05-27 07:32:00
folder_ids = [ "one", # first
  "two" ]
inline = [ "https://a.example", { url = "https://b.example" , title = "B, b" } ]

[[sources]]
url = "https://c.example"
[[sources]]
title = '''D
d'''
+++
"""


@pytest.mark.parametrize(
    ("text", "place", "position"),
    [
        (YAML, InFront(("title",)), (2, 8)),
        (YAML, InFront(("title",), "key"), (2, 1)),
        (YAML, InFront(("status",)), (3, 10)),
        (YAML, InFront(("folder_ids",), "key"), (4, 3)),
        (YAML, InFront(("folder_ids", 1)), (6, 7)),
        (YAML, InFront(("sources", 0)), (7, 11)),
        (YAML, InFront(("sources", 1, "title")), (7, 62)),
        (YAML, InFront(("sources", 1, "title"), "key"), (7, 55)),
        (YAML, InFront((True,), "key"), (8, 1)),
        (YAML, InFront(("empty",)), (9, 1)),
        (TOML, InFront(("title",)), (2, 9)),
        (TOML, InFront(("status",), "key"), (3, 1)),
        (TOML, InFront(("a", "b")), (4, 7)),
        (TOML, InFront(("a",)), (4, 1)),
        (TOML, InFront(("folder_ids", 1)), (5, 1)),
        (TOML, InFront(("inline", 1, "title")), (7, 1)),
        (TOML, InFront(("sources",)), (9, 3)),
        (TOML, InFront(("sources", 0, "url")), (10, 7)),
        (TOML, InFront(("sources", 1, "title"), "key"), (12, 1)),
        (TOML, InFront(("sources", 1, "url")), (11, 3)),
    ],
)
def test_places_in_front_matter(text: str, place: InFront, position: tuple[int, int]) -> None:
    assert read(text).locate(place) == position


def test_values_can_be_quoted_as_written() -> None:
    document = read("---\ntitle: 1:30\n---\n")
    assert document.front["title"] == 90
    assert document.written(InFront(("title",))) == "1:30"


@pytest.mark.parametrize(
    ("front", "written"),
    [
        ("a = 1_30  # b", "1_30"),
        ("a = '#' # b", "'#'"),
        ('a = "\\"#" # b', '"\\"#"'),
        ("a = ['#', 1]#", "['#', 1]"),
        ("a = [ # b\n'c']", ""),
        ("a = {b = 1}", "{b = 1}"),
        ('a = """\nb = 1"""', ""),
        ("a.b = 1", ""),
        ("[a]\nb = 1", "a"),
    ],
)
def test_values_of_toml_can_be_quoted_where_they_end_on_their_line(
    front: str, written: str
) -> None:
    assert read(f"+++\n{front}\n+++\n").written(InFront(("a",))) == written


WORDS = (
    "yes No on null ~ 1:30 0x1f 012 1_000 1e3 .inf 2024-01-01 = << a y published "
    "https://x.example/a#b '1' \"a\\tb\" [a,1] {a:b}"
)
PLAIN = st.sampled_from(WORDS.split()) | st.text(st.sampled_from("ab1-.:_~ "), max_size=6)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "on", "1"]), PLAIN), max_size=4))
def test_front_matter_means_what_pyyaml_says(lines: list[tuple[str, str]]) -> None:
    """The loader that notes repeated keys must take nothing else from it."""
    text = "\n" + "".join(f"{key}: {value}\n" for key, value in lines)
    try:
        wanted = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return
    value, _ = yaml_block.load(text)
    assert repr(value) == repr(wanted)
