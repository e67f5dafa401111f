"""A program: execsync whose client gives no answer up, as it cannot where a host takes no connection."""

from functools import partial
from unittest import mock

import execsync.connection
from execsync import entry
from execsync.client.settings import ClientSettings

FOR_EVER = 1e6

if __name__ == "__main__":
    patient = partial(
        ClientSettings, read_timeout=FOR_EVER, answer_timeout=FOR_EVER, stop_timeout=FOR_EVER
    )
    with mock.patch.object(execsync.connection, "ClientSettings", patient):
        entry.main()
