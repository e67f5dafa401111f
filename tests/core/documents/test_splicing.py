"""Each case of tests/cases/splice is a file, new values, and the file that has them, or why there is none."""

import json
import tomllib
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from execsync.core.documents.document import parse
from execsync.core.documents.splicing import SpliceError, spliced

FOLDER = Path(__file__).parents[2] / "cases" / "splice"
CASES = {
    f"{path.stem}: {case['name']}": case
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
}


def front(text: str) -> dict[Any, object]:
    document, troubles = parse("page.md", text.encode())
    assert document
    assert [trouble.code for trouble in troubles] in ([], ["EX005"])  # mixed line ends
    return dict(document.front)


def body(text: str) -> str:
    document, _ = parse("page.md", text.encode())
    assert document
    return document.body


def wanted(text: str, values: Mapping[str, object]) -> dict[Any, object]:
    both = {**front(text), **values}
    return {key: value for key, value in both.items() if key not in values or value is not None}


def test_there_are_forty_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_file_gets_values_and_keeps_all_else(case: dict[str, Any]) -> None:
    before, values = case["before"], json.loads(case["values"])
    if "refused" in case:
        with pytest.raises(SpliceError) as refusal:
            spliced(before, values)
        assert str(refusal.value) == case["refused"]
        assert refusal.value.key in values
        return
    after = spliced(before, values)
    assert after == case["after"]
    assert front(after) == wanted(before, values)
    assert body(after) == body(before)


@pytest.mark.parametrize(
    "case", [case for case in CASES.values() if "after" in case], ids=lambda case: case["name"]
)
def test_the_old_values_can_be_put_back(case: dict[str, Any]) -> None:
    before, values = case["before"], json.loads(case["values"])
    was = {key: value for key, value in front(before).items() if value is not None}
    again = spliced(case["after"], {key: was.get(key) for key in values})
    assert {key: value for key, value in front(again).items() if value is not None} == was


KEYS = ("title", "status", "folders", "skills", "sources", "draft", "x-y", "tags")
TEXTS = st.one_of(
    st.sampled_from(
        (
            *(
                "Refunds",
                "a: b",
                "a #b",
                "#a",
                "- a",
                "yes",
                "null",
                "1e3",
                "012",
                "1:30",
                "~",
                "'",
                '"',
            ),
            *(
                "2024-01-01",
                "",
                " a ",
                "a\nb",
                "a\n\n b\n",
                "%a",
                "@a",
                "`a`",
                "{a}",
                "[a]",
                "a, b",
                "a]",
            ),
            *(
                "&a",
                "*a",
                "!a",
                "|",
                ">",
                "? a",
                "---",
                "+++",
                "\\",
                "a\\n",
                "é",
                "👩‍👧",
                "日本",
                "a\tb",
                "'''",
            ),
            *(
                '"""',
                "https://a.example/?b=c#d",
                "\u2028",
                "\ufeff",
                "a:",
                ":a",
                "=",
                "<<",
                "a\u0085b",
            ),
        )
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
SOURCES = st.one_of(
    TEXTS,
    st.fixed_dictionaries(
        {"url": TEXTS}, optional={"title": TEXTS, "folder_ids": st.lists(TEXTS, max_size=2)}
    ),
)
VALUES = st.one_of(TEXTS, st.booleans(), st.lists(TEXTS, max_size=4), st.lists(SOURCES, max_size=3))
FRONTS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6)
CHANGES = st.dictionaries(
    st.sampled_from(KEYS), st.one_of(st.none(), VALUES), min_size=1, max_size=4
)


@st.composite
def yaml_files(draw: st.DrawFn) -> str:
    """Front matter in one of PyYAML's styles, with comments and blank lines put between the keys."""
    values = draw(FRONTS)
    style = draw(st.sampled_from([None, '"', "'", "|", ">"]))
    flow = draw(st.sampled_from([None, False, True]))
    parts = []
    for key, value in values.items():
        said = yaml.safe_dump(
            {key: value},
            allow_unicode=draw(st.booleans()),
            default_style=style if isinstance(value, str) else None,
            default_flow_style=flow and not isinstance(value, str),
            width=draw(st.sampled_from([10, 80])),
            indent=draw(st.sampled_from([2, 4])),
        )
        if said.startswith("{"):
            said = f"{key}: {said.strip()[1:-1].partition(':')[2].strip()}\n"
        parts.append(said)
        parts.append(draw(st.sampled_from(["", "", "# a comment\n", "\n", "\n  # indented\n\n"])))
    return draw(_framed("---", "".join(parts)))


@st.composite
def toml_files(draw: st.DrawFn) -> str:
    import tomli_w

    parts = []
    for key, value in draw(FRONTS).items():
        parts.append(tomli_w.dumps({key: value}, multiline_strings=draw(st.booleans())))
        parts.append(draw(st.sampled_from(["", "", "# a comment\n", "\n"])))
    tables = [part for part in parts if part.lstrip().startswith("[")]
    parts = [*(part for part in parts if part not in tables), *tables]
    return draw(_framed("+++", "".join(parts) + draw(st.sampled_from(["", "[menu]\nx = 1\n"]))))


@st.composite
def _framed(draw: st.DrawFn, mark: str, block: str) -> str:
    after = draw(st.sampled_from(["", "\n", "\n\nBody\n", "\n# A\n\n---\n\nb\n\n"]))
    text = f"{draw(st.sampled_from(['', '# first' + chr(10)]))}{block}"
    whole = f"{mark}\n{text}{mark}{after}"
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    return draw(st.sampled_from(["", "\ufeff"])) + whole.replace("\n", ends)


FILES = st.one_of(yaml_files(), toml_files())


def readable(text: str) -> bool:
    document, troubles = parse("page.md", text.encode())
    return document is not None and not troubles


@given(FILES.filter(readable), CHANGES)
def test_any_file_has_the_new_values_and_the_old_ones_besides(
    text: str, values: dict[str, object]
) -> None:
    # A table of TOML's that stands under a header, or one of YAML's rarer line ends, may be in the way.
    may_refuse = text.startswith(("+++", "\ufeff+++")) or set(text) & set("\u2028\u2029\x85")
    with suppress(SpliceError) if may_refuse else nullcontext():
        after = spliced(text, values)
        assert front(after) == wanted(text, values)
        assert body(after) == body(text)


@given(FILES.filter(readable), st.sampled_from(KEYS), VALUES)
def test_lines_of_other_keys_are_untouched_and_the_old_value_can_be_put_back(
    text: str, key: str, value: object
) -> None:
    old = front(text).get(key)
    assume("[[" not in text)  # lines of tables look like those of keys
    try:
        after = spliced(text, {key: value})
    except SpliceError:
        return
    lines, others = text.splitlines(keepends=True), after.splitlines(keepends=True)
    first = 0
    while first < min(len(lines), len(others)) and lines[first] == others[first]:
        first += 1
    last = 0
    while last < min(len(lines), len(others)) - first and lines[-1 - last] == others[-1 - last]:
        last += 1
    others_keys = tuple(f"{name}{sign}" for name in KEYS if name != key for sign in (":", " ="))
    assert not [line for line in lines[first : len(lines) - last] if line.startswith(others_keys)]
    assert front(spliced(after, {key: old})) == front(text)
