"""One run of a command in a clone: what it was told, what it found there, and what it said."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from execsync.core.state import State
from tests.team.files import File

FINE = (0, 1, 3, 130)
"""Exit codes that a run may end with, beside signals."""
PAGE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
EDITED = "edited on the web"
"""How every message says it of a page that somebody edited."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a page or a run, and the way out that was named."""

    path: str
    reason: str
    way_out: str
    page_id: str = ""


@dataclass(slots=True)
class Run:
    """`began` and `ended` are numbers of deeds, `moment` the hub's clock at the start in microseconds."""

    number: int
    clone: str
    arguments: tuple[str, ...]
    files: Mapping[str, File]
    before: State | None
    began: int
    moment: int
    faults: frozenset[str] = frozenset()
    after: State | None = None
    ended: int = 0
    code: int = 0
    out: str = ""
    err: str = ""
    lines: list[dict[str, Any]] = field(default_factory=list)

    def end(self, code: int, out: str, err: str, after: State | None, ended: int) -> None:
        """Take in how it ended. The last line of a run that was killed may be torn."""
        self.code, self.out, self.err, self.after, self.ended = code, out, err, after, ended
        for line in out.splitlines():
            if line.startswith("{") and line.endswith("}"):
                self.lines.append(json.loads(line))

    @property
    def overwrites(self) -> bool:
        """Whether it was told to write over web edits."""
        return "overwrite" in self.arguments

    @property
    def owned(self) -> frozenset[str]:
        """The ids of pages that State owned before it or after it, or by its plan."""
        states = [state for state in (self.before, self.after) if state is not None]
        planned = {c["id"] for plan in self._plans() for c in plan["resource_changes"] if "id" in c}
        return frozenset(page_id for state in states for page_id in state.owned_ids()) | planned

    def named(self) -> frozenset[str]:
        """The ids of the pages whose web edit it has named."""
        found = {
            page_id
            for obstacle in self.obstacles()
            if EDITED in obstacle.reason
            for page_id in (obstacle.page_id, *PAGE_ID.findall(obstacle.reason))
        }
        changes = [change for plan in self._plans() for change in plan["resource_changes"]]
        drifted = {drift["address"] for plan in self._plans() for drift in plan["resource_drift"]}
        found |= {change["id"] for change in changes if change["address"] in drifted}
        # To a person a page is known by its file, also one that another one has replaced since.
        lines = [line for line in f"{self.out}\n{self.err}".splitlines() if EDITED in line]
        states = [state for state in (self.before, self.after) if state is not None]
        pages = [page for state in states for page in state.pages.values()]
        told = [page for page in pages if any(page.path in line for line in lines)]
        found |= {page_id for page in told for page_id in (page.id, *page.retiring)}
        return frozenset(found)

    def obstacles(self) -> list[Obstacle]:
        """Everything that it says a person must settle, in its order."""
        return [*self._planned(), *self._failed()]

    def _planned(self) -> Iterator[Obstacle]:
        for plan in self._plans():
            for change in plan["resource_changes"]:
                if blocked := change.get("blocked"):
                    yield Obstacle(
                        change["path"], blocked["reason"], blocked["way_out"], change.get("id", "")
                    )

    def _failed(self) -> Iterator[Obstacle]:
        ids = self._ids()
        for line in self.lines:
            if line["type"] == "apply_errored":
                path = line["address"].partition(":")[2]
                yield Obstacle(path, line["message"], line["hint"], ids.get(path, ""))
            elif line["type"] == "diagnostic" and line["severity"] == "error":
                summary = f"{line['summary']} {line.get('detail', '')}"
                path = line.get("path", "").removeprefix("content/")
                yield Obstacle(path, summary, line["hint"])

    def _plans(self) -> list[dict[str, Any]]:
        return [line["plan"] for line in self.lines if line["type"] == "plan"]

    def _ids(self) -> dict[str, str]:
        states = [state for state in (self.before, self.after) if state is not None]
        return {path: page.id for state in states for path, page in state.pages.items()}
