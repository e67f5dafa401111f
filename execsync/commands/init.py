"""`execsync init`: the first files of a hub."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from execsync.commands.ci_files import ci_files
from execsync.config import FILE_NAME, read
from execsync.content.layout import has_pages, lay_out
from execsync.core import size_limits
from execsync.core.state_damage import DRIVER
from execsync.errors import EXIT_OK, ExecsyncError, UsageError
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


def init(folder: Path, source: Path | None = None, *, console: Console) -> int:
    """Write the files that are missing, and say which were there already.

    What Markdown there is in `source`, or else in a folder without execsync.toml, is told, and execsync.toml
    fits it. Raises ExecsyncError, as for an execsync.toml that is no file; UsageError where `source` has
    none, or execsync.toml is there already.
    """
    toml = folder / FILE_NAME
    if os.path.lexists(toml):
        read(str(toml))  # what is no file is not kept, but refused
    if source is not None and toml.exists():
        raise UsageError(
            f"{toml}: is there already, and is never overwritten",
            hint="rename it, and take from it what you need; or look at what `execsync validate` says",
        )
    if source is None and not toml.exists() and folder.is_dir() and has_pages(str(folder)):
        source = folder
    files = {
        FILE_NAME: CONFIG,
        f".execsync/{IGNORE}": IGNORED.decode(),
        ATTRIBUTES: ATTRIBUTE,
    }
    notes: Sequence[str] = (FIRST,)
    if source is not None:
        report, files[FILE_NAME], notes = _look_around(folder, source)
        console.out.write(report)
    elif not (folder / "content").exists() and not toml.exists():
        files["content/welcome.md"] = PAGE
    for done in _write_all(folder, {**files, **ci_files(folder)}):
        console.say(done)
    for note in notes:
        console.tell(f"next: {note}")
    if any((above / ".git").exists() for above in (folder.absolute(), *folder.absolute().parents)):
        command = f'  git config merge.execsync.driver "{DRIVER}"'
        console.tell_lines(["once in each clone:", command])
    return EXIT_OK


FIRST = "execsync plan, then set EXEC_API_KEY and run execsync apply"
LINKED = (
    "execsync validate, then execsync plan",
    "set EXEC_API_KEY, and make one page alone: execsync apply --target PATH",
    "copy its address from the browser: execsync init --page-link ADDRESS",
    "execsync apply makes the others, whose links lead to their pages from the beginning",
)
"""What a person does where pages link each other: each is sent once, if addresses are known before."""


def _look_around(folder: Path, source: Path) -> tuple[str, str, Sequence[str]]:
    """What Markdown there is in `source`, the execsync.toml that fits it, and what to do next."""
    from execsync.content.inventory import take_inventory
    from execsync.core.config_tables import LimitsConfig
    from execsync.core.proposal import propose
    from execsync.render.config_text import config_text
    from execsync.render.inventory_text import inventory_text

    found = take_inventory(str(folder), lay_out(str(folder), str(source)))
    told = inventory_text(found, LimitsConfig())
    return told, config_text(propose(found)), LINKED if found.links else (FIRST,)


def _write_all(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    """Write what is not there yet, and say so of each, a line. Raises ExecsyncError."""
    try:
        StateFolder(folder, ".execsync").check(IGNORE)
        for name, text in files.items():
            done = "wrote" if _write(folder / name, text) else "kept "
            if name == ATTRIBUTES and _add_attribute(StateFolder(folder)):
                done = "added to"
            yield f"{done} {folder / name}"
    except OSError as error:
        raise ExecsyncError(f"{error.filename}: cannot be written: {error.strerror}") from error


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
