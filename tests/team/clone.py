"""One working copy of a team: its files, its State, and what it last had in common with the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from execsync.config import load
from execsync.core.state import State
from execsync.errors import JournalError, StateError
from execsync.workspace import Workspace
from tests.support.checkout import Checkout
from tests.team.files import File, read

CONFIG = """\
[limits]
per_minute = 0
per_day = 0
[watch]
quiet = 0.01
min_interval = 0
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a commit holds: the files below the content root by path, and State."""

    texts: Mapping[str, str] = field(default_factory=dict)
    state: bytes | None = None


class Clone(Checkout):
    """A checkout that has a name, and reads what stands in its files."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder, url, config=CONFIG, state_home=folder.parent / ".state-home")
        self.name = folder.name
        self.base = Snapshot()
        """What was pulled or pushed last."""
        self.cut_short: bytes | None = None
        """State as it was here when a run left its journal, where another one took its place since."""
        self.runs = 0
        """Runs since another State was put here: it may not know what earlier runs saw."""

    def texts(self) -> dict[str, str]:
        """Path → text of each file."""
        paths = sorted(self.content.rglob("*.md"))
        return {path.relative_to(self.content).as_posix(): path.read_text() for path in paths}

    def files(self) -> dict[str, File]:
        """Path → what the file says."""
        return {path: read(text) for path, text in self.texts().items()}

    def put(self, files: Mapping[str, File]) -> None:
        """Have these files and no others."""
        self.put_texts({path: file.write() for path, file in files.items()})

    def put_texts(self, texts: Mapping[str, str]) -> None:
        """The same with their texts; a file that is as it should be is not written."""
        now = self.texts()
        for path in now.keys() - texts.keys():
            self.remove(path)
        for path, text in texts.items():
            if now.get(path) != text:
                self.write(path, text)

    def state_bytes(self) -> bytes | None:
        """State's file."""
        return self.state_file.read_bytes() if self.state_file.exists() else None

    def put_state(self, data: bytes | None) -> None:
        """Have another State, or none. One that a journal belongs to is kept aside, as Git keeps it."""
        if data == self.state_bytes():
            return
        self.runs = 0
        self.keep_aside()
        self.state_folder.mkdir(exist_ok=True)
        if data is None:
            self.state_file.unlink()
        else:
            self.state_file.write_bytes(data)

    def keep_aside(self) -> None:
        """Keep the State that a journal belongs to, before another one may take its place."""
        if self.journal.exists() and self.cut_short is None:
            self.cut_short = self.state_bytes()

    def known(self) -> State | None:
        """State with what the journal knows; None where one of them cannot be used."""
        try:
            return Workspace(load(self.folder / "execsync.toml")).load().state
        except (StateError, JournalError):
            return None
