"""Texts of ours with what the serialisers made of them, kept as files: to compare them takes no Node.

`python -m tests.roundtrip.kept` writes them anew.
"""

import random
import tempfile
from pathlib import Path

from tests.roundtrip.serialisers import NAMES, Serialisers
from tests.roundtrip.texts import Texts, made_up, ours

FOLDER = Path(__file__).parents[1] / "cases" / "meaning"
WRITTEN = "written"
SEED = 20


def kept() -> dict[str, dict[str, str]]:
    """By the name of each text: as it is written, and as each serialiser wrote it."""
    return {
        folder.name: {file.stem: file.read_text() for file in sorted(folder.glob("*.md"))}
        for folder in sorted(FOLDER.iterdir())
    }


def _texts() -> Texts:
    dice = random.Random(SEED)
    texts = {path.replace("/", "--"): text for path, text in ours().items() if _is_chosen(path)}
    texts |= {f"any-{path}": text for path, text in made_up(dice, 10, plain=False).items()}
    texts |= {f"plain-{path}": text for path, text in made_up(dice, 10, plain=True).items()}
    return texts


def _is_chosen(path: str) -> bool:
    return path in ("README.md", "docs/editors.md") or path.startswith("example-hub/content/s")


def write(serialisers: Serialisers) -> None:
    """Write all of the files."""
    texts = _texts()
    for (path, text), answer in zip(
        texts.items(), serialisers.write([*texts.values()]), strict=True
    ):
        folder = FOLDER / path.removesuffix(".md")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{WRITTEN}.md").write_text(text)
        for name in NAMES:
            (folder / f"{name}.md").write_text(answer[name])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        write(Serialisers(Path(folder)))
