"""`execsync` that renews its lock all the time, and says when it has lost it. Run it as a script."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from execsync.entry import main
from execsync.state import lease
from execsync.state.lease import Lease

LOST = "the renewal found the lock gone"


class Telling(Lease):
    """Says so once whoever holds the lock was told."""

    @contextmanager
    def hold(
        self, note: Mapping[str, str], *, timeout: float, on_lost: Callable[[], None]
    ) -> Iterator[Callable[[], None]]:
        def lost() -> None:
            on_lost()
            os.write(2, f"{LOST}\n".encode())

        often = replace(
            self, renew_every=1.0
        )  # whoever takes it must have the time for that in between
        with Lease.hold(often, note, timeout=timeout, on_lost=lost) as check:
            yield check


if __name__ == "__main__":
    lease.Lease = Telling  # type: ignore[misc]
    main()
