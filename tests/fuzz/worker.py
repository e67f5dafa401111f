"""Reads files from stdin, each after its length, and answers with a line of JSON for each.

It is a process of its own, so that a crash of a parser written in C shows as one.
"""

import json
import struct
import sys
import time
import traceback
from typing import Any, BinaryIO

from execsync.core.choices import TitleFrom
from execsync.core.diagnostic import Diagnostic
from execsync.core.documents.desired import page_of
from execsync.core.rules import Hub, check, check_hub, check_prose, read
from execsync.core.rules.fixes import fix
from execsync.core.settings import RuleSettings
from execsync.render.diagnostics import diagnostics_text
from execsync.render.diagnostics_github import diagnostics_github
from execsync.render.diagnostics_json import diagnostics_json
from execsync.render.diagnostics_junit import diagnostics_junit
from execsync.render.style import Style

SETTINGS = (RuleSettings(), RuleSettings(title_from=TitleFrom.HEADING))


def examine(data: bytes) -> list[Diagnostic]:
    """All that execsync does with a file before anything is sent."""
    document, found = read("page.md", data)
    for settings in SETTINGS:
        if document is not None:
            errors = [f for f in found if f.severity == "error"]
            found += check(document, settings)
            if not errors and all(f.severity != "error" for f in found):
                page_of(document, settings)
        fix("page.md", data, settings, line_ends=True)
    if document is not None:
        found += check_prose(document, Hub(frozenset({"page.md"}), lambda _: document.body))
        found += check_hub([document, document])
    return found


def render(data: bytes, found: list[Diagnostic]) -> dict[str, str]:
    """The findings in the formats that text could break out of."""
    lines = data.decode(errors="replace").split("\n")
    few = found[:50]
    return {
        "text": diagnostics_text(
            few,
            files=1,
            line_of=lambda f: lines[f.line - 1] if f.line and f.line <= len(lines) else None,
            style=Style(colour=False),
        ),
        "github": diagnostics_github(few),
        "json": diagnostics_json(few, files=1),
        "junit": diagnostics_junit(few, strict=True),
    }


def answer(data: bytes) -> dict[str, Any]:
    """What came of a file; an exception is told, since there must be none."""
    begin = time.perf_counter()
    try:
        found = examine(data)
        seconds = time.perf_counter() - begin
        places = [(f.code, f.line, f.column) for f in found]
        return {"seconds": seconds, "places": places, "outputs": render(data, found)}
    except BaseException:
        return {"seconds": time.perf_counter() - begin, "raised": traceback.format_exc()}


def serve(stream: BinaryIO) -> None:
    """Answer until there are no more files."""
    while header := stream.read(4):
        (size,) = struct.unpack(">I", header)
        sys.stdout.write(json.dumps(answer(stream.read(size))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer)
