"""Made-up hubs of any size, the same each time."""

import random
from pathlib import Path

WORDS = [
    "refund",
    "order",
    "carrier",
    "slot",
    "depot",
    "invoice",
    "gate",
    "driver",
    "yard",
    "label",
    "pallet",
    "dock",
    "late",
    "claim",
    "rate",
]
CONFIG = """\
[content]
root = "content"

[limits]
per_minute = 0
per_day = 0

[apply]
parallelism = {parallelism}
"""


def write_hub(
    folder: Path, *, pages: int, sources: int, parallelism: int = 8, body_words: int = 900
) -> None:
    """A hub of `pages` pages, which name `sources` addresses between them."""
    chance = random.Random(7)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "execsync.toml").write_text(CONFIG.format(parallelism=parallelism))
    for number in range(pages):
        path = folder / "content" / f"part-{number // 100:03}" / f"page-{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(number, pages, sources, body_words, chance))


def _page(number: int, pages: int, sources: int, body_words: int, chance: random.Random) -> str:
    named = list(range(number, sources, pages))
    if sources and chance.random() < 0.3:
        named.append(chance.randrange(sources))
    lines = ["---", f"title: Page {number}", "status: published", "folder_ids: [fld_one]"]
    if named:
        lines.append("sources:")
        lines += [f"  - https://docs.example.com/topic-{n}" for n in dict.fromkeys(named)]
    lines += ["---", f"# About {number}", ""]
    for start in range(0, body_words, 60):
        lines += [f"## Part {start // 60}", "", " ".join(chance.choices(WORDS, k=60)), ""]
    return "\n".join(lines)
