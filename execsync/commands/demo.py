"""`execsync demo`: the whole way on an example, with real commands against a local hub."""

import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from execsync.core.snapshot import PageRow
from execsync.errors import EXIT_OK, ExecsyncError
from execsync.output.console import Console
from execsync.render.plain import visible
from execsync.render.style import Colour
from execsync.signals import interruptible, stop_on_signal
from execsync.system.child import OURSELVES
from execsync.system.local_process import environment, local_hub

EDITED = "content/support/refund-policy.md"
EDIT = ("30 days from the invoice date", "45 days from the invoice date")
PAGE_URL = re.compile(r"^page_url\s*=.*$", re.MULTILINE)
MINUTE_LIMIT = re.compile(r"^per_minute\s*=.*$", re.MULTILINE)


def demo(*, serve: bool, console: Console) -> int:
    """Walk through it in a temporary folder; `serve` keeps the hub up afterwards. Raises ExecsyncError."""
    with interruptible(), tempfile.TemporaryDirectory(prefix="execsync-demo-") as folder:
        copy = Path(folder) / "example-hub"
        shutil.copytree(example(), copy)
        seed = str(copy / "hub-seed.toml")
        arguments = [
            "--seed",
            seed,
            "--invent-ids",
            "--per-minute",
            "0",
            "--extraction-seconds",
            "1",
        ]
        with local_hub(arguments, Path(folder) / "hub.log") as hub:
            address = hub.address
            _tune(copy / "execsync.toml", _origin(address))
            show = Show(copy, environment(address, Path(folder) / "state"), console)
            show.walk()
            show.holdings(address)
            if serve:
                _keep_up(address, copy, console)
    return EXIT_OK


def example() -> Path:
    """The example hub: in an installed package within it, in a checkout beside it."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "example_hub", package.parent / "example-hub"):
        if (folder / "execsync.toml").is_file():
            return folder
    raise ExecsyncError("the example hub is not part of this installation")


@dataclass(frozen=True, slots=True)
class Show:
    """Real commands, each shown before it runs."""

    folder: Path
    environment: Mapping[str, str]
    console: Console

    def walk(self) -> None:
        """Validate, plan, apply, plan again, edit, plan, apply."""
        self.say("A repository of Markdown files, and an empty hub on this machine.")
        self.run("validate")
        self.run("plan")
        self.run("apply", "--yes")
        self.say(
            "The same again: nothing is left to do, and State knows it without asking the hub."
        )
        self.run("plan")
        self.edit()
        self.run("plan")
        self.run("apply", "--yes")

    def say(self, text: str) -> None:
        """A sentence for the reader."""
        style = self.console.style(self.console.out)
        self.console.out.write(f"\n{style(text, Colour.BOLD)}\n")
        self.console.out.flush()

    def run(self, *arguments: str) -> None:
        """One command. Raises ExecsyncError when it fails: the demo shows what works."""
        style = self.console.style(self.console.out)
        self.console.out.write(f"\n{style('$ execsync ' + ' '.join(arguments), Colour.CYAN)}\n")
        self.console.out.flush()
        done = subprocess.run(  # noqa: S603 (our own program, with our own arguments)
            [*OURSELVES, *arguments, "--color", self.console.colour],
            cwd=self.folder,
            env=dict(self.environment),
            check=False,
        )
        if done.returncode != 0:
            raise ExecsyncError(f"execsync {' '.join(arguments)} ended with {done.returncode}")

    def edit(self) -> None:
        """Change a line of a page, as a writer would."""
        path = self.folder / EDITED
        before, after = EDIT
        path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
        self.say(f"A writer edits {EDITED}: {before} becomes {after}.")

    def holdings(self, address: str) -> None:
        """What the hub holds now, asked from it."""
        from execsync.client.connection import connect
        from execsync.client.key import parse_key
        from execsync.client.settings import ClientSettings

        settings = ClientSettings(address=address, per_minute=None, per_day=None)
        key = parse_key(self.environment["EXEC_API_KEY"])
        with connect(settings, key=key, stop=threading.Event()) as hub:
            names = {folder.id: folder.name for folder in hub.folders().rows}
            rows = hub.pages(sort="title").rows
            sources = hub.sources().rows
        self.say(f"What the hub holds now: {len(rows)} pages and {len(sources)} sources.")
        for row in rows:
            self.console.out.write(f"  {_describe(row, names)}\n")
        self.console.out.flush()


def _describe(row: PageRow, names: Mapping[str, str]) -> str:
    folders = " / ".join(names.get(folder_id, folder_id) for folder_id in row.folder_ids)
    return visible(f"{row.title:<36} {row.status:<9}  {row.visibility:<9}  {folders}").rstrip()


def _tune(path: Path, origin: str) -> None:
    """Have links lead to the local hub, and no minute to wait for, as the hub is told, too."""
    text = path.read_text(encoding="utf-8")
    text = MINUTE_LIMIT.sub("per_minute = 0", text)
    text = PAGE_URL.sub(f'page_url = "{origin}/pages/{{id}}"', text)
    path.write_text(text, encoding="utf-8")


def _origin(address: str) -> str:
    return address.partition("/rest/")[0]


def _keep_up(address: str, folder: Path, console: Console) -> None:
    console.out.write(
        f"\nThe hub stays up at {_origin(address)} until Ctrl-C. To go on by hand:\n"
        f"  cd {folder}\n"
        f"  export EXEC_API_URL={address} EXEC_API_KEY=exec_live_{'0' * 40}\n"
    )
    console.out.flush()
    stop = threading.Event()
    with stop_on_signal(stop):
        stop.wait()
