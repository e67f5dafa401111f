"""Paths made of titles and folders that anybody may have written."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execsync.core.directory import Listed
from execsync.core.documents.document import Document
from execsync.core.page_names import MOST_BYTES, Entry, name_pages, path_key
from execsync.core.rules.identity import same_name, unportable_name
from execsync.core.snapshot import PageRow

FOLDERS = {
    one.id: one
    for one in (
        Listed("fld_sales", "Sales"),
        Listed("fld_pricing", "Pricing / 2024", "fld_sales"),
        Listed("fld_con", "CON"),
        Listed("fld_up", "../..", "fld_con"),
        Listed("fld_loop", "Loop", "fld_loop"),
        Listed("fld_orphan", "Orphan", "fld_gone"),
    )
}


def row(page_id: str, title: str, *folder_ids: str) -> PageRow:
    return PageRow(page_id, title, "published", "workspace", folder_ids, (), 0, 1, "", "")


@pytest.mark.parametrize(
    ("title", "folder_ids", "path"),
    [
        ("Refund policy", (), "refund-policy.md"),
        ("Don't panic: it's 3 < 4!", (), "dont-panic-its-3-4.md"),
        ("Either / or", ("fld_sales",), "sales/either-or.md"),
        ("Prices", ("fld_pricing",), "sales/pricing-2024/prices.md"),
        ("Prices", ("fld_pricing", "fld_con"), "con-folder/prices.md"),
        ("Prices", ("fld_con", "fld_pricing"), "con-folder/prices.md"),
        ("../../etc/passwd", ("fld_up",), "con-folder/folder/etc-passwd.md"),
        ("Round", ("fld_loop",), "loop/round.md"),
        ("Left", ("fld_orphan",), "orphan/left.md"),
        ("Lost", ("fld_unknown",), "lost.md"),
        ("..", (), "page.md"),
        ("", (), "page.md"),
        ("🚀", (), "page.md"),
        ("🚀 Launch", (), "launch.md"),
        ("CON", (), "con-page.md"),
        ("nul", (), "nul-page.md"),
        ("COM¹", (), "com1-page.md"),
        ("nul.txt", (), "nul-txt.md"),
        ("README", (), "readme-page.md"),
        ("index", (), "index-page.md"),
        (".hidden. ", (), "hidden.md"),
        ("\u202eabc\u2066", (), "abc.md"),
        ("a\x1b[31m\x00b\nc", (), "a-31m-b-c.md"),
        ("\u0301accent first", (), "accent-first.md"),
        ("U\u0308ber", (), "\xfcber.md"),
        ("Straße", (), "straße.md"),
        ("\ud800 half", (), "half.md"),
        ("表示 テスト", (), "表示-テスト.md"),
        ("مرحبا بالعالم", (), "مرحبا-بالعالم.md"),
        ("हिन्दी पृष्ठ", (), "हिन्दी-पृष्ठ.md"),
        ("x" * 300, (), f"{'x' * 80}.md"),
    ],
)
def test_a_path_is_made_of_the_title_and_the_folder(
    title: str, folder_ids: tuple[str, ...], path: str
) -> None:
    one = row("pg_1", title, *folder_ids)
    assert name_pages([one], ["pg_1"], FOLDERS) == {"pg_1": path}


def test_pages_of_one_name_get_a_part_of_their_ids_whichever_are_wanted() -> None:
    rows = [row("pg_one", "FAQ"), row("pg_two", "faq!"), row("pg_other", "Other")]
    names = {"pg_one": "faq-pg-one.md", "pg_two": "faq-pg-two.md", "pg_other": "other.md"}
    assert name_pages(rows, ["pg_one", "pg_two", "pg_other"], {}) == names
    for one in rows:
        assert name_pages(rows, [one.id], {}) == {one.id: names[one.id]}


def test_ids_that_end_alike_tell_pages_apart_all_the_same() -> None:
    rows = [row("first-12345678", "FAQ"), row("second-12345678", "FAQ")]
    assert set(name_pages(rows, [one.id for one in rows], {}).values()) == {
        "faq-first-12345678.md",
        "faq-second-12345678.md",
    }
    odd = [row("🚀", "FAQ"), row("🎉", "FAQ")]
    assert len(set(name_pages(odd, ["🚀", "🎉"], {}).values())) == 2


def test_what_is_there_is_never_named_and_keeps_its_spelling() -> None:
    there = {path_key(one.path): one for one in (Entry("SALES", is_folder=True), Entry("CON"))}
    there[path_key("SALES/faq.md")] = Entry("SALES/FAQ.md")
    rows = [row("pg_1", "FAQ", "fld_sales"), row("pg_2", "New", "fld_sales")]
    assert name_pages(rows, ["pg_1", "pg_2"], FOLDERS, there=there) == {
        "pg_1": "SALES/faq-pg-1.md",
        "pg_2": "SALES/new.md",
    }


def test_no_path_goes_through_a_file() -> None:
    there = {path_key("sales"): Entry("Sales")}
    named = name_pages([row("pg_1", "FAQ", "fld_sales")], ["pg_1"], FOLDERS, there=there)
    assert named == {"pg_1": "sales-folder/faq.md"}


def test_a_page_without_a_free_name_gets_none() -> None:
    one = row("pg_0123456789", "FAQ")
    there: dict[str, Entry] = {}
    for _ in range(10):
        named = name_pages([one], [one.id], {}, there=there)
        there |= {path_key(path): Entry(path) for path in named.values()}
    assert (named, len(there)) == ({}, 4)


def test_deep_folders_end_where_the_path_would_grow_too_long() -> None:
    deep = {f"f{n}": Listed(f"f{n}", f"Level {n} of many", f"f{n - 1}") for n in range(30)}
    [path] = name_pages([row("pg_1", "é" * 300, "f29")], ["pg_1"], deep).values()
    assert path.startswith("level-10-of-many/level-11-of-many/")
    assert len(path.encode()) < 200


_ODD = st.sampled_from(
    [
        "",
        "FAQ",
        "faq",
        "Faq.",
        "CON",
        "con",
        "..",
        "/",
        "🚀",
        "e\u0301",
        "\xe9",
        "SS",
        "ß",
        "ﬁ",
        "fi",
    ]
)
_TEXTS = _ODD | st.text(max_size=400)


@given(
    st.lists(st.tuples(_TEXTS, st.lists(st.integers(0, 5), max_size=3)), min_size=1, max_size=12),
    st.lists(_TEXTS, min_size=6, max_size=6),
    st.lists(st.integers(-1, 5), min_size=6, max_size=6),
    st.data(),
)
def test_every_path_is_fit_for_any_system_and_alone(
    pages: list[tuple[str, list[int]]], names: list[str], parents: list[int], data: st.DataObject
) -> None:
    folders = {f"f{n}": Listed(f"f{n}", name, f"f{parents[n]}") for n, name in enumerate(names)}
    rows = [
        row(f"pg_{n}", title, *(f"f{i}" for i in places)) for n, (title, places) in enumerate(pages)
    ]
    ids = [one.id for one in rows]
    paths = name_pages(rows, ids, folders, into="From the web")
    assert paths.keys() == set(ids)
    assert len({path_key(path) for path in paths.values()}) == len(ids)
    assert [*same_name.check([], sorted(paths.values()))] == []
    for path in paths.values():
        assert len(path.encode()) <= MOST_BYTES
        assert path == normalize("NFC", path)
        assert path.startswith("From the web/")
        assert not any(part.startswith(".") for part in path.split("/"))
        assert [*unportable_name.check(Document(path, {}, ""))] == []
    some = data.draw(st.lists(st.sampled_from(ids), unique=True))
    assert name_pages(rows[::-1], some, folders, into="From the web") == {
        page_id: paths[page_id] for page_id in some
    }
