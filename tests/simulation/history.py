"""One history: what happened in it, what was told, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.simulation.disk import Files
from tests.simulation.hub import Event
from tests.simulation.run import Told, World
from tests.simulation.scenes import Scene


class Broken(Exception):
    """A promise was not kept."""


@dataclass(frozen=True, slots=True)
class History:
    """`script` has what happened, by the number of the effect that it came before, -1 for the end.

    `told` are the disturbed run and the quiet ones; `left` is what the first of the quiet ones found.
    """

    scene: Scene
    script: tuple[tuple[int, str], ...]
    act: str
    loss: str
    told: Sequence[Told]
    events: Sequence[Event]
    left: Files
    world: World

    def was_known(self, *words: str) -> bool:
        """Whether State or the journal, as the first quiet run found them, have any of these words."""
        files = [self.left.get(name, b"") for name in ("state.toml", "journal.jsonl")]
        return any(word.encode() in data for word in words for data in files)
