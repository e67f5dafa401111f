"""`execsync init`: the first files of a hub."""

from pathlib import Path

from execsync.core import size_limits
from execsync.core.state_damage import DRIVER
from execsync.errors import EXIT_OK, ExecsyncError
from execsync.output.console import Console
from execsync.state.folder import IGNORE, IGNORED, StateFolder

CONFIG = """\
# How this repository is kept in step with an Exec Knowledge Hub.

[content]
root = "content"            # every Markdown file below is a page; README.md at its top is not
# exclude = ["drafts/"]     # patterns as in .gitignore
# include = ["*.md", "*.mdx"]  # only these, also with another ending
# title_from = ["front-matter", "heading", "file-name"]    # what gives a title: the first that does

[defaults]                  # for pages that do not say otherwise
status = "draft"
visibility = "workspace"    # can only be set when a page is created
# folders = ["Sales / Pricing"]   # `execsync folders` lists them

# [limits]
# per_minute = 60           # requests are spread so that they keep to it
# per_day = 1000            # advice: plans reckon with it; --max-requests, reserve or the hub end a run
# reserve = 0               # requests of a day that are left to others
"""

PAGE = """\
---
title: Welcome
status: draft
# folders: [Sales / Pricing]      # `execsync folders` lists them
# sources:
#   - https://example.com/a-page-to-read
---
This page is kept in Git. Edit it here, look at what `execsync plan` says, and let `execsync apply`
bring it to the hub.
"""


ATTRIBUTES = ".gitattributes"
MERGED = ".execsync/state.toml"
ATTRIBUTE = f"{MERGED} merge=execsync\n"
"""The line of .gitattributes that has Git merge State with execsync, where that is registered."""


def init(folder: Path, *, console: Console) -> int:
    """Write the files that are missing, and say which were there already. Raises ExecsyncError."""
    files = {
        "execsync.toml": CONFIG,
        f".execsync/{IGNORE}": IGNORED.decode(),
        ATTRIBUTES: ATTRIBUTE,
    }
    if not (folder / "content").exists():
        files["content/welcome.md"] = PAGE
    try:
        StateFolder(folder, ".execsync").check(IGNORE)
        for name, text in files.items():
            done = "wrote" if _write(folder / name, text) else "kept "
            if name == ATTRIBUTES and _add_attribute(StateFolder(folder)):
                done = "added to"
            console.out.write(f"{done} {folder / name}\n")
    except OSError as error:
        raise ExecsyncError(f"{error.filename}: cannot be written: {error.strerror}") from error
    console.tell("next: execsync plan, then set EXEC_API_KEY and run execsync apply")
    console.tell(f'once in each clone: git config merge.execsync.driver "{DRIVER}"')
    return EXIT_OK


def _add_attribute(folder: StateFolder) -> bool:
    """Add the line for State, unless one says already how it is merged. Returns whether it was added."""
    data = folder.read(ATTRIBUTES, limit=size_limits.CONFIG) or b""
    for line in data.decode(errors="replace").splitlines():
        pattern, *attributes = line.split() or [""]
        if pattern == MERGED and any("merge" in attribute for attribute in attributes):
            return False
    end = b"" if not data or data.endswith(b"\n") else b"\n"
    folder.write(ATTRIBUTES, data + end + ATTRIBUTE.encode())
    return True


def _write(path: Path, text: str) -> bool:
    """Write a new file; False where there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        return False
    return True
