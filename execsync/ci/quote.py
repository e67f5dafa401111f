"""`comment`: after a fork's check, put what it said on its pull request.

It runs with a token that may write, so that nothing of the pull request is believed: neither what the text is
nor which request it is for. The request is found by the commit that GitHub says was checked; the text is
shown as it is, in a block that nothing in it can end.
"""

import os

from execsync.ci.context import Context
from execsync.ci.forge import ForgeError
from execsync.ci.github import GitHub
from execsync.ci.marker import Marker
from execsync.errors import EXIT_ERROR, EXIT_OK, UnsafeFileError, UsageError
from execsync.render.markdown_escape import code_block
from execsync.system.real_folder import RealFolder

FOLDER, FILE = "execsync-comment", "execsync-comment.md"
"""Where the job has unpacked what the check has left."""
LONGEST = 60_000
"""Bytes of the text that are read, and characters of the comment."""
SAID = "What the check of this pull request said, as its own run reported it (from a fork, so unverified):"


def comment_job(context: Context) -> int:
    """Comment, for an event `workflow_run` of a check that a fork's pull request began."""
    run = context.event.told.get("workflow_run")
    if not isinstance(run, dict):
        raise UsageError("comment is for the event workflow_run")
    forge = context.forge
    if not isinstance(forge, GitHub) or run.get("event") != "pull_request":
        context.runner.annotate("notice", "there is no pull request to comment on")
        return EXIT_OK
    text = _read(context.settings.temporary)
    if text is None:
        context.runner.annotate("notice", "the check left no text to show")
        return EXIT_OK
    try:
        number = _request(forge, run)
    except ForgeError as error:
        context.runner.annotate("error", str(error))
        return EXIT_ERROR
    if number is None:
        context.runner.annotate("notice", "the pull request is closed, or has moved on")
        return EXIT_OK
    shown = f"{SAID}\n\n{_block(text)}\n"
    return (
        EXIT_OK
        if context.keep_note(number, Marker("fork", context.settings.hub or "", ""), shown)
        else EXIT_ERROR
    )


def _request(forge: GitHub, run: dict) -> int | None:  # type: ignore[type-arg]
    """The open pull request whose newest commit is the one that was checked."""
    owner = str(run["head_repository"]["owner"]["login"])
    row = forge.request_row(owner, str(run["head_branch"]))
    return int(row["number"]) if row and row["head"]["sha"] == run["head_sha"] else None


def _block(text: str) -> str:
    """Whole lines of a text, as many as fit, so that none is markup and the rest is counted."""
    lines, room = text.splitlines(), LONGEST
    kept: list[str] = []
    for line in lines:
        block = code_block("text", [line])
        room -= len(block)
        if room < 0:
            kept.append(f"… {len(lines) - len(kept):,} more lines")
            break
        kept.append(line)
    return code_block("text", kept)


def _read(temporary: str) -> str | None:
    """A regular file's beginning; None where there is none, for an archive may hold anything."""
    try:
        with RealFolder.trusted(temporary) as around, around.enter(FOLDER) as folder:
            handle = folder.open(FILE, os.O_RDONLY)
    except (OSError, UnsafeFileError):
        return None
    with open(handle, "rb") as stream:
        return stream.read(LONGEST).decode(errors="replace")
