"""`make pictures`: the README's pictures, made from real output and a real page.

A plan as an SVG, and the local hub's web page as PNGs. Needs Chromium and a font with emoji
(Debian: `apt-get install chromium-headless-shell fonts-noto-color-emoji`).
"""

import fcntl
import io
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from execsync.commands.demo import EDIT, EDITED, example
from execsync.system.local_process import environment, local_hub
from scripts.chromium import MISSING, QUIET, find_chromium

HERE = Path(__file__).parent
COLUMNS = 92
FONT_FACE = re.compile(r"@font-face \{\{.*?\}\}", re.DOTALL)


def main() -> None:
    """Make every picture anew."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "example-hub"
        shutil.copytree(example(), copy)
        arguments = ["--seed", str(copy / "hub-seed.toml"), "--extraction-seconds", "0.2"]
        log = Path(folder) / "hub.log"
        with local_hub([*arguments, "--invent-ids", "--per-minute", "600"], log) as hub:
            address = hub.address
            variables = environment(address, Path(folder) / "state")
            execsync("apply", "--yes", cwd=copy, env=variables)
            edit(copy)
            draw_plan(execsync("plan", cwd=copy, env=variables))
        shutil.rmtree(copy)
        shutil.copytree(example(), copy)
        with preview(copy) as origin:
            photograph(origin)


@contextmanager
def preview(copy: Path) -> Iterator[str]:
    """`execsync watch --local` in a folder, for the block, once everything is on its page."""
    process = subprocess.Popen(
        [sys.executable, "-m", "execsync", "watch", "--local"],
        cwd=copy,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            lines = iter(process.stdout or ())
            origin = next(line for line in lines if line.startswith("http://")).strip()
            next(line for line in lines if "last apply" in line)
            yield origin
        finally:
            process.terminate()


def execsync(*arguments: str, cwd: Path, env: Mapping[str, str]) -> str:
    """What a command prints on a terminal of COLUMNS columns."""
    reader, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    process = subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-m", "execsync", *arguments],
        cwd=cwd,
        env={**env, "TERM": "xterm-256color"},
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=subprocess.DEVNULL,
    )
    os.close(terminal)
    shown = b""
    with suppress(OSError):  # Linux ends a terminal that nobody writes to any more with an error
        while part := os.read(reader, 65536):
            shown += part
    os.close(reader)
    if process.wait() != 0:
        raise SystemExit(f"execsync {' '.join(arguments)} ended with {process.returncode}")
    return shown.decode().replace("\r\n", "\n")


def edit(copy: Path) -> None:
    """An edit, a new page, a renamed one, and one that is gone."""
    page = copy / EDITED
    page.write_text(page.read_text().replace(*EDIT))
    front = "---\ntitle: Returns desk\nfolder_ids: [fld_support]\n"
    sources = "sources:\n  - https://docs.example.com/returns\n---\n"
    (copy / "content/support/returns-desk.md").write_text(
        front + sources + "Who to ask, and when.\n"
    )
    (copy / "content/glossary.md").rename(copy / "content/words-we-use.md")
    (copy / "content/product/roadmap-questions.md").unlink()


def draw_plan(plan: str) -> None:
    """The plan as it looks in a terminal."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(f"$ execsync plan\n{plan}"))
    # Without the fonts that the usual template fetches: a picture should ask nobody for anything.
    plain = FONT_FACE.sub("", CONSOLE_SVG_FORMAT)
    console.save_svg(str(HERE / "plan.svg"), title="execsync plan", code_format=plain)


def photograph(origin: str) -> None:
    """The local hub's page, on a desk and on a phone."""
    program = find_chromium()
    if program is None:
        raise SystemExit(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        shoot(browser, origin, "hub.png", "light", 1440, 900)
        shoot(browser, origin, "hub-dark-phone.png", "dark", 390, 820)
        browser.close()


def shoot(browser: Browser, origin: str, name: str, scheme: str, width: int, height: int) -> None:
    """One picture of the refund policy's page."""
    dark = scheme == "dark"
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    page.goto(f"{origin}search?q=refund-policy")
    page.locator("#hits a").click()
    page.locator("#live[role=status]").wait_for()
    page.screenshot(path=str(HERE / name))
    page.close()


if __name__ == "__main__":
    os.umask(0o022)
    main()
