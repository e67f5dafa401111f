"""The outputs of a step."""

import json
from collections.abc import Mapping
from typing import Any

from execsync.ci.carried import Carried
from execsync.errors import LockedError

COUNTED = (
    "create",
    "update",
    "replace",
    "move",
    "archive",
    "forget",
    "conflict",
    "blocked",
    "held",
)
"""The outputs that count: changes by action, then those that something stands in the way of."""


def plan_outputs(plan: Mapping[str, Any]) -> dict[str, str]:
    """Of a plan's JSON: how many changes there are, by action and altogether, and its requests."""
    counts = {name: int(plan["summary"].get(name, 0)) for name in COUNTED}
    changes = sum(counts[name] for name in COUNTED[:6])
    shown = {name: str(number) for name, number in counts.items()}
    return {**shown, "changes": str(changes), "requests": str(plan["cost"]["requests"])}


def end_outputs(ended: Carried, code: int, reason: str = "") -> dict[str, str]:
    """How a command ended. `lock-info` says who holds the lock, where that is why."""
    is_locked = isinstance(ended.error, LockedError)
    return {
        "exit-code": str(code),
        "failure-reason": "" if code == 0 else reason or ended.reason,
        "lock-info": ended.reason if is_locked else "",
    }


def read_plan(text: bytes) -> Mapping[str, Any]:
    """A plan's JSON that we have written."""
    plan: Mapping[str, Any] = json.loads(text)
    return plan
