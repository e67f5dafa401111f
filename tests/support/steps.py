"""The steps of a job, carried out as a runner does it: in bash, with the variables that they name."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass
class Job:
    """One job: the values of expressions, and the variables that a runner sets.

    `installs` names the steps that are left out, because what they install is here already.
    """

    folder: Path
    temporary: Path
    values: dict[str, str]
    variables: Mapping[str, str]
    installs: tuple[str, ...] = ("Install execsync",)
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""
    failed: bool = False

    @property
    def summary(self) -> str:
        """What people see of the job."""
        path = self.temporary / "summary"
        return path.read_text() if path.exists() else ""

    def run(self, steps: list[Mapping[str, Any]], *, cancel_when: Path | None = None) -> int:
        """Run every step that has a shell. Returns the code of the first that failed.

        With `cancel_when`, the first step gets SIGINT once that file exists.
        """
        code = 0
        for step in steps:
            if "run" not in step or step.get("name") in self.installs or not self._wants(step):
                continue
            ended = self._step(step, cancel_when)
            code = code or ended
            self.failed = self.failed or ended != 0
            cancel_when = None
        return code

    def value(self, expression: str) -> str:
        """What an expression stands for. Raises KeyError for one that the test does not know."""
        parts = [part.strip() for part in expression.split("||")]
        found = [self._one(part) for part in parts]
        return next((one for one in found if one), "")

    def _one(self, part: str) -> str:
        name, differs, other = part.partition(" != ")
        if differs:
            return str(self.values[name] != other.strip("'")).lower()
        if output := re.fullmatch(r"steps\.(\w+)\.outputs\.([\w-]+)", part):
            return self.outputs.get(f"{output[1]}.{output[2]}", "")
        return self.values[part]

    def _wants(self, step: Mapping[str, Any]) -> bool:
        """Whether the condition of a step holds: `a == 'b' && c != 'd'`, or with `||`; `always()`."""
        condition = str(step.get("if", ""))
        if self.failed and "always()" not in condition:
            return False
        return any(
            all(self._holds(part.strip()) for part in side.split("&&"))
            for side in condition.split("||")
        )

    def _holds(self, part: str) -> bool:
        if part in ("", "always()"):
            return True
        name, sign, other = re.fullmatch(r"(\S+) ([!=]=) '(.*)'", part).groups()  # type: ignore[union-attr]
        return (self.values[name] == other) is (sign == "==")

    def _step(self, step: Mapping[str, Any], cancel_when: Path | None) -> int:
        assert not _EXPRESSION.search(step["run"]), "an expression would be a part of the script"
        given = {
            name: _EXPRESSION.sub(lambda m: self.value(m[1]), str(text))
            for name, text in step.get("env", {}).items()
        }
        told = self.temporary / f"output-{step.get('id', 'none')}"
        script = self.temporary / "script.sh"
        script.write_text(step["run"])
        with (self.temporary / "log").open("w+b") as log:
            process = subprocess.Popen(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
                cwd=self.folder,
                env={
                    **self.variables,
                    "RUNNER_TEMP": str(self.temporary),
                    "GITHUB_OUTPUT": str(told),
                    "GITHUB_STEP_SUMMARY": str(self.temporary / "summary"),
                    **given,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            if cancel_when is not None:
                _await(cancel_when, process)
                os.kill(process.pid, signal.SIGINT)
            code = process.wait(timeout=600)
            log.seek(0)
            self.log += log.read().decode()
        for name, value in read_outputs(told):
            self.outputs[f"{step.get('id')}.{name}"] = value
        return code


def _await(path: Path, process: "subprocess.Popen[bytes]") -> None:
    while not path.exists() and process.poll() is None:
        os.sched_yield()


def read_outputs(path: Path) -> Iterator[tuple[str, str]]:
    """Names and values, as GitHub reads them."""
    lines = iter(path.read_text().splitlines() if path.exists() else ())
    for line in lines:
        name, _, end = line.partition("<<")
        value = []
        for inner in lines:
            if inner == end:
                break
            value.append(inner)
        yield name, "\n".join(value)


def steps_of(action: Path) -> list[Mapping[str, Any]]:
    """The steps of a composite action."""
    return list(yaml.safe_load(action.read_text())["runs"]["steps"])


def inputs_of(action: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The values of `inputs.…`, of which those that are not given are the action's own."""
    known = yaml.safe_load(action.read_text())["inputs"]
    assert set(given) <= set(known)
    return {f"inputs.{n}": str(given.get(n, i.get("default", ""))) for n, i in known.items()}
