import re
import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.core import serde
from execsync.core.serde import AS_A_WHOLE, PIECE, load_state
from execsync.core.state import InDoubtWrite, Observed, PageState, SourceState, State
from execsync.core.state_text import PREFACE, damaged_line, dump_state
from execsync.errors import StateError
from tests.support.entries import entry

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
SEEN = st.builds(
    Observed,
    updated_at=TEXT,
    title=TEXT,
    status=TEXT,
    folder_ids=TEXTS,
    skill_ids=TEXTS,
    source_ids=TEXTS,
    body=TEXT,
    version=st.none() | st.integers(0, 9),
)
PAGE = st.builds(
    PageState,
    path=TEXT,
    id=TEXT,
    title=TEXT,
    status=TEXT,
    visibility=TEXT,
    body=TEXT,
    folder_ids=TEXTS,
    skill_ids=TEXTS,
    folders=TEXTS,
    skills=TEXTS,
    sources=TEXTS,
    source_ids=TEXTS,
    protect=st.booleans(),
    stays_live=st.booleans(),
    imported=st.booleans(),
    observed=st.none() | SEEN,
    drift=st.none() | SEEN,
)
SOURCE = st.builds(
    SourceState, url=TEXT, id=TEXT, title=TEXT, cover=TEXT, folder_ids=TEXTS, status=TEXT
)
DOUBT = st.builds(
    InDoubtWrite, kind=TEXT, page=PAGE, since=TEXT, suspects=st.lists(TEXT, max_size=2).map(tuple)
)
STATE = st.builds(
    State,
    lineage=TEXT,
    serial=st.integers(0, 99),
    workspace_id=TEXT,
    workspace_name=TEXT,
    watermark=TEXT,
    pages=st.lists(PAGE, max_size=3).map(lambda pages: {p.path: p for p in pages}),
    sources=st.lists(SOURCE, max_size=3).map(lambda sources: {s.url: s for s in sources}),
    in_doubt=st.lists(DOUBT, max_size=2).map(tuple),
)
SIMPLE = State(
    "the-lineage",
    3,
    "ws_1",
    "Local",
    pages={
        "b.md": PageState("b.md", "pg-b", "B", "draft", "workspace", "sha256:b", ("f1",)),
        "a.md": PageState(
            "a.md",
            "pg-a",
            "A",
            "published",
            "private",
            "sha256:a",
            observed=Observed(
                "2026-03-01T09:00:00Z", "A", "published", body="sha256:rewritten", version=2
            ),
        ),
    },
    sources={"https://x.example/": SourceState("https://x.example/", "src", "X", ours=True)},
    in_doubt=(
        InDoubtWrite(
            "create_page",
            PageState("c.md", "", "C", "draft", "workspace", "sha256:c"),
            "2026-03-01T09:00:00Z",
        ),
    ),
)


@given(STATE)
def test_a_state_that_was_written_is_read_as_it_was(state: State) -> None:
    assert load_state(dump_state(state)) == state


def test_a_state_is_readable_sorted_and_short() -> None:
    text = dump_state(SIMPLE).decode()
    digests = re.findall(r'^digest = "([0-9a-f]{16})"$', text, re.MULTILINE)
    assert len(set(digests)) == 5
    assert re.sub(r'"[0-9a-f]{16}"', '"…"', text).splitlines() == [
        "# What execsync recorded after its last write to the hub. "
        "Commit this file; do not edit it by hand.",
        "format_version = 1",
        "",
        "[[in_doubt]]",
        'kind = "create_page"',
        'path = "c.md"',
        'since = "2026-03-01T09:00:00Z"',
        'id = ""',
        'title = "C"',
        'status = "draft"',
        'visibility = "workspace"',
        'body = "sha256:c"',
        'digest = "…"',
        "",
        '[pages."a.md"]',
        'id = "pg-a"',
        'title = "A"',
        'status = "published"',
        'visibility = "private"',
        'body = "sha256:a"',
        'hub_updated_at = "2026-03-01T09:00:00Z"',
        'hub_body = "sha256:rewritten"',
        "hub_version = 2",
        'digest = "…"',
        "",
        '[pages."b.md"]',
        'id = "pg-b"',
        'title = "B"',
        'status = "draft"',
        'visibility = "workspace"',
        'body = "sha256:b"',
        "folder_ids = [",
        '    "f1",',
        "]",
        'digest = "…"',
        "",
        '[sources."https://x.example/"]',
        'id = "src"',
        'title = "X"',
        'status = "pending"',
        "ours = true",
        'digest = "…"',
        "",
        "[state]",
        'lineage = "the-lineage"',
        "serial = 3",
        'workspace_id = "ws_1"',
        'workspace_name = "Local"',
        'digest = "…"',
    ]


