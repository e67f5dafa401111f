import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.core.serde import PIECE, dump_state, load_state
from execsync.core.state import Doubt, PageState, Seen, SourceState, State
from execsync.errors import StateError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
SEEN = st.builds(
    Seen,
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
    sources=TEXTS,
    source_ids=TEXTS,
    protect=st.booleans(),
    stays_live=st.booleans(),
    seen=st.none() | SEEN,
    drift=st.none() | SEEN,
)
SOURCE = st.builds(
    SourceState, url=TEXT, id=TEXT, title=TEXT, cover=TEXT, folder_ids=TEXTS, status=TEXT
)
DOUBT = st.builds(
    Doubt, kind=TEXT, page=PAGE, since=TEXT, suspects=st.lists(TEXT, max_size=2).map(tuple)
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
    doubts=st.lists(DOUBT, max_size=2).map(tuple),
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
            seen=Seen("2026-03-01T09:00:00Z", "A", "published", body="sha256:rewritten", version=2),
        ),
    },
    sources={"https://x.example/": SourceState("https://x.example/", "src", "X", ours=True)},
)


@given(STATE)
def test_a_state_that_was_written_is_read_as_it_was(state: State) -> None:
    assert load_state(dump_state(state)) == state


def test_a_state_is_readable_sorted_and_short() -> None:
    assert dump_state(SIMPLE).decode().splitlines() == [
        "# What execsync recorded after its last write to the hub. "
        "Commit this file; do not edit it by hand.",
        "format_version = 1",
        'lineage = "the-lineage"',
        "serial = 3",
        "entries = 3",
        "",
        "[workspace]",
        'id = "ws_1"',
        'name = "Local"',
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
        "",
        '[sources."https://x.example/"]',
        'id = "src"',
        'title = "X"',
        'status = "pending"',
        "ours = true",
    ]


def test_the_order_of_entries_does_not_change_the_bytes() -> None:
    backwards = replace(SIMPLE, pages=dict(list(SIMPLE.pages.items())[::-1]))
    assert dump_state(backwards) == dump_state(SIMPLE)


def test_a_page_that_was_seen_as_it_was_sent_is_not_written_twice() -> None:
    page = SIMPLE.pages["b.md"]
    seen = Seen("2026-03-01T09:00:00Z", "B", "draft", folder_ids=("f1",), body="sha256:b")
    text = dump_state(replace(SIMPLE, pages={"b.md": replace(page, seen=seen)})).decode()
    assert [line for line in text.splitlines() if line.startswith("hub_")] == [
        'hub_updated_at = "2026-03-01T09:00:00Z"'
    ]


def refusal(change: Any) -> tuple[str, str]:
    """What is said of the simple State once `change` was made to its text."""
    with pytest.raises(StateError) as caught:
        load_state(change(dump_state(SIMPLE).decode()).encode(), "dir/state.toml")
    return caught.value.message, caught.value.hint


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[workspace]", "[workspace", "is corrupt: "),
        ("serial = 3", "serial = 'x'", "is corrupt: serial must be a whole number"),
        ("serial = 3", "serial = true", "is corrupt: serial must be a whole number"),
        ("serial = 3", f"serial = {2**60}", "is corrupt: serial must be a whole number"),
        ("hub_version = 2", f"hub_version = {2**60}", "is corrupt: page a.md: hub_version has the"),
        ("serial = 3", "serial = 3\nlive = []", "is corrupt: live must be a whole number"),
        ("serial = 3\n", "", "is corrupt: serial is missing"),
        ('lineage = "the-lineage"', "lineage = 1", "is corrupt: lineage must be text"),
        ("serial = 3", "serial = 3\ndoubts = 1", "is corrupt: doubts must be a list"),
        ("serial = 3", "serial = 3\ndoubts = [1]", "is corrupt: a doubt must be a table"),
        ('id = "pg-a"\n', "", "is corrupt: page a.md: id is missing"),
        ('id = "pg-a"', "id = 1", "is corrupt: page a.md: id has the wrong type"),
        ('body = "sha256:b"', "bodies = 1", "is corrupt: page b.md: unknown key 'bodies'"),
        (
            "hub_version = 2",
            "hub_version = true",
            "is corrupt: page a.md: hub_version has the wrong",
        ),
        ('    "f1",', "    1,", "is corrupt: page b.md: folder_ids must be a list of texts"),
        ("ours = true", "ours = 1", "is corrupt: source https://x.example/: ours has the wrong"),
        ("[workspace]", "[[workspace]]", "is corrupt: workspace must be a table"),
        (
            "[workspace]",
            "[pages]\n'c.md' = 1\n[workspace]",
            "is corrupt: page c.md must be a table",
        ),
        ("[workspace]", "[[sources]]\n[workspace]", "is corrupt: "),
        (
            "entries = 3",
            "entries = 4",
            "is corrupt: it should hold 4 pages and sources, and holds 3",
        ),
        ("format_version = 1", "", "has no format_version that is known"),
        ("format_version = 1", "format_version = 'one'", "has no format_version that is known"),
    ],
)
def test_a_state_that_is_not_sound_is_refused_with_what_is_wrong(
    old: str, new: str, message: str
) -> None:
    said, hint = refusal(lambda text: text.replace(old, new))
    assert said.startswith(f"dir/state.toml: the state file {message}")
    assert hint == (
        "restore it, for example with: git checkout -- dir/state.toml; the file is left as it is"
    )


