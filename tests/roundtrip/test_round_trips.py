"""What two serialisers of editors write says what they have read, and each small edit of it is told."""

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice

import pytest

from execsync.core.digest import body_digest
from execsync.core.meaning import says
from execsync.core.normal_text import normal_text
from execsync.core.parser import events
from tests.crash.seeds import make_dice
from tests.roundtrip import text_edits
from tests.roundtrip.losses import cause
from tests.roundtrip.rendered import rendered
from tests.roundtrip.serialisers import NAMES, Serialisers
from tests.roundtrip.texts import VARIABLE, Texts, made_up, ours, trees
from tests.support.prose import Author
from tests.support.small_edits import edit
from tests.support.spelling import spell

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not shutil.which("npm"), reason="npm, which comes with Node, is not here"),
]


@pytest.fixture(scope="module")
def serialisers(tmp_path_factory: pytest.TempPathFactory) -> Serialisers:
    return Serialisers(tmp_path_factory.mktemp("node"))


@dataclass
class Counts:
    """How many texts of a kind came back alike; `told` are those whose difference a reader can see."""

    files: int = 0
    same_bytes: int = 0
    same_events: int = 0
    same: int = 0
    told: dict[str, str] = field(default_factory=dict)
    false: list[str] = field(default_factory=list)

    def add(self, path: str, text: str, written: str) -> None:
        self.files += 1
        self.same_bytes += body_digest(text) == body_digest(written)
        self.same_events += told(text) == told(written)
        if says(text) == says(written):
            self.same += 1
        elif rendered(text) == rendered(written):
            self.false.append(path)
        else:
            self.told[path] = cause(text, written)

    def __str__(self) -> str:
        numbers = (self.files, self.same_bytes, self.same_events, self.same)
        causes = dict(Counter(self.told.values()).most_common())
        return " | ".join(f"{number:5}" for number in numbers) + f" | {causes or ''}"


def told(text: str) -> list[object]:
    """The parser's events."""
    return [*events(normal_text(text))]


def table(counts: Mapping[tuple[str, str], Counts]) -> str:
    head = "serialiser  | texts                          | files | bytes | events | same | not the same for"
    rows = (f"{name:11} | {kind:30} | {count}" for (name, kind), count in counts.items())
    return "\n".join([head, *rows])


def measured(serialisers: Serialisers, kinds: Mapping[str, Texts]) -> dict[tuple[str, str], Counts]:
    counts = {(name, kind): Counts() for name in NAMES for kind in kinds}
    for kind, texts in kinds.items():
        written = serialisers.write([*texts.values()])
        for (path, text), answer in zip(texts.items(), written, strict=True):
            for name in NAMES:
                counts[name, kind].add(path, text, answer[name])
    print(table(counts))
    return counts


def test_our_texts_and_those_made_up_say_the_same(serialisers: Serialisers) -> None:
    dice = make_dice()
    kinds = {
        "ours": ours(),
        "made up": made_up(dice, 1_000, plain=False),
        "made up, without HTML or tables": made_up(dice, 1_000, plain=True),
    }
    counts = measured(serialisers, kinds)
    assert [count.false for count in counts.values() if count.false] == []
    assert counts["remark", "ours"].told == {}


@pytest.mark.skipif(not trees(), reason=f"{VARIABLE} names no folder with trees of Markdown in it")
def test_real_trees_say_the_same_unless_something_was_lost(serialisers: Serialisers) -> None:
    counts = measured(serialisers, trees())
    for (name, kind), count in counts.items():
        for path, reason in count.told.items():
            if name == "remark" or reason not in ("a table", "HTML"):
                print(f"{name}: {kind}/{path}: {reason}")
    assert [count.false for count in counts.values() if count.false] == []
    assert sum(count.files for count in counts.values()) >= 1_000 * len(NAMES)


def test_three_hundred_small_edits_are_told_in_what_the_serialisers_write(
    serialisers: Serialisers,
) -> None:
    dice = make_dice()
    author = Author(dice, plain=True)
    texts = [author.text() for _ in range(300)]
    edits = [edit(text, dice) for text in texts]
    before = [says(spell(text, dice)) for text in texts]
    after = serialisers.write([spell(edited.text, dice) for edited in edits])
    for number, answer in enumerate(after):
        for name in NAMES:
            assert says(answer[name]) != before[number], (name, edits[number])
    print("told:", dict(Counter(found.name for found in edits).most_common()))


def test_three_hundred_small_edits_of_real_texts_are_told(serialisers: Serialisers) -> None:
    dice = make_dice()
    texts = [text for tree in trees().values() for text in tree.values()] or [*ours().values()]
    dice.shuffle(texts)
    originals = [text for text in islice(cycle(texts), 300) if text]
    edits = [text_edits.edit(text, dice) for text in originals]
    written = serialisers.write([text for _, text in edits])
    for text, (name, edited), answer in zip(originals, edits, written, strict=True):
        assert says(edited) != says(text), (name, text, edited)
        assert says(answer["remark"]) != says(text), (name, text, edited)
    print("told:", dict(Counter(name for name, _ in edits).most_common()))
