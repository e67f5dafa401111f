"""Damage to the state file: every flipped bit is refused by name, or provably changes nothing."""

import random
import re
from dataclasses import replace

import pytest

from execsync.core.serde import load_state
from execsync.core.state import InDoubtWrite, Observed, PageState, SourceState, State
from execsync.core.state_text import dump_state
from execsync.errors import StateError
from tests.crash.seeds import make_dice

SEEN = Observed("2026-03-01T09:00:00Z", "Ä → ü", "published", body="sha256:rewritten", version=2)
PAGE = PageState(
    "a.md", "pg-a", "Ä → ü", "published", "private", "sha256:a", ("f1", "f2"), observed=SEEN
)
SMALL = State(
    "the-lineage",
    3,
    "ws_1",
    "Local",
    watermark="2026-03-01T09:00:00Z",
    newest="2026-03-01T08:00:00Z",
    live=2,
    maker="me",
    pages={
        "a.md": PAGE,
        'odd "name".md': PageState('odd "name".md', "pg-b", "\n\t", "draft", "workspace", "x"),
    },
    sources={"https://x.example/": SourceState("https://x.example/", "src", "X", ours=True)},
    in_doubt=(
        InDoubtWrite(
            "create_page", PageState("c.md", "", "C", "draft", "private", "sha256:c"), "then"
        ),
        InDoubtWrite("update_page", replace(PAGE, title="AA"), announced=True, suspects=("pg-1",)),
    ),
)


def larger(dice: random.Random) -> State:
    """Entries with and without everything that an entry may have."""
    pages = {}
    for number in range(6):
        path = f"part-{dice.randrange(3)}/{number}.md"
        seen = replace(SEEN, version=number) if dice.random() < 0.7 else None
        pages[path] = PageState(
            path,
            f"pg-{number}",
            f"Title {number}",
            "draft",
            "private",
            f"sha256:{dice.randrange(9**20)}",
            sources=tuple(f"https://x.example/{n}" for n in range(dice.randrange(3))),
            protect=dice.random() < 0.3,
            doubles=("pg-other",) if dice.random() < 0.3 else (),
            blob="0" * 40,
            observed=seen,
            drift=replace(SEEN, title="Edited") if seen and dice.random() < 0.3 else None,
        )
    sources = {
        url: SourceState(url, f"src-{url}", "S") for p in pages.values() for url in p.sources
    }
    return replace(SMALL, pages=pages, sources=sources)


def flip(data: bytes, bit: int) -> bytes:
    at, mask = bit // 8, 1 << bit % 8
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


def names_place(message: str, data: bytes, at: int) -> bool:
    """Whether the message names the table around that byte, by one of its lines or as it is called."""
    start, end = data.rfind(b"\n\n", 0, at), data.find(b"\n\n", at)
    first = data.count(b"\n", 0, max(start, 0)) + 1
    last = data.count(b"\n", 0, end if end >= 0 else len(data)) + 2
    found = re.match(r"state\.toml:(\d+): ", message)
    if found and first <= int(found[1]) <= last + 1:
        return True
    # A name may have become that of another table: then both are called so.
    header = data[start + 2 :].split(b"\n")[0].decode(errors="replace")
    if start < 0:
        return "format_version" in message or "newer execsync" in message
    return header.replace('"', "") in message.replace('"', "")


def assert_is_found(state: State, bit: int) -> bool:
    """Whether the flip was refused."""
    data = dump_state(state)
    flipped = flip(data, bit)
    loaded = load(flipped)
    if isinstance(loaded, State):
        assert loaded == state, (
            f"bit {bit} was accepted: {flipped[bit // 8 - 40 : bit // 8 + 20]!r}"
        )
        return False
    assert names_place(loaded, flipped, bit // 8), (bit, loaded)
    return True


def load(data: bytes) -> State | str:
    """The State, or what is said against it."""
    try:
        return load_state(data)
    except StateError as error:
        return error.message


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.long), 7])
def test_each_flipped_bit_of_a_state_is_refused_or_changes_nothing(step: int) -> None:
    comment = 8 * dump_state(SMALL).index(b"\n")
    bits = range(0, 8 * len(dump_state(SMALL)), step)
    refused = [bit for bit in bits if assert_is_found(SMALL, bit)]
    assert len(refused) > len(bits) - comment // step - 8


@pytest.mark.parametrize("flips", [pytest.param(2000, marks=pytest.mark.long), 400])
def test_flipped_bits_of_a_larger_state_are_refused_or_change_nothing(flips: int) -> None:
    dice = make_dice()
    state = larger(dice)
    bits = 8 * len(dump_state(state))
    refused = sum(assert_is_found(state, dice.randrange(bits)) for _ in range(flips))
    assert refused > flips * 0.9


@pytest.mark.parametrize("times", [2, 3, 8])
def test_several_flipped_bits_are_no_better_than_one(times: int) -> None:
    dice = make_dice()
    data = dump_state(SMALL)
    for _ in range(300):
        flipped = data
        for _ in range(times):
            flipped = flip(flipped, dice.randrange(8 * len(data)))
        loaded = load(flipped)
        assert isinstance(loaded, str) or loaded == SMALL
