"""Patterns on the command line that mean no page: what to say of them."""

import os
from collections.abc import Sequence
from posixpath import basename, dirname

from execsync.config import Config
from execsync.content.places import shown_path
from execsync.core.planning.targets import unmatched
from execsync.errors import UsageError

SOURCE = "source:"


def refuse_unmatched(patterns: Sequence[str], paths: Sequence[str], config: Config) -> None:
    """Raise UsageError for the first pattern that means no page of those at `paths`."""
    if lost := unmatched(patterns, paths):
        raise UsageError(f"{lost[0]}: {_what(lost[0])}", hint=way_to(lost[0], paths, config))


def _what(pattern: str) -> str:
    return "no page names this source" if pattern.startswith(SOURCE) else "no page has this path"


def way_to(pattern: str, paths: Sequence[str], config: Config) -> str:
    """What to do where none of the pages at `paths` is meant: what is nearest to it, or what it takes."""
    if pattern.startswith(SOURCE):
        return "write its address as in front matter, or a glob such as 'source:*example.com*'"
    shown = shown_path(pattern, config)
    if os.path.isfile(os.path.join(config.folder, shown)):
        return f"there is such a file, and it gives no page: execsync validate {shown} says why"
    if near := _nearest(pattern, paths):
        return f"did you mean {near}?"
    example = f", such as {min(paths)}" if paths else ", of which there is none"
    root = config.content.root.rstrip("/")
    return f"it takes the path of a page below {root}{example}, a folder, or a glob such as '*faq*'"


def _nearest(pattern: str, paths: Sequence[str]) -> str:
    """The page or folder most like it; by its name alone, where it lies in another folder."""
    from difflib import get_close_matches

    pattern = pattern.removeprefix("page:").rstrip("/")
    folders = {folder: f"{folder}/" for path in paths if (folder := dirname(path))}
    known = {path: path for path in paths} | folders
    names = {basename(path): whole for path, whole in known.items()}
    close = get_close_matches(pattern, known, 1)
    if close:
        return known[close[0]]
    close = get_close_matches(basename(pattern), names, 1)
    return names[close[0]] if close else ""
