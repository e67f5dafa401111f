"""Which pages a person means."""

import pytest

from execsync.core.planning.targets import below, matches, resolve, unmatched

URL, SENT = "https://x.example/ü", "https://x.example/%C3%BC"
NAMED = {"a.md": [SENT], "b/c.md": ["https://x.example/other"], "d.md": [SENT]}


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("a.md", {"a.md"}),
        ("page:b/c.md", {"b/c.md"}),
        ("b", {"b/c.md"}),
        ("b/", {"b/c.md"}),
        ("*c.md", {"b/c.md"}),
        ("*", set(NAMED)),
        ("A.md", set()),
        ("c.md", set()),
    ],
)
def test_a_page_is_meant_by_path_folder_or_glob(pattern: str, meant: set[str]) -> None:
    assert {path for path in NAMED if matches(["none", pattern], path)} == meant
    assert unmatched(["none", pattern], list(NAMED)) == (("none",) if meant else ("none", pattern))


@pytest.mark.parametrize(
    ("patterns", "resolved"),
    [
        (["docs/a.md", "a.md"], ("a.md",)),
        (["docs/b/", "docs"], ("b/", "*")),
        (["docs/"], ("*",)),
        ([f"source:{SENT}"], ("a.md", "d.md")),
        ([f"source:{URL}", "d.md"], ("a.md", "d.md")),
        (["source:https://x.example/*"], ("a.md", "b/c.md", "d.md")),
        (["source:https://y.example/"], ("source:https://y.example/",)),
    ],
)
def test_patterns_are_told_below_the_content_root_and_sources_by_their_files(
    patterns: list[str], resolved: tuple[str, ...]
) -> None:
    assert resolve(patterns, NAMED, root="docs") == resolved


def test_a_root_of_several_folders_is_taken_off_whole() -> None:
    assert below("a/b/", "a/b/c.md") == "c.md"
    assert below("a/b", "a/c.md") == "a/c.md"
