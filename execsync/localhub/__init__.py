"""A stand-in for the hub: the same calls, on loopback, kept in SQLite, with faults on demand.

An island: it imports nothing of execsync, because types shared with the client would share its
mistakes. It never opens a connection and answers only requests that name a loopback host.
"""

from execsync.localhub.faults import Fault, FaultKind
from execsync.localhub.gate import LOCAL_KEY
from execsync.localhub.hub import LocalHub, serve
from execsync.localhub.quirks import Quirks
from execsync.localhub.settings import LocalHubSettings

__all__ = ["LOCAL_KEY", "Fault", "FaultKind", "LocalHub", "LocalHubSettings", "Quirks", "serve"]
