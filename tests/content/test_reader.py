import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from execsync.config import Config
from execsync.content.reader import Content, load, load_others
from execsync.content.tree import walk
from execsync.content.unchanged import NONE_UNCHANGED
from execsync.core.choices import Status, TitleFrom, Visibility
from execsync.core.config_tables import ContentConfig
from execsync.core.diagnostic import ContentError
from execsync.core.resource import SourceRef
from execsync.core.settings import Defaults, RuleSettings

PAGE = "---\ntitle: A\n---\nText.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    return tmp_path


def hub(root: Path, files: Mapping[str, str | bytes]) -> None:
    for name, text in files.items():
        path = root / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def loaded(
    root: Path,
    *,
    include: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    rules: RuleSettings | None = None,
) -> Content:
    content = ContentConfig(root="docs", include=include, exclude=exclude)
    config = Config(
        file=str(root / "execsync.toml"), content=content, rules=rules or RuleSettings()
    )
    return load(config)


def paths(content: Content) -> list[str]:
    return [page.path for page in content.pages]


def found(content: Content) -> list[tuple[str, str]]:
    return [(diagnostic.path, diagnostic.code) for diagnostic in content.diagnostics]


def test_markdown_files_are_pages_sorted_by_path(root: Path) -> None:
    hub(root, {"b.md": PAGE, "a/c.markdown": PAGE, "a.md": PAGE, "a/D.MD": PAGE, "x.txt": "x"})
    content = loaded(root)
    assert paths(content) == ["a.md", "a/D.MD", "a/c.markdown", "b.md"]
    assert content.complete


def test_hidden_files_and_the_roots_readme_are_left_out(root: Path) -> None:
    hub(root, {"README.md": "x", ".x.md": "x", ".git/a.md": "x", "a/README.md": PAGE})
    assert paths(loaded(root)) == ["a/README.md"]


def test_include_and_exclude_are_gits_patterns(root: Path) -> None:
    hub(root, {"a.md": PAGE, "draft-a.md": PAGE, "b/a.md": PAGE, "b/keep.md": PAGE, "c/a.md": PAGE})
    excluded = loaded(root, exclude=("draft-*", "b/*", "!b/keep.md"))
    assert paths(excluded) == ["a.md", "b/keep.md", "c/a.md"]
    assert paths(loaded(root, exclude=("/a.md", "c/"))) == ["b/a.md", "b/keep.md", "draft-a.md"]
    assert paths(loaded(root, include=("/b/", "c/**"), exclude=("keep.md",))) == [
        "b/a.md",
        "c/a.md",
    ]


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ((), ["a.md", "b.markdown", "c/d.md"]),
        (("**/*.mdx",), ["c/e.mdx", "f.mdx"]),
        (("*.mdx", "*.md"), ["a.md", "c/d.md", "c/e.mdx", "f.mdx"]),
        (("*.md", "/notes.txt"), ["a.md", "c/d.md", "notes.txt"]),
        (("c/",), ["c/d.md"]),
        (("c/**",), ["c/d.md"]),
        (("c/*", "*.mdx", "!f.*"), ["c/d.md", "c/e.mdx"]),
        (("*",), ["a.md", "b.markdown", "c/d.md"]),
        (("*.*",), ["a.md", "b.markdown", "c/d.md"]),
        (("!*.mdx", "c/*"), ["c/d.md"]),
        (("v1.0/",), ["v1.0/g.md"]),
        (("v1.0",), ["v1.0/g.md"]),
        ((r"*.md\x",), []),
    ],
)
def test_a_pattern_that_ends_as_a_file_does_makes_pages_of_such_files(
    root: Path, include: tuple[str, ...], expected: list[str]
) -> None:
    names = ["a.md", "b.markdown", "c/d.md", "c/e.mdx", "c/picture.png", "f.mdx", "notes.txt"]
    hub(root, dict.fromkeys(names, PAGE))
    if any("v1.0" in pattern for pattern in include):
        hub(root, {"v1.0/g.md": PAGE, "v1.0/picture.png": b"\x89PNG"})
    assert paths(loaded(root, include=include)) == expected


