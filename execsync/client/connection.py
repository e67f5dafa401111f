"""The parts of the client, put together."""

import random
import threading
from collections.abc import Callable

from execsync.client.clock import Clock, SystemClock
from execsync.client.deadline import Asking, unseen
from execsync.client.endpoint import check_address
from execsync.client.hub import Hub
from execsync.client.key import Key
from execsync.client.ledger import Ledger, ledger_path, sweep
from execsync.client.notes import RequestNote, WaitNote
from execsync.client.pacing import Pacer
from execsync.client.requester import Requester
from execsync.client.retry import Backoff
from execsync.client.settings import ClientSettings
from execsync.client.transport import Transport


def connect(
    settings: ClientSettings,
    *,
    key: Key,
    stop: threading.Event,
    before_write: Callable[[], None] = lambda: None,
    on_request: Callable[[RequestNote], None] | None = None,
    on_wait: Callable[[WaitNote], None] | None = None,
    on_note: Callable[[str], None] | None = None,
    asking: Asking = unseen,
    clock: Clock | None = None,
    backoff: Backoff | None = None,
) -> Hub:
    """A hub, asked as `settings` say; nothing is sent yet. Once `stop` is set no request leaves,
    and those that are under way have `settings.stop_timeout` seconds left.

    The callbacks are called from whichever thread sends: `before_write` right before each sending that
    may change something, which it keeps back by what it raises; `on_request` after each sending,
    `on_wait` when a wait begins, `on_note` with a sentence for a person; `asking` is entered for each
    sending. Raises ConfigError.
    """
    check_address(settings.address)
    clock = clock or SystemClock()
    ledger = _open_ledger(settings, key, on_note or _ignore, clock)
    pacer = Pacer(settings, ledger=ledger, clock=clock, stop=stop, on_wait=on_wait or _ignore)
    transport = Transport(settings, key, clock, stop, asking)
    requester = Requester(
        transport,
        pacer,
        key=key,
        clock=clock,
        backoff=backoff or Backoff(random.random),
        max_wait=settings.max_wait,
        answer_timeout=settings.answer_timeout,
        before_write=before_write,
        on_request=on_request or _ignore,
    )
    return Hub(requester, ledger=ledger, transport=transport, clock=clock)


def _open_ledger(
    settings: ClientSettings, key: Key, note: Callable[[str], None], clock: Clock
) -> Ledger | None:
    # Without limits there is nothing to keep or to tell, and a count would only slow down.
    if not (settings.per_minute or settings.per_day):
        return None
    path = ledger_path(settings.address, key)
    if path is not None:
        sweep(path.parent, now=clock.now())
    return Ledger(path, note=note)


def _ignore(_told: object) -> None:
    pass