def test_the_order_of_entries_does_not_change_the_bytes() -> None:
    backwards = replace(SIMPLE, pages=dict(list(SIMPLE.pages.items())[::-1]))
    assert dump_state(backwards) == dump_state(SIMPLE)


def test_a_page_that_was_seen_as_it_was_sent_is_not_written_twice() -> None:
    page = SIMPLE.pages["b.md"]
    seen = Observed("2026-03-01T09:00:00Z", "B", "draft", folder_ids=("f1",), body="sha256:b")
    text = dump_state(replace(SIMPLE, pages={"b.md": replace(page, observed=seen)})).decode()
    assert [line for line in text.splitlines() if line.startswith("hub_")] == [
        'hub_updated_at = "2026-03-01T09:00:00Z"'
    ]


def refusal(change: Any) -> tuple[str, str]:
    """What is said of the simple State once `change` was made to its text."""
    with pytest.raises(StateError) as caught:
        load_state(change(dump_state(SIMPLE).decode()).encode(), "dir/state.toml")
    return caught.value.message, caught.value.hint


def refusal_of(data: bytes) -> str:
    with pytest.raises(StateError) as caught:
        load_state(data, "dir/state.toml")
    return caught.value.message


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("[state]", "[state", 44, "is not sound TOML"),
        ("serial = 3", "serial = 'x'", 44, "[state]: serial has the wrong type"),
        ("serial = 3", "serial = true", 44, "[state]: serial has the wrong type"),
        ("serial = 3\n", "", 44, "[state]: serial is missing"),
        ("serial = 3", "serial = 4", 44, "[state]: what it says does not fit its digest"),
        ('lineage = "the-lineage"', "lineage = 1", 44, "[state]: lineage has the wrong type"),
        ('id = "pg-a"\n', "", 15, '[pages."a.md"]: id is missing'),
        ('id = "pg-a"', "id = 1", 15, '[pages."a.md"]: id has the wrong type'),
        ('id = "pg-a"', 'id = "pg-b"', 15, '[pages."a.md"]: what it says does not fit its digest'),
        ('body = "sha256:b"', "bodies = 1", 26, "[pages.\"b.md\"]: unknown key 'bodies'"),
        ("hub_version = 2", "hub_version = true", 15, '[pages."a.md"]: hub_version has the wrong'),
        ('    "f1",', "    1,", 26, '[pages."b.md"]: folder_ids must be a list of texts'),
        ("ours = true", "ours = 1", 37, '[sources."https://x.example/"]: ours has the wrong type'),
        ('[pages."a.md"]', '[pages."d.md"]', 15, '[pages."d.md"]: what it says does not fit'),
        ('kind = "create_page"', "kind = 1", 4, "[[in_doubt]]: kind has the wrong type"),
        ('kind = "create_page"', "", 4, "[[in_doubt]]: kind is missing"),
        ("[state]", "[[state]]", 44, "state: is no part of a state file"),
        ("[state]", "[stale]", 44, "stale: is no part of a state file"),
        ("[[in_doubt]]", "[in_doubt]", 4, "in_doubt: is no part of a state file"),
        ("format_version = 1", "", 0, "format_version: is not one that is known"),
        ("format_version = 1", "format_version = 'one'", 2, "format_version: is not one that is"),
    ],
)
def test_a_state_that_is_not_sound_is_refused_with_what_is_wrong(
    old: str, new: str, line: int, message: str
) -> None:
    said, hint = refusal(lambda text: text.replace(old, new, 1))
    place = f"dir/state.toml:{line}" if line else "dir/state.toml"
    assert said.startswith(f"{place}: the state file is corrupt: {message}")
    assert hint == (
        "restore it, for example with: git checkout -- dir/state.toml; the file is left as it is"
    )