def test_a_file_of_another_ending_that_is_no_text_is_an_error(root: Path) -> None:
    hub(root, {"a.mdx": PAGE, "b.mdx": b"\x89PNG\r\n"})
    content = loaded(root, include=("**/*.mdx",))
    assert paths(content) == ["a.mdx"]
    assert found(content) == [("docs/b.mdx", "EX002")]


def test_links_are_followed_inside_the_root_only(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.md").write_text(PAGE)
    hub(root, {"real/a.md": PAGE})
    docs = root / "docs"
    (docs / "alias.md").symlink_to("real/a.md")
    (docs / "away").symlink_to(tmp_path / "outside")
    (docs / "away.md").symlink_to(tmp_path / "outside" / "x.md")
    content = loaded(root)
    assert paths(content) == ["alias.md", "real/a.md"]
    assert found(content) == [("docs/away", "EX007"), ("docs/away.md", "EX007")]
    assert content.complete


def test_loops_of_links_end(root: Path) -> None:
    hub(root, {"a/one.md": PAGE, "b/two.md": PAGE})
    docs = root / "docs"
    (docs / "here").symlink_to(".")
    (docs / "a" / "up").symlink_to("..")
    (docs / "a" / "b").symlink_to("../b")
    (docs / "b" / "a").symlink_to("../a")
    listed = paths(loaded(root))
    assert {"a/one.md", "b/two.md"} <= set(listed)
    assert len(listed) <= 6


def test_a_link_to_nothing_is_an_error(root: Path) -> None:
    (root / "docs" / "a.md").symlink_to("nothing.md")
    content = loaded(root)
    assert found(content) == [("docs/a.md", "EX001")]
    assert not content.complete


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root and Windows read everything"
)
def test_what_cannot_be_read_is_an_error(root: Path) -> None:
    hub(root, {"a.md": PAGE, "b/c.md": PAGE})
    (root / "docs" / "a.md").chmod(0)
    (root / "docs" / "b").chmod(0)
    try:
        assert found(loaded(root)) == [("docs/a.md", "EX001"), ("docs/b", "EX001")]
    finally:
        (root / "docs" / "b").chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_an_error_and_does_not_hang(root: Path) -> None:
    os.mkfifo(root / "docs" / "a.md")
    assert found(loaded(root)) == [("docs/a.md", "EX001")]


def test_a_huge_file_is_refused_unread(root: Path) -> None:
    with (root / "docs" / "a.md").open("wb") as stream:
        stream.truncate(1 << 40)
    assert found(loaded(root)) == [("docs/a.md", "EX004")]


def test_missing_and_empty_roots_can_be_told_apart(tmp_path: Path) -> None:
    missing = loaded(tmp_path)
    assert missing.missing_root
    assert (missing.complete, missing.pages) == (False, ())
    (tmp_path / "docs").mkdir()
    empty = loaded(tmp_path)
    assert (empty.missing_root, empty.complete, empty.pages) == (None, True, ())


def test_pages_with_errors_are_left_out_and_content_is_incomplete(root: Path) -> None:
    hub(root, {"a.md": PAGE, "b.md": "no title", "c.md": b"\xff"})
    content = loaded(root)
    assert paths(content) == ["a.md"]
    assert found(content) == [("docs/b.md", "EX020"), ("docs/c.md", "EX002")]
    assert not content.complete


def test_names_are_nfc_whatever_the_disk_says(root: Path) -> None:
    hub(root, {"u\u0308ber.md": PAGE})
    assert paths(loaded(root)) == ["\u00fcber.md"]


@pytest.mark.skipif(sys.platform != "linux", reason="such files are one file there")
def test_names_that_differ_only_in_case_or_encoding_are_errors(root: Path) -> None:
    hub(root, {"A.md": PAGE, "a.md": PAGE, "u\u0308.md": PAGE, "\u00fc.md": PAGE})
    content = loaded(root)
    assert found(content) == [("docs/a.md", "EX040"), ("docs/\u00fc.md", "EX040")]
    assert "encoded" in content.diagnostics[1].summary


