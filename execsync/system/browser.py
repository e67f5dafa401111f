"""The user's web browser, as a process of its own that is given no key."""

import subprocess
import sys
import threading

from execsync.system.child import child_environment


def open_browser(address: str) -> None:
    """Have the browser show an address. That there is none goes unnoticed: the address is told as well."""
    process = subprocess.Popen(  # noqa: S603 (Python's own module, and an address of ours)
        [sys.executable, "-P", "-m", "webbrowser", address],
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, name="browser", daemon=True).start()
