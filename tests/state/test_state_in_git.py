"""State in Git: what Git merges by itself is sound, or refused."""

import random
from dataclasses import replace
from typing import Any

import pytest

from execsync.core.serde import load_state
from execsync.core.state import Observed, PageState, SourceState, State
from execsync.core.state_text import dump_state
from execsync.errors import StateError
from tests.crash.seeds import make_dice
from tests.support.git import Repository

STATE_FILE = ".execsync/state.toml"
MERGES = 15
UPDATES = 50
PAGES = 240


def page(number: int, *, text: int = 0, path: str = "") -> PageState:
    path = path or f"part-{number % 4}/{number:03}.md"
    seen = Observed(f"2027-01-15T12:00:{text % 60:02}Z", f"Page {number}", "draft", version=text)
    return PageState(
        path,
        f"pg-{number}-{path}",
        f"Page {number}",
        "draft",
        "workspace",
        f"sha256:{text}",
        ("f1", "f2") if number % 3 else (),
        blob=f"{text:040x}",
        clean="0" * 16,
        observed=seen,
    )


def base_state() -> State:
    """Enough pages for two times fifty, and some between."""
    pages = [page(number) for number in range(PAGES)]
    urls = [f"https://x.example/{number}" for number in range(20)]
    return State(
        "the-lineage",
        7,
        "ws",
        "Team",
        watermark="2027-01-15T12:00:00Z",
        live=PAGES,
        pages={page.path: page for page in pages},
        sources={url: SourceState(url, f"src-{url}", "S") for url in urls},
    )


BASE = base_state()


def changed(base: State, updated: list[str], others: list[str], dice: random.Random) -> State:
    """What an apply writes that updates these pages, and drops each other one or adds one before it."""
    pages = dict(base.pages)
    for number, path in enumerate(updated):
        pages[path] = replace(pages[path], body=f"sha256:{dice.random()}", blob=f"{number:040x}")
    for path in others:
        if dice.random() < 0.5:
            del pages[path]
        else:
            added = page(dice.randrange(10**6), path=path.replace(".md", "-and-more.md"))
            pages[added.path] = added
    return replace(base, serial=base.serial + 1, pages=pages)


def joined(base: State, ours: State, theirs: State) -> dict[str, PageState]:
    """The pages of both, where no page was changed on both sides."""
    pages = {**ours.pages, **{p: e for p, e in theirs.pages.items() if base.pages.get(p) != e}}
    return {p: e for p, e in pages.items() if p in theirs.pages or p not in base.pages}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository(tmp_path_factory.mktemp("repository"))
    made.put(STATE_FILE, dump_state(BASE))
    return made


def merge(repository: Repository, ours: State, theirs: State) -> bool:
    """Whether Git merges two branches by itself, without a driver. It leaves what it made of them."""
    repository.run("merge", "--abort", check=False)
    repository.branch("theirs")
    repository.put(STATE_FILE, dump_state(theirs))
    repository.branch("ours")
    repository.put(STATE_FILE, dump_state(ours))
    return repository.run("merge", "--no-edit", "theirs", check=False).code == 0


def merged(repository: Repository) -> State:
    return load_state((repository.folder / STATE_FILE).read_bytes())


def test_what_two_branches_did_to_other_pages_git_merges_into_a_sound_state(
    repository: Repository,
) -> None:
    dice = make_dice()
    paths = sorted(BASE.pages)
    for _ in range(MERGES):
        # Git takes two changes side by side for one: pages that come and go are apart.
        apart = paths[0::12], paths[6::12]
        rest = [path for path in paths if path not in apart[0] and path not in apart[1]]
        dice.shuffle(rest)
        ours = changed(BASE, rest[:UPDATES], apart[0], dice)
        theirs = changed(BASE, rest[UPDATES : 2 * UPDATES], apart[1], dice)
        assert merge(repository, ours, theirs), repository.run("diff").out
        found = merged(repository)
        assert found.pages == joined(BASE, ours, theirs)
        assert found.serial == ours.serial


def test_what_git_makes_of_any_two_branches_is_what_both_say_or_refused(
    repository: Repository,
) -> None:
    """Also where the two changed the same pages, or neighbours, or made a page of the same path."""
    dice = make_dice()
    outcomes = {"conflict": 0, "merged": 0}
    for _ in range(MERGES):
        paths = [dice.sample(sorted(BASE.pages), 14) for _ in range(2)]
        ours, theirs = (changed(BASE, found[:10], found[10:], dice) for found in paths)
        if (ours.pages.keys() & theirs.pages.keys()) - BASE.pages.keys():
            merge(repository, ours, theirs)
            with pytest.raises(StateError, match=r"Git left a conflict|stands there twice"):
                merged(repository)
        elif merge(repository, ours, theirs):
            assert merged(repository).pages == joined(BASE, ours, theirs)
            outcomes["merged"] += 1
        else:
            with pytest.raises(StateError, match="Git left a conflict in the state file"):
                merged(repository)
            outcomes["conflict"] += 1
    print(outcomes)
    assert min(outcomes.values()) > 0


@pytest.mark.parametrize(
    "head",
    [{"serial": 9}, {"watermark": "2027-01-15T13:00:00Z"}, {"live": 9}, {"maker": "other"}],
    ids=str,
)
def test_where_the_two_know_other_things_of_the_hub_git_asks(
    repository: Repository, head: dict[str, Any]
) -> None:
    """The watermark of one branch may be past what the other one has never seen."""
    ours = replace(BASE, serial=8)
    assert not merge(repository, ours, replace(ours, **head))
