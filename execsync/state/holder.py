"""Who holds the lock, for whoever finds it held."""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

_RUNS = ("CI_JOB_URL", "BUILD_URL", "CIRCLE_BUILD_URL", "BUILDKITE_BUILD_URL")
"""Variables of CI systems that have the address of a run."""


def holder_note(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """This process: user, host, number, command and since when; in CI, the address of the run."""
    import socket

    note = {
        "who": _user(),
        "host": socket.gethostname(),
        "pid": str(os.getpid()),
        "command": " ".join(["execsync", *sys.argv[1:]]),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    run = run_address(environment)
    return {**note, "run": run} if run else note


def run_address(environment: Mapping[str, str]) -> str:
    """The address of the CI's run that this is; empty outside of CI."""
    if run := environment.get("GITHUB_RUN_ID"):
        server = environment.get("GITHUB_SERVER_URL", "https://github.com")
        return f"{server}/{environment.get('GITHUB_REPOSITORY', '')}/actions/runs/{run}"
    given = (environment.get(name, "") for name in _RUNS)
    return next((address for address in given if address.startswith(("https://", "http://"))), "")


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run as a user that has no name
        return "unknown"
