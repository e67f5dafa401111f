"""`validate` where there is a lot to say: a screen for a person, and everything for a program."""

import json
from collections import Counter
from pathlib import Path

import pytest

from execsync.errors import UsageError
from tests.commands.hub import Result, run_validate, write_hub

LINKS = "".join(f"See [{name}](other.md#{name}).\n" for name in ("one", "two", "three"))
FILES = 883
"""Of the largest real tree that this was tried on."""


TITLE = (
    'write a line `title: …` in the front matter; or set title_from = ["front-matter", "file-name"] '
    "below [content]; `execsync validate --fix` does what is safe"
)


PLACES = ("docs/", "execsync.toml: ")


def made_up(number: int) -> str:
    """The page of that number, as trees of other tools have them: no titles, other keys, dead links."""
    front = "---\ntags: [a]\nweight: 3\n---\n" if number % 2 else f"---\ntitle: P {number}\n---\n"
    picture = "![a picture](/img/a.png)\n" if number % 3 == 0 else ""
    jump = "## Two\n\n#### Four\n" if number % 5 == 0 else ""
    more = "[gone](gone/page.md)\n" if number % 7 == 0 else ""
    odd = "status: live\n" if number in (100, 200) else ""
    return front.replace("---\n", f"---\n{odd}", 1) + LINKS + picture + jump + more


def tree(folder: Path, files: int) -> Path:
    pages = {f"part{n % 9}/p{n:03}.md": made_up(n) for n in range(files)}
    others = {f"part{n}/other.md": "---\ntitle: Other\n---\nText.\n" for n in range(9)}
    return write_hub(folder, {**pages, **others})


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tree(tmp_path_factory.mktemp("many"), 101)


def shown(result: Result) -> list[str]:
    """The codes in the lines that name a place, in order."""
    heads = [line for line in result.out.splitlines() if line.startswith(PLACES)]
    return [line.split(" ")[2] for line in heads]


def counted(folder: Path) -> Counter[str]:
    found = json.loads(run_validate(folder, format="json").out)["diagnostics"]
    return Counter(one["code"] for one in found)


def test_many_findings_are_a_screen_errors_first(tmp_path: Path) -> None:
    tree(tmp_path, FILES)
    result = run_validate(tmp_path)
    lines = result.out.splitlines()
    assert len(lines) <= 50
    counts = counted(tmp_path)
    order = ["EX020"] * 3 + ["EX024"] * 2
    order += [code for code in ("EX051", "EX022", "EX050", "EX081") for _ in range(3)]
    order += ["EX054", "EX060"]
    assert sorted(shown(result)) == sorted(order)
    assert set(shown(result)[:5]) == {"EX020", "EX024"}
    for code in ("EX020", "EX022", "EX050", "EX051", "EX081"):
        assert f"{code} in {counts[code] - 3:,} more places: --all" in lines
    assert sum(counts.values()) > 3000
    assert lines[-1] == "443 errors, 3,837 warnings in 892 files."


def test_all_of_them_are_shown_when_asked_for(many: Path) -> None:
    result = run_validate(many, whole=True)
    assert Counter(shown(result)) == counted(many)
    assert "more places" not in result.out


def test_ten_of_a_rule_are_shown_with_their_lines_and_eleven_are_not(tmp_path: Path) -> None:
    link = "[x](x.md)\n"
    write_hub(tmp_path, {"a.md": "---\ntitle: A\n---\n" + link * 10})
    assert run_validate(tmp_path).out.count(" | [x](x.md)\n") == 10
    write_hub(tmp_path, {"a.md": "---\ntitle: A\n---\n" + link * 11})
    assert (
        run_validate(tmp_path).out
        == """docs/a.md:4:5: warning EX050 the hub has no page `x.md`
docs/a.md:5:5: warning EX050 the hub has no page `x.md`
docs/a.md:6:5: warning EX050 the hub has no page `x.md`
    correct the link, or add the page
EX050 in 8 more places: --all

11 warnings in 1 file.
"""
    )


def test_statistics_count_by_rule_and_say_how_to_mend_and_quiet_each(many: Path) -> None:
    lines = run_validate(many, statistics=True).out.splitlines()
    assert lines[:7] == [
        "error EX020 missing-title: 50 places in 50 files",
        f"    mend:  {TITLE}",
        "    quiet: no setting does, it always holds",
        "",
        "error EX024 unknown-status: 1 place in 1 file",
        "    mend:  write draft or published; `execsync validate --fix` does what is safe",
        "    quiet: no setting does, it always holds",
    ]
    assert '    quiet: EX051 = "off" below [rules.severity] in execsync.toml' in lines
    assert lines[-2] == "51 errors, 441 warnings in 110 files."


