"""The hub of the environment: key and address from variables, limits from a Config."""

import math
import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from execsync.client.endpoint import PRODUCTION, check_address
from execsync.client.key import Key, parse_key
from execsync.client.settings import ClientSettings
from execsync.core.config_tables import ApplyConfig, LimitsConfig
from execsync.errors import ConfigError
from execsync.output.console import Console
from execsync.render.summary_text import ShownLimits

if TYPE_CHECKING:
    from execsync.client.hub import Hub
    from execsync.client.notes import RequestNote, WaitNote

NO_KEY = "set EXEC_API_KEY to a key of the workspace; validate and plan work without one"
TOLD_WAIT = 2.0
"""Seconds from which on a wait is worth a line."""


def api_address(environment: Mapping[str, str] = os.environ) -> str:
    """The hub's address: `EXEC_API_URL`, or the production one. Raises ConfigError."""
    return check_address(environment.get("EXEC_API_URL") or PRODUCTION)


def api_key(environment: Mapping[str, str] = os.environ) -> Key:
    """The key in `EXEC_API_KEY`. Raises ConfigError, which never quotes it."""
    text = environment.get("EXEC_API_KEY", "")
    if not text.strip():
        raise ConfigError("no API key", hint=NO_KEY)
    return parse_key(text)


class WaitTeller:
    """Tells of long waits, each once, though several requests begin the same one. Safe across threads."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._lock = threading.Lock()
        self._told_until: dict[str, float] = {}

    def __call__(self, note: "WaitNote") -> None:
        """Tell it, unless a wait for the same reason that ends about then was told."""
        with self._lock:
            ends = self._clock() + note.seconds
            known = ends - self._told_until.get(note.reason, -math.inf) < TOLD_WAIT
            if note.seconds < TOLD_WAIT or known:
                return
            self._told_until[note.reason] = ends
        self._console.tell(f"  waiting {note.seconds:.0f} s: {note.reason}")


def limits_now(limits: LimitsConfig) -> ShownLimits:
    """The limits, and what is left of today by our own count where a key tells whose count that is."""
    return ShownLimits(limits.per_minute, limits.per_day, _left_today(limits), limits.reserve)


def _left_today(limits: LimitsConfig) -> int | None:
    # Without a limit of its own the client keeps no count.
    if not limits.per_day or not (limits.per_minute or limits.reserve):
        return None
    try:
        address, key = api_address(), api_key()
    except ConfigError:
        return None  # a plan needs neither; an apply says what is wrong with them
    from execsync.client.ledger import read_counts

    counts = read_counts(address, key, now=time.time())
    return None if counts is None else max(0, limits.per_day - limits.reserve - counts.last_day)


def connect(
    limits: LimitsConfig,
    *,
    console: Console,
    stop: threading.Event,
    parallelism: int = ApplyConfig().parallelism,
    max_requests: int | None = None,
    max_wait: float = 120.0,
    environment: Mapping[str, str] = os.environ,
) -> "Hub":
    """The hub that the environment names; nothing is sent yet. Raises ConfigError."""
    key = api_key(environment)
    settings = ClientSettings(
        address=api_address(environment),
        parallelism=parallelism,
        per_minute=limits.per_minute,
        per_day=limits.per_day,
        reserve=limits.reserve,
        max_requests=max_requests,
        max_wait=max_wait,
    )

    # Not before the environment is known to be sound: it takes half of the start-up time.
    from execsync.client.connection import connect as open_hub

    def on_request(note: "RequestNote") -> None:
        waited = f", after {note.waited:.1f} s" if note.waited >= 0.1 else ""
        console.tell(f"  {note.method} {note.path}: {note.status or note.outcome}{waited}")

    return open_hub(
        settings,
        key=key,
        stop=stop,
        on_request=on_request if console.verbose else None,
        on_wait=WaitTeller(console),
        on_note=console.tell,
    )
