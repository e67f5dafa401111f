"""Folders that hold text and no page."""

import os
from pathlib import Path

import pytest

from tests.commands.hub import run_validate, write_hub
from tests.support.checkout import Checkout

TAKES = '    include = ["**/*.md", "**/*.mdx"] below [content] makes pages of them, too\n'


def test_files_of_another_ending_are_named_with_the_pattern_that_takes_them(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.mdx": "x", "b/c.mdx": "x", "picture.png": "x", "README.md": "x"})
    expected = f"docs: warning EX009 no page is found: 2 files end in .mdx\n{TAKES}"
    assert run_validate(tmp_path).out == f"{expected}\n1 warning in 0 files.\n"
    assert run_validate(tmp_path, strict=True).code == 1
    (tmp_path / "execsync.toml").write_text('[content]\nroot = "docs"\ninclude = ["**/*.mdx"]\n')
    assert "in 2 files" in run_validate(tmp_path).out


@pytest.mark.parametrize("given", ["docs/b", "docs/b/", "docs", "."])
def test_so_they_are_in_a_folder_that_is_given(tmp_path: Path, given: str) -> None:
    write_hub(tmp_path, {"b/c.mdx": "x", "bb/d.rst": "x"})
    out = run_validate(tmp_path, [given]).out
    path = given.rstrip("/")
    assert out.startswith(f"{path}: warning EX009 no page is found: 1 file ends in .mdx")
    assert (".rst" in out) == (path != "docs/b")


def test_a_file_that_is_given_says_what_would_take_it(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.mdx": "x", "b.png": "x"})
    assert TAKES in run_validate(tmp_path, ["docs/a.mdx"]).out
    assert "include" not in run_validate(tmp_path, ["docs/b.png"]).out


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"a.md": "x", "b/c.md": "x"}, "`include` matches none of 2 files ending in .md"),
        ({"a.md": "x", "b.mdx": "x"}, "`include` matches none of 1 file ending in .md"),
        ({}, "`include` matches no file"),
    ],
)
def test_patterns_that_match_nothing_are_named(
    tmp_path: Path, files: dict[str, str | bytes], what: str
) -> None:
    write_hub(tmp_path, files, toml='[content]\nroot = "docs"\ninclude = ["guide/"]\n')
    result = run_validate(tmp_path)
    assert f"docs: warning EX009 no page is found: {what}\n" in result.out


@pytest.mark.parametrize("files", [{}, {"a.png": "x"}, {"README.md": "x"}, {".hidden.mdx": "x"}])
def test_a_folder_without_text_has_a_right_to_be_empty(
    tmp_path: Path, files: dict[str, str | bytes]
) -> None:
    write_hub(tmp_path, files)
    assert run_validate(tmp_path).out == "Nothing wrong in 0 files.\n"
    assert run_validate(tmp_path, ["docs"]).out == "Nothing wrong in 0 files.\n"


def test_what_is_no_markdown_is_to_be_converted(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.rst": "x", "b.txt": "x", "c.txt": "x"})
    out = run_validate(tmp_path).out
    assert "2 files end in .txt, 1 in .rst\n" in out
    assert (
        'include = ["**/*.md", "**/*.rst", "**/*.txt"] below [content] makes pages of them, too; '
        in out
    )


def test_excluded_files_are_not_counted(tmp_path: Path) -> None:
    write_hub(
        tmp_path,
        {"a.mdx": "x", "old/b.mdx": "x"},
        toml='[content]\nroot = "docs"\nexclude = ["old/"]\n',
    )
    assert "1 file ends in .mdx" in run_validate(tmp_path).out


def test_a_plan_says_it_each_time(checkout: Checkout) -> None:
    found = "content: warning EX009 no page is found: 1 file ends in .mdx\n"
    assert "EX009" not in checkout.call("plan").err
    checkout.write("a.mdx", "x")
    for _ in range(3):
        ended = checkout.call("plan")
        assert (ended.code, ended.err) == (0, found + TAKES)


def test_a_plan_of_a_hub_whose_pages_are_gone_says_it_too(checkout: Checkout) -> None:
    checkout.page("a.md", title="A")
    assert checkout.call("apply", "--yes").code == 0
    assert checkout.call("plan").err == ""
    checkout.rename("a.md", "a.mdx")
    ended = checkout.call("plan")
    assert "no page is found: 1 file ends in .mdx" in ended.err
    assert "- a.md  archive" in ended.out


def test_what_is_a_page_stays_one_where_the_hint_is_followed(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": "---\ntitle: A\n---\nx\n", "b.mdx": "---\ntitle: B\n---\ny\n"})
    out = run_validate(tmp_path, ["docs/b.mdx"]).out
    setting = out.splitlines()[1].strip().partition(" below ")[0]
    (tmp_path / "execsync.toml").write_text(f'[content]\nroot = "docs"\n{setting}\n')
    assert run_validate(tmp_path).out == "Nothing wrong in 2 files.\n"


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("docs/refund.md", "did you mean docs/refunds.md?"),
        ("nowhere", "this folder has none of that name; a path begins where you stand"),
        ("docs/nowhere", "docs has none of that name; a path begins where you stand"),
        ("away/a.md", "there is no folder away; a path begins where you stand"),
        ("/nowhere/a.md", "there is no folder /nowhere; a path begins where you stand"),
    ],
)
def test_a_path_that_leads_to_nothing_is_no_matter_of_permissions(
    tmp_path: Path, given: str, hint: str
) -> None:
    write_hub(tmp_path, {"refunds.md": "---\ntitle: A\n---\nx\n"})
    result = run_validate(tmp_path, [given])
    assert result.code == 1
    assert result.out == (
        f"{given}: error EX001 cannot be read: there is no such file\n    {hint}\n\n"
        "1 error in 0 files.\n"
    )


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("docs/.hidden.md", "what begins with a dot is hidden: rename it"),
        ("docs/.notes/a.md", "what begins with a dot is hidden: rename it"),
        ("docs/README.md", "the README.md at the content root is about the folder: rename it"),
        ("docs/_drafts/a.md", "[content] include and exclude of execsync.toml leave it out"),
    ],
)
def test_a_file_that_is_left_out_says_why(tmp_path: Path, path: str, why: str) -> None:
    toml = '[content]\nroot = "docs"\nexclude = ["_*/"]\n'
    write_hub(tmp_path, {path.removeprefix("docs/"): "x", "a.md": "x"}, toml=toml)
    assert run_validate(tmp_path, [path]).out == (
        f"{path}: note EX008 is no page of the hub, and is not checked\n    {why}\n\n"
        "1 note in 0 files.\n"
    )


@pytest.mark.skipif(os.name == "nt", reason="no such links")
def test_a_link_that_leads_nowhere_is_no_matter_of_permissions(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": "---\ntitle: A\n---\nx\n"})
    (tmp_path / "docs" / "dead.md").symlink_to("nowhere.md")
    assert run_validate(tmp_path).out.startswith(
        "docs/dead.md: error EX001 cannot be read: the link leads nowhere\n"
        "    mend or remove the link, or leave it out with [content] exclude\n"
    )
