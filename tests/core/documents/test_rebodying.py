"""A file gets another body, and keeps its front matter, its line ends and what is around the body."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from execsync.core.documents.document import parse
from execsync.core.documents.rebodying import rebodied


@pytest.mark.parametrize(
    ("text", "body", "expected"),
    [
        ("a\r\nb\r\nc\r\n", "a\nx\ny\nc", "a\r\nx\r\ny\r\nc\r\n"),
        ("---\nt: x\n---\n", "new\ntext", "---\nt: x\n---\n\nnew\ntext"),
        ("---\nt: x\n---", "new", "---\nt: x\n---\nnew"),
        ("", "new", "new"),
        ("+++\r\n+++\r\n\r\nA\r\nB\nC\r\n\r\n", "A\nB\nD", "+++\r\n+++\r\n\r\nA\r\nB\nD\r\n\r\n"),
        ("\ufeff\n\n  abc\n\n", "  abc\nd", "\ufeff\n\n  abc\nd\n\n"),
        ("a\n\nb\n", "b", "b\n"),
        ("a\n\nb\n", "a", "a\n"),
        ("a\r\n", "---\nb: c\n---\na", "---\r\n---\r\n\r\n---\r\nb: c\r\n---\r\na\r\n"),
        ("\ufeffa\r\n", '{\n"b": 1}\na', '\ufeff---\r\n---\r\n\r\n{\r\n"b": 1}\r\na\r\n'),
        ("\ufeffa\n", "+++\na", "\ufeff---\n---\n\n+++\na\n"),
        ("---\nt: x\n---\n\na\n", "---\nb\n---", "---\nt: x\n---\n\n---\nb\n---\n"),
    ],
)  # fmt: skip
def test_all_around_the_body_stays(text: str, body: str, expected: str) -> None:
    assert rebodied(text, body) == expected


LINES = st.lists(st.sampled_from(["a", "b", "", "  c", "---", "\t", "d  "]), max_size=7)
TEXTS = st.builds(
    lambda front, lines, end: (front + "\n".join(lines)).replace("\n", end),
    st.sampled_from(["", "---\nt: 1\n---\n", "\ufeff+++\nt = 1\n+++\n\n"]),
    LINES,
    st.sampled_from(["\n", "\r\n"]),
)


@given(TEXTS, LINES)
@example("a\r\na", ["a"])
def test_any_file_has_the_new_body_then_and_the_old_one_when_it_is_put_back(
    text: str, lines: list[str]
) -> None:
    document, _ = parse("a.md", text.encode())
    other, _ = parse("a.md", "\n".join(["", *lines]).encode())
    if document is None or other is None:
        return  # front matter that never ends
    after = rebodied(text, other.body)
    again, _ = parse("a.md", after.encode())
    assert again is not None
    assert again.front == document.front
    assert again.body == other.body
    assert rebodied(text, document.body) == text
    has_same_front = (again.block is None) is (document.block is None)
    keeps_line_ends = ("\r" in text) is ("\r" in after)  # one line alone tells none
    if document.body and other.body and has_same_front and keeps_line_ends:
        assert rebodied(after, document.body) == text
