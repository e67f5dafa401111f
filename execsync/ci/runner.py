"""What a CI's runner takes from a step: outputs, a summary, and lines that it acts on."""

import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from execsync.output.console import guarded
from execsync.render.plain import visible
from execsync.render.workflow import workflow_command


class Runner(Protocol):
    """The side of a runner that a step sees."""

    def output(self, values: Mapping[str, str]) -> None:
        """Give later steps these values, whatever stands in them."""

    def summarise(self, markdown: str) -> None:
        """Show this to whoever looks at the job."""

    def annotate(self, level: str, text: str) -> None:
        """Show one line; `level` is notice, warning or error."""

    @property
    def format(self) -> str:
        """The format of findings that it understands."""


class GitHubRunner:
    """GitHub Actions: files that it names, and workflow commands."""

    format = "github"

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._outputs = environment.get("GITHUB_OUTPUT")
        self._summary = environment.get("GITHUB_STEP_SUMMARY")

    def output(self, values: Mapping[str, str]) -> None:
        """Write them with a delimiter that no value can know of."""
        end = f"end_{secrets.token_hex(16)}"
        _append(self._outputs, "".join(f"{k}<<{end}\n{v}\n{end}\n" for k, v in values.items()))

    def summarise(self, markdown: str) -> None:
        """Add it to the job's summary."""
        _append(self._summary, f"{markdown}\n")

    def annotate(self, level: str, text: str) -> None:
        """Write a workflow command."""
        sys.stdout.write(f"{workflow_command(level, text, title='execsync')}\n")
        sys.stdout.flush()


class GitLabRunner:
    """GitLab CI: a report of variables, and a file that the job keeps."""

    format = "text"

    def __init__(self, environment: Mapping[str, str]) -> None:
        folder = Path(environment.get("CI_PROJECT_DIR", "."))
        self._outputs = str(folder / "execsync.env")
        self._summary = str(folder / "execsync-summary.md")

    def output(self, values: Mapping[str, str]) -> None:
        """Write each as EXECSYNC_NAME, on one line: the report takes no line ends."""
        names = {name: f"EXECSYNC_{name.upper().replace('-', '_')}" for name in values}
        _append(self._outputs, "".join(f"{names[k]}={visible(v)}\n" for k, v in values.items()))

    def summarise(self, markdown: str) -> None:
        """Add it to the file."""
        _append(self._summary, f"{markdown}\n")

    def annotate(self, level: str, text: str) -> None:
        """Write a line of the log."""
        guarded(sys.stdout).write(f"{level}: {visible(text)}\n")
        sys.stdout.flush()


def _append(path: str | None, text: str) -> None:
    if path:
        with Path(path).open("a", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
