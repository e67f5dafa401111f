"""Of the pages that are not checked, little is read, and nothing is missed that whole files would tell."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.content import others
from execsync.content.tree import File, Tree
from execsync.core.documents.document import Document, parse
from execsync.core.documents.fields import titled_sources
from execsync.core.rules.identity import moved_from
from execsync.core.settings import RuleSettings

NOW = datetime(2030, 5, 1, tzinfo=UTC)
SOURCE = "sources: [{url: https://a.example, title: A}]\n"
TOLD = b"---\nmoved_from: old.md\n---\n"
PIECES = [
    *("\ufeff", "---", "+++", "---\n", "+++\n", "---\r\n", "---  \n", "---\r", "\n", "\r\n", "\r"),
    *(
        "moved_from: a.md\n",
        'moved_from = "a.md"\n',
        '"moved\\x5ffrom": a.md\n',
        "? moved_from\n: a.md\n",
    ),
    *(
        "{moved_from: a.md}\n",
        '"moved\\u005ffrom" = "a.md"\n',
        "title: A\n",
        "text: |\n  ---\n",
        SOURCE,
    ),
    *(
        'x = """\n---\n"""\n',
        "# moved_from url\n",
        "\\",
        "é",
        "# " + "x" * 500 + "\n",
        "y" * others.HEAD,
    ),
]


def found(*files: bytes, documents: tuple[Document, ...] = ()) -> list[Document]:
    with TemporaryDirectory() as folder:
        paths = [f"{number}.md" for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            Path(folder, path).write_bytes(data)
        tree = Tree(tuple(File(path, f"{folder}/{path}") for path in paths), ())
        return list(others.others(tree, (), documents, RuleSettings(), NOW))


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_whatever_is_told_is_found(pieces: list[str]) -> None:
    data = "".join(pieces).encode()
    whole, _ = parse("0.md", data)
    checked = Document("c.md", {"sources": [{"url": "https://a.example", "title": "A"}]}, "")
    matters = bool(whole and (any(moved_from(whole)) or any(titled_sources(whole.front))))
    assert not matters or found(data, documents=(checked,)) == [whole]


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_may_be_longer_than_what_is_read_first(fence: str) -> None:
    said = "moved_from: a.md" if fence == "---" else 'moved_from = "a.md"'
    for length in range(others.HEAD - 40, others.HEAD + 10):
        [document] = found(f"{fence}\n#{'x' * length}\n{said}\n{fence}\n".encode())
        assert document.front == {"moved_from": "a.md"}


def test_a_name_with_an_escape_in_it_is_that_name() -> None:
    [document] = found(b'---\n"moved\\x5ffrom": a.md\n---\n')
    assert document.front == {"moved_from": "a.md"}


def test_what_only_a_body_says_is_not_parsed() -> None:
    assert found(b"moved_from: a.md\n", b"---\ntitle: A\n---\nmoved_from \\ url\n") == []


def test_titles_of_sources_matter_only_to_a_page_with_one() -> None:
    data = f"---\n{SOURCE}---\n".encode()
    assert found(data) == []
    assert len(found(data, documents=(parse("a.md", data)[0] or Document("", {}, ""),))) == 1


def test_a_file_that_is_gone_by_now_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(TOLD)
    tree = Tree(tuple(File(name, str(tmp_path / name)) for name in ("a.md", "gone.md")), ())
    left = others.others(tree, (), (), RuleSettings(), NOW)
    assert [document.path for document in left] == ["a.md"]
