import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from execsync.errors import ConfigError
from tests.commands.hub import Result, run_validate, write_hub

PAGE = "---\ntitle: A\n---\n\nText.\n"
HUB_KEY = "exec_live_" + "a1B2c3D4e5" * 4


def codes(result: Result) -> list[tuple[str, str]]:
    return [(found["path"], found["code"]) for found in json.loads(result.out)["diagnostics"]]


def check(folder: Path, *paths: str) -> list[tuple[str, str]]:
    return codes(run_validate(folder, paths, format="json"))


def test_a_hub_without_faults_is_told_so(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": PAGE, "b.md": PAGE})
    assert run_validate(tmp_path) == Result(0, "Nothing wrong in 2 files.\n", "")


def test_the_place_is_shown_with_its_line_and_a_caret(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": "---\ntitle: Größe\nstatus: Published\n---\n[日本 語](x.md)\n"})
    result = run_validate(tmp_path)
    assert result.code == 1
    assert (
        result.out
        == """docs/a.md:3:9: error EX024 unknown status `Published`
  3 | status: Published
    |         ^
    did you mean `published`?

docs/a.md:5:8: warning EX050 the hub has no page `x.md`
  5 | [日本 語](x.md)
    |           ^
    correct the link, or add the page

1 error, 1 warning in 1 file.
"""
    )


def test_warnings_count_only_with_strict_and_notes_never(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": PAGE + "[x](x.md)\n"})
    assert run_validate(tmp_path).code == 0
    assert run_validate(tmp_path, strict=True).code == 1
    write_hub(tmp_path, {"a.md": PAGE + "mixed\r\n"})
    assert "1 note" in run_validate(tmp_path, strict=True).out
    assert run_validate(tmp_path, strict=True).code == 0


def test_without_configuration_it_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        run_validate(tmp_path)
    assert "init" in caught.value.hint


def test_given_paths_only_are_checked(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": "no title", "b/c.md": "no title", "b/d.md": "no title"})
    assert check(tmp_path, "docs/a.md") == [("docs/a.md", "EX020")]
    assert check(tmp_path, "docs/b") == [("docs/b/c.md", "EX020"), ("docs/b/d.md", "EX020")]
    assert len(check(tmp_path, ".")) == 3
    assert len(check(tmp_path / "docs" / "b", "c.md", "../a.md")) == 2
    assert check(tmp_path, "execsync.toml") == []


def test_paths_are_printed_as_seen_from_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    write_hub(tmp_path / "hub", {"a.md": "no title"})
    assert check(tmp_path, "hub/docs/a.md") == [("hub/docs/a.md", "EX020")]
    assert check(tmp_path / "hub" / "docs") == [("a.md", "EX020")]


def test_each_path_belongs_to_the_nearest_configuration(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_hub(tmp_path / name, {"a.md": "no title"})
    (tmp_path / "two" / "execsync.toml").write_text(
        '[content]\nroot = "docs"\ntitle_from = ["front-matter", "heading"]\n'
    )
    (tmp_path / "two" / "docs" / "a.md").write_text("# Title\n")
    assert check(tmp_path, "one/docs/a.md", "two/docs/a.md") == [("one/docs/a.md", "EX020")]


def test_paths_that_are_no_pages_are_named(tmp_path: Path) -> None:
    write_hub(tmp_path / ".", {"a.md": PAGE, "README.md": "x", "b.txt": "x", "_old/c.md": "x"})
    (tmp_path / "execsync.toml").write_text('[content]\nroot = "docs"\nexclude = ["_*/"]\n')
    (tmp_path / "NOTES.md").write_text("x")
    given = ["docs/README.md", "docs/b.txt", "docs/_old/c.md", "NOTES.md", "docs/gone.md"]
    assert check(tmp_path, *given) == [
        ("NOTES.md", "EX006"),
        ("docs/README.md", "EX008"),
        ("docs/_old/c.md", "EX008"),
        ("docs/b.txt", "EX008"),
        ("docs/gone.md", "EX001"),
    ]


def test_a_path_without_configuration_above_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE)
    result = run_validate(tmp_path, ["a.md"])
    assert result.code == 0
    assert "a.md: warning EX006 is not in a content root, and is not checked" in result.out


def test_given_paths_are_checked_against_the_rest_of_the_hub(tmp_path: Path) -> None:
    titled = "---\ntitle: {}\nsources: [{{url: https://a.example, title: {}}}]\n---\n\nText.\n"
    moved = "---\ntitle: A\nmoved_from: {}\n---\n\nText.\n"
    write_hub(
        tmp_path,
        {
            "a.md": titled.format("A", "One"),
            "b.md": titled.format("B", "Two"),
            "c.md": moved.format("old.md"),
            "d.md": moved.format("old.md"),
            "e.md": moved.format("f.md"),
            "f.md": PAGE + "\n[a](a.md#gone)\n",
        },
    )
    assert check(tmp_path, "docs/a.md") == [("docs/b.md", "EX033")]
    assert check(tmp_path, "docs/b.md") == [("docs/b.md", "EX033")]
    assert check(tmp_path, "docs/c.md") == [("docs/d.md", "EX043")]
    assert check(tmp_path, "docs/f.md") == [("docs/e.md", "EX044"), ("docs/f.md", "EX051")]


@pytest.mark.skipif(sys.platform != "linux", reason="such files are one file there")
def test_names_that_differ_only_in_case_are_found_from_either(tmp_path: Path) -> None:
    write_hub(tmp_path, {"A.md": PAGE, "a.md": PAGE, "b.md": PAGE})
    for given in ("docs/A.md", "docs/a.md"):
        assert check(tmp_path, given) == [("docs/a.md", "EX040")]
    assert check(tmp_path, "docs/b.md") == []


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be made there")
@pytest.mark.parametrize(
    "name", ["con.md", "a/Nul.x/b.md", "a:b.md", "what?.md", "dot./a.md", "a\tb.md", "COM¹.md"]
)
def test_names_that_cannot_exist_everywhere_are_errors(tmp_path: Path, name: str) -> None:
    write_hub(tmp_path, {name: PAGE, "console.md": PAGE, "common/null.md": PAGE})
    assert [code for _, code in check(tmp_path)] == ["EX041"]


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("a?.md", 'rename it, without < > : " \\ | ? *'),
        ("esc\x1b[31m.md", "rename it, without control characters"),
        ("end./a.md", "rename it, without a dot or a blank at its end"),
        ("NUL.md", "rename it, for Windows has a device of that name"),
        (f"{'x' * 241}.md", "rename it, with 240 characters at most"),
    ],
)
def test_the_way_out_of_such_a_name_is_about_what_is_wrong_with_it(
    tmp_path: Path, name: str, way: str
) -> None:
    write_hub(tmp_path, {name: PAGE})
    assert f"    {way}\n" in run_validate(tmp_path).out


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_a_name_that_is_not_utf8_is_an_error_and_can_be_printed(tmp_path: Path) -> None:
    write_hub(tmp_path, {})
    with open(os.fsencode(tmp_path / "docs") + b"/\xff.md", "w") as stream:
        stream.write(PAGE)
    assert [code for _, code in check(tmp_path)] == ["EX041"]
    for form in ("text", "json", "github", "sarif", "junit"):
        run_validate(tmp_path, format=form).out.encode()


def test_large_files_and_bodies_are_found(tmp_path: Path) -> None:
    line = "A line of text.\n"
    write_hub(tmp_path, {"a.md": PAGE + line * 70_000, "b.md": PAGE + line * 20_000})
    assert check(tmp_path) == [("docs/a.md", "EX004"), ("docs/b.md", "EX082")]


def test_secrets_are_found_and_never_printed(tmp_path: Path) -> None:
    slack = "xoxb-" + "123456789012-abcdefghij"
    write_hub(
        tmp_path,
        {
            "a.md": f"---\ntitle: A\nowner: {HUB_KEY}\n---\n\nUse `{HUB_KEY}` or {slack}.\n",
            "b.md": f"---\ntitle: B\nsources: ['https://a.example?{HUB_KEY}']\n---\n\n[x]({slack})\n",
            "c.md": "---\ntitle: C\nsources: ['https://a:s3cret@a.example']\n---\n\nText.\n",
        },
        toml=f'[content]\nroot = "docs"\n# {HUB_KEY}\n',
    )
    found = check(tmp_path)
    assert found == [
        ("docs/a.md", "EX022"),
        ("docs/a.md", "EX070"),
        ("docs/a.md", "EX070"),
        ("docs/a.md", "EX071"),
        ("docs/b.md", "EX070"),
        ("docs/b.md", "EX050"),
        ("docs/b.md", "EX071"),
        ("docs/c.md", "EX031"),
        ("execsync.toml", "EX070"),
    ]
    for form in ("text", "json", "github", "sarif", "junit"):
        printed = run_validate(tmp_path, format=form).out
        assert HUB_KEY not in printed
        assert slack not in printed
        assert "s3cret" not in printed


def test_examples_of_keys_pass_and_real_ones_can_be_suppressed(tmp_path: Path) -> None:
    aws = "AKIA" + "IOSFODNN7EXAMPLE"
    real = "AKIA" + "IOSFODNN7EXBMPLA"
    write_hub(
        tmp_path,
        {
            "a.md": PAGE + f"exec_live_{'x' * 40} exec_live_… {aws}\n",
            "b.md": PAGE + f"<!-- execsync: ignore EX071 -->\n{real}\n",
        },
    )
    assert check(tmp_path) == []


def test_configuration_sets_severities_and_ignores_paths(tmp_path: Path) -> None:
    write_hub(
        tmp_path,
        {"a.md": PAGE + "[x](x.md) ![x](x.png)\n", "old/b.md": PAGE + "[x](x.md)\n"},
        toml='[content]\nroot = "docs"\n[rules.severity]\nEX050 = "error"\nEX060 = "off"\n'
        '[rules.ignore]\n"docs/old/" = ["EX050"]\n',
    )
    result = run_validate(tmp_path, format="json")
    assert codes(result) == [("docs/a.md", "EX050")]
    assert result.code == 1


def test_neither_a_client_nor_a_key_nor_a_parser_is_needed(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": PAGE + "[b](#b)\n\n# B\n", "b.md": PAGE})
    script = (
        "import sys; from pathlib import Path; from execsync.output.console import Console;"
        "from execsync.commands.validate import ValidateOptions, validate;"
        "validate([], ValidateOptions(strict=True), config=None,"
        " console=Console(sys.stdout, sys.stderr));"
        "print([name for name in ('httpx', 'markdown_it', 'pathspec') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "Nothing wrong in 2 files.\n[]\n"
