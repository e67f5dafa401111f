"""`execsync schema`: JSON Schema for editors."""

import json
import os
from pathlib import Path
from typing import Literal

from execsync.config import find, load
from execsync.core.documents.schema import config_schema, front_matter_schema
from execsync.core.settings import RuleSettings
from execsync.errors import EXIT_OK
from execsync.output.console import Console

What = Literal["front-matter", "config"]


def schema(what: What, *, config: Path | None, console: Console) -> int:
    """Print the schema of front matter, as the nearest execsync.toml wants it, or of that file."""
    if what == "config":
        printed = config_schema()
    else:
        path = config or find(os.getcwd())
        printed = front_matter_schema(load(path).rules if path else RuleSettings())
    console.out.write(json.dumps(printed, indent=2) + "\n")
    return EXIT_OK
