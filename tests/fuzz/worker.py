"""Takes inputs from stdin, each after its length, and answers with a line of JSON for each.

It is a process of its own, so that a crash of a parser written in C shows as one, and so that memory and time
can be limited and measured. An input is a Markdown file (`m`), or commands to run in a folder (`c`).
"""

import io
import json
import math
import os
import re
import resource
import struct
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO
from unittest import mock

import execsync.client.connection
from execsync import cli
from execsync.client.clock import SystemClock
from execsync.core.choices import Preset, TitleFrom
from execsync.core.diagnostic import Diagnostic
from execsync.core.documents.desired import page_of, text_of
from execsync.core.documents.site import Site
from execsync.core.front_matter_map import FieldSource
from execsync.core.resource import Body
from execsync.core.rules import HubPages, Prose, check, check_hub, check_prose, read
from execsync.core.rules.fixes import fix
from execsync.core.settings import FrontMatterSettings, RuleSettings
from execsync.core.text_settings import AssetSettings, Notice, TransformSettings
from execsync.render.diagnostics import diagnostics_text
from execsync.render.diagnostics_github import diagnostics_github
from execsync.render.diagnostics_json import diagnostics_json
from execsync.render.diagnostics_junit import diagnostics_junit
from execsync.render.style import Style
from tests.crash.quick import quick
from tests.support.now import NOW

MAP = MappingProxyType({"status": FieldSource("a"), "folder_ids": FieldSource("b")})
SETTINGS = (
    RuleSettings(),
    RuleSettings(
        tuple(TitleFrom),
        strip_title_heading=True,
        notice=Notice("In Git: {path}"),
        front_matter=FrontMatterSettings(Preset.HUGO, MAP),
        transform=TransformSettings(strip_comments=True),
        assets=AssetSettings("https://files.example/{path}"),
    ),
)
MEBIBYTE = 1024 * 1024
MOST_SECONDS = 60
"""Of the processor, for one input. What takes longer ends the worker (SIGXCPU)."""
MOST_ADDRESSES = 4096 * MEBIBYTE
"""Bytes of address space: far above what may be used, so that a bomb ends us and not the machine."""


class HastyClock(SystemClock):
    """The machine's clock, put forward by each wait, which takes no time."""

    ahead = 0.0

    def now(self) -> float:
        return super().now() + HastyClock.ahead

    def monotonic(self) -> float:
        return super().monotonic() + HastyClock.ahead

    def wait(self, seconds: float, stop: Any) -> bool:
        HastyClock.ahead += seconds if math.isfinite(seconds) else 0.0
        return bool(stop.is_set())


def examine(data: bytes) -> list[Diagnostic]:
    """All that execsync does with a file before anything is sent."""
    everything: list[Diagnostic] = []
    for settings in SETTINGS:
        document, found = read("page.md", data, settings, NOW)
        if document is not None:
            errors = [f for f in found if f.severity == "error"]
            found += check(document, settings)
            if not errors and all(f.severity != "error" for f in found):
                page_of(document, settings, Body.of(text_of(document, settings, Site({"page.md"}))))
        everything += found
        fix("page.md", data, settings, NOW, line_ends=True)
    if document is not None:
        prose = Prose(document, HubPages(Site({"page.md"}), lambda _: document.body))
        everything += check_prose(prose)
        everything += check_hub([document, document])
    return everything


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


def answer_file(data: bytes) -> dict[str, Any]:
    """What came of a file; an exception is told, since there must be none."""
    begin = time.perf_counter()
    try:
        found = examine(data)
        seconds = time.perf_counter() - begin
        places = [(f.code, f.line, f.column) for f in found]
        return {"seconds": seconds, "places": places, "outputs": render(data, found)}
    except BaseException:
        return {"seconds": time.perf_counter() - begin, "raised": traceback.format_exc()}


def answer_commands(data: bytes) -> dict[str, Any]:
    """How each of the commands ended in its folder and environment."""
    job = json.loads(data)
    with mock.patch.dict(os.environ, job["environment"], clear=True), chdir(job["folder"]):
        return {"ended": [run(command) for command in job["commands"]]}


def run(arguments: list[str]) -> dict[str, Any]:
    """One command, as the program runs it."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.run(arguments)
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


KINDS: dict[bytes, Callable[[bytes], dict[str, Any]]] = {b"m": answer_file, b"c": answer_commands}


def most_resident() -> float:
    """The most memory that this process ever had, in MiB.

    Not `ru_maxrss` where it can be had otherwise: that counts what the process was before it became this one.
    """
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE
    (found,) = re.findall(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)
    return int(found) / 1024


def limit_time() -> None:
    """Let this process compute for so many seconds from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime) + MOST_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def serve(stream: BinaryIO) -> None:
    """Answer until there are no more inputs."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    told, sys.stdout = sys.stdout, sys.stderr
    first = most_resident()
    while header := stream.read(4):
        (size,) = struct.unpack(">I", header)
        message = stream.read(size)
        limit_time()
        answer = KINDS[message[:1]](message[1:])
        answer["grown"] = most_resident() - first
        told.write(json.dumps(answer) + "\n")
        told.flush()


if __name__ == "__main__":
    with (
        quick(look_again=0.01),
        mock.patch.object(execsync.client.connection, "SystemClock", HastyClock),
    ):
        serve(sys.stdin.buffer)
