"""Faults on demand: rules that say which requests go wrong, how, and how often."""

from __future__ import annotations

import dataclasses
import random
import threading
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from execsync.localhub.typed import check_types

FaultKind = Literal["cut", "lose", "truncate", "error", "error_after", "limit", "delay", "late"]
"""How a request goes wrong:

- cut: the connection is cut, no work is done
- lose: the work is done, then the connection is cut without an answer
- truncate: the work is done, and the answer breaks off in its middle
- error: `status` is answered, no work is done
- error_after: the work is done, then `status` is answered
- limit: 429 is answered with `retry_after`, no work is done
- delay: the work begins `seconds` later
- late: the connection is cut at once, and the work is done `seconds` later
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A rule. Raises ValueError for a wrong type, and for a number out of its range.

    `method` None is every method; `path` is a glob over the path below the base address, whose
    `*` takes in slashes. Of the requests that match, the first `after` go well, then each is hit
    with `probability` (from `seed`) until `times` were hit; `times` None never ends.
    """

    kind: FaultKind
    method: str | None = None
    path: str = "*"
    times: int | None = 1
    after: int = 0
    probability: float = 1.0
    seed: int = 0
    status: int = 500
    retry_after: int = 1
    seconds: float = 0.0

    def __post_init__(self) -> None:
        check_types(self)
        if not 0 <= self.probability <= 1:
            raise ValueError("probability: must be from 0 to 1")
        if not 400 <= self.status <= 599:
            raise ValueError("status: must be from 400 to 599")
        for name in ("times", "after", "retry_after", "seconds"):
            if (getattr(self, name) or 0) < 0:
                raise ValueError(f"{name}: cannot be negative")

    def matches(self, method: str, path: str) -> bool:
        """Tell whether the rule is about such a request."""
        return self.method in (None, method) and fnmatchcase(path, self.path)


class _Rule:
    """A fault with its own count and its own dice."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.seen = 0
        self.hits = 0
        self._dice = random.Random(fault.seed)  # noqa: S311

    def hit(self, method: str, path: str) -> bool:
        fault = self.fault
        if self.hits == fault.times or not fault.matches(method, path):
            return False
        self.seen += 1
        if self.seen <= fault.after or self._dice.random() >= fault.probability:
            return False
        self.hits += 1
        return True


class Faults:
    """The rules in force. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[_Rule] = []
        self._released = threading.Event()

    def add(self, kind: FaultKind, **options: Any) -> Fault:
        """Add a rule, with the fields of Fault as options; earlier rules go first."""
        unknown = set(options) - {field.name for field in dataclasses.fields(Fault)}
        if unknown:
            raise ValueError(f"{min(unknown)}: a fault has no such field")
        fault = Fault(kind=kind, **options)
        with self._lock:
            self._rules.append(_Rule(fault))
        return fault

    def clear(self) -> None:
        """Drop all rules; what they have begun goes on."""
        with self._lock:
            self._rules.clear()

    def hold(self, seconds: float) -> None:
        """Hold a request up: wait so long, or until `release`."""
        self._released.wait(seconds)

    def release(self) -> None:
        """Let what is held up go on at once, and hold nothing up any more."""
        self._released.set()

    def pick(self, method: str, path: str) -> Fault | None:
        """The fault of the first rule that hits this request, if any; counts the request."""
        with self._lock:
            hits = (rule.fault for rule in self._rules if rule.hit(method, path))
            return next(hits, None)

    def as_json(self) -> list[dict[str, Any]]:
        """The rules, each with how many requests it has `seen` and `hits`."""
        with self._lock:
            return [
                {**dataclasses.asdict(rule.fault), "seen": rule.seen, "hits": rule.hits}
                for rule in self._rules
            ]
