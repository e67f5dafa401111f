"""What is in memory after each look: only what changed is read, and half of a save is waited over."""

import os
from pathlib import Path
from typing import Any

import pytest

from execsync import config
from execsync.core.rules import read
from execsync.core.state import PageState, State
from execsync.watch.content_cache import ContentCache, TreeLook
from tests.support.checkout import Checkout

NOTHING = TreeLook(changed=False, settled=True)
NEWS = TreeLook(changed=True, settled=True)
PERHAPS = TreeLook(changed=True, settled=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path)
    made.page("a.md", title="A")
    made.page("b/b.md", title="B")
    return made


@pytest.fixture
def cache(checkout: Checkout) -> ContentCache:
    """One that has looked once, at two pages."""
    made = make_library(checkout)
    assert made.look() == NEWS
    return made


def make_library(checkout: Checkout) -> ContentCache:
    return ContentCache(config.load(checkout.folder / "execsync.toml"))


def is_lost(cache: ContentCache) -> bool:
    return cache.missing is not None


def titles(cache: ContentCache) -> dict[str, str]:
    return {page.path: page.title for page in cache.working_set.pages}


def test_a_look_at_what_did_not_change_brings_nothing(cache: ContentCache) -> None:
    assert titles(cache) == {"a.md": "A", "b/b.md": "B"}
    assert cache.look() == NOTHING


