"""What the client is told before it starts."""

from dataclasses import dataclass

from execsync.client.endpoint import PRODUCTION
from execsync.core.size_limits import ANSWER


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """Where the hub is, and how hard it may be asked. Times are seconds.

    The defaults are the published limits of a workspace: 60 requests a minute and 1,000 a day;
    None or 0 means no limit. `reserve` leaves that many of the day to others, `max_requests`
    bounds this run, and a 429 that asks for more than `max_wait` ends it.
    """

    address: str = PRODUCTION
    parallelism: int = 4
    per_minute: int | None = 60
    per_day: int | None = 1000
    reserve: int = 0
    max_requests: int | None = None
    max_wait: float = 120.0
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    write_timeout: float = 30.0
    pool_timeout: float = 60.0
    """For a free connection, where more than `parallelism` threads ask at once."""
    answer_timeout: float = 300.0
    """For one request, from the connection to the last byte of its answer, repetitions included: the others
    alone let a trickle of bytes go on for ever."""
    stop_timeout: float = 3.0
    """For the answers that are still to come when the run is to stop. GitHub's runner kills it after ten
    seconds, and by then State must be where it is kept, however slow the way there is."""
    max_answer: int = ANSWER
    """Bytes, unpacked."""
