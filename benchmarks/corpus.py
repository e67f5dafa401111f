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
    folder: Path,
    *,
    pages: int,
    sources: int,
    parallelism: int = 8,
    body_words: int = 900,
    links: int = 0,
) -> None:
    """A hub of `pages` pages, which name `sources` addresses between them.

    Each part of a page, one for sixty words, links `links` headings of others.
    """
    chance = random.Random(7)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "execsync.toml").write_text(CONFIG.format(parallelism=parallelism))
    for number in range(pages):
        path = folder / "content" / f"part-{number // 100:03}" / f"page-{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _page(number, pages, sources, body_words, chance)
        path.write_text(_linked(text, pages, links, chance) if links else text)


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


def _linked(text: str, pages: int, links: int, chance: random.Random) -> str:
    """A page with links at the end of each part."""
    blocks = text.split("\n\n## ")
    for place in range(1, len(blocks)):
        others = [chance.randrange(pages) for _ in range(links)]
        named = (f"[page {n}](../part-{n // 100:03}/page-{n:05}.md#part-0)" for n in others)
        blocks[place] = f"{blocks[place].rstrip()} {' '.join(named)}"
    return "\n\n## ".join(blocks)
