"""The hub of the environment: key and address from variables, limits from a Config."""

import math
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from execsync.client.endpoint import PRODUCTION, check_address, is_loopback
from execsync.client.key import Key, parse_key
from execsync.client.settings import ClientSettings
from execsync.config import Config
from execsync.core.config_tables import ApplyConfig, LimitsConfig
from execsync.core.hub_tables import HubConfig
from execsync.core.spoken_time import say_seconds
from execsync.errors import ConfigError
from execsync.output.console import Console
from execsync.render.summary_text import ShownLimits

if TYPE_CHECKING:
    from execsync.client.hub import Hub
    from execsync.client.notes import RequestNote, WaitNote

NO_KEY = (
    "set {} to a key of the workspace; validate and plan work without one, and for a local hub "
    "`execsync hub` prints what to set"
)
ADDRESS = "EXEC_API_URL"
ONLY = HubConfig()
"""The hub where execsync.toml has no table of one."""
TOLD_WAIT = 2.0
"""Seconds from which on a wait is worth a line."""


def api_address(environment: Mapping[str, str] = os.environ, hub: HubConfig = ONLY) -> str:
    """The hub's address: `EXEC_API_URL`, `api_url` of the hub's table, or the production one.

    Where both are set they must be the same: neither is overridden silently. Of a table, which a pull
    request may have written, production and this machine are believed alone. Raises ConfigError.
    """
    told = environment.get(ADDRESS, "")
    if not hub.api_url:
        return check_address(told or PRODUCTION)
    address = check_address(hub.api_url)
    if told and check_address(told) != address:
        raise ConfigError(
            f"{ADDRESS} is another address than api_url of [hub.{hub.name}], {address}",
            hint=f"unset {ADDRESS}, or set it to the same",
        )
    if not told and address != PRODUCTION and not is_loopback(address):
        raise ConfigError(
            f"api_url of [hub.{hub.name}], {address}, is neither production's nor on this machine",
            hint=f"execsync.toml alone does not say where a key is sent: set {ADDRESS} to the same",
        )
    return address


def api_key(environment: Mapping[str, str] = os.environ, hub: HubConfig = ONLY) -> Key:
    """The key in `EXEC_API_KEY`, or in the hub's own variable. Raises ConfigError, which never quotes it."""
    text = environment.get(hub.key_variable, "")
    if not text.strip():
        raise ConfigError("no API key", hint=NO_KEY.format(hub.key_variable))
    return parse_key(text, hub.key_variable)


def _refuse_shared_key(config: Config, key: Key, environment: Mapping[str, str]) -> None:
    """Raises ConfigError where another hub of this execsync.toml is reached by the very same key.

    A State that nothing was applied to yet could not tell that the key is another hub's.
    """
    for other in config.other_hubs:
        try:
            same_key = api_key(environment, other).reveal() == key.reveal()
            same_hub = api_address(environment, other) == api_address(environment, config.hub)
        except ConfigError:
            continue  # that one cannot be reached from here
        if same_key and same_hub:
            raise ConfigError(
                f"{config.hub.key_variable} holds the key of [hub.{other.name}], too",
                hint=f"give [hub.{config.hub.name}] and [hub.{other.name}] a key of their own workspace each",
            )


class WaitTeller:
    """Tells of long waits, each once, though several requests begin the same one. Safe across threads.

    Where a live line shows them, it counts them down instead.
    """

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._lock = threading.Lock()
        self._told_until: dict[str, float] = {}

    def __call__(self, note: "WaitNote") -> None:
        """Tell it, unless a wait for the same reason that ends about then was told."""
        ends = self._clock() + note.seconds
        self._console.waits.begin(note.reason, ends)
        if self._console.waits.are_shown or self._console.counts_down:
            return
        with self._lock:
            known = ends - self._told_until.get(note.reason, -math.inf) < TOLD_WAIT
            if note.seconds < TOLD_WAIT or known:
                return
            self._told_until[note.reason] = ends
        self._console.tell(f"  waiting {say_seconds(note.seconds)}: {note.reason}")


def limits_now(config: Config, *, begun: int = 0) -> ShownLimits:
    """The limits, and what is left of them by our own count where a key tells whose count that is.

    `begun` requests were sent already for what is shown.
    """
    limits = config.limits
    shown = ShownLimits(limits.per_minute, limits.per_day, reserve=limits.reserve, begun=begun)
    # Without limits the client keeps no count.
    if not (limits.per_minute or limits.per_day):
        return shown
    try:
        address, key = api_address(hub=config.hub), api_key(hub=config.hub)
    except ConfigError:
        return shown  # a plan needs neither; an apply says what is wrong with them
    from execsync.client.ledger import read_ages, read_counts

    now = time.time()
    counts = read_counts(address, key, now=now) if limits.per_day else None
    left = counts and max(0, limits.per_day - limits.reserve - counts.last_day)
    ages = read_ages(address, key, now=now) if limits.per_minute else None
    return replace(shown, left_today=left, ages=ages or ())


def connect(
    config: Config | None,
    *,
    console: Console,
    stop: threading.Event,
    parallelism: int = ApplyConfig().parallelism,
    max_requests: int | None = None,
    max_wait: float = 120.0,
    before_write: Callable[[], None] = lambda: None,
    environment: Mapping[str, str] = os.environ,
) -> "Hub":
    """The hub that a Config has chosen and the environment names; nothing is sent yet. Raises ConfigError.

    `before_write` is called right before each request that may change something.
    """
    limits = config.limits if config else LimitsConfig()
    chosen = config.hub if config else ONLY
    key = api_key(environment, chosen)
    if config:
        _refuse_shared_key(config, key, environment)
    address = api_address(environment, chosen)
    if key.is_local and address == PRODUCTION:
        raise ConfigError(
            f"{chosen.key_variable} is the key of a local hub, and {ADDRESS} does not say where that is",
            hint=f"set {ADDRESS} as `execsync hub` has printed it, or {chosen.key_variable} to a real key",
        )
    settings = ClientSettings(
        address=address,
        parallelism=parallelism,
        per_minute=limits.per_minute,
        per_day=limits.per_day,
        reserve=limits.reserve,
        max_requests=max_requests,
        max_wait=max_wait,
    )

    # Not before the environment is known to be sound: it takes half of the start-up time.
    from execsync.client.connection import connect as open_hub
    from execsync.output.asking_line import AskingLine
    from execsync.output.wait_line import WaitLine

    def on_request(note: "RequestNote") -> None:
        waited = f", after {note.waited:.1f} s" if note.waited >= 0.1 else ""
        console.tell(f"  {note.method} {note.path}: {note.status or note.outcome}{waited}")

    return open_hub(
        settings,
        key=key,
        stop=stop,
        before_write=before_write,
        on_request=on_request if console.verbose else None,
        on_wait=WaitTeller(console),
        asking=AskingLine(console),
        clock=WaitLine(console),
        on_note=console.tell,
    )