def test_a_large_state_is_not_parsed_as_a_whole() -> None:
    """That takes thirty times its size in memory. The first table that is not as it was written is named."""
    written = dump_state(SIMPLE)
    line = written[: written.index(b"[pages")].count(b"\n") + 1
    others = b"# nothing\n" * (AS_A_WHOLE // 10)
    said = refusal_of(written.replace(b'id = "pg-a"', b'id = "pg-x"') + others)
    assert f"dir/state.toml:{line}: " in said or f"line {line}" in said
    assert "is not as execsync wrote it" in said


SEEN_A = Observed("2026-03-01T09:00:00Z", "A", "published")


@pytest.mark.parametrize("number", [2**53 + 1, 2**63, -(2**60), 10**40])
def test_a_number_that_not_every_reader_keeps_is_refused(number: int) -> None:
    with pytest.raises(StateError):
        load_state(dump_state(replace(SIMPLE, serial=number)))
    page = replace(SIMPLE.pages["a.md"], observed=replace(SEEN_A, version=number))
    with pytest.raises(StateError):
        load_state(dump_state(replace(SIMPLE, pages={"a.md": page})))


def test_an_error_names_keys_and_tables_and_quotes_nothing_else() -> None:
    secret = "ks_live_do_not_print"
    for old, new in [
        ('id = "pg-a"', f'id = "{secret}'),
        ('id = "pg-a"', f'id = "{secret}"'),
        ('id = "pg-a"', f"id = {secret}"),
        ('id = "pg-a"', f'{secret} "pg-a"'),
        ("serial = 3", f'serial = "{secret}"'),
        ("ours = true", f'ours = "\\q{secret}"'),
        ("format_version = 1", f'format_version = "{secret}"'),
    ]:
        said, hint = refusal(lambda text, old=old, new=new: text.replace(old, new))
        assert secret not in said + hint


def test_a_page_that_a_merge_left_twice_is_refused_by_name() -> None:
    said, _ = refusal(lambda text: text + '\n[pages."a.md"]\nid = "other"\n')
    assert (
        said == 'dir/state.toml:51: the state file is corrupt: [pages."a.md"]: stands there twice'
    )


@pytest.mark.parametrize("marker", ["<<<<<<< HEAD", "||||||| 1234abc", "=======", ">>>>>>> theirs"])
def test_a_conflict_is_named_with_the_command_that_settles_it(marker: str) -> None:
    said, hint = refusal(lambda text: text.replace("serial = 3\n", f"serial = 3\n{marker}\n"))
    assert said.startswith("dir/state.toml:47: Git left a conflict in the state file")
    assert "(cd dir && sides=$(mktemp -d) && git checkout --ours -- state.toml && " in hint
    assert (
        'execsync state merge "$sides/base" state.toml "$sides/theirs" && git add -- state.toml'
        in hint
    )


def test_a_state_of_a_newer_version_says_to_update() -> None:
    said, hint = refusal(lambda text: text.replace("format_version = 1", "format_version = 2"))
    assert said == (
        "dir/state.toml: the state file is from a newer execsync (format 2, this one knows 1)"
    )
    assert hint == "update execsync; the file is left as it is"


def test_a_table_may_be_put_among_others_as_git_does_when_it_merges() -> None:
    page = PageState("aa.md", "pg-c", "C", "draft", "workspace", "sha256:c")
    other = dump_state(replace(SIMPLE, pages={"aa.md": page})).decode()
    table = next(part for part in other.split("\n\n") if part.startswith('[pages."aa.md"]'))
    merged = dump_state(SIMPLE).decode().replace('[pages."b.md"]', f'{table}\n\n[pages."b.md"]')
    assert load_state(merged.encode()).pages == {**SIMPLE.pages, "aa.md": page}


def test_a_table_under_another_name_is_refused() -> None:
    """Somebody copied it: the page would belong to two files."""
    parts = dump_state(SIMPLE).decode().split("\n\n")
    copied = parts[2].replace("a.md", "d.md")
    said, _ = refusal(lambda text: text.replace("[state]", f"{copied}\n\n[state]"))
    assert '[pages."d.md"]: what it says does not fit its digest' in said


def written_otherwise(text: str) -> str:
    """The same TOML as another program may write it."""
    tables = []
    for table in text.split("\n\n"):
        header, *keys = table.replace("[\n    ", "[ ").replace(",\n]", " ]").splitlines()
        tables += [header, *sorted(keys, reverse=True), "# a remark", "", ""]
    return "\n".join(tables)


def test_the_order_of_keys_and_the_way_of_writing_do_not_matter() -> None:
    text = dump_state(SIMPLE).decode()
    otherwise = written_otherwise(text.removeprefix(f"{PREFACE}\n"))
    assert load_state((PREFACE + otherwise).encode()) == SIMPLE
    with pytest.raises(StateError, match="does not fit its digest"):
        load_state((PREFACE + otherwise.replace("pg-a", "pg-b")).encode())


def test_a_key_with_its_usual_value_is_as_good_as_none() -> None:
    text = dump_state(SIMPLE).decode()
    assert load_state(text.replace('id = "pg-b"', 'id = "pg-b"\nretiring = []').encode()) == SIMPLE


@pytest.mark.parametrize("state", ["SIMPLE", "many"])
def test_line_ends_of_another_system_do_not_matter(state: str) -> None:
    wanted = SIMPLE if state == "SIMPLE" else many(300)
    assert load_state(dump_state(wanted).replace(b"\n", b"\r\n")) == wanted


def test_every_cut_of_a_state_is_refused_or_loses_no_page() -> None:
    data = dump_state(SIMPLE)
    for length in range(len(data)):
        try:
            found = load_state(data[:length])
        except StateError:
            continue
        assert found.pages.keys() == SIMPLE.pages.keys()
        assert found.sources.keys() == SIMPLE.sources.keys()


def test_bytes_that_are_no_text_are_refused() -> None:
    said = refusal_of(dump_state(SIMPLE).replace(b"pg-a", b"pg-\xff"))
    assert said == 'dir/state.toml:16: the state file is corrupt: [pages."a.md"]: is not UTF-8'


def test_a_written_state_is_plain_toml() -> None:
    assert tomllib.loads(dump_state(SIMPLE).decode())["pages"]["a.md"]["id"] == "pg-a"


def many(number: int) -> State:
    """A State whose text is several pieces long."""
    pages = {
        f"{n}.md": PageState(f"{n}.md", f"pg-{n}", f'[pages."{n}"]', "draft", "private", "sha256:a")
        for n in range(number)
    }
    return State(
        "the-lineage", 3, pages=pages, in_doubt=(InDoubtWrite("update_page", pages["0.md"]),)
    )


def test_a_long_state_comes_back_as_it_was() -> None:
    data = dump_state(many(2000))
    assert len(data) > 3 * PIECE
    assert load_state(data) == many(2000)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('[pages."1999.md"]', '[pages."7.md"]', '[pages."7.md"]: stands there twice'),
        ('[pages."1999.md"]', '[pages."7.md".more]', "[pages.\"7.md\"]: unknown key 'more'"),
        ('[pages."1999.md"]', "[state]", "[state]: stands there twice"),
        ('id = "pg-1999"', "id = ", '[pages."1999.md"]: is not sound TOML'),
        ('id = "pg-1999"', 'id = """', '[pages."1999.md"]: is not sound TOML'),
    ],
)
def test_what_is_wrong_across_a_long_state_is_found(old: str, new: str, message: str) -> None:
    text = dump_state(many(2000)).decode()
    with pytest.raises(StateError, match="is corrupt: ") as caught:
        load_state(text.replace(old, new).encode())
    assert message in caught.value.message


