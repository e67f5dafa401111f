"""The port of a checkout's local hub: the same each time, so that an open page finds it again."""

import socket

from execsync.errors import UnsafeFileError
from execsync.state.folder import StateFolder

PORT = "local/port"
RUNNING = "local/running"
"""The port of the one that runs, which may be another one; it means something under its lock alone."""
HOST = "127.0.0.1"
ANY = 0


def choose_port(folder: StateFolder, wanted: int | None) -> int:
    """The port to take: the one that is wanted, or else that of the last time, or else any that is free.

    A hub that cannot have the one that is wanted says so itself. Raises OSError as the folder does.
    """
    if wanted is not None:
        return wanted
    known = _read(folder, PORT)
    return known if _is_free(known) else ANY


def remember_port(folder: StateFolder, port: int, *, is_wanted: bool) -> None:
    """Keep a port for the next time: one that is wanted, or the first one, but no stand-in for another."""
    if is_wanted or _read(folder, PORT) == ANY:
        folder.keep(PORT, f"{port}\n".encode())
    folder.keep(RUNNING, f"{port}\n".encode())


def running_page(folder: StateFolder) -> str:
    """What to open in a browser of the one that runs; empty where it is only starting, or cannot be known."""
    try:
        port = _read(folder, RUNNING)
    except (OSError, UnsafeFileError):
        return ""
    return f"http://{HOST}:{port}/" if port != ANY else ""


def _read(folder: StateFolder, name: str) -> int:
    text = (folder.read(name, limit=16) or b"").strip()
    return int(text) if text.isdigit() and int(text) < 2**16 else ANY


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        # As the hub does: a port whose last connections are not forgotten yet is free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True
