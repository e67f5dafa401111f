"""Golden files: what a renderer has to give, to the letter.

GOLDEN=write writes them anew, to be read and committed.
"""

import difflib
import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def check(name: str, text: str) -> None:
    """Fail with a difference unless `text` is what the golden file of that name holds."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    wanted = path.read_text(encoding="utf-8").splitlines()
    found = difflib.unified_diff(wanted, text.splitlines(), f"golden/{name}", "rendered", n=99)
    assert text.splitlines() == wanted, "\n".join(line.rstrip("\n") for line in found)