def test_a_table_that_a_merge_left_twice_far_apart_is_refused() -> None:
    """Each of the two is as it was written, and they are read in different pieces."""
    text = dump_state(many(2000)).decode()
    table = text[text.index('[pages."0.md"]') : text.index('[pages."1.md"]')]
    with pytest.raises(StateError) as caught:
        load_state(text.replace('[pages."999.md"]', f'{table}[pages."999.md"]').encode())
    assert '[pages."0.md"]: stands there twice' in caught.value.message


def test_a_state_that_cannot_be_read_in_pieces_is_read_as_a_whole() -> None:
    """A table that looks like a page's, in a text of many lines: nobody writes so, but TOML allows it."""
    lineage = "x" * PIECE + "\n[pages.a]\n"
    escaped = lineage.replace("\n", "\\n")
    text = dump_state(replace(many(2000), lineage=lineage)).decode()
    assert f'"{escaped}"' in text
    text = text.replace(f'"{escaped}"', f"'''{lineage}'''")
    assert load_state(text.encode()).lineage == lineage


def test_a_file_as_it_was_written_is_never_read_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of any other file so many bytes are refused."""
    state = State("lineage", pages={path: entry(path) for path in ("a.md", "b.md", "c.md")})
    monkeypatch.setattr(serde, "PIECE", 1)
    monkeypatch.setattr(serde, "AS_A_WHOLE", 0)
    data = dump_state(state)
    assert load_state(data) == state
    with pytest.raises(StateError, match="is not as execsync wrote it"):
        load_state(data.replace(b"lineage = ", b"lineage  = "))


def test_what_is_no_part_of_a_state_file_is_named_with_its_line() -> None:
    data = dump_state(State("lineage")) + b"\n[other]\n\n[other.more]\n"
    line = data.count(b"\n", 0, data.index(b"[other]")) + 1
    with pytest.raises(StateError, match=f"state.toml:{line}: .*other: is no part of a state file"):
        load_state(data)


def test_a_conflict_is_named_with_its_line() -> None:
    with pytest.raises(StateError, match=r"state\.toml:2: Git left a conflict"):
        load_state(b"\n<<<<<<< ours\n")


def test_where_a_parser_gave_up_behind_a_damaged_table_that_one_is_named() -> None:
    data = dump_state(State("lineage", pages={path: entry(path) for path in ("a.md", "b.md")}))
    first, second = (
        data[: data.index(b'[pages."%s"]' % name)].count(b"\n") + 1 for name in (b"a.md", b"b.md")
    )
    damaged = data.replace(b"Title", b"Tidle", 1)
    assert damaged_line(damaged, second) == first
    assert damaged_line(damaged, second - 1) == second - 1