def test_statistics_name_the_hint_that_helps_most(tmp_path: Path) -> None:
    page = "---\ntitle: A\nstatus: {}\n---\nText.\n"
    files: dict[str, str | bytes] = {
        f"{n}.md": page.format(word) for n, word in enumerate(["Draft", "Draft", "PUBLISHED"])
    }
    write_hub(tmp_path, files)
    assert (
        "    mend:  did you mean `draft`? (in 2 of them); `execsync validate --fix` does what is safe\n"
        in run_validate(tmp_path, statistics=True).out
    )


def test_a_question_of_statistics_ends_with_its_own_mark(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": "---\ntitle: A\nstatus: publishd\n---\nText.\n"})
    told = run_validate(tmp_path, statistics=True).out
    assert "mend:  did you mean `published`? `execsync validate --fix` does what is safe\n" in told


def test_statistics_name_what_quiets_a_key_of_another_tool(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": "---\ntitle: A\nsource: a book\n---\nText.\n"})
    told = run_validate(tmp_path, statistics=True).out
    assert (
        "    quiet: name it in `ignore_keys` below [content], where it is another tool's\n" in told
    )
    toml = '[content]\nroot = "docs"\nignore_keys = ["source"]\n'
    write_hub(tmp_path, {}, toml=toml)
    assert run_validate(tmp_path).out == "Nothing wrong in 1 file.\n"


def test_statistics_for_programs(many: Path) -> None:
    told = json.loads(run_validate(many, format="json", statistics=True).out)
    assert {one["code"]: one["places"] for one in told["statistics"]} == counted(many)
    assert told["statistics"][0] == {
        "code": "EX020",
        "name": "missing-title",
        "severity": "error",
        "places": 50,
        "files": 50,
        "mend": TITLE,
        "quiet": "",
    }
    with pytest.raises(UsageError, match="--statistics has no format sarif"):
        run_validate(many, format="sarif", statistics=True)


def test_errors_only_are_what_ends_it_with_1(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": "---\ntitle: A\n---\n[x](x.md)\n", "b.md": "Text.\n"})
    result = run_validate(tmp_path, errors_only=True)
    assert (shown(result), result.code) == (["EX020"], 1)
    assert shown(run_validate(tmp_path, errors_only=True, strict=True)) == ["EX020", "EX050"]
    result = run_validate(tmp_path, errors_only=True, ignore=("EX020",))
    assert (result.out, result.code) == ("Nothing wrong in 2 files.\n", 0)


@pytest.mark.parametrize(
    ("select", "ignore", "codes"),
    [
        (("EX05",), (), {"EX050", "EX051", "EX054"}),
        (("ex020",), (), {"EX020"}),
        (("EX020,EX06", "EX081"), (), {"EX020", "EX060", "EX081"}),
        ((), ("EX02", "EX05"), {"EX060", "EX081"}),
        (("EX05",), ("EX050",), {"EX051", "EX054"}),
    ],
)
@pytest.mark.parametrize("format", ["text", "json"])
def test_rules_are_chosen_by_code_or_by_how_it_begins(
    many: Path, format: str, select: tuple[str, ...], ignore: tuple[str, ...], codes: set[str]
) -> None:
    if format == "text":
        found = set(shown(run_validate(many, select=select, ignore=ignore)))
    else:
        told = json.loads(run_validate(many, format="json", select=select, ignore=ignore).out)
        found = {one["code"] for one in told["diagnostics"]}
    assert found == codes


def test_only_chosen_rules_count_and_are_mended(tmp_path: Path) -> None:
    write_hub(tmp_path, {"a.md": "# A\n", "b.md": "---\ntitle: B\nstatus: Draft\n---\nText.\n"})
    assert run_validate(tmp_path, select=("EX05",)).code == 0
    run_validate(tmp_path, fix=True, select=("EX024",))
    assert (tmp_path / "docs" / "a.md").read_text() == "# A\n"
    assert "status: draft\n" in (tmp_path / "docs" / "b.md").read_text()


@pytest.mark.parametrize(
    ("word", "meant"),
    [("EX0500", "EX050"), ("EX5", "EX"), ("missing-titel", "EX020"), ("", ""), ("EX020,", "")],
)
def test_an_unknown_rule_is_refused_with_the_nearest(tmp_path: Path, word: str, meant: str) -> None:
    write_hub(tmp_path, {})
    with pytest.raises(UsageError, match="there is no rule") as caught:
        run_validate(tmp_path, select=(word,))
    assert f"did you mean {meant}" in caught.value.hint or not meant
    assert "`execsync rule` lists them all" in caught.value.hint
    with pytest.raises(UsageError):
        run_validate(tmp_path, ignore=(word,))


def test_programs_get_everything_that_is_wanted(many: Path) -> None:
    counts = counted(many)
    assert run_validate(many, format="github").out.count("\n") == sum(counts.values())
    github = run_validate(many, format="github").out.splitlines()
    assert all(line.startswith("::error ") for line in github[:51]), "errors first"
    assert (
        run_validate(many, format="junit", select=("EX081",)).out.count("<testcase")
        == counts["EX081"]
    )
