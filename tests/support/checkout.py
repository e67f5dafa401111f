"""A checkout with a hub's content, and the ways to run commands in it."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from execsync import cli
from execsync.core.serde import load_state
from execsync.core.state import State
from execsync.core.state_text import dump_state
from execsync.localhub import LOCAL_KEY
from tests.support.running import Process, start


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that came to its end."""

    code: int
    out: str
    err: str


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Checkout:
    """A folder with execsync.toml and pages, bound to the hub at `url`.

    `config` is the text of execsync.toml. Requests are counted in a folder of the checkout's own
    unless `state_home` names one to share.
    """

    def __init__(
        self, folder: Path, url: str = "", *, config: str = "", state_home: Path | None = None
    ) -> None:
        self.folder = folder
        self.url = url
        self.content = folder / "content"
        self.content.mkdir(parents=True, exist_ok=True)
        self.state_home = state_home or folder / ".state-home"
        self.configure(config)

    def configure(self, text: str) -> None:
        """Write execsync.toml."""
        (self.folder / "execsync.toml").write_text(text)

    def write(self, path: str, text: str) -> None:
        """Write a file below the content root."""
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def page(self, path: str, *, title: str, body: str = "Text.\n", **front: object) -> None:
        """Write a page; `front` is more front matter."""
        fields = {"title": title, **front}
        lines = [
            f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items()
        ]
        self.write(path, f"---\n{''.join(lines)}---\n{body}")

    def remove(self, path: str) -> None:
        """Remove a file below the content root."""
        (self.content / path).unlink()

    def rename(self, old: str, new: str) -> None:
        """Rename a file below the content root."""
        (self.content / new).parent.mkdir(parents=True, exist_ok=True)
        (self.content / old).rename(self.content / new)

    @property
    def state_folder(self) -> Path:
        return self.folder / ".execsync"

    @property
    def state_file(self) -> Path:
        return self.state_folder / "state.toml"

    @property
    def journal(self) -> Path:
        return self.state_folder / "journal.jsonl"

    def state(self) -> State:
        """State as its file has it."""
        return load_state(self.state_file.read_bytes())

    def write_state(self, state: State) -> None:
        """Write a State in the place of the one that is there."""
        self.state_file.write_bytes(dump_state(state))

    def environment(self) -> Mapping[str, str]:
        """The environment that commands run in: this hub, and nothing of the user's."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
        }
        return {
            **inherited,
            "EXEC_API_URL": self.url,
            "EXEC_API_KEY": LOCAL_KEY,
            "XDG_STATE_HOME": str(self.state_home),
        }

    def run(self, *arguments: str, timeout: float = 60) -> Ended:
        """Run `execsync …` in a process of its own, to its end."""
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return Ended(process.returncode, out, err)

    def start(self, *arguments: str, script: Path | None = None) -> Process:
        """Start `execsync …` in a process of its own; `script` stands in for the program."""
        program = [sys.executable, str(script)] if script else []
        return start(arguments, folder=self.folder, environment=self.environment(), program=program)

    def call(self, *arguments: str, **variables: str | None) -> Ended:
        """Run `execsync …` in this process: quicker, and with no streams of its own.

        `variables` are more of the environment; None leaves one out.
        """
        return self._call(arguments, io.StringIO(), io.StringIO(), variables)

    def call_on_terminal(self, columns: int, *arguments: str) -> Ended:
        """The same where both streams say that they are a terminal so wide, without colours and pager."""
        variables = {"COLUMNS": str(columns), "TERM": "dumb"}
        return self._call(arguments, _Terminal(), _Terminal(), variables)

    def _call(
        self,
        arguments: Sequence[str],
        out: io.StringIO,
        err: io.StringIO,
        variables: Mapping[str, str | None],
    ) -> Ended:
        environment = {**self.environment(), **variables}
        given = {name: value for name, value in environment.items() if value is not None}
        with (
            mock.patch.dict(os.environ, given, clear=True),
            chdir(self.folder),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            code = cli.run(list(arguments))
        return Ended(code, out.getvalue(), err.getvalue())