def test_a_page_carries_all_its_fields(root: Path) -> None:
    hub(
        root,
        {
            "a.md": """---
title: " A "
status: published
visibility: private
folder_ids: [f1, f2, f1]
skill_ids: [s1]
sources:
  - https://a.example
  - {url: https://b.example, title: B, cover: https://b.example/c.png, folder_ids: [f3]}
  - https://a.example
protect: true
moved_from: old.md
---

Text.
"""
        },
    )
    (page,) = loaded(root).pages
    assert (page.path, page.title, page.body.text()) == ("a.md", "A", "Text.")
    assert (page.status, page.visibility) == (Status.PUBLISHED, Visibility.PRIVATE)
    assert (page.folder_ids, page.skill_ids) == (("f1", "f2"), ("s1",))
    assert page.sources == (
        SourceRef("https://a.example/"),
        SourceRef("https://b.example/", "B", "https://b.example/c.png", ("f3",)),
    )
    assert (page.protect, page.moved_from, page.defaulted) == (True, ("old.md",), ())


def test_without_status_and_defaults_a_page_is_a_draft_for_the_workspace(root: Path) -> None:
    hub(root, {"a.md": PAGE})
    (page,) = loaded(root).pages
    assert (page.status, page.visibility) == (Status.DRAFT, Visibility.WORKSPACE)
    assert page.defaulted == ()


def test_defaults_fill_in_and_are_recorded(root: Path) -> None:
    hub(root, {"a.md": "---\ntitle: A\nstatus: draft\nskill_ids: []\n---\n"})
    defaults = Defaults(Status.PUBLISHED, Visibility.PRIVATE, ("f1",), ("s1",))
    (page,) = loaded(root, rules=RuleSettings(defaults=defaults)).pages
    assert (page.status, page.visibility) == (Status.DRAFT, Visibility.PRIVATE)
    assert (page.folder_ids, page.skill_ids) == (("f1",), ())
    assert page.defaulted == ("visibility", "folder_ids")


def test_the_first_heading_can_give_the_title_and_stays_in_the_body(root: Path) -> None:
    hub(root, {"a.md": "# The *first* `heading`\n\nText.\n", "b.md": "no heading"})
    content = loaded(
        root, rules=RuleSettings(title_from=(TitleFrom.FRONT_MATTER, TitleFrom.HEADING))
    )
    (page,) = content.pages
    assert (page.title, page.body.text()) == (
        "The first heading",
        "# The *first* `heading`\n\nText.",
    )
    assert found(content) == [("docs/b.md", "EX020")]


def test_severities_and_ignores_of_the_configuration_hold(root: Path) -> None:
    hub(root, {"a.md": "---\ntitle: A\nowner: me\n---\n", "old/b.md": "---\ntitle: B\nx: y\n---\n"})
    ignored = RuleSettings(ignore={"docs/old/": ("EX022",)})
    assert found(loaded(root, rules=ignored)) == [("docs/a.md", "EX022")]
    assert found(loaded(root, rules=RuleSettings(severity={"EX022": "off"}))) == []
    errors = loaded(root, rules=RuleSettings(severity={"EX022": "error"}))
    assert [error.severity for error in errors.errors] == ["error", "error"]
    assert errors.pages == ()


def test_what_makes_no_page_cannot_be_silenced(root: Path) -> None:
    hub(root, {"a.md": "no title"})
    rules = RuleSettings(severity={"EX020": "off"}, ignore={"*": ("EX020",)})
    assert found(loaded(root, rules=rules)) == [("docs/a.md", "EX020")]


def test_a_text_that_was_not_kept_is_found_again_unless_its_file_was_changed(root: Path) -> None:
    hub(root, {"a.md": PAGE})
    config = Config(file=str(root / "execsync.toml"), content=ContentConfig(root="docs"))
    (page,) = load_others(config, walk(config), NONE_UNCHANGED, hashed=True).pages
    assert page.body.text() == "Text."
    hub(root, {"a.md": PAGE.replace("Text.", "Another text.")})
    with pytest.raises(ContentError, match=r"a\.md was changed while it was looked at"):
        page.body.text()
