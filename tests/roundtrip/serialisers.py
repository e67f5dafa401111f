"""What two serialisers of editors make of Markdown; they are programs for Node, which npm fetches."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

HERE = Path(__file__).parent
NAMES = ("remark", "prosemirror")
FILES = ("package.json", "package-lock.json", "serialise.mjs")

Serialised: TypeAlias = dict[str, str]
"""What each serialiser wrote, by its name."""


class Serialisers:
    """The two, installed in `folder`. Raises CalledProcessError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in FILES:
            shutil.copy(HERE / name, folder)
        npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(npm, cwd=folder, check=True, timeout=600)

    def write(self, texts: Sequence[str]) -> list[Serialised]:
        """Each of the texts as both write it after reading it."""
        (self._folder / "texts.json").write_text(json.dumps(texts))
        command = ["node", "serialise.mjs", "texts.json", "written.json"]
        subprocess.run(command, cwd=self._folder, check=True, timeout=3600)
        written: list[Serialised] = json.loads((self._folder / "written.json").read_text())
        return written
