"""What an apply tells a program, line by line, kept and shown to people as it comes."""

import io
import json
from collections.abc import Mapping
from typing import Any, TextIO

from execsync.render.plain import visible


class ApplyEvents(io.StringIO):
    """A stream that takes `apply --format json`; `shown` gets a line for what people want to see."""

    def __init__(self, shown: TextIO) -> None:
        super().__init__()
        self._shown = shown
        self._begun = ""
        self.plan: Mapping[str, Any] = {}
        self.summary: Mapping[str, Any] = {}
        self.failures: list[Mapping[str, Any]] = []
        self.findings: list[Mapping[str, Any]] = []

    def write(self, text: str) -> int:
        """Take a part of a line, or several."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._take(json.loads(line))
        return len(text)

    def _take(self, event: Mapping[str, Any]) -> None:
        match event["type"]:
            case "plan":
                self.plan = event["plan"]
            case "summary":
                self.summary = event
            case "apply_complete":
                self._show(f"{event['action']} {event['address']}")
            case "apply_errored":
                self.failures.append(event)
                self._show(f"FAILED {event['action']} {event['address']}: {event['message']}")
            case "diagnostic":
                self.findings.append(event)
                place = f"{event['path']}: " if event.get("path") else ""
                self._show(f"{event['severity']}: {place}{event['summary']}")

    def _show(self, text: str) -> None:
        self._shown.write(f"{visible(text)}\n")
        self._shown.flush()

    @property
    def obstacles(self) -> list[Mapping[str, Any]]:
        """The changes that something other than a missing permission stands in the way of."""
        changes = self.plan.get("resource_changes", ())
        return [c for c in changes if c.get("blocked", {}).get("kind") in ("blocked", "conflict")]

    @property
    def halt(self) -> str:
        """Why the run ended before its end, and when to go on; empty where it did not."""
        if not self.summary.get("halted"):
            return ""
        last = self.findings[-1] if self.findings else {}
        return "; ".join(filter(None, (str(self.summary["halted"]), str(last.get("hint", "")))))