def test_only_what_changed_is_parsed(
    checkout: Checkout, cache: ContentCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = []

    def note(path: str, *rest: Any) -> object:
        parsed.append(path)
        return read(path, *rest)

    monkeypatch.setattr("execsync.core.rules.read", note)
    checkout.page("a.md", title="New")
    (checkout.content / "b/b.md").touch()
    assert cache.look() == NEWS
    assert parsed == ["a.md"]
    assert titles(cache) == {"a.md": "New", "b/b.md": "B"}


def test_a_change_that_leaves_size_and_times_as_they_were_is_seen(
    checkout: Checkout, cache: ContentCache
) -> None:
    """A file is read again as long as its clock may not have ticked since."""
    file = checkout.content / "a.md"
    before = file.stat()
    file.write_text(file.read_text().replace('"A"', '"Z"'))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert cache.look() == NEWS
    assert titles(cache)["a.md"] == "Z"


@pytest.mark.parametrize("half", ["", "\n", "---\ntitle: A\nstat", "---\n"])
def test_half_of_a_save_is_looked_at_again(
    checkout: Checkout, cache: ContentCache, half: str
) -> None:
    checkout.write("a.md", half)
    assert cache.look() == PERHAPS
    checkout.page("a.md", title="Whole")
    assert cache.look() == NEWS
    assert titles(cache)["a.md"] == "Whole"


def test_what_stays_half_is_broken(checkout: Checkout, cache: ContentCache) -> None:
    checkout.write("a.md", "---\ntitle: A\n")
    cache.look()
    assert cache.look() == NOTHING
    assert titles(cache) == {"b/b.md": "B"}
    assert cache.working_set.broken == {"a.md"}
    assert [found.place for found in cache.working_set.diagnostics] == ["content/a.md:1:1"]


def test_a_file_that_is_gone_is_looked_for_again(checkout: Checkout, cache: ContentCache) -> None:
    checkout.remove("a.md")
    assert cache.look() == PERHAPS
    assert not cache.working_set.certain, "it may be on its way back"
    checkout.page("a.md", title="Back")
    assert cache.look() == NEWS
    assert titles(cache)["a.md"] == "Back"


def test_a_file_that_stays_away_is_gone(checkout: Checkout, cache: ContentCache) -> None:
    checkout.remove("a.md")
    cache.look()
    assert cache.look().settled
    assert cache.working_set.certain
    assert titles(cache) == {"b/b.md": "B"}


def test_a_renamed_folder_is_followed(checkout: Checkout, cache: ContentCache) -> None:
    (checkout.content / "b").rename(checkout.content / "c")
    cache.look()
    assert cache.look().settled
    assert titles(cache) == {"a.md": "A", "c/b.md": "B"}


def test_while_the_content_root_is_away_nothing_is_forgotten(
    checkout: Checkout, cache: ContentCache
) -> None:
    away = checkout.folder / "away"
    checkout.content.rename(away)
    assert cache.look() == TreeLook(changed=False, settled=False)
    assert cache.look() == NOTHING
    assert is_lost(cache)
    assert titles(cache) == {"a.md": "A", "b/b.md": "B"}
    away.rename(checkout.content)
    assert cache.look() == NOTHING
    assert not is_lost(cache)


def test_what_is_in_a_closed_folder_is_not_forgotten(
    checkout: Checkout, cache: ContentCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closed by hand: for root no folder is."""
    scan = os.scandir

    def refuse(location: str) -> object:
        if location.endswith("b"):
            raise PermissionError(13, "Permission denied")
        return scan(location)

    monkeypatch.setattr("execsync.content.tree.os.scandir", refuse)
    assert cache.look() == PERHAPS
    cache.look()
    assert "b/b.md" in titles(cache)
    state = State("lineage", pages={path: make_page(path) for path in ("a.md", "b/gone.md")})
    assert cache.working_set.known(state).pages.keys() == {"a.md"}
    assert not cache.working_set.is_complete(state)


def test_a_clash_keeps_out_both_pages_and_no_other(checkout: Checkout, cache: ContentCache) -> None:
    checkout.page("c.md", title="C", moved_from="old.md")
    checkout.page("d.md", title="D", moved_from="old.md")
    assert cache.look() == NEWS
    assert titles(cache) == {"a.md": "A", "b/b.md": "B"}
    assert cache.working_set.broken == {"c.md", "d.md"}
    checkout.page("d.md", title="D")
    assert cache.look() == NEWS
    assert titles(cache).keys() == {"a.md", "b/b.md", "c.md", "d.md"}


def test_a_broken_file_may_be_the_new_name_of_any_page(
    checkout: Checkout, cache: ContentCache
) -> None:
    state = State("lineage", pages={path: make_page(path) for path in ("a.md", "b/b.md")})
    assert cache.working_set.is_complete(state)
    checkout.remove("a.md")
    checkout.write("new-name.md", "no front matter")
    cache.look()
    cache.look()
    assert cache.working_set.certain
    assert not cache.working_set.is_complete(state)


def test_the_page_of_a_broken_file_is_left_out_of_state(
    checkout: Checkout, cache: ContentCache
) -> None:
    state = State("lineage", pages={path: make_page(path) for path in ("a.md", "b/b.md")})
    assert cache.working_set.known(state) is state
    checkout.write("a.md", "no front matter")
    cache.look()
    assert cache.working_set.known(state).pages.keys() == {"b/b.md"}
    assert cache.working_set.is_complete(state), "its name is known, so that it is no other's"


def make_page(path: str) -> PageState:
    return PageState(path, f"pg-{path}", path, "draft", "workspace", "")


def test_images_are_looked_at_where_what_they_hold_is_in_their_address(checkout: Checkout) -> None:
    checkout.configure('[assets]\nbase_url = "https://files.example/{digest}"\n')
    checkout.page("b/b.md", title="B", body="![x](../x.png)\n")
    cache = make_library(checkout)
    assert cache.look() == NEWS
    assert titles(cache) == {"a.md": "A"}
    texts = []
    for data in (b"one", b"two"):
        (checkout.content / "x.png").write_bytes(data)
        assert cache.look() == NEWS
        assert cache.look() == NOTHING
        [_, page] = cache.working_set.pages
        texts.append(page.body.text())
        assert not page.clean
    assert all(text.startswith("![x](https://files.example/") for text in texts)
    assert texts[0] != texts[1]
    (checkout.content / "x.png").unlink()
    assert cache.look() == NEWS
    assert titles(cache) == {"a.md": "A"}