def test_a_page_that_a_merge_left_twice_is_refused_by_name() -> None:
    said, _ = refusal(lambda text: text + '\n[pages."a.md"]\nid = "other"\n')
    assert "is corrupt: " in said
    assert "a.md" in said


def test_a_line_that_is_no_toml_is_named_and_not_quoted() -> None:
    said, _ = refusal(
        lambda text: text.replace(
            "serial = 3", "serial = 3 # export TOKEN=hunter2\nGITHUB_TOKEN=ghp_1"
        )
    )
    assert "at line 5" in said
    assert "ghp_1" not in said
    assert "hunter2" not in said


def test_a_state_of_a_newer_version_says_to_update() -> None:
    said, hint = refusal(lambda text: text.replace("format_version = 1", "format_version = 2"))
    assert said == (
        "dir/state.toml: the state file is from a newer execsync (format 2, this one knows 1)"
    )
    assert hint == "update execsync; the file is left as it is"


def test_pages_that_git_merged_from_two_branches_are_all_taken() -> None:
    merged = dump_state(SIMPLE).decode() + (
        '\n[pages."c.md"]\nid = "pg-c"\ntitle = "C"\nstatus = "draft"\n'
        'visibility = "workspace"\nbody = "sha256:c"\n'
    )
    assert sorted(load_state(merged.encode()).pages) == ["a.md", "b.md", "c.md"]


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
    with pytest.raises(StateError, match=r"is corrupt: 'utf-8' codec"):
        load_state(b"\xff\xfe")


def test_a_written_state_is_plain_toml() -> None:
    assert tomllib.loads(dump_state(SIMPLE).decode())["pages"]["a.md"]["id"] == "pg-a"


def many(number: int) -> State:
    """A State whose text is several pieces long."""
    pages = {
        f"{n}.md": PageState(f"{n}.md", f"pg-{n}", f'[pages."{n}"]', "draft", "private", "sha256:a")
        for n in range(number)
    }
    return State("the-lineage", 3, pages=pages, doubts=(Doubt("update_page", pages["0.md"]),))


def test_a_long_state_comes_back_as_it_was() -> None:
    data = dump_state(many(2000))
    assert len(data) > 3 * PIECE
    assert load_state(data) == many(2000)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('[pages."1999.md"]', '[pages."7.md"]', "duplicate key"),
        (
            '[pages."1999.md"]',
            '[pages."7.md".more]',
            "it should hold 2000 pages and sources, and holds 1999",
        ),
        ('[pages."1999.md"]', "[workspace]", "duplicate key at line"),
        ('id = "pg-1999"', "id = ", "at line"),
    ],
)
def test_what_is_wrong_across_a_long_state_is_found(old: str, new: str, message: str) -> None:
    text = dump_state(many(2000)).decode()
    with pytest.raises(StateError, match="is corrupt: ") as caught:
        load_state(text.replace(old, new).encode())
    assert message in caught.value.message


def test_a_state_that_cannot_be_read_in_pieces_is_read_as_a_whole() -> None:
    """A table that looks like a page's, in a text of many lines: nobody writes so, but TOML allows it."""
    text = dump_state(many(2000)).decode()
    name = "x" * PIECE + "\n[pages.a]\n"
    text = text.replace('lineage = "the-lineage"', f"lineage = '''{name}'''")
    assert load_state(text.encode()).lineage == name
